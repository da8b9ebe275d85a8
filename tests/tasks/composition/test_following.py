"""A subject that moves: the camera goes along, keeps it whole, and reports how it did."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from schemas.clips import CropPath, FaceBox, FaceTrack
from schemas.units import Aspect
from schemas.views import crop_at
from tasks.composition.reframe import reframe
from tasks.stage import StageContext
from tests.tasks.composition.test_reframe import (
    clip_of,
    shown,
    still,
    style_of,
    track_of,
    tracks_of,
)

SHOTS = ((0, 45), (45, 120), (120, 210), (210, 240), (240, 330))


def walking(speed: float, end: int = 300) -> list[tuple[int, float]]:
    """A face on its way across; the speed in pictures a second."""
    return [(frame, 0.2 + speed * frame / 30) for frame in [*range(0, end, 6), end - 1]]


def test_a_walker_is_followed_by_pans_that_last_longer() -> None:
    path = shown(track_of(walking(0.06)), ease_ms=600)
    (framing,) = path.framings
    pans = [b.frame - a.frame for a, b in pairwise(framing.keys) if a.ease == "smooth"]
    assert max(pans) > 18
    assert path.quality.reversals_per_second == 0
    assert path.quality.subject_in_frame == 1.0


def test_the_report_tells_a_camera_that_goes_back_and_how_hard_it_moves() -> None:
    there_and_back = [*still(0.3, 120), *still(0.6, 210, 120), *still(0.3, 300, 210)]
    path = shown(track_of(there_and_back))
    (framing,) = path.framings
    assert [key.ease for key in framing.keys] == ["hold", "smooth", "hold", "smooth", "hold"]
    report = path.quality
    assert report.reversals_per_second == pytest.approx(1 / 10)
    assert report.moves_per_minute == 12
    lefts = np.array([crop_at(framing, frame).x for frame in range(300)])
    pulls = np.diff(lefts / framing.keys[0].width, 2) * 30**2
    assert report.acceleration == pytest.approx(float(np.sqrt(np.mean(pulls**2))), rel=0.05)
    one_way = shown(track_of([*still(0.3, 120), *still(0.5, 210, 120), *still(0.7, 300, 210)]))
    assert one_way.quality.reversals_per_second == 0
    assert shown(track_of(still(0.3))).quality.acceleration == 0


def face_at(frame: int, speed: float) -> FaceBox:
    """Where the face is in a frame; each shot begins elsewhere, and it walks to and fro."""
    shot = next(n for n, (first, end) in enumerate(SHOTS) if first <= frame < end)
    since = (frame - SHOTS[shot][0]) / 30
    middle = (0.15, 0.8, 0.3, 0.6, 0.85)[shot] + (1, -1, 1, 0, -1)[shot] * speed * since
    return track_of([(frame, middle)], shot=shot).boxes[0]


@pytest.mark.parametrize("speed", [0.0, 0.05, 0.1, 0.15])
@pytest.mark.parametrize("aspect", ["9:16", "4:5", "1:1"])
def test_a_known_face_lies_in_the_crop_in_every_frame_of_five_shots(
    ctx: StageContext, speed: float, aspect: Aspect
) -> None:
    clip = clip_of(shots=SHOTS)
    tracks = [
        FaceTrack(id=shot, shot=shot, boxes=tuple(face_at(f, speed) for f in range(first, end, 6)))
        for shot, (first, end) in enumerate(SHOTS)
    ]
    given_to = (ctx.publish(clip), ctx.publish(tracks_of(*tracks, frames=330)))

    made = reframe.compute(ctx, *given_to, ctx.publish(style_of()), aspect, "facet")

    for framing in ctx.load(made, CropPath).framings:
        assert framing.keys[0].frame == framing.first_frame
        for frame in range(framing.first_frame, framing.end_frame):
            crop, box = crop_at(framing, frame), face_at(frame, speed)
            assert crop.x <= box.x <= box.x + box.width <= crop.x + crop.width, frame
            assert crop.y <= box.y <= box.y + box.height <= crop.y + crop.height, frame


def test_who_stands_up_keeps_their_head() -> None:
    """A far face that is zoomed to, in the lower half and then near the top."""
    sitting = track_of(still(0.5), width=0.04).boxes
    boxes = tuple(box.model_copy(update={"y": 0.55 if box.frame < 200 else 0.2}) for box in sitting)
    path = shown(FaceTrack(id=0, shot=0, boxes=boxes), max_zoom=2.0)
    (framing,) = path.framings
    assert framing.keys[0].height < 0.95
    for box in boxes:
        crop = crop_at(framing, box.frame)
        assert crop.y <= box.y - 0.3 * box.height, box.frame
        assert box.y + box.height <= crop.y + crop.height, box.frame


def test_who_looks_away_for_a_while_is_still_one_of_two() -> None:
    """The camera does not go to the other one meanwhile."""
    one = track_of(still(0.42), width=0.06)
    before, after = still(0.58, 90), still(0.58, 300, 210)
    path = shown(one, track_of(before, number=1, width=0.06), track_of(after, number=2, width=0.06))
    (framing,) = path.framings
    assert framing.subject == "faces 0, 1"
    assert len(framing.keys) == 1
    assert path.quality.subject_in_frame == 1.0


def test_who_comes_as_another_goes_is_followed_as_well() -> None:
    """Both are seen for a moment: a cut that nobody noticed, or a dissolve."""
    here, there = track_of(still(0.85, 150)), track_of(still(0.2, 300, 130), number=1, width=0.12)
    path = shown(here, there)
    (framing,) = path.framings
    early, late = crop_at(framing, 60), crop_at(framing, 250)
    assert (early.x <= 0.8, early.x + early.width >= 0.9) == (True, True)
    assert (late.x <= 0.14, late.x + late.width >= 0.26) == (True, True)
