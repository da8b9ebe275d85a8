"""Filters of whole sounds by their spectrum, a few seconds at a time.

SciPy's own filters would be as fast, but the package that holds them takes a second of CPU and 50 MiB
to load.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.fft import irfft, rfft

LEAST_SPAN = 1 << 15
"""Samples of one transform."""
RUNG_OUT = 1e-15
"""What rings on is over where this share of it is left. Errors must be far below all that is heard: a
quiet sound may be made louder by a hundred decibels."""


@dataclass(frozen=True)
class Biquad:
    """b0 + b1/z + b2/z^2 over 1 + a1/z + a2/z^2."""

    b: tuple[float, float, float]
    a: tuple[float, float]

    @property
    def tail(self) -> int:
        """Samples over which it rings on."""
        radius = float(np.abs(np.roots([1.0, *self.a])).max())
        return math.ceil(math.log(RUNG_OUT) / math.log(radius))

    def response(self, back: npt.NDArray[np.complex128]) -> npt.NDArray[np.complex128]:
        """What it does to the frequencies of `back`, which are one sample backwards each."""
        above = self.b[0] + back * (self.b[1] + back * self.b[2])
        result: npt.NDArray[np.complex128] = above / (1 + back * (self.a[0] + back * self.a[1]))
        return result


def rumble(hertz: float, rate: int) -> Biquad:
    """A Butterworth high pass of second order."""
    k = math.tan(math.pi * hertz / rate)
    a0 = 1 + k * math.sqrt(2) + k * k
    return Biquad(
        (1 / a0, -2 / a0, 1 / a0), (2 * (k * k - 1) / a0, (1 - k * math.sqrt(2) + k * k) / a0)
    )


def filtered(samples: npt.NDArray[np.float32], *biquads: Biquad) -> npt.NDArray[np.float32]:
    """Samples (n x channels) through one filter after the other, as long as before."""
    result = np.zeros_like(samples)
    tail = sum(biquad.tail for biquad in biquads)
    span = max(LEAST_SPAN, 1 << (4 * tail).bit_length())
    factors = _response(biquads, span)
    for start in range(0, len(samples), span - tail):
        part = samples[start : start + span - tail]
        for channel in range(samples.shape[1]):
            heard = irfft(rfft(part[:, channel].astype(np.float64), span) * factors, span)
            rings = result[start : start + span, channel]
            rings += heard[: len(rings)]
    return result


@lru_cache(maxsize=8)
def _response(biquads: tuple[Biquad, ...], span: int) -> npt.NDArray[np.complex128]:
    back = np.exp(-2j * math.pi * np.arange(span // 2 + 1) / span)
    total = np.ones_like(back)
    for biquad in biquads:
        total *= biquad.response(back)
    return np.asarray(total)
