"""From pictures to a camera: a person's face, five shots, and every frame holds the face."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage import data

from schemas.clips import FaceTracks, PreparedClip
from schemas.style.visuals import ReframeRules
from schemas.views import Rect, crop_at
from tasks.composition.prepare import prepare
from tasks.composition.reframe import crop_path
from tasks.composition.stitch import timeline_of
from tasks.composition.track_faces.stage import track_faces
from tasks.stage import StageContext
from tasks.tools.media.cut import pictures
from tests.recordings import Picture, Record

CUTS = (36, 66, 102, 132)
FRAMES = 168
FACE = Rect(x=0.34, y=0.15, width=0.2, height=0.2)
"""The face in the portrait, as shares of it."""


def stage_set(shot: int) -> Picture:
    """A background with texture, another one for each shot."""
    noise = np.random.default_rng(shot).integers(0, 256, (9, 16, 3), dtype=np.uint8)
    large = cv2.resize(noise, (640, 360), interpolation=cv2.INTER_CUBIC)
    return np.asarray(large // 2 + 30, np.uint8)


def place_at(frame: int) -> tuple[int, int, int]:
    """Left, top and side of the portrait; it walks, and each shot shows it elsewhere."""
    shot = sum(frame >= cut for cut in CUTS)
    since = frame - (0, *CUTS)[shot]
    side = (220, 170, 260, 200, 150)[shot]
    left = (20, 440, 190, 400, 60)[shot] + (2, 0, 0, -4, 3)[shot] * since
    return min(left, 640 - side), (40, 90, 60, 30, 100)[shot], side


@cache
def talk() -> tuple[list[Picture], list[Rect]]:
    """Pictures, and the face's true box in each."""
    portrait = np.asarray(data.astronaut())  # type: ignore[no-untyped-call]
    frames, boxes = [], []
    for number in range(FRAMES):
        picture = stage_set(sum(number >= cut for cut in CUTS))
        left, top, side = place_at(number)
        small = cv2.resize(portrait, (side, side), interpolation=cv2.INTER_AREA)
        picture[top : top + side, left : left + side] = small
        frames.append(picture)
        boxes.append(
            Rect(
                x=(left + FACE.x * side) / 640,
                y=(top + FACE.y * side) / 360,
                width=FACE.width * side / 640,
                height=FACE.height * side / 360,
            )
        )
    return frames, boxes


@pytest.fixture
def walked(ctx: StageContext, record: Record) -> tuple[PreparedClip, FaceTracks, list[Rect]]:
    frames, boxes = talk()
    mezzanine, _ = record(frames, rate="30/1")
    prepared = prepare.compute(ctx, "clip-01", 0, 5600, mezzanine)
    tracks = track_faces.compute(ctx, prepared)
    return ctx.load(prepared, PreparedClip), ctx.load(tracks, FaceTracks), boxes


def inside(box: Rect, crop: Rect) -> bool:
    return (
        crop.x <= box.x
        and crop.y <= box.y
        and box.x + box.width <= crop.x + crop.width
        and box.y + box.height <= crop.y + crop.height
    )


def test_the_face_is_in_the_crop_in_every_frame_of_five_shots(
    walked: tuple[PreparedClip, FaceTracks, list[Rect]],
) -> None:
    clip, tracks, boxes = walked
    assert [track.shot for track in tracks.tracks] == [0, 1, 2, 3, 4]

    path = crop_path(clip, tracks, ReframeRules(), "9:16")

    assert [framing.layout for framing in path.framings] == ["crop"] * 5
    for framing in path.framings:
        assert framing.keys[0].frame == framing.first_frame
        for frame in range(framing.first_frame, framing.end_frame):
            assert inside(boxes[frame], crop_at(framing, frame)), frame
    assert path.quality.subject_in_frame == 1.0


def test_captions_are_told_where_the_face_is_in_every_frame(
    walked: tuple[PreparedClip, FaceTracks, list[Rect]],
) -> None:
    clip, tracks, boxes = walked
    path = crop_path(clip, tracks, ReframeRules(), "9:16")
    timeline = timeline_of(clip, path, tracks)
    for framing in path.framings:
        for frame in range(framing.first_frame, framing.end_frame):
            crop, box = crop_at(framing, frame), boxes[frame]
            middle = (
                (box.x + box.width / 2 - crop.x) / crop.width,
                (box.y + box.height / 2 - crop.y) / crop.height,
            )
            assert any(
                zone.first_frame <= frame < zone.end_frame
                and zone.x <= middle[0] <= zone.x + zone.width
                and zone.y <= middle[1] <= zone.y + zone.height
                for zone in timeline.faces
            ), frame


def test_a_clip_without_picture_has_no_tracks(ctx: StageContext, record: Record) -> None:
    mezzanine, _ = record([stage_set(0)] * 30, rate="30/1", kind="audio")
    prepared = prepare.compute(ctx, "clip-01", 0, 1000, mezzanine)
    tracks = ctx.load(track_faces.compute(ctx, prepared), FaceTracks)
    assert (tracks.tracks, tracks.detector) == ((), "none")


def test_a_real_person_stays_in_the_frame(ctx: StageContext, record: Record, media: Path) -> None:
    signing = media / "faces" / "sample-videos__again.mkv"
    frames = [picture for _, picture in pictures(signing, list(range(60)))]
    mezzanine, _ = record(frames, rate="30/1")
    prepared = prepare.compute(ctx, "clip-01", 0, 2000, mezzanine)
    made = track_faces.compute(ctx, prepared)
    assert track_faces.compute(ctx, prepared) == made
    tracks = ctx.load(made, FaceTracks)
    path = crop_path(ctx.load(prepared, PreparedClip), tracks, ReframeRules(), "9:16")
    assert len(tracks.tracks) == 1
    assert path.quality.subject_in_frame is not None
    assert path.quality.subject_in_frame >= 0.97
    assert path.quality.still_frames >= 0.7
    assert all(a.end_frame == b.first_frame for a, b in pairwise(path.framings))
