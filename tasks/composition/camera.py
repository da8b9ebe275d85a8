"""A camera path through one shot: stand still, and where standing still loses the subject, pan.

The path is optimal over the whole shot, not causal: it pays for every moment in which the subject is
off its place, and for every move. Pans are eased; they never overlap and never leave the shot.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schemas.clips import CropKey

Floats = NDArray[np.float64]

STEADY = 0.08
"""Spread of the subject, in sizes of the crop, below which the camera never moves."""
DEAD_ZONE = 0.06
"""How far off its place the subject may be for nothing, in sizes of the crop."""
FAR = 0.5
"""Beyond this a moment costs no more: one wild observation cannot drag the camera."""
MOVE_COST = 0.06
"""Price of one move, in sizes of the crop times seconds."""
LOST_COST = 4.0
"""How much dearer it is to cut the subject than to have it off its place."""
PLACES = 96
"""Positions that are considered along the free axis."""
LONGEST_LOOK = 1.0
"""Seconds for which one observation may count when the next is missing."""


@dataclass(frozen=True)
class Sights:
    """The subject within one shot along one axis, in shares of the picture; frames ascend."""

    frames: NDArray[np.int64]
    target: Floats
    """Where the crop's centre would best be."""
    low: Floats
    """Smallest centre that keeps the subject whole."""
    high: Floats
    """Largest centre that does; below `low` where the subject is larger than the crop."""


@dataclass(frozen=True)
class Hold:
    """The camera stands at `centre` for the sights `first` to before `end`."""

    first: int
    end: int
    centre: float


@dataclass(frozen=True)
class Pace:
    """How the camera may move, in frames."""

    rate: float
    ease: int
    """Length of a pan."""
    hold: int
    """Shortest time from the middle of one pan to the middle of the next."""


def holds_of(sights: Sights, size: float, pace: Pace) -> list[Hold]:
    """Where to stand and when to change, for a crop of `size` along the axis.

    One hold for a subject that keeps its place, for a crop that fills the picture, and for no
    subject at all (then in the middle).
    """
    count = len(sights.frames)
    low, high = size / 2, 1 - size / 2
    if count == 0 or high - low < 1e-6:
        return [Hold(0, count, 0.5)]
    target = np.clip(_median3(sights.target), low, high)
    if float(np.quantile(target, 0.95) - np.quantile(target, 0.05)) < STEADY * size:
        return [Hold(0, count, float(np.median(target)))]
    places = np.linspace(low, high, PLACES)
    costs = _costs(sights, target, places, size) * _weights(sights.frames, pace)[:, None]
    return _cheapest(costs, places, sights.frames, pace)


def _median3(values: Floats) -> Floats:
    """Each value replaced by the middle one of itself and its neighbours."""
    if len(values) < 3:
        return values
    padded = np.concatenate([values[:1], values, values[-1:]])
    stacked = np.stack([padded[:-2], padded[1:-1], padded[2:]])
    middle: Floats = np.median(stacked, axis=0)
    return middle


def _weights(frames: NDArray[np.int64], pace: Pace) -> Floats:
    """Seconds that each sight stands for."""
    gaps = np.diff(frames, append=frames[-1] + max(1, round(pace.rate / 5))) / pace.rate
    return np.minimum(gaps, LONGEST_LOOK).astype(np.float64)


def _costs(sights: Sights, target: Floats, places: Floats, size: float) -> Floats:
    """Cost per second of each sight (rows) at each place (columns), in sizes of the crop."""
    off = np.abs(places[None, :] - target[:, None]) / size
    cut = np.maximum(sights.low[:, None] - places, places - sights.high[:, None]) / size
    fits = (sights.low <= sights.high)[:, None]
    lost = np.where(fits, np.clip(cut, 0, FAR), 0)
    costs: Floats = np.clip(off - DEAD_ZONE, 0, FAR) + LOST_COST * lost
    return costs


def _cheapest(costs: Floats, places: Floats, frames: NDArray[np.int64], pace: Pace) -> list[Hold]:
    """The split of the sights into holds that costs least; ties go to fewer, earlier holds."""
    count = len(frames)
    before = np.vstack([np.zeros(len(places)), np.cumsum(costs, axis=0)])
    best = np.full(count + 1, np.inf)
    best[0] = 0.0
    came = np.zeros(count + 1, dtype=np.int64)
    for end in range(1, count + 1):
        starts = _starts(frames, end, pace)
        if len(starts) == 0:
            continue
        spent = (before[end] - before[starts]).min(axis=1)
        total = best[starts] + spent + np.where(starts > 0, MOVE_COST, 0.0)
        choice = int(np.argmin(np.round(total, 9)))
        best[end], came[end] = total[choice], starts[choice]
    holds: list[Hold] = []
    end = count
    while end > 0:
        first = int(came[end])
        middle = _middle_of_best(before[end] - before[first], places)
        holds.append(Hold(first, end, middle))
        end = first
    return holds[::-1]


def _starts(frames: NDArray[np.int64], end: int, pace: Pace) -> NDArray[np.int64]:
    """Where a hold that ends before sight `end` may begin: long enough ago, or none at all.

    One hold for the whole shot may be of any length.
    """
    count = len(frames)
    until = frames[end] if end < count else frames[-1]
    last = int(np.searchsorted(frames, until - max(pace.hold, pace.ease), side="right"))
    return np.arange(0, max(last, 1 if end == count else 0), dtype=np.int64)


def _middle_of_best(spent: Floats, places: Floats) -> float:
    """The middle of all places that cost the same least: inside the dead zone all are equal."""
    best = np.flatnonzero(spent <= spent.min() + 1e-9)
    return float(places[best[len(best) // 2]])


def pans_of(
    holds: list[Hold], sights: Sights, shot: tuple[int, int], pace: Pace, size: float
) -> list[tuple[int, int]]:
    """First and last frame of the pan between each two holds, inside the shot, without overlap.

    Each pan is placed where it loses the least of the subject around the change.
    """
    changes = [int(sights.frames[hold.first]) for hold in holds[1:]]
    pans: list[tuple[int, int]] = []
    for number, change in enumerate(changes):
        floor = pans[-1][1] if pans else shot[0]
        following = changes[number + 1] if number + 1 < len(changes) else shot[1] - 1
        ceiling = following - (pace.ease // 2 if number + 1 < len(changes) else 0)
        length = max(1, min(pace.ease, ceiling - floor))
        latest = max(floor, ceiling - length)
        steps = [round(length * part / 4) for part in range(-4, 1)]
        starts = sorted({min(max(change + step, floor), latest) for step in steps})
        start = min(
            starts,
            key=lambda s: (
                round(_lost(holds[number], holds[number + 1], s, s + length, sights, size), 6),
                abs(s + length // 2 - change),
            ),
        )
        pans.append((start, start + length))
    return pans


def _lost(a: Hold, b: Hold, start: int, end: int, sights: Sights, size: float) -> float:
    """How far the subject is off around a pan from hold `a` to hold `b`."""
    near = (sights.frames >= start - (end - start)) & (sights.frames <= end + (end - start))
    part = np.clip((sights.frames[near] - start) / (end - start), 0, 1)
    place = a.centre + (b.centre - a.centre) * part**3 * (part * (part * 6 - 15) + 10)
    off = np.clip(np.abs(place - sights.target[near]) / size - DEAD_ZONE, 0, FAR)
    cut = np.maximum(sights.low[near] - place, place - sights.high[near]) / size
    return float(np.sum(off) + LOST_COST * np.sum(np.clip(cut, 0, FAR)))


def keys_of(
    centres: list[tuple[float, float]],
    pans: list[tuple[int, int]],
    first_frame: int,
    size: tuple[float, float],
) -> tuple[CropKey, ...]:
    """Crop keys for a camera that stands at each centre and pans in between."""
    places = [_corner(centre, size) for centre in centres]
    keys: dict[int, CropKey] = {first_frame: _key(first_frame, places[0], size, "hold")}
    for number, (start, end) in enumerate(pans):
        keys[start] = _key(start, places[number], size, "smooth")
        keys[end] = _key(end, places[number + 1], size, "hold")
    return tuple(keys[frame] for frame in sorted(keys))


def _corner(centre: tuple[float, float], size: tuple[float, float]) -> tuple[float, float]:
    """Top left corner of a crop around a centre, kept inside the picture."""
    x, y = (
        min(max(middle - length / 2, 0.0), 1.0 - length)
        for middle, length in zip(centre, size, strict=True)
    )
    return x, y


def _key(frame: int, place: tuple[float, float], size: tuple[float, float], ease: str) -> CropKey:
    return CropKey.model_validate(
        {
            "frame": frame,
            "x": place[0],
            "y": place[1],
            "width": size[0],
            "height": size[1],
            "ease": ease,
        }
    )
