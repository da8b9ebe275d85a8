"""The figures of the benchmarks are what they say, on material whose answer is known."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest

from tasks.composition.speaking import Floor
from tests.benchmarks import camera, captions, segmentation, selection, speaking, talking_pairs
from tests.simulators.interviews import written
from tests.simulators.meetings import labelled


def test_boundaries_that_are_right_have_no_error() -> None:
    assert segmentation.figures({20, 50}, {20, 50}, 100) == {"pk": 0, "window_diff": 0, "f1": 1}
    assert segmentation.boundary_f1({20, 50}, {22, 60}) == pytest.approx(0.5)
    assert segmentation.boundary_f1({20}, {19, 21}) == pytest.approx(2 / 3)
    assert segmentation.pk({50}, set(), 100) == pytest.approx(1 / 3, abs=0.01)


def test_selection_prints_all_figures(tmp_path: Path) -> None:
    written(tmp_path, range(2), whole=False, minutes=15)
    found = selection.measure(tmp_path, 10)
    assert found["recordings"] == 2
    assert 0 <= found["recall"] <= 1
    edges = found["edges"]
    assert edges["weak_starts"] <= 0.05
    assert edges["clips"] > 0
    for name in ("question_endings", "sponsor_reads", "cuts_inside_words", "overlaps"):
        assert edges[name] == 0
    with pytest.raises(SystemExit):
        selection.measure(tmp_path / "nothing", 10)


def test_a_window_that_is_right_overlaps_wholly() -> None:
    here = np.full(60, 0.5)
    assert camera.overlap(here, here) == 1
    assert camera.overlap(here, here + camera.WINDOW / 2) == pytest.approx(1 / 3)
    assert camera.overlap(here, here + 2 * camera.WINDOW) == 0
    swinging = camera.Video(1, here, (here, here))
    turning = np.tile([0.5, 0.51, 0.51, 0.5], 15)
    found = camera.figures(turning, swinging)
    assert found["still"] == pytest.approx(29 / 59)
    assert found["reversals"] == pytest.approx(29 / 2)
    assert found["inside"] == 1


def test_the_cameras_figures_are_of_both_halves_and_of_all(tmp_path: Path) -> None:
    labels = tmp_path / "labels" / "retargetvid"
    labels.mkdir(parents=True)
    for person in (1, 2, 3):
        with ZipFile(labels / f"annotator_{person}.zip", "w") as bundle:
            for number in (1, 2, 3):
                lefts = [150 + 4 * person + 200 * (frame > 40 * number) for frame in range(240)]
                rows = "\n".join(f"{left},0,{left + 120},360" for left in lefts)
                bundle.writestr(f"annotator_{person}/{number:03}_1-3.txt", rows)
    found = camera.measure(tmp_path)
    assert (found["videos"], found["talking_heads"]) == (3, {})
    for half in ("tuned_on", "held_out", "all"):
        ways = found[half]
        assert ways["annotator_1"]["iou"] == pytest.approx((116 / 124 + 112 / 128) / 2, abs=1e-3)
        assert ways["camera"]["iou"] > ways["exponential"]["iou"]
        assert ways["camera"]["still"] > 0.85 > ways["exponential"]["still"]
        assert ways["camera"]["reversals"] == 0 < ways["exponential"]["reversals"]
    assert found["all"]["camera"] != found["held_out"]["camera"]
    with pytest.raises(SystemExit):
        camera.measure(tmp_path / "nothing")


@pytest.mark.slow
def test_the_camera_stands_where_people_would_put_it(media: Path) -> None:
    """Annotator 1 himself, who moves in more than half of the frames, gets an IoU of .68."""
    found = camera.measure(media)
    for half in ("held_out", "all"):
        ours, smoothed = found[half]["camera"], found[half]["exponential"]
        assert ours["iou"] >= max(0.65, smoothed["iou"] + 0.02)
        assert ours["still"] >= max(0.7, smoothed["still"])
        assert ours["reversals"] <= min(0.2, smoothed["reversals"])
        assert ours["inside"] >= 0.97
    assert len(found["talking_heads"]) == len(camera.HEADS)
    for report in found["talking_heads"].values():
        assert report["subject_in_frame"] >= 0.97
        assert report["still_frames"] >= 0.7


@pytest.mark.slow
def test_captions_of_real_speech_keep_the_bars(media: Path) -> None:
    """Where cards of the style's limits can at all: mode `words` has too few words to a card."""
    found = captions.measure(4, media)
    for mode in ("sentence", "phrase", "words"):
        cut = found[mode]
        assert cut["random_broken"] == cut["balanced"]["broken"] == cut["greedy"]["broken"] == 0
        assert cut["balanced"]["bad_cues"] <= (0.03 if mode == "words" else 0.01)
        assert cut["balanced"]["orphans"] <= 0.005
        assert cut["balanced"]["bad"] <= cut["filled"]["bad"] / 4


@pytest.mark.slow
def test_real_meetings_are_divided_well_enough(media: Path) -> None:
    """ICSI and AMI together; no boundaries at all get Pk .34 and F1 0."""
    found = segmentation.measure(media / "labels" / "qmsum")
    assert found["true_count"]["pk"] <= 0.32
    assert found["own_count"]["pk"] <= 0.38
    assert found["own_count"]["f1"] >= 0.22


@pytest.mark.slow
def test_what_people_wrote_down_of_meetings_is_found_more_often_than_by_chance(
    media: Path, tmp_path: Path
) -> None:
    """The shipped profile knows nothing of meetings: a check that it carries over."""
    labelled(media / "labels" / "qmsum", tmp_path)
    found = selection.measure(tmp_path, 10)
    baselines = found["baselines"]
    assert found["recall"] >= baselines["random"]["recall"] + 0.15
    assert found["recall"] >= baselines["earliest"]["recall"] + 0.15
    assert found["recall"] >= baselines["equal_weights"]["recall"] + 0.05


def test_seconds_and_cuts_are_judged_by_who_really_speaks() -> None:
    truth = (*[0] * 75, *[None] * 25, *[1] * 50)
    floors = [Floor(0, 0, 90), Floor(1, 90, 150)]
    assert speaking.judged(truth, floors) == {"right": 5, "wrong": 0, "unknown": 0}
    assert speaking.judged(truth, [Floor(0, 0, 150)]) == {"right": 3, "wrong": 2, "unknown": 0}
    assert speaking.judged(truth, []) == {"right": 0, "wrong": 0, "unknown": 5}
    assert list(speaking.cuts_off(truth, floors)) == [400]


@pytest.mark.parametrize("labels", ["mouths", "turns"])
def test_of_two_real_people_the_one_who_speaks_is_known(
    labels: str, seen_talking: speaking.Seen
) -> None:
    floors = speaking.floors_in(seen_talking, labels)
    assert [floor.person for floor in floors] == [0, 1]
    assert speaking.judged(seen_talking.film.truth, floors)["wrong"] == 0


@pytest.fixture(scope="module")
def seen_talking(media: Path, tmp_path_factory: pytest.TempPathFactory) -> speaking.Seen:
    """Two people who take turns, the listener nodding."""
    if lacking := talking_pairs.missing(media):
        pytest.skip(f"no {lacking[0]} in {media / 'faces'}")
    turns = (talking_pairs.Turn(0, 1.6), talking_pairs.Turn(1, 1.6))
    scene = talking_pairs.Scene("address", "performer", turns, "nodding")
    return speaking.seen_in(talking_pairs.film_of(scene, media, tmp_path_factory.mktemp("film")))
