"""Where a clip is quiet, on a fine grid: what tells a pause from a breath, a laugh, a late word."""

from __future__ import annotations

from math import ceil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tasks.tools.media.audio import SAMPLE_RATE, wav_samples

Flags = NDArray[np.bool_]
"""One for each cell of the grid."""

CELL_MS = 10
AROUND_CELLS = 2
"""A cell is quiet when the cells around it are, too: a low voice swings slower than a cell."""
AROUND_MS = 8000
"""Before and after a clip, what speech and silence sound like is taken from."""
APART_DB = 12.0
"""With less between silence and speech nothing can be told."""
SHARE = 0.3
"""Quiet is what lies at most this far above silence, on the way to speech."""
RANGE_DB = 45.0
"""Silence is not taken for deeper than this below speech: some recordings are muted between words."""


def quiet_in(path: Path, first: int, count: int, rate: int = SAMPLE_RATE) -> Flags:
    """Where it is quiet in `count` samples of a 16-bit WAV from sample `first` on."""
    around = AROUND_MS * rate // 1000
    begin = max(0, first - around)
    samples, _ = wav_samples(path, first=begin, count=first + count + around - begin)
    return quiet_cells(samples, first - begin, count, rate)


def quiet_cells(samples: NDArray[np.int16], first: int, count: int, rate: int) -> Flags:
    """Where it is quiet, one flag for each `CELL_MS` of `count` samples from `first` on.

    `samples`, of shape (samples, channels), are those and what lies around them: what speech and
    silence sound like is taken from all of it. Where the two cannot be told apart nothing is quiet.
    """
    size = rate * CELL_MS // 1000
    cells = ceil(count / size)
    aligned = samples[first % size :]
    whole = aligned[: len(aligned) // size * size].astype(np.float32) / np.float32(32768)
    if not len(whole):
        return np.zeros(cells, bool)
    power = np.square(whole).reshape(-1, size * samples.shape[1]).mean(axis=1)
    levels = 10 * np.log10(np.maximum(power, 1e-9))
    silence, speech = np.percentile(levels, (8, 85))
    if speech - silence < APART_DB:
        return np.zeros(cells, bool)
    silence = max(silence, speech - RANGE_DB)
    padded = np.pad(levels, AROUND_CELLS, mode="edge")
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * AROUND_CELLS + 1).max(axis=1)
    part = (around <= silence + SHARE * (speech - silence))[first // size :][:cells]
    result: Flags = np.pad(part, (0, cells - len(part)))
    return result
