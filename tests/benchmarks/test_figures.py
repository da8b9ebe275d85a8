"""The figures of the benchmarks are what they say, on material whose answer is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks import segmentation, selection
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
