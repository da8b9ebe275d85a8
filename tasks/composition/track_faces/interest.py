"""Where there is something to see in a shot without faces: what stirs, or else what has detail."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from schemas.clips import Interest
from tasks.composition.track_faces.edges import STEP, Grey, Ground

MOST_OF_IT = 0.7
"""Share of all interest that lies inside what is told."""
STIRS = 0.002
"""Least share of the picture that changes from sample to sample where something stirs."""
CAMERA = 0.4
"""Where more of it changes, the camera moves, and everything does."""
STEADY = 0.12
"""Farthest between the middles of the interest of a shot's two halves, in sizes of the picture."""
LEAST_SAMPLES = 4

Floats = NDArray[np.float64]


def interest_of(samples: Sequence[Grey], shot: int) -> Interest | None:
    """Where most of what draws the eye lies during a shot; None where that is not told, or not the same
    in both halves of the shot."""
    if len(samples) < LEAST_SAMPLES:
        return None
    half = len(samples) // 2
    maps = [_interest(part) for part in (samples[: half + 1], samples[half:], samples)]
    columns, rows = ([_inside(seen.sum(axis=axis)) for seen in maps] for axis in (0, 1))
    for first, second, _ in (columns, rows):
        if abs(sum(first) - sum(second)) / 2 > STEADY:
            return None
    (left, right), (top, bottom) = columns[2], rows[2]
    return Interest(shot=shot, x=left, y=top, width=right - left, height=bottom - top)


def _interest(samples: Sequence[Grey]) -> Floats:
    """How much there is to see at each pixel."""
    moved = np.mean([cv2.absdiff(one, other) > STEP for one, other in pairwise(samples)], axis=0)
    if STIRS <= moved.mean() <= CAMERA:
        return np.asarray(moved, np.float64)
    return np.asarray(Ground.of(samples).detail, np.float64)


def _inside(profile: Floats) -> tuple[float, float]:
    """The shortest stretch that holds `MOST_OF_IT` of a profile, in shares of its length."""
    if profile.sum() <= 0:
        return 0.0, 1.0
    sums = np.concatenate([[0.0], np.cumsum(profile) / profile.sum()])
    ends = np.searchsorted(sums, sums + MOST_OF_IT - 1e-9)
    starts = np.flatnonzero(ends < len(sums))
    best = starts[np.argmin(ends[starts] - starts)]
    return float(best) / len(profile), float(ends[best]) / len(profile)
