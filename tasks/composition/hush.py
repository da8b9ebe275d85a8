"""Where a clip is quiet, on a fine grid: what tells a pause from a breath, a laugh, a late word."""

from __future__ import annotations

from math import ceil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tasks.tools.media.audio import wav_samples
from tasks.tools.media.voice import SHARE, loudest_near, told_apart

Flags = NDArray[np.bool_]
"""One for each cell of the grid."""

CELL_MS = 10
AROUND_CELLS = 2
"""A cell is quiet when the cells around it are, too: a low voice swings slower than a cell."""
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
    apart = told_apart(levels)
    if apart is None:
        return np.zeros(cells, bool)
    silence, speech = max(apart[0], apart[1] - RANGE_DB), apart[1]
    quiet = loudest_near(levels, AROUND_CELLS) <= silence + SHARE * (speech - silence)
    result: Flags = np.pad(quiet, (0, cells - len(levels)))
    return result
