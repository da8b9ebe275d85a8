"""EBU R128 integrated loudness and true peak of samples at hand (ITU-R BS.1770-4)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import signal

GATE_LUFS = -70.0
RELATIVE_GATE_LU = -10.0
BLOCK_S = 0.4
STEP_S = 0.1
PEAK_BLOCK = 4800
PEAK_CONTEXT = 64
"""Samples on both sides of a block, so that the filter's own ends are not taken for peaks."""


def integrated(samples: npt.NDArray[np.float32], rate: int) -> float:
    """LUFS of stereo samples (n x 2); `GATE_LUFS` when nothing lies above the gate."""
    step = round(STEP_S * rate)
    weighted = _k_weighted(samples, rate)
    steps = len(weighted) // step
    if steps < round(BLOCK_S / STEP_S):
        weighted = np.pad(weighted, ((0, 4 * step - len(weighted)), (0, 0)))
        steps = 4
    energy = np.square(weighted[: steps * step]).reshape(steps, step, -1).mean(axis=1).sum(axis=1)
    blocks = np.convolve(energy, np.full(4, 0.25), "valid")
    heard = blocks[blocks > _energy(GATE_LUFS)]
    if len(heard) == 0:
        return GATE_LUFS
    threshold = _lufs(float(heard.mean())) + RELATIVE_GATE_LU
    return _lufs(float(heard[heard > _energy(threshold)].mean()))


def true_peak(samples: npt.NDArray[np.float32]) -> float:
    """dBTP, by fourfold oversampling around the loudest places only; -120 for silence."""
    top = float(np.abs(samples).max(initial=0.0))
    if top < 1e-6:
        return -120.0
    found = top
    for start in range(0, len(samples), PEAK_BLOCK):
        end = min(start + PEAK_BLOCK, len(samples))
        if float(np.abs(samples[start:end]).max()) <= top * 0.7:
            continue
        found = max(found, float(between(samples, start, end).max()))
    return float(20 * np.log10(found))


def between(samples: npt.NDArray[np.float32], start: int, end: int) -> npt.NDArray[np.float64]:
    """The highest of four values from each sample on, of all channels; `end` - `start` numbers."""
    before, after = max(0, start - PEAK_CONTEXT), min(len(samples), end + PEAK_CONTEXT)
    fine = loudest(signal.resample_poly(samples[before:after], 4, 1, axis=0))
    near: npt.NDArray[np.float64] = fine.reshape(-1, 4).max(axis=1)
    return near[start - before : end - before]


def loudest(samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """The larger of the two channels' magnitudes at each sample (n x 2)."""
    left, right = np.abs(samples[:, 0]), np.abs(samples[:, 1])
    return np.asarray(np.maximum(left, right), dtype=np.float64)


def _energy(lufs: float) -> float:
    return float(10 ** ((lufs + 0.691) / 10))


def _lufs(energy: float) -> float:
    return float(-0.691 + 10 * np.log10(max(energy, 1e-12)))


def _k_weighted(samples: npt.NDArray[np.float32], rate: int) -> npt.NDArray[np.float64]:
    """A high shelf for the head, then a high pass; coefficients by bilinear transform."""
    head = _biquad(1681.974450955533, 0.7071752369554196, 3.999843853973347, rate)
    low = _highpass(38.13547087602444, 0.5003270373238773, rate)
    filtered: npt.NDArray[np.float64] = signal.sosfilt(np.vstack([head, low]), samples, axis=0)
    return filtered


def _biquad(frequency: float, q: float, gain_db: float, rate: int) -> npt.NDArray[np.float64]:
    k = np.tan(np.pi * frequency / rate)
    high = 10 ** (gain_db / 20)
    band = high**0.4996667741545416
    a0 = 1 + k / q + k * k
    b = [(high + band * k / q + k * k), 2 * (k * k - high), (high - band * k / q + k * k)]
    return np.array([*(x / a0 for x in b), 1, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0])


def _highpass(frequency: float, q: float, rate: int) -> npt.NDArray[np.float64]:
    k = np.tan(np.pi * frequency / rate)
    a0 = 1 + k / q + k * k
    return np.array([1, -2, 1, 1, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0])
