"""Voices out of one ear: microphones that were recorded on one side each, or on one side only."""

from __future__ import annotations

import numpy as np

from tasks.delivery.render.mixing import QUIET_DB, SPEECH_BELOW_DB, Samples

WINDOW_S = 0.05
APART_DB = 12.0
"""What is louder by so much on one side is heard there only."""
SHARE = 0.8
"""Of all that is heard. Music and rooms in stereo stay far below."""


def centred(samples: Samples, rate: int) -> Samples:
    """Stereo samples (n x 2) with both sides mixed where nearly all of them is heard on one side at a
    time; else as they are."""
    hop = round(WINDOW_S * rate)
    count = len(samples) // hop
    if count == 0:
        return samples
    power = np.square(samples[: count * hop]).reshape(count, hop, 2).mean(axis=1)
    left, right = 10 * np.log10(np.maximum(power, 1e-12)).T
    louder = np.maximum(left, right)
    heard = louder > max(QUIET_DB, float(np.percentile(louder, 95)) - SPEECH_BELOW_DB)
    apart = np.abs(left - right)[heard] >= APART_DB
    if not heard.any() or apart.mean() < SHARE:
        return samples
    return np.repeat(samples.mean(axis=1, keepdims=True), 2, axis=1)
