"""People who do not fit into one crop: a pane and a camera for each, or the layout that was safe."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.base import digest_of
from schemas.clips import (
    CropKey,
    CropPath,
    FaceBox,
    FaceTrack,
    FaceTracks,
    Framing,
    Pane,
    PreparedClip,
)
from schemas.style.visuals import ReframeRules
from schemas.units import ASPECT_SIZES, Aspect
from schemas.views import crop_at, views_at
from tasks.composition.prepare import prepare
from tasks.composition.reframe import crop_path
from tasks.composition.stitch import timeline_of
from tasks.composition.track_faces.stage import track_faces
from tasks.stage import StageContext
from tasks.tools.media.cut import pictures
from tests.recordings import Record
from tests.tasks.composition.test_reframe import (
    clip_of,
    scenes,
    still,
    track_of,
    tracks_of,
)

STACK = ReframeRules(groups="stack")


def person(
    x: float, *, number: int = 0, y: float = 0.25, width: float = 0.08, frames: int = 300
) -> FaceTrack:
    """A face that sits still, square on a 16:9 picture, with its top at `y`."""
    moved = track_of(still(x, frames), number=number, width=width)
    boxes = tuple(box.model_copy(update={"y": y}) for box in moved.boxes)
    return moved.model_copy(update={"boxes": boxes})


def stack(*people: FaceTrack, aspect: Aspect = "9:16", **facts: Any) -> Framing:
    rules = ReframeRules(**{"groups": "stack", **facts.pop("rules", {})})
    (framing,) = crop_path(clip_of(**facts), tracks_of(*people), rules, aspect).framings
    return framing


def head(framing: Framing, pane: int, box: FaceBox) -> tuple[float, float]:
    """How low the eyes of a face are in its pane, and how high the face is; shares of the pane."""
    crop = crop_at(framing.panes[pane], box.frame)
    return (box.y + 0.25 * box.height - crop.y) / crop.height, box.height / crop.height


def test_two_people_are_shown_one_above_the_other_the_left_one_on_top() -> None:
    right, left = person(0.8, number=0), person(0.2, number=1)
    framing = stack(right, left)
    assert framing.layout == "panes"
    assert [(pane.x, pane.y, pane.width, pane.height) for pane in framing.panes] == [
        (0, 0, 1, 0.5),
        (0, 0.5, 1, 0.5),
    ]
    for pane, (mine, other) in zip(framing.panes, ((left, right), (right, left)), strict=True):
        crop = crop_at(pane, 0)
        assert crop.x < mine.boxes[0].x < mine.boxes[0].x + 0.08 < crop.x + crop.width
        assert not crop.x < other.boxes[0].x + 0.04 < crop.x + crop.width


def test_heads_are_equally_large_and_eyes_equally_high() -> None:
    people = person(0.2, width=0.1, y=0.2), person(0.78, number=1, width=0.07, y=0.3)
    framing = stack(*people)
    (eyes, size), (others, other) = (head(framing, n, p.boxes[0]) for n, p in enumerate(people))
    assert size == pytest.approx(other, rel=0.01)
    assert eyes == pytest.approx(others, abs=0.01)
    assert 0.2 < size < 0.4


def test_the_picture_is_not_enlarged_beyond_what_it_holds() -> None:
    """A far face beside a near one stays smaller in a small picture, and is brought near in a large."""
    people = person(0.25, width=0.16), person(0.8, number=1, width=0.09)
    large = stack(*people, size=(3840, 2160))
    small = stack(*people, size=(640, 360))
    sizes = [head(large, n, p.boxes[0])[1] for n, p in enumerate(people)]
    assert sizes[0] == pytest.approx(sizes[1], rel=0.01)
    assert small.layout == "panes"
    for framing, height in ((large, 2160), (small, 360)):
        for pane in framing.panes:
            enlarged = 960 / (crop_at(pane, 0).height * height)
            assert enlarged <= max(3, 1920 / height) + 0.01


def test_nobody_s_pane_shows_the_head_of_another() -> None:
    people = [person(x, number=n, width=0.05) for n, x in enumerate((0.2, 0.5, 0.8))]
    framing = stack(*people)
    assert len(framing.panes) == 3
    for number, pane in enumerate(framing.panes):
        crop = crop_at(pane, 0)
        for other, track in enumerate(people):
            box = track.boxes[0]
            shown = min(crop.x + crop.width, box.x + box.width) - max(crop.x, box.x)
            assert shown == pytest.approx(0.05) if other == number else shown < 0


def test_only_what_is_worth_a_stack_is_one() -> None:
    apart = person(0.2), person(0.8, number=1)
    short = [p.model_copy(update={"boxes": p.boxes[:10]}) for p in apart]
    far = [person(0.2, width=0.03), person(0.8, number=1, width=0.03)]
    never = [person(0.2, frames=120), track_of(still(0.8, 300, 130), number=1)]
    crowd = [person(x, number=n) for n, x in enumerate((0.1, 0.36, 0.62, 0.88))]
    assert stack(*apart).layout == "panes"
    assert stack(*short, shots=((0, 60),)).layout == "letterbox_blur"
    assert stack(*far).layout == "letterbox_blur"
    assert stack(*never).layout == "crop"
    assert stack(*crowd).layout == "letterbox_blur"
    assert stack(person(0.45), person(0.6, number=1)).layout == "crop"
    assert stack(person(0.2)).layout == "crop"
    assert stack(*apart, rules={"mode": "center"}).layout == "crop"
    assert stack(*apart, size=(1080, 1920)).layout == "crop"


@pytest.mark.parametrize(("aspect", "count"), [("9:16", 3), ("4:5", 2), ("1:1", 1), ("16:9", 1)])
def test_an_output_holds_as_many_people_as_it_is_tall(aspect: Aspect, count: int) -> None:
    people = [person(x, number=n, width=0.05) for n, x in enumerate((0.15, 0.5, 0.85))]
    for more in (2, 3):
        shown = stack(*(people[:more] if more == 3 else [people[0], people[2]]), aspect=aspect)
        assert (len(shown.panes) == more) == (more <= count)


def test_who_turns_away_and_back_is_one_person() -> None:
    away = [track_of(still(0.2, 120)), track_of(still(0.21, 300, 180), number=1)]
    framing = stack(*away, person(0.8, number=2))
    assert len(framing.panes) == 2


def test_a_style_that_does_not_ask_for_it_keeps_its_layouts_and_their_digests() -> None:
    people = person(0.2), person(0.8, number=1)
    path = crop_path(clip_of(), tracks_of(*people), ReframeRules(), "9:16")
    assert path.framings[0].layout == "letterbox_blur"
    assert "panes" not in path.framings[0].model_dump(mode="json")
    old = {
        "first_frame": 0,
        "end_frame": 9,
        "layout": "letterbox_blur",
        "keys": [],
        "subject": "",
        "confidence": 1.0,
    }
    assert digest_of(Framing(first_frame=0, end_frame=9, layout="letterbox_blur")) == digest_of(old)


def test_panes_must_fill_the_output() -> None:
    key = CropKey(frame=0, x=0, y=0, width=1, height=1)

    def halves(first: float, second: float) -> Framing:
        panes = (
            Pane(x=0, y=0, width=1, height=first, keys=(key,)),
            Pane(x=0, y=second, width=1, height=1 - second, keys=(key,)),
        )
        return Framing(first_frame=0, end_frame=9, layout="panes", panes=panes)

    assert len(halves(0.5, 0.5).panes) == 2
    for first, second in ((0.4, 0.5), (0.6, 0.5)):
        with pytest.raises(ValidationError, match="fill the output"):
            halves(first, second)
    with pytest.raises(ValidationError, match="0 panes"):
        Framing(first_frame=0, end_frame=9, layout="panes")


@settings(max_examples=60, deadline=None)
@given(scenes(), st.sampled_from(["9:16", "4:5"]), st.floats(1, 3))
def test_crops_stay_in_the_picture_in_their_panes_shape_and_within_the_shot(
    scene: tuple[PreparedClip, FaceTracks], aspect: Aspect, zoom: float
) -> None:
    clip, tracks = scene
    rules = ReframeRules(groups="stack", max_zoom=zoom)
    path = crop_path(clip, tracks, rules, aspect)
    assert [(f.first_frame, f.end_frame) for f in path.framings] == list(clip.shots)
    _check(path, clip)
    timeline = timeline_of(clip, path, tracks)
    assert all(z.x >= 0 and z.x + z.width <= 1.001 for z in timeline.faces)
    assert all(z.y >= 0 and z.y + z.height <= 1.001 for z in timeline.faces)


def _check(path: CropPath, clip: PreparedClip) -> None:
    wide, high = ASPECT_SIZES[path.aspect]
    for framing in path.framings:
        for pane in framing.panes:
            assert pane.keys[0].frame == framing.first_frame
            assert pane.keys[-1].frame < framing.end_frame
            assert all(a.frame < b.frame for a, b in pairwise(pane.keys))
            shape = pane.width * wide / (pane.height * high)
            for frame in (framing.first_frame, framing.end_frame - 1):
                crop = crop_at(pane, frame)
                assert 0 <= crop.x <= crop.x + crop.width <= 1 + 1e-6
                assert 0 <= crop.y <= crop.y + crop.height <= 1 + 1e-6
                ratio = crop.width * clip.width / (crop.height * clip.height)
                assert ratio == pytest.approx(shape, rel=1e-3)


def test_captions_are_told_of_the_face_in_every_pane_and_the_report_counts_them() -> None:
    walker = track_of([(f, 0.15 + 0.1 * f / 300) for f in range(0, 300, 6)])
    people = tracks_of(walker, person(0.8, number=1))
    clip = clip_of()
    path = crop_path(clip, people, STACK, "9:16")
    timeline = timeline_of(clip, path, people)
    assert path.quality.subject_in_frame == 1.0
    for pane, track in enumerate(people.tracks):
        for box in track.boxes:
            part, place = views_at(path.framings[0], box.frame, (1920, 1080), "9:16")[pane]
            x = place.x + (box.x + box.width / 2 - part.x) / part.width * place.width
            y = place.y + (box.y + box.height / 2 - part.y) / part.height * place.height
            assert any(
                z.first_frame <= box.frame < z.end_frame
                and z.x <= x <= z.x + z.width
                and z.y <= y <= z.y + z.height
                for z in timeline.faces
            )
    for zone in timeline.faces:
        assert zone.y + zone.height <= 0.511 or zone.y >= 0.489


def test_two_real_people_are_stacked(ctx: StageContext, record: Record, media: Path) -> None:
    pair = media / "faces" / "sample-videos__head-pose-face-detection-female-and-male.gif"
    frames = [
        cv2.resize(picture, (640, 360)) for _, picture in pictures(pair, list(range(0, 32, 2)))
    ]
    mezzanine, _ = record([*frames, *frames[::-1]], rate="10/1")
    prepared = prepare.compute(ctx, "clip-01", 0, 3200, mezzanine)
    tracks = ctx.load(track_faces.compute(ctx, prepared), FaceTracks)
    path = crop_path(ctx.load(prepared, PreparedClip), tracks, STACK, "9:16")
    (framing,) = path.framings
    assert framing.layout == "panes"
    assert path.quality.subject_in_frame == 1.0
    sizes = [head(framing, n, track.boxes[0])[1] for n, track in enumerate(tracks.tracks)]
    assert sizes[0] == pytest.approx(sizes[1], rel=0.2)
