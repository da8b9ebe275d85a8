"""Small recordings whose frames and samples say which one they are."""

from __future__ import annotations

import wave
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from schemas.artifacts import Ref
from schemas.media import Loudness, Mezzanine
from schemas.scenes import Shot, Shots
from schemas.units import ms_at

Picture = NDArray[np.uint8]
Recording = tuple[Ref[Mezzanine], Ref[Shots], Mezzanine]
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


def write_video(
    path: Path, pictures: list[Picture], rate: Fraction, *, preset: str = "ultrafast"
) -> None:
    """Encode pictures with a key frame every second."""
    height, width = pictures[0].shape[:2]
    gop = round(rate)
    with av.open(str(path), "w", format="mp4") as file:
        options = {"preset": preset, "crf": "18", "x264-params": f"keyint={gop}:scenecut=0"}
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


def shots_at(cuts: list[int], frames: int, rate: str) -> Shots:
    """Shots that begin at given recording frames."""
    edges = [0, *(ms_at(cut, rate) for cut in cuts), ms_at(frames, rate)]
    pairs = pairwise(edges)
    shots = tuple(Shot(index=i, start_ms=a, end_ms=b) for i, (a, b) in enumerate(pairs))
    return Shots(duration_ms=edges[-1], shots=shots)
