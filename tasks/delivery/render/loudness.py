"""EBU R128 of samples at hand: integrated loudness and true peak (ITU-R BS.1770-4), loudness range
(EBU Tech 3342)."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import numpy.typing as npt

from tasks.delivery.render.filters import Biquad, filtered

GATE_LUFS = -70.0
RELATIVE_GATE_LU = -10.0
BLOCK_S = 0.4
STEP_S = 0.1
SHORT_TERM_S = 3.0
RANGE_GATE_LU = -20.0
"""Below the mean of what is heard; quieter than that does not count for the range."""
RANGE_SHARES = (10, 95)
"""Percentiles between which the range lies."""
FAINT_LUFS = -45.0
STEADY_LU = 4.0
"""What is fainter, and never changes by more, is a room or a microphone and nobody in it."""
PEAK_BLOCK = 4800
NEAR = 0.7
"""Between samples a sound may rise beyond them by the inverse of this, not more."""
FINER = 4
"""Places in a sample at which peaks are looked for."""
HALF = 10
"""Samples on both sides that say what lies between two."""
PEAK_CONTEXT = 64
"""Samples on both sides of a block, so that the filter's own ends are not taken for peaks."""


def integrated(samples: npt.NDArray[np.float32], rate: int) -> float:
    """LUFS of stereo samples (n x 2); `GATE_LUFS` when nothing lies above the gate."""
    return gated(weighed(samples, rate), rate)


def weighed(samples: npt.NDArray[np.float32], rate: int) -> npt.NDArray[np.float32]:
    """The energy of each stereo sample as an ear weighs it, both channels together: a high shelf,
    then a high pass, with coefficients by bilinear transform."""
    heard = filtered(samples, _head(rate), _low(rate))
    np.square(heard, out=heard)
    energy: npt.NDArray[np.float32] = heard[:, 0] + heard[:, 1]
    return energy


def gated(energy: npt.NDArray[np.float32], rate: int) -> float:
    """LUFS of weighed samples; `GATE_LUFS` when nothing lies above the gate."""
    step = round(STEP_S * rate)
    steps = len(energy) // step
    if steps < round(BLOCK_S / STEP_S):
        energy = np.pad(energy, (0, 4 * step - len(energy)))
        steps = 4
    means = energy[: steps * step].reshape(steps, step).mean(axis=1, dtype=np.float64)
    blocks = np.convolve(means, np.full(4, 0.25), "valid")
    heard = blocks[blocks > _energy(GATE_LUFS)]
    if len(heard) == 0:
        return GATE_LUFS
    threshold = _lufs(float(heard.mean())) + RELATIVE_GATE_LU
    return _lufs(float(heard[heard > _energy(threshold)].mean()))


def is_room(energy: npt.NDArray[np.float32], rate: int) -> bool:
    """Whether weighed samples are nothing but silence, or steady hiss too faint to be meant."""
    step = round(BLOCK_S * rate)
    count = len(energy) // step
    loudness = gated(energy, rate)
    if loudness <= GATE_LUFS or loudness > FAINT_LUFS or count == 0:
        return loudness <= GATE_LUFS
    blocks = energy[: count * step].reshape(count, step).mean(axis=1, dtype=np.float64)
    low, high = np.percentile(10 * np.log10(np.maximum(blocks, 1e-12)), RANGE_SHARES)
    return bool(high - low < STEADY_LU)


def short_terms(energy: npt.NDArray[np.float32], rate: int) -> npt.NDArray[np.float64]:
    """LUFS of every three seconds of weighed samples, in steps of `STEP_S`; none of a shorter sound."""
    step = round(STEP_S * rate)
    steps = len(energy) // step
    length = round(SHORT_TERM_S / STEP_S)
    if steps < length:
        return np.zeros(0)
    means = energy[: steps * step].reshape(steps, step).mean(axis=1, dtype=np.float64)
    windows = np.convolve(means, np.full(length, 1 / length), "valid")
    return np.asarray(-0.691 + 10 * np.log10(np.maximum(windows, 1e-12)))


def audible(levels: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Which short-term levels count for the range."""
    heard = levels > GATE_LUFS
    if not heard.any():
        return heard
    mean = _lufs(float(np.mean([_energy(level) for level in levels[heard]])))
    return np.asarray(heard & (levels > mean + RANGE_GATE_LU))


def loudness_range(levels: npt.NDArray[np.float64]) -> float:
    """LU between quiet and loud short-term levels; 0 where nothing is heard."""
    counted = levels[audible(levels)]
    if len(counted) == 0:
        return 0.0
    low, high = np.percentile(counted, RANGE_SHARES)
    return float(high - low)


def true_peak(samples: npt.NDArray[np.float32]) -> float:
    """dBTP, by fourfold oversampling around the loudest places only; -120 for silence."""
    top = float(np.abs(samples).max(initial=0.0))
    if top < 1e-6:
        return -120.0
    found = top
    for start in range(0, len(samples), PEAK_BLOCK):
        end = min(start + PEAK_BLOCK, len(samples))
        if float(np.abs(samples[start:end]).max()) <= found * NEAR:
            continue
        found = max(found, float(between(samples, start, end).max()))
    return float(20 * np.log10(found))


def between(samples: npt.NDArray[np.float32], start: int, end: int) -> npt.NDArray[np.float32]:
    """The highest of four values from each sample on, of all channels; `end` - `start` numbers."""
    before, after = max(0, start - PEAK_CONTEXT), min(len(samples), end + PEAK_CONTEXT)
    near = np.zeros(after - before, dtype=np.float32)
    for channel in samples[before:after].T:
        for phase in range(FINER):
            fine = np.convolve(channel, _finer()[phase::FINER])[HALF : HALF + len(near)]
            np.maximum(near, np.abs(fine), out=near)
    return near[start - before : end - before]


@cache
def _finer() -> npt.NDArray[np.float32]:
    """The low pass of oversampling, `HALF` samples to both sides."""
    at = np.arange(-HALF * FINER, HALF * FINER + 1) / FINER
    taps = np.sinc(at) * np.kaiser(len(at), 5.0)
    return np.asarray(taps * FINER / taps.sum(), dtype=np.float32)


def loudest(samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The larger of the two channels' magnitudes at each sample (n x 2)."""
    left, right = np.abs(samples[:, 0]), np.abs(samples[:, 1])
    return np.asarray(np.maximum(left, right), dtype=np.float32)


def _energy(lufs: float) -> float:
    return float(10 ** ((lufs + 0.691) / 10))


def _lufs(energy: float) -> float:
    return float(-0.691 + 10 * np.log10(max(energy, 1e-12)))


def _head(rate: int) -> Biquad:
    """A high shelf: what a head adds."""
    frequency, q, gain_db = 1681.974450955533, 0.7071752369554196, 3.999843853973347
    k = math.tan(math.pi * frequency / rate)
    high = 10 ** (gain_db / 20)
    band = high**0.4996667741545416
    a0 = 1 + k / q + k * k
    b = (high + band * k / q + k * k, 2 * (k * k - high), high - band * k / q + k * k)
    return Biquad(
        (b[0] / a0, b[1] / a0, b[2] / a0), (2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0)
    )


def _low(rate: int) -> Biquad:
    """A high pass: the depths that are hardly heard."""
    frequency, q = 38.13547087602444, 0.5003270373238773
    k = math.tan(math.pi * frequency / rate)
    a0 = 1 + k / q + k * k
    return Biquad((1.0, -2.0, 1.0), (2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0))
