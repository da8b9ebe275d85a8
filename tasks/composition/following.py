"""Camera keys for a subject: its path along the freer axis, its place on the other for each hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import inf

import numpy as np
from numpy.typing import NDArray

from schemas.clips import CropKey
from schemas.style.visuals import ReframeRules
from tasks.composition.camera import Pace, Sights, Stand, course_of, keys_of
from tasks.composition.subjects import Sight

Bools = NDArray[np.bool_]
ALL = slice(None)

SHARPNESS = 3.0
"""A zoom may not enlarge the source's pixels more than this."""


@dataclass(frozen=True)
class Lens:
    """How large a crop is, and where in it heads stand."""

    size: tuple[float, float]
    """Width and height, in shares of the picture."""
    sideways: bool
    """Whether the camera pans sideways, or up and down."""
    headroom: float
    """Space above the head, as a share of the crop's height."""

    @classmethod
    def of(cls, largest: tuple[float, float], zoom: float, headroom: float) -> Lens:
        """A crop that is `zoom` times smaller than the largest one of its shape."""
        size = (round(largest[0] / zoom, 6), round(largest[1] / zoom, 6))
        return cls(size, size[0] <= size[1] or largest[1] == 1.0, headroom)


def largest_part(source: tuple[int, int], shape: tuple[int, int]) -> tuple[float, float]:
    """Width and height of the largest crop in the proportions of `shape`, in shares of the picture."""
    ratio = (shape[0] * source[1]) / (shape[1] * source[0])
    return (round(ratio, 6), 1.0) if ratio < 1 else (1.0, round(1 / ratio, 6))


def followed(
    sights: Sequence[Sight], lens: Lens, shot: tuple[int, int], rate: Fraction, rules: ReframeRules
) -> tuple[CropKey, ...]:
    """Keys from the first frame of a shot on; without sights, in the middle of the picture."""
    across, down = _axes(sights, lens)
    pace = Pace(
        rate=float(rate),
        ease=max(1, round(rules.ease_ms * float(rate) / 1000)),
        hold=max(1, round(rules.min_hold_ms * float(rate) / 1000)),
    )
    led, length = (across, lens.size[0]) if lens.sideways else (down, lens.size[1])
    stands = course_of(led, length, shot, pace)
    along = [stand.centre for stand in stands]
    rest = _resting(down if lens.sideways else across, stands)
    centres = list(
        zip(along, rest, strict=True) if lens.sideways else zip(rest, along, strict=True)
    )
    return keys_of(stands, centres, lens.size)


def _axes(sights: Sequence[Sight], lens: Lens) -> tuple[Sights, Sights]:
    """The subject along both axes, as centres of a crop."""
    frames = np.array([sight.frame for sight in sights], np.int64)
    left, top, right, bottom = (
        np.array([getattr(sight, side) for sight in sights], np.float64)
        for side in ("left", "top", "right", "bottom")
    )
    width, height = lens.size
    across = Sights(frames, (left + right) / 2, right - width / 2, left + width / 2)
    place = top - lens.headroom * height + height / 2
    down = Sights(frames, place, bottom - height / 2, top + height / 2)
    return across, down


def _resting(sights: Sights, stands: list[Stand]) -> list[float]:
    """The crop's centre on the other axis for each stand and half of the pans around it."""
    usual = _resting_at(sights) if len(sights.target) else 0.5
    changes = [(here.last + there.first) / 2 for here, there in pairwise(stands)]
    places = []
    for since, until in pairwise([-inf, *changes, inf]):
        during = (sights.frames >= since) & (sights.frames < until)
        places.append(_resting_at(sights, during) if during.any() else usual)
    return places


def _resting_at(sights: Sights, during: Bools | slice = ALL) -> float:
    """The usual best place, moved as far as it takes to hold the subject in all but one of twenty
    sights, if that can be: somebody who stands up keeps their head."""
    place = float(np.median(sights.target[during]))
    low = float(np.quantile(sights.low[during], 0.95))
    high = float(np.quantile(sights.high[during], 0.05))
    return min(max(place, low), high) if low <= high else place
