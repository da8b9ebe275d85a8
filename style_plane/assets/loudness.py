"""Loudness of a whole sound: ITU-R BS.1770-4, integrated with both gates, and true peak.

With numpy alone: the upload worker starts for every file, and larger libraries load slowly.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[Any]
"""Channels by samples, full scale 1.0, at 48 kHz."""
Coefficients = tuple[tuple[float, float, float], tuple[float, float, float]]

RATE = 48_000
SHELF: Coefficients = (
    (1.53512485958697, -2.69169618940638, 1.19839281085285),
    (1.0, -1.69065929318241, 0.73248077421585),
)
"""The head's effect: coefficients of the standard, for 48 kHz only."""
HIGH_PASS: Coefficients = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
TAPS = 8192
"""Where the weighting's impulse response has died away (below -140 dB)."""
BLOCK, STEP = RATE * 4 // 10, RATE // 10
ABSOLUTE_GATE, RELATIVE_GATE = -70.0, -10.0
OVERSAMPLED, REACH = 4, 12
PIECE = RATE * 10
"""Samples that are worked on at once, so that a long sound needs little memory."""


def integrated(samples: Samples) -> float | None:
    """LUFS of mono or stereo; None for silence. Under 400 ms it is measured as one block."""
    power = sum(_power(channel) for channel in samples)
    sums = np.concatenate([[0.0], np.cumsum(power)])
    size = sums.size - 1
    starts = np.arange(0, max(1, size - BLOCK + 1), STEP)
    ends = np.minimum(starts + BLOCK, size)
    blocks = (sums[ends] - sums[starts]) / np.maximum(1, ends - starts)
    blocks = blocks[_lufs(blocks) > ABSOLUTE_GATE]
    if blocks.size == 0:
        return None
    gate = _lufs(np.mean(blocks)) + RELATIVE_GATE
    return round(float(_lufs(np.mean(blocks[_lufs(blocks) > gate]))), 2)


def true_peak(samples: Samples) -> float | None:
    """dBTP of the sound oversampled four times; None for silence."""
    highest = 0.0
    for channel in samples:
        for start in range(0, channel.size, PIECE):
            piece = channel[max(0, start - REACH) : start + PIECE + REACH]
            highest = max(highest, float(np.abs(piece).max()))
            for kernel in _between():
                highest = max(highest, float(np.abs(np.convolve(piece, kernel)).max()))
    return round(20 * float(np.log10(highest)), 2) if highest > 1e-6 else None


def _power(channel: Samples) -> Samples:
    """Square of the weighted channel, piece by piece (overlap and add)."""
    width = 1 << (PIECE + TAPS - 1).bit_length()
    response = np.fft.rfft(_weighting(), width)
    weighted = np.zeros(channel.size + width)
    for start in range(0, channel.size, PIECE):
        piece = np.fft.rfft(channel[start : start + PIECE], width)
        weighted[start : start + width] += np.fft.irfft(piece * response, width)
    power: Samples = np.square(weighted[: channel.size])
    return power


@cache
def _weighting() -> Samples:
    """Impulse response of both filters, one after the other."""
    impulse = [1.0] + [0.0] * (TAPS - 1)
    return np.array(_filtered(_filtered(impulse, SHELF), HIGH_PASS))


def _filtered(values: list[float], coefficients: Coefficients) -> list[float]:
    """A filter of the second order, sample after sample."""
    (b0, b1, b2), (_, a1, a2) = coefficients
    x1 = x2 = y1 = y2 = 0.0
    out = []
    for value in values:
        result = b0 * value + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2
        x1, x2, y1, y2 = value, x1, result, y1
        out.append(result)
    return out


@cache
def _between() -> tuple[Samples, ...]:
    """Windowed sincs that give the values at one, two and three quarters between samples."""
    kernels = []
    for phase in range(1, OVERSAMPLED):
        places = np.arange(-REACH, REACH) + 1 - phase / OVERSAMPLED
        kernel = np.sinc(places) * np.cos(np.pi * places / (2 * REACH + 2)) ** 2
        kernels.append(kernel / kernel.sum())
    return tuple(kernels)


def _lufs(power: Any) -> Any:
    return -0.691 + 10 * np.log10(np.maximum(power, 1e-12))
