"""The camera's course through one shot: it stands still, and pans where standing loses the subject.

The course is optimal over the whole shot, not causal. It pays for every moment in which the subject is
off its place, while panning too, for every pan and for every second of one. So a pan begins before the
subject is gone and lasts as long as the subject walks; a short excursion is waited out. Pans are eased;
they never overlap and never leave the shot.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from math import ceil

import numpy as np

from schemas.clips import CropKey
from schemas.views import ease
from tasks.composition.course import SAME, Floats, Ints, Leg, Pan, cheapest

STEADY = 0.08
"""Spread of the subject, in sizes of the crop, below which the camera never moves."""
DEAD_ZONE = 0.06
"""How far off its place the subject may be for nothing, in sizes of the crop."""
FAR = 0.6
"""Beyond this a moment costs no more: one wild observation cannot drag the camera."""
LOST_COST = 1.0
"""How much dearer it is to cut the subject than to have it off its place."""
PAN_COST = 0.06
"""Price of one pan, in sizes of the crop times seconds."""
PANNING_COST = 0.02
"""Price of each second of a pan, in sizes of the crop."""
LENGTHS = (1, 2, 4)
"""How long a pan may be, in lengths of the shortest; the long ones follow who walks."""
CELLS_PER_SECOND = 10
"""How finely the course is timed."""
SPACING = 0.05
"""Distance of two places that are considered, in sizes of the crop."""
MOST_PLACES = 64
"""Where the subject ranges farther, places lie farther apart."""
LONGEST_LOOK = 1.0
"""Seconds for which one observation may count when the next is missing."""


@dataclass(frozen=True)
class Sights:
    """The subject within one shot along one axis, in shares of the picture; frames ascend."""

    frames: Ints
    target: Floats
    """Where the crop's centre would best be."""
    low: Floats
    """Smallest centre that keeps the subject whole."""
    high: Floats
    """Largest centre that does; below `low` where the subject is larger than the crop."""


@dataclass(frozen=True)
class Stand:
    """The camera stands at `centre` from frame `first` to frame `last`; between two stands it pans."""

    first: int
    last: int
    centre: float


@dataclass(frozen=True)
class Pace:
    """How the camera may move, in frames."""

    rate: float
    """Frames a second."""
    ease: int
    """Length of the shortest pan."""
    hold: int
    """Shortest time from the start of one pan to the start of the next."""


def course_of(sights: Sights, size: float, shot: tuple[int, int], pace: Pace) -> list[Stand]:
    """Where the camera stands, and when, in a shot of frames from the first to before the second.

    One stand for a subject that keeps its place, for a crop that fills the picture, and for no
    subject at all (then in the middle).

    Args:
        size: of the crop along the axis, as a share of the picture.
    """
    first, end = shot
    low, high = size / 2, 1 - size / 2
    if len(sights.frames) == 0 or high - low < 1e-6:
        return [Stand(first, end - 1, 0.5)]
    sights = replace(sights, target=np.clip(_median3(sights.target), low, high))
    if float(np.ptp(np.quantile(sights.target, (0.05, 0.95)))) < STEADY * size:
        return [Stand(first, end - 1, float(np.median(sights.target)))]
    cost = partial(_costs, sights, size, pace)
    step = max(1, round(pace.rate / CELLS_PER_SECOND))
    places = _places(sights.target, size)
    table = np.zeros((-(-(end - first) // step), len(places)))
    np.add.at(table, (sights.frames - first) // step, cost(places))
    pans = [_pan(pace, length * pace.ease, step, len(places)) for length in LENGTHS]
    begin, legs = cheapest(table, pans)
    stands = _stands(float(places[begin]), legs, places, shot, step)
    return [_settled(stand, sights, cost, places) for stand in stands]


def _places(target: Floats, size: float) -> Floats:
    """Centres that are considered: no nearer to the edges than the subject ever is."""
    least, most = float(target.min()), float(target.max())
    return np.linspace(least, most, min(MOST_PLACES, ceil((most - least) / (SPACING * size)) + 1))


def _pan(pace: Pace, frames: int, step: int, places: int) -> Pan:
    """A pan of so many frames between any two of so many places, in cells of `step` frames."""
    cells = -(-frames // step)
    source, target = np.arange(places)[:, None], np.arange(places)[None, :]
    ways = [np.rint(source + (target - source) * ease(cell / cells)) for cell in range(cells)]
    price = PAN_COST + PANNING_COST * frames / pace.rate
    rest = max(1, -(-(pace.hold - frames) // step))
    return Pan(frames, cells, rest, price, np.array(ways, np.int64))


def _stands(
    begin: float, legs: list[Leg], places: Floats, shot: tuple[int, int], step: int
) -> list[Stand]:
    """The course in frames; a pan lies in the middle of its cells."""
    stands: list[Stand] = []
    since, centre = shot[0], begin
    for leg in legs:
        spare = leg.pan.cells * step - leg.pan.frames
        start = shot[0] + leg.start * step + spare // 2
        stands.append(Stand(since, start, centre))
        since, centre = start + leg.pan.frames, float(places[leg.target])
    return [*stands, Stand(since, shot[1] - 1, centre)]


def _median3(values: Floats) -> Floats:
    """Each value replaced by the middle one of itself and its neighbours."""
    if len(values) < 3:
        return values
    padded = np.concatenate([values[:1], values, values[-1:]])
    stacked = np.stack([padded[:-2], padded[1:-1], padded[2:]])
    middle: Floats = np.median(stacked, axis=0)
    return middle


def _costs(sights: Sights, size: float, pace: Pace, places: Floats) -> Floats:
    """Cost of each sight (rows) at each place (columns), in sizes of the crop times seconds."""
    off = np.abs(places[None, :] - sights.target[:, None]) / size
    cut = np.maximum(sights.low[:, None] - places, places - sights.high[:, None]) / size
    fits = (sights.low <= sights.high)[:, None]
    lost = np.where(fits, np.clip(cut, 0, FAR), 0)
    gaps = np.diff(sights.frames, append=sights.frames[-1] + max(1, round(pace.rate / 5)))
    seconds = np.minimum(gaps / pace.rate, LONGEST_LOOK)
    costs: Floats = (np.clip(off - DEAD_ZONE, 0, FAR) + LOST_COST * lost) * seconds[:, None]
    return costs


def _settled(
    stand: Stand, sights: Sights, cost: Callable[[Floats], Floats], places: Floats
) -> Stand:
    """The stand at the middle of the best places around its own: all in the dead zone are equal."""
    during = (sights.frames >= stand.first) & (sights.frames <= stand.last)
    around = (places[1] - places[0]) * np.linspace(-1, 1, 17)
    near = np.clip(stand.centre + around, places[0], places[-1])
    spent = cost(near)[during].sum(axis=0)
    best = np.flatnonzero(spent <= spent.min() + SAME)
    return replace(stand, centre=float(near[best[len(best) // 2]]))


def keys_of(
    stands: list[Stand], centres: list[tuple[float, float]], size: tuple[float, float]
) -> tuple[CropKey, ...]:
    """Crop keys for a camera that stands around each centre and pans in between."""
    keys: list[CropKey] = []
    for number, (stand, centre) in enumerate(zip(stands, centres, strict=True)):
        place = _corner(centre, size)
        keys.append(_key(stand.first, place, size, "hold"))
        if number + 1 < len(stands):
            keys.append(_key(stand.last, place, size, "smooth"))
    return tuple(keys)


def _corner(centre: tuple[float, float], size: tuple[float, float]) -> tuple[float, float]:
    """Top left corner of a crop around a centre, kept inside the picture."""
    x, y = (
        min(max(middle - length / 2, 0.0), 1.0 - length)
        for middle, length in zip(centre, size, strict=True)
    )
    return x, y


def _key(frame: int, place: tuple[float, float], size: tuple[float, float], way: str) -> CropKey:
    return CropKey.model_validate(
        {
            "frame": frame,
            "x": place[0],
            "y": place[1],
            "width": size[0],
            "height": size[1],
            "ease": way,
        }
    )
