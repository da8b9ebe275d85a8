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

GRID_MS = 500
QUIET_DB = -90.0


def blocks(path: Path, block_ms: int = 30_000) -> Iterator[Samples]:
    """The samples of a 16-bit WAV in blocks; the last one may be shorter."""
    with wave.open(str(path), "rb") as file:
        channels = file.getnchannels()
        count = file.getframerate() * block_ms // 1000
        while data := file.readframes(count):
            whole = np.frombuffer(data, dtype="<i2").astype(np.float32) / np.float32(32768)
            yield whole.reshape(-1, channels)


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
    found = [_levels(block, size) for block in blocks(path, per_block)]
    return np.concatenate(found) if found else np.zeros((0, 1), dtype=np.float32)


def _levels(block: Samples, size: int) -> Levels:
    starts = np.arange(0, len(block), size)
    power = np.add.reduceat(np.square(block), starts, axis=0)
    counts = np.minimum(size, len(block) - starts)[:, None]
    floor = 10 ** (QUIET_DB / 10)
    return np.asarray(10 * np.log10(np.maximum(power / counts, floor)), dtype=np.float32)
