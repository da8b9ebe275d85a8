"""Steady noise made quieter: fans, hiss, hum and rooms, whatever their colour.

Spectral gain by the a priori signal-to-noise ratio, which follows the frame before ("decision directed",
Ephraim and Malah 1984), so that what remains does not twitter. FFmpeg's `afftdn` was measured beside it
and left: it follows white noise only, and shifts the sound by 25 ms.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np
import numpy.typing as npt
from scipy.fft import irfft, rfft

from tasks.delivery.render.mixing import Samples

WINDOW = 2048
HOP = 512
TOGETHER = 8
"""Frames whose power is averaged before the quietest are looked for."""
QUIETEST = 10
"""Percentile of those averages that is noise, in each band: between words and syllables."""
ABOVE_QUIETEST = 1.5
"""How much more powerful a noise is than its quietest averages, a little generously."""
OWN_WEIGHT = 0.04
"""How much of a frame's ratio is its own; the rest is the frame's before."""
NOTHING = 1e-12

Powers = npt.NDArray[np.float32]
Spectra = npt.NDArray[np.complex64 | np.complex128]


def denoised(samples: Samples, decibels: float) -> Samples:
    """Samples (n x channels) with steady noise up to so many dB quieter, as long and in place as before.

    All channels get the same gain, so that nobody moves.
    """
    if decibels <= 0 or len(samples) < WINDOW:
        return samples
    window = np.sqrt(np.hanning(WINDOW + 1)[:WINDOW]).astype(np.float32)
    noise = _noise(samples, window)
    result = np.zeros((len(samples) + 2 * WINDOW, samples.shape[1]), np.float32)
    least, before = np.float32(10 ** (-decibels / 20)), np.zeros_like(noise)
    for start, spectra in _frames(samples, window):
        ratio = _power(spectra) / noise
        prior = (1 - OWN_WEIGHT) * before + OWN_WEIGHT * np.maximum(ratio - 1, 0)
        gain = np.maximum(prior / (1 + prior), least)
        before = gain * gain * ratio
        part = irfft(spectra * gain[:, None], axis=0)
        result[start : start + WINDOW] += part * window[:, None] * np.float32(2 * HOP / WINDOW)
    return result[WINDOW : WINDOW + len(samples)]


def _frames(samples: Samples, window: npt.NDArray[np.float32]) -> Iterator[tuple[int, Spectra]]:
    """Start in the padded sound, and spectrum (bands x channels), of every frame that overlaps it."""
    padded = np.pad(samples, ((WINDOW, 2 * WINDOW), (0, 0)))
    for start in range(HOP, len(samples) + WINDOW, HOP):
        yield start, rfft(padded[start : start + WINDOW] * window[:, None], axis=0)


def _power(spectra: Spectra) -> Powers:
    power: Powers = np.square(np.abs(spectra)).sum(axis=1)
    return power


def _noise(samples: Samples, window: npt.NDArray[np.float32]) -> Powers:
    """Power of the noise in each band. Digital silence, which holds none, is passed over."""
    powers = (_power(spectra) for _, spectra in _frames(samples, window))
    groups = iter(lambda: list(islice(powers, TOGETHER)), [])
    averages = [np.mean(group, axis=0) for group in groups]
    heard = [average for average in averages if average.max() > NOTHING]
    if not heard:
        return np.full(WINDOW // 2 + 1, NOTHING, np.float32)
    noise = np.percentile(heard, QUIETEST, axis=0) * ABOVE_QUIETEST
    return np.asarray(np.maximum(noise, NOTHING), np.float32)
