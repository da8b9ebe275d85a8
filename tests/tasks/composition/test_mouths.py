"""A mouth that moves is told from a head that does, and only where several faces are seen."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from skimage import data

from schemas.clips import FaceBox, FaceTrack
from tasks.composition.track_faces.hearing import heard_in
from tasks.composition.track_faces.mouths import mouth_motion, with_mouths
from tasks.tools.media.audio import write_wav
from tests.recordings import Picture, write_video

FACE = np.array([0.36, 0.14, 0.16, 0.22])
"""The portrait's, from brow to chin: left, top, width, height."""
AT_REST = 0.022


@cache
def portrait() -> Picture:
    """A person, 300 pixels wide."""
    whole = np.asarray(data.astronaut())  # type: ignore[no-untyped-call]
    return np.asarray(cv2.resize(whole, (300, 300), interpolation=cv2.INTER_AREA), np.uint8)


def luma(picture: Picture) -> Picture:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)


def moved(picture: Picture, *, right: float = 0, turn: float = 0, grow: float = 1) -> Picture:
    """The whole picture moved, turned (degrees) and grown around the face."""
    matrix = cv2.getRotationMatrix2D((132, 75), turn, grow)
    matrix[0, 2] += right
    return np.asarray(cv2.warpAffine(picture, matrix, picture.shape[1::-1]), np.uint8)


def opened(picture: Picture, pixels: float) -> Picture:
    """The same with the lower lip and chin drawn down, as when a mouth opens."""
    down, across = np.mgrid[0 : picture.shape[0], 0 : picture.shape[1]].astype(np.float32)
    near = np.exp(-(((across - 132) / 16) ** 2) - ((down - 103) / 9) ** 2)
    return np.asarray(
        cv2.remap(picture, across, down - pixels * near.astype(np.float32), cv2.INTER_LINEAR),
        np.uint8,
    )


def motion(before: Picture, after: Picture) -> float:
    return mouth_motion(luma(before), luma(after), FACE)


def test_a_still_face_is_at_rest() -> None:
    assert motion(portrait(), portrait()) == 0


@pytest.mark.parametrize(
    "how", [{"right": 1.5}, {"turn": 1.5}, {"grow": 1.02}, {"right": -1, "turn": -1, "grow": 0.99}]
)
def test_a_head_that_moves_is_at_rest(how: dict[str, float]) -> None:
    assert motion(portrait(), moved(portrait(), **how)) < AT_REST


def test_light_that_changes_is_no_motion() -> None:
    dimmer = np.asarray(portrait() * 0.8 + 10, np.uint8)
    assert motion(portrait(), dimmer) < AT_REST / 2


@pytest.mark.parametrize("how", [{}, {"right": 1.0, "turn": 1.0}])
def test_a_mouth_that_opens_is_seen_whatever_the_head_does(how: dict[str, float]) -> None:
    assert motion(portrait(), moved(opened(portrait(), 3), **how)) > 2 * AT_REST


def test_a_mouth_in_the_dark_counts_like_one_in_the_light() -> None:
    bright = motion(portrait(), opened(portrait(), 3))
    dim = np.asarray(portrait() // 3, np.uint8)
    dark = motion(dim, opened(dim, 3))
    assert dark == pytest.approx(bright, rel=0.35)


def side_by_side(number: int) -> Picture:
    """Two portraits; the left one's mouth opens and closes, the right one sways."""
    speaking = opened(portrait(), 2 + 2 * np.sin(number * 1.3))
    return np.hstack([speaking, moved(portrait(), right=2 * np.sin(number / 4))])


def track(side: int, *, number: int = 0, shot: int = 0, frames: int = 40) -> FaceTrack:
    boxes = tuple(
        FaceBox(
            frame=frame,
            x=(FACE[0] + side) / 2,
            y=FACE[1],
            width=FACE[2] / 2,
            height=FACE[3],
            score=0.9,
        )
        for frame in range(0, frames, 5)
    )
    return FaceTrack(id=number, shot=shot, boxes=boxes)


def test_the_one_who_speaks_of_two_moves_the_mouth(tmp_path: Path) -> None:
    proxy = tmp_path / "proxy.mp4"
    write_video(proxy, [side_by_side(number) for number in range(40)], Fraction(25))

    speaking, swaying = with_mouths([track(0), track(1, number=1)], proxy, every=5, rate=25)

    assert len(speaking.mouth) == len(speaking.boxes)
    assert min(speaking.mouth[:-1]) > AT_REST > 2 * max(swaying.mouth)


def test_at_twice_the_rate_a_mouth_moves_as_much(tmp_path: Path) -> None:
    proxy = tmp_path / "proxy.mp4"
    write_video(proxy, [side_by_side(number // 2) for number in range(80)], Fraction(50))
    tracks = [track(0, frames=80), track(1, number=1, frames=80)]
    twice = with_mouths(tracks, proxy, every=10, rate=50)[0].mouth
    write_video(proxy, [side_by_side(number) for number in range(40)], Fraction(25))
    once = with_mouths([track(0), track(1, number=1)], proxy, every=5, rate=25)[0].mouth
    assert np.mean(twice) == pytest.approx(np.mean(once), rel=0.15)


def test_one_face_alone_is_not_looked_at(tmp_path: Path) -> None:
    tracks = [track(0), track(1, number=1, shot=1)]
    assert with_mouths(tracks, tmp_path / "there is no such file", every=5, rate=25) == tracks


def spoken(*loud: tuple[float, float], seconds: float = 6, floor: float = 20) -> NDArray[np.int16]:
    """Noise over a floor of noise, in two channels."""
    chance = np.random.default_rng(1)
    count = round(seconds * 48_000)
    level = np.full(count, floor)
    for since, until in loud:
        level[round(since * 48_000) : round(until * 48_000)] = 3000
    noise = chance.normal(0, 1, count) * level
    return np.column_stack([noise, noise]).astype(np.int16)


def test_speech_is_heard_to_the_frame_and_short_pauses_belong_to_it(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", spoken((1, 2), (2.2, 3), (4, 4.04), (5, 6)))
    assert heard_in(tmp_path / "a.wav", rate=25, frames=150) == ((25, 75), (125, 150))


@pytest.mark.parametrize("floor", [0, 1])
def test_in_silence_nobody_is_heard(tmp_path: Path, floor: float) -> None:
    write_wav(tmp_path / "a.wav", spoken(floor=floor))
    assert heard_in(tmp_path / "a.wav", rate=25, frames=150) == ()
