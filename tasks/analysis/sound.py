"""The analysis WAV as numbers: read in blocks, so that memory does not grow with the recording."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""Shape (samples, channels), full scale is 1."""
Levels = NDArray[np.float32]
Powers = NDArray[np.float64]

GRID_MS = 500
QUIET_DB = -90.0


def blocks(path: Path, block_ms: int = 30_000) -> Iterator[Samples]:
    """The samples of a 16-bit WAV in blocks; the last one may be shorter."""
    with wave.open(str(path), "rb") as file:
        channels = file.getnchannels()
        count = file.getframerate() * block_ms // 1000
        while data := file.readframes(count):
            yield _samples(data, channels)


def shape(path: Path) -> tuple[int, int, int]:
    """Samples per second, channels and samples of a WAV."""
    with wave.open(str(path), "rb") as file:
        return file.getframerate(), file.getnchannels(), file.getnframes()


def levels(path: Path, grid_ms: int = GRID_MS) -> Levels:
    """Level in dB (full scale is 0) of every grid cell and channel, shape (cells, channels).

    The last cell may cover less than `grid_ms`; digital silence is -90.
    """
    rate = shape(path)[0]
    size = rate * grid_ms // 1000
    per_block = max(1, 30_000 // grid_ms) * grid_ms
    found = [decibels(power(block, size)) for block in blocks(path, per_block)]
    return np.concatenate(found) if found else np.zeros((0, 1), dtype=np.float32)


def part(path: Path, first: int, count: int) -> Samples:
    """`count` samples of a 16-bit WAV from number `first` on; fewer where it ends."""
    with wave.open(str(path), "rb") as file:
        file.setpos(min(file.getnframes(), first))
        return _samples(file.readframes(count), file.getnchannels())


def power(block: Samples, size: int) -> Powers:
    """Mean square of every `size` samples and channel, shape (cells, channels)."""
    if len(block) == 0:
        return np.zeros((0, block.shape[1]), dtype=np.float64)
    starts = np.arange(0, len(block), size)
    counts = np.minimum(size, len(block) - starts)[:, None]
    result: Powers = np.add.reduceat(np.square(block), starts, axis=0) / counts
    return result


def decibels(power: Powers) -> Levels:
    """As dB of full scale; digital silence is -90."""
    floor = 10 ** (QUIET_DB / 10)
    return np.asarray(10 * np.log10(np.maximum(power, floor)), dtype=np.float32)


def _samples(data: bytes, channels: int) -> Samples:
    whole = np.frombuffer(data, dtype="<i2").astype(np.float32) / np.float32(32768)
    return whole.reshape(-1, channels)
