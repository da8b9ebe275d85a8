"""The cheapest course through a table of costs: stand, pan, stand. Dynamic programming: no other course
is cheaper. Where a pan gains nothing the camera stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SAME = 1e-9
"""Costs that differ by less are equal."""
_STOOD = -1


@dataclass(frozen=True)
class Pan:
    """A kind of pan, from any place to any place; times in cells, but for `frames`."""

    frames: int
    cells: int
    """Enough for its frames."""
    rest: int
    """How long the camera stands at least after it, and before it at the beginning."""
    price: float
    ways: Ints
    """Cells x places x places: the place that is passed in a cell, from a place to a place."""


@dataclass(frozen=True)
class Leg:
    """One pan of a course."""

    pan: Pan
    start: int
    """The first cell of it."""
    source: int
    target: int
    """Places."""


def cheapest(costs: Floats, pans: Sequence[Pan]) -> tuple[int, list[Leg]]:
    """The place where the cheapest course begins, and its pans in order.

    Args:
        costs: cells x places: what it costs to be at a place during a cell; no cost is negative.
    """
    count, places = costs.shape
    spent = np.vstack([np.zeros(places), np.cumsum(costs, axis=0)])
    best = np.zeros((count + 1, places))
    kind = np.full((count + 1, places), _STOOD, dtype=np.int64)
    origin = np.zeros((count + 1, places), dtype=np.int64)
    for at in range(1, count + 1):
        best[at] = best[at - 1] + costs[at - 1]
        for number, pan in enumerate(pans):
            left = at - pan.rest - pan.cells
            if left < pan.rest:
                continue
            total, came = _arriving(best[left], costs[left : left + pan.cells], pan)
            total += spent[at] - spent[at - pan.rest]
            better = total < best[at] - SAME
            best[at, better] = total[better]
            kind[at, better], origin[at, better] = number, came[better]
    return _traced(int(np.argmin(np.round(best[count], 9))), kind, origin, pans)


def _arriving(before: Floats, costs: Floats, pan: Pan) -> tuple[Floats, Ints]:
    """For each place the least cost of being there after a pan, and the place to come from."""
    total = np.repeat(before[:, None] + pan.price, len(before), axis=1)
    for row, way in zip(costs, pan.ways, strict=True):
        if row.any():
            total += row[way]
    came: Ints = np.argmin(total, axis=0)
    return total[came, np.arange(len(before))], came


def _traced(place: int, kind: Ints, origin: Ints, pans: Sequence[Pan]) -> tuple[int, list[Leg]]:
    """The course that ends at a place, from its end back to its beginning."""
    legs: list[Leg] = []
    at = len(kind) - 1
    while at > 0:
        if kind[at, place] == _STOOD:
            at -= 1
            continue
        pan, source = pans[kind[at, place]], int(origin[at, place])
        at -= pan.rest + pan.cells
        legs.append(Leg(pan, at, source, place))
        place = source
    return place, legs[::-1]
