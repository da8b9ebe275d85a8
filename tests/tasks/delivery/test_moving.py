"""The opening of a short as a small picture that moves."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from tasks.delivery.moving import RATE, SECONDS, moving_picture
from tasks.delivery.render.picture import yuv_of
from tasks.tools.drawing.planes import planes_of
from tasks.tools.media.encode import stamp
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


@pytest.mark.parametrize("color", ["#E6145AFF", "#1FA34AFF", "#2B5FD8FF"])
def test_colours_are_those_of_the_short(tmp_path: Path, color: str) -> None:
    with av.open(str(tmp_path / "a.mp4"), "w") as file:
        stream = file.add_stream("libx264", rate=30, options={"crf": "8"})
        stream.width, stream.height, stream.pix_fmt = 360, 640, "yuv420p"
        frame = av.VideoFrame(360, 640, "yuv420p")
        for plane, value in zip(planes_of(frame), yuv_of(color), strict=True):
            plane[:] = value
        stamp(frame, 0, Fraction(30))
        file.mux([*stream.encode(frame), *stream.encode(None)])
    [shown] = frames_of(tmp_path, moving_picture(tmp_path / "a.mp4"))
    wanted = [int(color[at : at + 2], 16) for at in (5, 3, 1)]  # OpenCV has blue first
    assert np.abs(shown[200, 100].astype(int) - wanted).max() <= 4
