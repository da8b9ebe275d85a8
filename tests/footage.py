"""Small source files of every awkward kind, made on the spot, whose right answers are known."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from tasks.tools.media.ffmpeg import run_ffmpeg
from tests.recordings import Picture, numbered

TICKS = 90_000
"""Of the time base that source files are written with, a second."""


def ffmpeg(*args: str) -> None:
    """Run FFmpeg for a test's own needs."""
    run_ffmpeg(["-v", "error", *args], doing="Making footage", timeout_s=60)


def write_timed(
    path: Path,
    ticks: Sequence[int],
    *,
    pictures: Sequence[Picture] | None = None,
    rotation: int = 0,
    aspect: Fraction = Fraction(1),
    key_every: int = 12,
) -> Path:
    """A picture stream whose frames are shown at the given times, in `TICKS` a second.

    Without `pictures` frame n holds the number n. `rotation` is the display matrix's, in degrees
    counter-clockwise.
    """
    shown = pictures or [numbered(index % 256) for index in range(len(ticks))]
    height, width = shown[0].shape[:2]
    with av.open(str(path), "w") as file:
        options = {"preset": "ultrafast", "crf": "12", "x264-params": f"keyint={key_every}"}
        stream = file.add_stream("libx264", rate=30, options=options)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.time_base = stream.codec_context.time_base = Fraction(1, TICKS)
        stream.sample_aspect_ratio = aspect
        if rotation:
            stream.set_display_rotation(rotation)
        for at, picture in zip(ticks, shown, strict=True):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = at, Fraction(1, TICKS)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path


def steady(count: int, rate: Fraction, start: Fraction = Fraction(0)) -> list[int]:
    """Times of frames that follow each other evenly."""
    return [round((start + index / rate) * TICKS) for index in range(count)]


def click_track(path: Path, at: Sequence[float], seconds: float, *, channels: int = 1) -> Path:
    """A WAV of silence with a click of a millisecond at each time."""
    clicks = "+".join(f"between(t,{time},{time + 0.001})" for time in at)
    each = "|".join([f"0.9*({clicks})"] * channels)
    layout = {1: "mono", 2: "stereo", 6: "5.1"}[channels]
    ffmpeg("-f", "lavfi", "-i", f"aevalsrc='{each}':s=48000:d={seconds}:c={layout}", str(path))
    return path


def clicks_in(samples: np.ndarray[tuple[int, ...], np.dtype[np.int16]]) -> list[float]:
    """When clicks begin, in seconds; `samples` of shape (samples, channels) at 48 kHz."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)).max(axis=1) > 3000)
    starts = [
        index for index, before in zip(loud, [-9999, *loud], strict=False) if index - before > 480
    ]
    return [round(float(index) / 48_000, 4) for index in starts]
