"""Speech told from silence by how loud it is."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Levels = NDArray[np.floating[Any]]
"""Decibels, one for each cell of a grid."""

APART_DB = 12.0
"""With less between silence and speech, such as under music, nothing can be told."""
SHARE = 0.3
"""Quiet is what lies at most this far above silence, on the way to speech."""
_SILENCE, _SPEECH = 8, 85
"""Percentiles of the levels."""


def told_apart(levels: Levels) -> tuple[float, float] | None:
    """How loud silence and speech are, in dB; None where they cannot be told apart."""
    if not len(levels):
        return None
    silence, speech = np.percentile(levels, (_SILENCE, _SPEECH))
    return None if speech - silence < APART_DB else (float(silence), float(speech))


def loudest_near(levels: Levels, cells: int) -> Levels:
    """For each cell the loudest of those at most so many cells away; as many as were given."""
    padded = np.pad(levels, cells, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * cells + 1)
    return np.asarray(windows.max(axis=1))
