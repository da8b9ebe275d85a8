"""No other course of the camera through a table of costs is cheaper."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tasks.composition.course import Floats, Pan, cheapest

PLACES = 3
COSTS = arrays(np.float64, st.tuples(st.integers(1, 9), st.just(PLACES)), elements=st.floats(0, 4))


def pan_of(cells: int, rest: int, price: float) -> Pan:
    """A pan that moves in equal steps."""
    source, target = np.arange(PLACES)[:, None], np.arange(PLACES)[None, :]
    ways = [np.rint(source + (target - source) * cell / cells) for cell in range(cells)]
    return Pan(cells, cells, rest, price, np.array(ways, np.int64))


PANS = (pan_of(1, 2, 0.7), pan_of(3, 1, 0.5))


def least_of_all(costs: Floats) -> float:
    """The least cost of any course, by trying every one."""
    count = len(costs)

    @cache
    def onwards(at: int, place: int, bound: int) -> float:
        if at == count:
            return 0.0 if bound == 0 else np.inf
        ways = [costs[at, place] + onwards(at + 1, place, max(0, bound - 1))]
        for pan in PANS if bound == 0 else ():
            if at >= pan.rest and at + pan.cells <= count:
                for target in range(PLACES):
                    passed = sum(
                        costs[at + n, pan.ways[n, place, target]] for n in range(pan.cells)
                    )
                    ways.append(pan.price + passed + onwards(at + pan.cells, target, pan.rest))
        return float(min(ways))

    return min(onwards(0, place, 0) for place in range(PLACES))


def price_of(costs: Floats, begin: int, legs: list[tuple[Pan, int, int]]) -> float:
    """What a course costs; its pans as kind, first cell and target."""
    total, at, place = 0.0, 0, begin
    for pan, start, target in legs:
        total += costs[at:start, place].sum() + pan.price
        total += sum(costs[start + n, pan.ways[n, place, target]] for n in range(pan.cells))
        at, place = start + pan.cells, target
    return float(total + costs[at:, place].sum())


@settings(max_examples=150, deadline=None)
@given(COSTS)
def test_no_course_is_cheaper(costs: Floats) -> None:
    begin, legs = cheapest(costs, PANS)

    found = price_of(costs, begin, [(leg.pan, leg.start, leg.target) for leg in legs])
    assert found == pytest.approx(least_of_all(costs), abs=1e-6)
    free, place = 0, begin
    for leg in legs:
        assert leg.start >= max(free, leg.pan.rest)
        assert leg.source == place
        free, place = leg.start + leg.pan.cells + leg.pan.rest, leg.target
    assert free <= len(costs)


def test_where_all_places_cost_the_same_the_camera_stands() -> None:
    assert cheapest(np.ones((9, PLACES)), PANS) == (0, [])
