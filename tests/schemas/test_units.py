"""Exact time: milliseconds and frames name each other without drift."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.units import as_rate, fps, frame_at, ms_at

RATES = ["24000/1001", "24/1", "25/1", "30000/1001", "30/1", "50/1", "60000/1001", "60/1"]


@given(frame=st.integers(0, 10**7), rate=st.sampled_from(RATES))
def test_a_frame_is_found_again_from_its_milliseconds(frame: int, rate: str) -> None:
    assert frame_at(ms_at(frame, rate), rate) == frame


@given(ms=st.integers(0, 10**8), rate=st.sampled_from(RATES))
def test_a_time_is_off_by_at_most_half_a_frame(ms: int, rate: str) -> None:
    off = abs(Fraction(frame_at(ms, rate)) / fps(rate) * 1000 - ms)
    assert off <= Fraction(500) / fps(rate)


@pytest.mark.parametrize("rate", RATES)
def test_a_rate_is_an_exact_fraction(rate: str) -> None:
    assert as_rate(fps(rate)) == rate
