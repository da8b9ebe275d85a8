"""The opening of a short as a small picture that moves."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from tasks.delivery.moving import RATE, SECONDS, moving_picture
from tests.footage import steady, write_timed
from tests.recordings import Picture


def grey(level: int, width: int, height: int) -> Picture:
    return np.full((height, width, 3), level, np.uint8)


def frames_of(folder: Path, data: bytes) -> list[Picture]:
    path = folder / "moving.webp"
    path.write_bytes(data)
    done, frames = cv2.imreadmulti(str(path))
    assert done
    return [np.asarray(frame, np.uint8) for frame in frames]


@pytest.mark.parametrize(("count", "kept"), [(150, SECONDS * RATE), (15, 4), (1, 1)])
def test_the_first_seconds_are_kept_at_their_pace(tmp_path: Path, count: int, kept: int) -> None:
    levels = [20 + n * 37 % 220 for n in range(count)]  # frames that are alike are put together
    pictures = [grey(level, 360, 640) for level in levels]
    path = write_timed(tmp_path / "a.mp4", steady(count, Fraction(30)), pictures=pictures)
    frames = frames_of(tmp_path, moving_picture(path))
    assert len(frames) == kept
    assert {frame.shape for frame in frames} == {(480, 270, 3)}
    for number, frame in enumerate(frames):
        assert abs(float(frame.mean()) - levels[-(-number * 30 // RATE)]) < 6


def test_a_wide_short_stays_wide_and_the_same_short_gives_the_same_bytes(tmp_path: Path) -> None:
    pictures = [grey(20 * n, 640, 360) for n in range(10)]
    path = write_timed(tmp_path / "a.mp4", steady(10, Fraction(30)), pictures=pictures)
    data = moving_picture(path)
    assert data == moving_picture(path)
    assert frames_of(tmp_path, data)[0].shape == (270, 480, 3)
    assert b"ANIM" in data
