"""When somebody may be heard: the sound is clearly louder than its floor."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tasks.tools.media.audio import wav_samples
from tasks.tools.media.flags import joined, runs_of

GRID = 50
"""Levels a second."""
QUIET_DB = -55.0
"""Below this nothing is heard, whatever the rest is like."""
OVER_FLOOR, UNDER_LOUD = 6.0, (10.0, 24.0)
"""Decibels over the quietest tenth; but at least and at most so far below the loudest twentieth."""
GAP_S, LEAST_S = 0.3, 0.1
"""Shorter pauses are filled, shorter noises left out."""


def heard_in(sound: Path, *, rate: float, frames: int) -> tuple[tuple[int, int], ...]:
    """First and one-past-last clip frame of each stretch in which somebody may be heard.

    Args:
        sound: WAV of exactly the clip.
        rate: frames a second.
        frames: of the clip.
    """
    samples, sample_rate = wav_samples(sound)
    size = sample_rate // GRID
    count = len(samples) // size
    if count == 0:
        return ()
    mono = samples[: count * size].mean(axis=1, dtype=np.float32).reshape(count, size)
    levels = 10 * np.log10(np.square(mono / 32768).mean(axis=1) + 1e-12)
    loud, floor = np.quantile(levels, 0.95), np.quantile(levels, 0.1)
    most, least = loud - UNDER_LOUD[0], loud - UNDER_LOUD[1]
    limit = max(QUIET_DB, min(most, max(least, floor + OVER_FLOOR)))
    spans = joined(runs_of(levels > limit), round(GAP_S * GRID), round(LEAST_S * GRID))
    return tuple(
        (first, end)
        for since, until in spans
        if (first := round(since * rate / GRID)) < (end := min(frames, round(until * rate / GRID)))
    )
