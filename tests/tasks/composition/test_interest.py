"""A shot without anybody: a screen is shown whole, else the camera stands where there is something."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest
from skimage import data

from schemas.clips import ActiveArea, FaceBox, FaceTrack, FaceTracks, Interest
from schemas.style.visuals import ReframeRules
from schemas.units import Aspect
from schemas.views import crop_at
from tasks.composition.prepare import prepare
from tasks.composition.reframe import crop_path
from tasks.composition.track_faces.edges import Grey
from tasks.composition.track_faces.interest import interest_of
from tasks.composition.track_faces.screens import shows_screen
from tasks.composition.track_faces.stage import track_faces
from tasks.stage import StageContext
from tests.recordings import Picture, Record
from tests.tasks.composition.test_reframe import clip_of, still, track_of, tracks_of

WIDTH, HEIGHT = 640, 360


@cache
def slide() -> Picture:
    """White, with text over nearly its whole width."""
    picture = np.full((HEIGHT, WIDTH, 3), 245, np.uint8)
    for line in range(5):
        words = f"{line}. What stands here is to be read"
        place = (40, 70 + 60 * line)
        cv2.putText(picture, words, place, cv2.FONT_HERSHEY_SIMPLEX, 0.95, (30, 30, 30), 2)
    return picture


@cache
def room() -> Picture:
    """A wall with a soft pattern."""
    noise = np.random.default_rng(4).integers(60, 160, (9, 16), dtype=np.uint8)
    wall = cv2.resize(noise, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.repeat(wall[..., None], 3, axis=2), np.uint8)


def grey(picture: Picture) -> Grey:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)


def with_portrait(stirs: int) -> list[Grey]:
    """A slide with a portrait on it, which moves by so many pixels from sample to sample."""
    portrait = np.asarray(data.astronaut())  # type: ignore[no-untyped-call]
    small = cv2.resize(portrait, (160, 160), interpolation=cv2.INTER_AREA)
    samples = []
    for look in range(10):
        picture = slide().copy()
        left = 440 + stirs * (look % 3)
        picture[100:260, left : left + 160] = small
        samples.append(grey(picture))
    return samples


def face_of_portrait() -> FaceTrack:
    boxes = tuple(
        FaceBox(frame=6 * look, x=494 / WIDTH, y=122 / HEIGHT, width=0.05, height=0.09, score=0.9)
        for look in range(10)
    )
    return FaceTrack(id=0, shot=0, boxes=boxes)


def test_a_slide_is_a_screen_and_a_room_is_none() -> None:
    assert shows_screen([grey(slide())] * 10, [])
    assert shows_screen([grey(slide())], [])
    assert not shows_screen([grey(room())] * 10, [])
    assert not shows_screen([], [])


def test_a_photograph_on_a_slide_is_nobody_and_who_moves_is_somebody() -> None:
    assert shows_screen(with_portrait(0), [face_of_portrait()])
    assert not shows_screen(with_portrait(4), [face_of_portrait()])


def test_a_photograph_with_a_clear_sky_is_no_screen() -> None:
    sky = np.full((HEIGHT, WIDTH), 210, np.uint8)
    town = cv2.resize(grey(room())[60:], (WIDTH, 160), interpolation=cv2.INTER_LINEAR)
    noise = np.random.default_rng(2).normal(0, 12, (160, WIDTH))
    sky[200:] = np.clip(town + noise, 16, 235)
    assert not shows_screen([sky] * 6, [])


def test_black_borders_make_no_screen() -> None:
    bordered = room().copy()
    bordered[:, :120] = bordered[:, -120:] = 16
    area = ActiveArea(shot=0, x=120 / WIDTH, y=0, width=400 / WIDTH, height=1)
    assert not shows_screen([grey(bordered)] * 6, [], area)


def hands(look: int, at: int = 480) -> Picture:
    """Something that stirs on the right of a room."""
    picture = room().copy()
    cv2.ellipse(
        picture, (at + 12 * (look % 3), 250), (50, 30), 20 * look, 0, 360, (200, 170, 150), -1
    )
    return picture


def test_what_stirs_is_told() -> None:
    found = interest_of([grey(hands(look)) for look in range(12)], 3)
    assert found is not None
    assert found.shot == 3
    assert found.x + found.width / 2 == pytest.approx(490 / WIDTH, abs=0.05)
    assert found.width < 0.3


def test_what_is_now_here_and_now_there_is_not() -> None:
    samples = [grey(hands(look, at=120 if look < 6 else 480)) for look in range(12)]
    assert interest_of(samples, 0) is None
    assert interest_of([grey(room())] * 2, 0) is None


@pytest.mark.parametrize("aspect", ["9:16", "4:5", "1:1"])
def test_the_camera_stands_where_there_is_something_to_see(aspect: Aspect) -> None:
    there = Interest(shot=0, x=0.7, y=0.3, width=0.2, height=0.5)
    nobody = tracks_of().model_copy(update={"interests": (there,)})
    (framing,) = crop_path(clip_of(), nobody, ReframeRules(), aspect).framings
    crop = crop_at(framing, 0)
    assert crop.x <= 0.7
    assert crop.x + crop.width >= 0.9
    (middle,) = crop_path(clip_of(), nobody, ReframeRules(mode="center"), aspect).framings
    assert middle.subject == "centre"


def test_what_no_crop_can_hold_is_left_in_the_middle() -> None:
    wide = Interest(shot=0, x=0.1, y=0.3, width=0.7, height=0.5)
    nobody = tracks_of().model_copy(update={"interests": (wide,)})
    (framing,) = crop_path(clip_of(), nobody, ReframeRules(), "9:16").framings
    assert framing.subject == "centre"


def test_a_screen_is_shown_whole_where_it_does_not_fit() -> None:
    seen = tracks_of(track_of(still(0.8))).model_copy(update={"screens": (0,)})
    upright, wide = (
        crop_path(clip_of(), seen, ReframeRules(), aspect).framings[0]
        for aspect in ("9:16", "16:9")
    )
    assert (upright.layout, upright.subject) == ("letterbox_blur", "screen")
    assert wide.layout == "crop"
    (middle,) = crop_path(clip_of(), seen, ReframeRules(mode="center"), "9:16").framings
    assert middle.layout == "crop"


def test_a_face_that_is_hardly_seen_moves_nothing() -> None:
    glimpse = track_of(still(0.85, 24))
    (framing,) = crop_path(clip_of(), tracks_of(glimpse), ReframeRules(), "9:16").framings
    assert framing.layout == "letterbox_blur"
    assert framing.confidence < 0.3


def test_slides_of_a_recording_are_shown_whole(ctx: StageContext, record: Record) -> None:
    mezzanine, _ = record([slide()] * 45 + [hands(n // 6) for n in range(60)], rate="30/1")
    prepared = prepare.compute(ctx, "clip-01", 0, 3500, mezzanine)
    tracks = ctx.load(track_faces.compute(ctx, prepared), FaceTracks)
    assert tracks.screens == (0,)
    assert [one.shot for one in tracks.interests] == [1]
    assert FaceTracks.model_validate_json(tracks.model_dump_json()) == tracks


def test_nothing_of_this_is_written_where_there_is_nothing() -> None:
    written = tracks_of(track_of(still(0.5))).model_dump(mode="json")
    assert not {"screens", "interests", "insets"} & set(written)
