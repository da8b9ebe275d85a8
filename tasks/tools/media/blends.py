"""Where one picture turns into another little by little: dissolves, and dips to any colour.

A frame in a dissolve is a mixture of what was before and of what comes after, and one in a dip is a
weaker copy of either. A camera that pans or zooms shows what is neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tasks.tools.media.flags import joined, runs_of
from tasks.tools.media.lowres import LUMA, Small

REACHES_S = (0.2, 0.6)
"""How far before and after a frame the two pictures are taken that it may be a mixture of: near, for
people move meanwhile, and far, for slow changes."""
RELATED = 0.6
"""Two pictures whose structure agrees by more than this (correlation) show the same."""
STRUCTURE = 3.0
"""Least standard deviation of a picture that shows something."""
OWN = 0.22
"""Share of a mixture's structure that may be neither picture's: people go on moving meanwhile."""
WORST = 10
"""This part of the picture may fit as badly as it likes."""
SAME = 0.05
"""Two pictures that share more than all but this much of their structure (squared) are one."""
GAIN = 0.03
"""How far below 0, and their sum above 1, both parts of a mixture may come out."""
LEAST = 0.3
"""How much weaker than itself each of the two pictures must be in a frame that is a part of a change."""
ALL_GONE = 0.9
"""A change in which nothing weaker than this is left from its first frame to its last is a flash."""

Floats = NDArray[np.float32]


def mixed(before: Small, now: Small, after: Small) -> float:
    """How much weaker than itself the stronger of two pictures is in a third one, which is a mixture of
    both and of any colour: 0.5 in the middle of a dissolve, 1 in the middle of a dip, 0 for what is no
    mixture, and where both show the same.

    The tenth of the picture that fits worst is left out, for people go on moving meanwhile.
    """
    lights = [picture[:LUMA].astype(np.float32) for picture in (before, now, after)]
    fit = _Fit.of(*lights)
    if fit is None:
        return 0.0
    bad = np.abs(fit.left)
    rest = bad <= np.partition(bad, LUMA - LUMA // WORST)[LUMA - LUMA // WORST]
    fit = _Fit.of(*(light[rest] for light in lights))
    if fit is None or fit.related > RELATED or min(fit.gains) < -GAIN or sum(fit.gains) > 1 + GAIN:
        return 0.0
    own = max(STRUCTURE**2, OWN**2 * fit.own)
    return max(0.0, 1.0 - max(fit.gains)) if _dot(fit.left, fit.left) <= own else 0.0


@dataclass(frozen=True)
class _Fit:
    """A picture as the best mixture of two others, and of any colour."""

    gains: tuple[float, float]
    """How strong both are in it."""
    left: Floats
    """What is neither's."""
    own: float
    """Its variance."""
    related: float
    """How much the two others agree (correlation)."""

    @classmethod
    def of(cls, before: Floats, now: Floats, after: Floats) -> _Fit | None:
        """None where the two others agree so well that they cannot be told apart, or show nothing."""
        one, own, other = (light - light.mean() for light in (before, now, after))
        first, second, shared = _dot(one, one), _dot(other, other), _dot(one, other)
        whole = first * second - shared * shared
        if min(first, second) < STRUCTURE**2 or whole < SAME * first * second:
            return None
        mine, others = _dot(one, own), _dot(other, own)
        gain = (mine * second - others * shared) / whole
        other_gain = (others * first - mine * shared) / whole
        return cls(
            gains=(gain, other_gain),
            left=np.asarray(own - gain * one - other_gain * other, np.float32),
            own=_dot(own, own),
            related=shared / (first * second) ** 0.5,
        )


def _dot(one: Floats, other: Floats) -> float:
    return float(np.dot(one, other)) / len(one)


def parted(marks: Sequence[float], gap: int) -> list[tuple[int, int, int]]:
    """First frame, end and the best place to part it of each gradual change: where nothing is left of
    either picture, or else in its middle.

    Args:
        marks: what `mixed` says of each frame.
        gap: so many frames without a mark do not end a change, for somebody may move meanwhile.
    """
    found = []
    marked = np.asarray(marks, np.float64)
    for start, end in joined(runs_of(marked >= LEAST), gap, 1):
        inside = marked[start:end]
        if inside.min() > ALL_GONE:
            continue
        if inside.max() > ALL_GONE:
            best = float(np.mean(np.flatnonzero(inside > ALL_GONE)))
        else:
            best = float(np.average(np.arange(end - start), weights=inside))
        found.append((start, end, start + round(best)))
    return found
