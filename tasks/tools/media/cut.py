"""A clip's own sound and pictures: exact in samples and in frames."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from tasks.errors.recordings import MediaToolError

CHUNK_SAMPLES = 1 << 18


def sample_at(frame: int, rate: Fraction, sample_rate: int) -> int:
    """The sample that sounds when `frame` begins, rounded half up."""
    return int(Fraction(frame * sample_rate) / rate + Fraction(1, 2))


def cut_sound(source: Path, target: Path, *, rate: Fraction, first: int, count: int) -> None:
    """Write the samples of `count` frames from `first` as WAV; silence where the source has ended."""
    with wave.open(str(source), "rb") as reader, wave.open(str(target), "wb") as writer:
        writer.setparams(reader.getparams())
        start = sample_at(first, rate, reader.getframerate())
        left = sample_at(first + count, rate, reader.getframerate()) - start
        width = reader.getsampwidth() * reader.getnchannels()
        reader.setpos(min(start, reader.getnframes()))
        while left > 0:
            wanted = min(left, CHUNK_SAMPLES)
            writer.writeframes(reader.readframes(wanted).ljust(wanted * width, b"\0"))
            left -= wanted


def pictures(path: Path, wanted: list[int]) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """The wanted frames of a cut clip as RGB arrays (height, width, 3), by ascending frame number.

    A file that ends early repeats its last frame.

    Raises:
        MediaToolError: when the file holds no frame at all.
    """
    queue = list(wanted)
    last: av.VideoFrame | None = None
    with av.open(str(path)) as reader:
        reader.streams.video[0].thread_type = "SLICE"
        for number, frame in enumerate(reader.decode(video=0)):
            last = frame
            while queue and queue[0] <= number:
                yield queue.pop(0), _rgb(frame)
            if not queue:
                return
    if last is None:
        raise MediaToolError("Reading the clip's picture", "it holds no frame")
    for number in queue:
        yield number, _rgb(last)


def _rgb(frame: av.VideoFrame) -> NDArray[np.uint8]:
    return frame.to_ndarray(format="rgb24").astype(np.uint8, copy=False)
