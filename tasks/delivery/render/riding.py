"""A hand on the fader: loud parts lower and quiet parts higher, until the loudness range is small."""

from __future__ import annotations

import numpy as np

from tasks.delivery.render.loudness import (
    SHORT_TERM_S,
    STEP_S,
    audible,
    loudness_range,
    short_terms,
    weighed,
)
from tasks.delivery.render.mixing import Samples

TURNS = 4
"""Each turn takes what the one before left, since a fader lags behind what it follows."""
MOST_DB = 12.0
"""No part is raised or lowered by more, all turns together: what is as quiet as that is meant to be."""
CLOSE_ENOUGH_LU = 0.1


def ridden(samples: Samples, most: float, rate: int) -> Samples:
    """Stereo samples (n x 2) whose loudness range is at most `most` LU; as they are where it is.

    What lies between two audible parts, such as silence, is not pumped up: its gain runs from the one
    to the other.
    """
    result, decibels = samples, np.zeros(len(samples))
    for _ in range(TURNS):
        levels = short_terms(weighed(result, rate), rate)
        heard = audible(levels)
        spread = loudness_range(levels)
        if spread <= most + CLOSE_ENOUGH_LU:
            break
        gains = (most / spread - 1) * (levels[heard] - np.median(levels[heard]))
        middles = (np.flatnonzero(heard) * STEP_S + SHORT_TERM_S / 2) * rate
        decibels += np.interp(np.arange(len(samples)), middles, gains)
        np.clip(decibels, -MOST_DB, MOST_DB, out=decibels)
        result = samples * (10 ** (decibels / 20)).astype(np.float32)[:, None]
    return result
