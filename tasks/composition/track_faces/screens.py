"""What tells a screen from a room: colours to the level, something to read, and stillness."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

import cv2
import numpy as np

from tasks.composition.track_faces.edges import STEP, Box, Grey, Ground

RIM = 4
"""Pixels around an inset that belong to its border."""
FLAT = 0.3
"""Share of the screen that its two most frequent levels must cover."""
DETAIL = 0.01
"""Share of the screen that must be edges of what stands on it."""
STILL = 0.6
"""Share of the screen that must be the same from one sample to the next, as a rule."""


def screen_around(samples: Sequence[Grey], ground: Ground, box: Box) -> tuple[float, float] | None:
    """How much of the screen's detail stands in the column and in the row of an inset; None where
    what is around it is no screen."""
    left, top = max(0, box.left - RIM), max(0, box.top - RIM)
    outside = np.ones((ground.size[1], ground.size[0]), bool)
    outside[top : box.bottom + RIM, left : box.right + RIM] = False
    if median(_flat(grey[outside]) for grey in samples) < FLAT:
        return None
    changes = [
        float((cv2.absdiff(one, other)[outside] > STEP).mean()) for one, other in pairwise(samples)
    ]
    detail = np.where(outside, ground.detail, 0)
    total = float(detail.sum())
    if median(changes) > 1 - STILL or total < DETAIL * outside.sum():
        return None
    on_the_right = box.left + box.right > ground.size[0]
    below = box.top + box.bottom > ground.size[1]
    column = detail[:, box.left + RIM :] if on_the_right else detail[:, : box.right - RIM]
    row = detail[box.top + RIM :] if below else detail[: box.bottom - RIM]
    return round(float(column.sum()) / total, 3), round(float(row.sum()) / total, 3)


def _flat(levels: Grey) -> float:
    """Share of the two most frequent levels, each with its neighbours."""
    counts = np.bincount(levels, minlength=258).astype(np.float64)
    near = counts[:256] + counts[1:257] + np.concatenate([[0], counts[:255]])
    first = int(np.argmax(near))
    others = near.copy()
    others[max(0, first - 2) : first + 3] = 0
    return float(near[first] + others.max()) / max(1, levels.size)
