"""A webcam on a recorded screen is found where it is, and nothing else is taken for one."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest

from schemas.clips import FaceBox, FaceTrack, FaceTracks, Inset
from schemas.views import Rect
from tasks.composition.prepare import prepare
from tasks.composition.track_faces.insets import (
    MOST_SAMPLES,
    Samples,
    inset_of,
    sampled,
    spread,
)
from tasks.composition.track_faces.stage import track_faces
from tasks.stage import StageContext
from tasks.tools.media.cut import pictures
from tests.recordings import Picture, Record

WIDTH, HEIGHT = 640, 360
LOOKS = 12
CAM = (144, 108)
"""Width and height of the webcam."""
PLACES = {
    "bottom right": (WIDTH - 144, HEIGHT - 108),
    "top left": (0, 0),
    "floating": (482, 236),
    "beside": (WIDTH - 150, 90),
}


@cache
def slide(number: int = 0) -> Picture:
    """White, with a few lines of text on its left and a bar on its right."""
    picture = np.full((HEIGHT, WIDTH, 3), 245, np.uint8)
    for line in range(5):
        words = f"Line {line} of slide {number} says"
        place = (150, 60 + 45 * line)
        cv2.putText(picture, words, place, cv2.FONT_HERSHEY_SIMPLEX, 0.8, (30, 30, 30), 2)
    picture[120:300, 560:580] = (60, 120, 200)
    return picture


def webcam(look: int) -> Picture:
    """A room with a striped wall, and in it a person who moves a little."""
    room = np.full((CAM[1], CAM[0], 3), (90, 100, 120), np.uint8)
    room[:, 9::18] = (70, 80, 95)
    sway = look % 3
    cv2.ellipse(room, (72 + sway, 108), (46, 40), 0, 0, 360, (40, 60, 40), -1)
    cv2.circle(room, (72 + sway, 48), 22, (190, 150, 120), -1)
    return room


def face(place: tuple[int, int], *, drift: float = 0.0, high: float = 44) -> FaceTrack:
    """The face of a webcam at a place, in every look."""
    boxes = tuple(
        FaceBox(
            frame=6 * look,
            x=(place[0] + 50 + look % 3) / WIDTH + drift * look,
            y=(place[1] + 26) / HEIGHT,
            width=44 / WIDTH,
            height=high / HEIGHT,
            score=0.9,
        )
        for look in range(LOOKS)
    )
    return FaceTrack(id=7, shot=0, boxes=boxes)


def looked_at(place: tuple[int, int], grounds: list[Picture]) -> Samples:
    samples = Samples()
    for look in range(LOOKS):
        picture = grounds[look * len(grounds) // LOOKS].copy()
        x, y = place
        picture[y : y + CAM[1], x : x + CAM[0]] = webcam(look)
        samples.add(picture)
    return samples


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("slides", [1, 3])
def test_a_webcam_is_found_where_it_stands(where: str, slides: int) -> None:
    place = PLACES[where]
    found = inset_of(looked_at(place, [slide(n) for n in range(slides)]), [face(place)], LOOKS)
    assert found is not None
    assert (found.shot, found.track) == (0, 7)
    edges = (found.x, found.y, found.x + found.width, found.y + found.height)
    true = (place[0], place[1], place[0] + CAM[0], place[1] + CAM[1])
    for edge, wanted, size in zip(edges, true, (WIDTH, HEIGHT, WIDTH, HEIGHT), strict=True):
        assert edge * size == pytest.approx(wanted, abs=3)
    assert found.confidence >= 0.8


def test_it_says_how_much_stands_beside_the_webcam() -> None:
    place = PLACES["bottom right"]
    found = inset_of(looked_at(place, [slide()]), [face(place)], LOOKS)
    assert found is not None
    assert 0.01 < found.above_and_below < 0.2
    assert found.beside < 0.1
    bare = slide().copy()
    bare[:, 470:] = 245
    empty = inset_of(looked_at(place, [bare]), [face(place)], LOOKS)
    assert empty is not None
    assert empty.above_and_below == 0


def test_a_round_webcam_is_found_where_it_stands() -> None:
    down, across = np.mgrid[: CAM[1], : CAM[0]]
    ring = np.hypot(across - 72, down - 54) <= 52
    samples = Samples()
    for look in range(LOOKS):
        picture = slide().copy()
        x, y = PLACES["floating"]
        part = picture[y : y + CAM[1], x : x + CAM[0]]
        part[ring] = webcam(look)[ring]
        samples.add(picture)
    found = inset_of(samples, [face(PLACES["floating"])], LOOKS)
    assert found is not None
    assert found.round
    middle = (found.x + found.width / 2, found.y + found.height / 2)
    assert middle[0] * WIDTH == pytest.approx(482 + 72, abs=4)
    assert middle[1] * HEIGHT == pytest.approx(236 + 54, abs=4)
    assert found.width * WIDTH == pytest.approx(104, abs=7)


def test_what_is_no_webcam_is_none() -> None:
    place = PLACES["floating"]
    shown = looked_at(place, [slide()])
    assert inset_of(shown, [face(place)], LOOKS) is not None
    assert inset_of(shown, [], LOOKS) is None
    assert inset_of(shown, [face(place, drift=0.02)], LOOKS) is None
    assert inset_of(shown, [face(place, high=140)], LOOKS) is None
    assert inset_of(shown, [face((248, 126))], LOOKS) is None
    again = face(place).model_copy(update={"id": 8})
    assert inset_of(shown, [face(place), again], LOOKS) is None
    photograph = face((248, 60)).model_copy(update={"id": 9})
    stiff = photograph.model_copy(
        update={"boxes": tuple(box.model_copy(update={"x": 0.4}) for box in photograph.boxes)}
    )
    host = face((248, 60), drift=0.002).model_copy(update={"id": 9})
    assert inset_of(shown, [face(place), stiff], LOOKS) is not None
    assert inset_of(shown, [face(place), host], LOOKS) is None
    few = Samples()
    few.kept = shown.kept[:5]
    assert inset_of(few, [face(place)], LOOKS) is None


def test_a_person_who_reaches_over_the_frame_is_in_the_room() -> None:
    """A frame on the wall behind somebody: the body hides its lower side."""
    place = PLACES["beside"]
    samples = Samples()
    for look in range(LOOKS):
        picture = slide().copy()
        x, y = place
        picture[y : y + CAM[1], x : x + CAM[0]] = webcam(look)
        cv2.ellipse(picture, (x + 72, y + 110), (50, 40), 0, 0, 360, (40, 60, 40), -1)
        samples.add(picture)
    assert inset_of(samples, [face(place)], LOOKS) is None


def test_around_a_webcam_is_a_screen() -> None:
    place = PLACES["floating"]
    noise = np.random.default_rng(3)
    room = cv2.resize(noise.integers(0, 256, (36, 64, 3), dtype=np.uint8), (WIDTH, HEIGHT))
    blank = np.full((HEIGHT, WIDTH, 3), 245, np.uint8)
    flicker = [np.where(slide() > 200, 245 - 40 * (n % 2), slide()) for n in range(LOOKS)]
    for grounds in (
        [np.asarray(room, np.uint8)],
        [blank],
        [np.asarray(f, np.uint8) for f in flicker],
    ):
        assert inset_of(looked_at(place, grounds), [face(place)], LOOKS) is None


def test_samples_are_spread_over_the_shot_and_few() -> None:
    plan = [list(range(0, 600, 3)), [600, 603]]
    given = ((frame, np.full((4, 4, 3), frame % 251, np.uint8)) for shot in plan for frame in shot)
    shown, samples = sampled(given, plan)
    assert [frame for frame, _ in shown] == [frame for shot in plan for frame in shot]
    assert 8 <= len(samples[0].kept) <= MOST_SAMPLES
    assert [int(grey[0, 0]) for grey in samples[1].kept] == [600 % 251, 603 % 251]
    levels = [int(grey[0, 0]) for grey in samples[0].kept]
    assert levels == [frame % 251 for frame in range(0, 600, 48)]


def test_a_short_shot_has_the_inset_of_the_same_face_in_another() -> None:
    place = PLACES["floating"]
    found = inset_of(looked_at(place, [slide()]), [face(place)], LOOKS)
    assert found is not None
    same = face(place).model_copy(update={"id": 9, "shot": 1})
    other = face(PLACES["top left"]).model_copy(update={"id": 10, "shot": 2})
    insets = spread([found], [face(place), same, other])
    assert [(inset.shot, inset.track) for inset in insets] == [(0, 7), (1, 9)]
    assert Rect(**insets[1].model_dump(include={"x", "y", "width", "height"})) == Rect(
        x=found.x, y=found.y, width=found.width, height=found.height
    )


def test_a_real_speaker_on_a_screen_is_found(
    ctx: StageContext, record: Record, media: Path
) -> None:
    signing = media / "faces" / "sample-videos__again.mkv"
    large = cv2.resize(slide(), (1280, 720))
    frames = []
    for _, picture in pictures(signing, list(range(0, 40, 2))):
        frame = np.asarray(large, np.uint8).copy()
        part = cv2.resize(picture[20:320, 120:520], (320, 240), interpolation=cv2.INTER_AREA)
        frame[480:, 960:] = part
        frames.append(
            np.asarray(cv2.resize(frame, (640, 360), interpolation=cv2.INTER_AREA), np.uint8)
        )
    mezzanine, _ = record(frames, rate="12/1")
    prepared = prepare.compute(ctx, "clip-01", 0, 1666, mezzanine)
    tracks = ctx.load(track_faces.compute(ctx, prepared), FaceTracks)
    (inset,) = tracks.insets
    assert (inset.x, inset.y) == pytest.approx((0.75, 2 / 3), abs=0.01)
    assert isinstance(inset, Inset)
