"""The constant frame rates that outputs may have."""

from __future__ import annotations

from fractions import Fraction

STANDARD_RATES = (
    Fraction(24000, 1001),
    Fraction(24),
    Fraction(25),
    Fraction(30000, 1001),
    Fraction(30),
    Fraction(50),
    Fraction(60000, 1001),
    Fraction(60),
)

NEAR = Fraction(3, 200)
"""How far a measured rate may lie from the standard one that is meant: frames of 30 a second whose
times were cut to whole milliseconds look like 30.3."""


def snap_rate(measured: Fraction) -> Fraction:
    """The standard rate for a picture of `measured` frames a second.

    The nearest one within `NEAR`, the lower of two that are as near; otherwise the lowest that
    is not slower, so that no source frame is lost: 12 becomes 24, 48 becomes 50. Players and
    platforms expect no less than 24000/1001. Above 60 it stays at 60.
    """
    near = min(STANDARD_RATES, key=lambda rate: (abs(rate - measured), rate))
    if abs(near - measured) <= near * NEAR:
        return near
    faster = [rate for rate in STANDARD_RATES if rate >= measured]
    if measured < 23:
        return Fraction(24)
    return faster[0] if faster else STANDARD_RATES[-1]


def frames_in(duration_ms: int, rate: Fraction) -> int:
    """Frames of a recording: its length in frames, rounded half up, at least one."""
    return max(1, int(Fraction(duration_ms, 1000) * rate + Fraction(1, 2)))
