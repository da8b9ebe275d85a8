"""Rates of outputs are standard ones, and lengths are whole frames."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.tools.media.rates import STANDARD_RATES, frames_in, snap_rate

measured = st.fractions(min_value=Fraction(1, 100), max_value=Fraction(1000))


@given(measured)
def test_every_rate_becomes_a_standard_one(rate: Fraction) -> None:
    assert snap_rate(rate) in STANDARD_RATES


@given(measured)
def test_snapping_twice_changes_nothing(rate: Fraction) -> None:
    assert snap_rate(snap_rate(rate)) == snap_rate(rate)


@given(measured, measured)
def test_a_faster_source_never_gets_a_slower_rate(one: Fraction, other: Fraction) -> None:
    slow, fast = sorted((one, other))
    if slow >= 23:
        assert snap_rate(slow) <= snap_rate(fast)


@given(measured)
def test_hardly_a_frame_is_lost_up_to_sixty(rate: Fraction) -> None:
    assert snap_rate(rate) >= min(rate, Fraction(60)) * Fraction(98, 100)


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("24", "24"),
        ("2997/100", "30000/1001"),
        ("1000/33", "30"),
        ("10", "24"),
        ("12", "24"),
        ("15", "24"),
        ("15000/1001", "24"),
        ("47/2", "24000/1001"),
        ("27", "30000/1001"),
        ("48", "50"),
        ("55", "60000/1001"),
        ("120", "60"),
        ("240", "60"),
        ("2997/125", "24000/1001"),
    ],
)
def test_known_sources_get_their_rate(source: str, output: str) -> None:
    assert snap_rate(Fraction(source)) == Fraction(output)


@given(st.integers(0, 10**8), st.sampled_from(STANDARD_RATES))
def test_a_length_is_rounded_to_the_nearest_frame(ms: int, rate: Fraction) -> None:
    exact = Fraction(ms, 1000) * rate
    frames = frames_in(ms, rate)
    assert frames >= 1
    assert abs(frames - exact) <= Fraction(1, 2) or exact < Fraction(1, 2)
