"""Black borders of a recording are never shown, and all else is as without them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from schemas.artifacts import MP4, WAV, Ref
from schemas.clips import (
    ActiveArea,
    CropPath,
    FaceBox,
    FaceTrack,
    FaceTracks,
    Framing,
    PreparedClip,
)
from schemas.directing import Direction
from schemas.style.visuals import ReframeRules
from schemas.units import ASPECT_SIZES, Aspect
from schemas.views import views_at
from tasks.composition.prepare import prepare
from tasks.composition.reframe import crop_path
from tasks.stage import StageContext
from tests.recordings import Picture, Record, scene

FRAMES = 60
NOTHING = Ref[Any](sha256="0" * 64, size=0, media_type=MP4)
AREA = ActiveArea(shot=0, x=0.125, y=0.1, width=0.75, height=0.8)
"""A window of 960 x 576 pixels in 1280 x 720."""


def clip(*areas: ActiveArea, size: tuple[int, int] = (1280, 720)) -> PreparedClip:
    return PreparedClip(
        clip_id="clip-01",
        kind="video",
        source=NOTHING,
        rate="30/1",
        first_frame=0,
        frame_count=FRAMES,
        width=size[0],
        height=size[1],
        audio=NOTHING.model_copy(update={"media_type": WAV}),
        proxy=None,
        shots=((0, FRAMES),),
        areas=areas,
    )


def faces(*places: tuple[float, float]) -> FaceTracks:
    """People who stand still, in shares of the picture."""
    return FaceTracks(
        clip_id="clip-01",
        detector="given",
        every=6,
        frame_count=FRAMES,
        tracks=tuple(
            FaceTrack(
                id=number,
                shot=0,
                boxes=tuple(
                    FaceBox(frame=n, x=x, y=y, width=0.09, height=0.16, score=0.9)
                    for n in range(0, FRAMES, 6)
                ),
            )
            for number, (x, y) in enumerate(places)
        ),
    )


def inside(framing: Framing, frame: int, aspect: Aspect) -> bool:
    """Whether nothing but the area is seen."""
    return all(
        part.x >= AREA.x - 1e-5
        and part.y >= AREA.y - 1e-5
        and part.x + part.width <= AREA.x + AREA.width + 1e-5
        and part.y + part.height <= AREA.y + AREA.height + 1e-5
        for part, _ in views_at(framing, frame, (1280, 720), aspect)
    )


def camera(aspect: Aspect, rules: ReframeRules, tracks: FaceTracks, *wanted: Direction) -> CropPath:
    return crop_path(clip(AREA), tracks, rules, aspect, (), wanted)


@pytest.mark.parametrize("aspect", list(ASPECT_SIZES))
@pytest.mark.parametrize(
    "rules",
    [
        ReframeRules(),
        ReframeRules(mode="center"),
        ReframeRules(mode="letterbox_blur"),
        ReframeRules(groups="stack"),
    ],
    ids=["face_track", "center", "letterbox", "stack"],
)
@pytest.mark.parametrize(
    "tracks", [faces(), faces((0.14, 0.12)), faces((0.15, 0.3), (0.75, 0.3))], ids=["0", "1", "2"]
)
def test_no_camera_shows_a_border(aspect: Aspect, rules: ReframeRules, tracks: FaceTracks) -> None:
    path = camera(aspect, rules, tracks)
    assert all(
        inside(framing, frame, aspect)
        for framing in path.framings
        for frame in (framing.first_frame, framing.end_frame - 1)
    )


def test_a_face_near_a_border_stays_in_the_picture() -> None:
    path = camera("9:16", ReframeRules(), faces((0.14, 0.12)))
    assert path.quality.subject_in_frame == 1


def test_the_camera_is_that_of_a_recording_without_borders() -> None:
    """The same people in the same places of a picture of the area's size."""
    place = (0.5 - AREA.x) / AREA.width, (0.3 - AREA.y) / AREA.height
    bare = faces(place)
    scaled = tuple(
        box.model_copy(update={"width": box.width / AREA.width, "height": box.height / AREA.height})
        for box in bare.tracks[0].boxes
    )
    bare = bare.model_copy(
        update={"tracks": (bare.tracks[0].model_copy(update={"boxes": scaled}),)}
    )
    (plain,) = crop_path(clip(size=(960, 576)), bare, ReframeRules(), "9:16").framings
    (framed,) = camera("9:16", ReframeRules(), faces((0.5, 0.3))).framings
    assert framed.keys[0].x == pytest.approx(AREA.x + plain.keys[0].x * AREA.width, abs=1e-3)
    assert framed.keys[0].height == pytest.approx(plain.keys[0].height * AREA.height, abs=1e-3)


def test_a_place_that_somebody_wants_is_a_place_of_the_picture() -> None:
    wanted = Direction(start_ms=0, end_ms=2000, layout="follow", at=0.5)
    (framing,) = camera("9:16", ReframeRules(), faces(), wanted).framings
    key = framing.keys[0]
    assert key.x + key.width / 2 == pytest.approx(0.5, abs=1e-4)
    assert framing.wish == "follow, at 0.50"


def test_a_clip_knows_the_borders_of_each_shot(ctx: StageContext, record: Record) -> None:
    def boxed(picture: Picture) -> Picture:
        framed = np.zeros_like(picture)
        framed[:, 20:140] = picture[:, 20:140]
        return framed

    shown = [boxed(picture) for picture in scene(1, 45)] + scene(2, 45)
    mezzanine, _ = record(shown)
    made = ctx.load(prepare.compute(ctx, "clip-01", 0, 3003, mezzanine), PreparedClip)
    (area,) = made.areas
    assert area.shot == 0
    assert area.x == pytest.approx(22 / 160, abs=0.013)
    assert area.x + area.width == pytest.approx(138 / 160, abs=0.013)
    assert (area.y, area.height) == (0, 1)


def test_a_clip_without_borders_says_nothing_of_them(ctx: StageContext, record: Record) -> None:
    mezzanine, _ = record(scene(1, 45))
    made = ctx.load(prepare.compute(ctx, "clip-01", 0, 1500, mezzanine), PreparedClip)
    assert "areas" not in made.model_dump(mode="json")
