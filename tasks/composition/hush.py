"""Where a clip is quiet, on a fine grid: what tells a pause from a breath, a laugh, a late word."""

from __future__ import annotations

from math import ceil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tasks.tools.media.audio import wav_samples

Flags = NDArray[np.bool_]
"""One for each cell of the grid."""

CELL_MS = 10
AROUND_CELLS = 2
"""A cell is quiet when the cells around it are, too: a low voice swings slower than a cell."""
APART_DB = 12.0
"""With less between silence and speech nothing can be told."""
SHARE = 0.3
"""Quiet is what lies at most this far above silence, on the way to speech."""
RANGE_DB = 45.0
"""Silence is not taken for deeper than this below speech: some recordings are muted between words."""


def quiet_in(path: Path) -> Flags:
    """Where it is quiet in a 16-bit WAV, one flag for each `CELL_MS`."""
    return quiet_cells(*wav_samples(path))


def quiet_cells(samples: NDArray[np.int16], rate: int) -> Flags:
    """Where samples of shape (samples, channels) are quiet, one flag for each `CELL_MS`.

    What speech and silence sound like is taken from all of them. Where the two cannot be told apart
    nothing is quiet.
    """
    size = rate * CELL_MS // 1000
    whole = samples[: len(samples) // size * size].astype(np.float32) / np.float32(32768)
    cells = ceil(len(samples) / size)
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
    result: Flags = np.pad(around <= silence + SHARE * (speech - silence), (0, cells - len(levels)))
    return result
