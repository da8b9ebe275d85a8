"""Swear words out of the clip's own sound: silence, or a tone in their place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import ndimage

from tasks.delivery.render.mixing import CONTROL_HZ, Samples, speech

RAMP_MS = 6
"""Over which the voice goes and comes back, so that neither clicks."""
TONE_HZ = 1000


def hidden(samples: Samples, spans: Sequence[tuple[int, int]], bleep: bool, rate: int) -> Samples:
    """The sound without what lies in the spans (milliseconds); with `bleep` a tone is heard there."""
    if not spans:
        return samples
    cover = np.zeros(len(samples), dtype=np.float32)
    for start, end in spans:
        cover[start * rate // 1000 : end * rate // 1000] = 1
    cover = ndimage.uniform_filter1d(cover, RAMP_MS * rate // 1000, mode="nearest")[:, None]
    result: Samples = samples * (1 - cover)
    if bleep:
        at = np.arange(len(samples), dtype=np.float64) / rate
        tone = np.sin(2 * np.pi * TONE_HZ * at).astype(np.float32)
        result += cover * (tone * np.float32(_amplitude(samples, rate)))[:, None]
    return result


def _amplitude(samples: Samples, rate: int) -> float:
    """Of a tone with the mean power of the speech."""
    hop = rate // CONTROL_HZ
    heard = np.repeat(speech(samples, hop), hop)[: len(samples)]
    power = float(np.square(samples[heard]).mean()) if heard.any() else 0.0
    return float(np.sqrt(2 * power))
