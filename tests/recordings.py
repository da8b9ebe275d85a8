"""Small recordings whose frames and samples say which one they are."""

from __future__ import annotations

import wave
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from schemas.artifacts import Ref
from schemas.media import Loudness, Mezzanine

Picture = NDArray[np.uint8]
Recording = tuple[Ref[Mezzanine], Mezzanine]
Record = Callable[..., Recording]
"""Makes a normalized recording of pictures."""
QUIET = Loudness(integrated_lufs=-20, true_peak_dbtp=-3, range_lu=3, threshold_lufs=-30)


def numbered(number: int) -> Picture:
    """A picture that holds its number: one bright or dark bar for each bit."""
    picture = np.zeros((96, 128, 3), np.uint8)
    for bit in range(8):
        picture[:, bit * 16 : bit * 16 + 16] = 230 if number >> bit & 1 else 25
    return picture


def number_in(picture: Picture) -> int:
    """The number that `numbered` wrote."""
    bars = [picture[:, bit * 16 + 4 : bit * 16 + 12].mean() for bit in range(8)]
    return sum(1 << bit for bit, level in enumerate(bars) if level > 127)


def scene(seed: int, frames: int, *, drift: int = 1, light: float = 1.0) -> list[Picture]:
    """A blotchy picture that drifts sideways, with a patch in it that moves on its own."""
    random = np.random.default_rng(seed)
    coarse = random.integers(30, 226, (9, 24, 3), dtype=np.uint8)
    wide = cv2.resize(coarse, (320, 90), interpolation=cv2.INTER_CUBIC)
    shown = []
    for index in range(frames):
        left = 80 + int(40 * np.sin(index * drift / 40))
        picture = wide[:, left : left + 160].copy()
        row = 30 + int(12 * np.sin(index / 5))
        picture[row : row + 30, 60:90] = coarse[0, 0]
        shown.append((picture * light).astype(np.uint8))
    return shown


def write_video(
    path: Path,
    pictures: list[Picture],
    rate: Fraction,
    *,
    preset: str = "ultrafast",
    x264: str = "",
) -> None:
    """Encode pictures, with a key frame every second where `x264` does not say otherwise."""
    height, width = pictures[0].shape[:2]
    gop = round(rate)
    with av.open(str(path), "w", format="mp4") as file:
        options = {"preset": preset, "crf": "18", "x264-params": x264 or f"keyint={gop}:scenecut=0"}
        stream = file.add_stream("libx264", rate=rate, options=options)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for number, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = number, 1 / rate
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))


def write_sound(path: Path, samples: int) -> None:
    """Mono, 48 kHz; each sample's value is its number, modulo 30,000."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 48_000, 0, "NONE", "not compressed"))
        file.writeframes((np.arange(samples) % 30_000).astype("<i2").tobytes())


def read_sound(path: Path) -> NDArray[np.int16]:
    with wave.open(str(path), "rb") as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2")
