"""Black borders around a picture: old films, narrow cameras, windows on black.

A border is black, and ends in a straight edge. What only fades into the dark, such as a stage, has no
such edge and is a part of the picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Luma = NDArray[np.uint8]
"""Height x width, limited range."""

BLACK = 26
"""Brightest level of a border; black is 16, and codecs leave some noise around it."""
CLEARLY = 12
"""Levels above that from which on a pixel belongs to a picture."""
EDGE = 0.6
"""Share of the line beside a border that must be clearly no border at some time."""
LINE = 3
"""Pixels that belong to that line: scaling and codecs leave it soft."""
SOFT = 2
"""Pixels that are cut beside a border, for the same reason."""
LEAST = 2
"""Borders of fewer pixels are left."""
SMALLEST = 0.3
"""Share of the width and of the height that must remain."""


class Area(NamedTuple):
    """Pixels: first and one-past-last column and row."""

    left: int
    top: int
    right: int
    bottom: int


def active_area(pictures: Sequence[Luma]) -> Area | None:
    """What lies inside the borders of pictures of one size; None where they have none, or where it
    cannot be told.

    Args:
        pictures: some of one shot's, spread over it.
    """
    if not pictures:
        return None
    highest = np.maximum.reduce(pictures)
    height, width = highest.shape
    columns, rows = (np.flatnonzero(highest.max(axis=axis) > BLACK) for axis in (0, 1))
    if not len(columns):
        return None
    lit = highest[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    left, right = _border(lit, columns[0]), _border(lit[:, ::-1], width - 1 - columns[-1])
    top, bottom = _border(lit.T, rows[0]), _border(lit.T[:, ::-1], height - 1 - rows[-1])
    area = Area(left, top, width - right, height - bottom)
    large = area.right - left >= SMALLEST * width and area.bottom - top >= SMALLEST * height
    return area if large and any((left, right, top, bottom)) else None


def _border(lit: Luma, wide: int) -> int:
    """Pixels to cut at the left of what is lit, beside which so many are black; 0 where that is no
    border."""
    line = lit[:, :LINE].max(axis=1)
    straight = float(np.mean(line > BLACK + CLEARLY)) >= EDGE
    return int(wide) + SOFT if wide >= LEAST and straight else 0
