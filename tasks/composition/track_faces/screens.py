"""What tells a screen from a room: colours to the level, something to read, and stillness."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from schemas.clips import ActiveArea, FaceBox, FaceTrack
from tasks.composition.track_faces.edges import STEP, Box, Grey, Ground, steps_of

RIM = 4
"""Pixels around an inset that belong to its border."""
FLAT = 0.3
"""Share of the screen that its two most frequent levels must cover."""
DETAIL = 0.01
"""Share of the screen that must be edges of what stands on it."""
STILL = 0.6
"""Share of the screen that must be the same from one sample to the next, as a rule."""
CRISP, READABLE = 50, 0.35
"""Levels between the two neighbours of a pixel on the edge of a letter, and the share of all edges that
must be so where a screen is all there is: a photograph with a clear sky, or taken in the dark, is flat
and still as well."""
LIVES = 2.0
"""Levels by which a face differs from one sample to the next, as a rule, that is no photograph."""


def screen_around(samples: Sequence[Grey], ground: Ground, box: Box) -> tuple[float, float] | None:
    """How much of the screen's detail stands in the column and in the row of an inset; None where
    what is around it is no screen."""
    left, top = max(0, box.left - RIM), max(0, box.top - RIM)
    outside = np.ones((ground.size[1], ground.size[0]), bool)
    outside[top : box.bottom + RIM, left : box.right + RIM] = False
    if not _is_screen(samples, ground, outside):
        return None
    detail = np.where(outside, ground.detail, 0)
    total = float(detail.sum())
    on_the_right = box.left + box.right > ground.size[0]
    below = box.top + box.bottom > ground.size[1]
    column = detail[:, box.left + RIM :] if on_the_right else detail[:, : box.right - RIM]
    row = detail[box.top + RIM :] if below else detail[: box.bottom - RIM]
    return round(float(column.sum()) / total, 3), round(float(row.sum()) / total, 3)


def shows_screen(
    samples: Sequence[Grey], tracks: Sequence[FaceTrack], area: ActiveArea | None = None
) -> bool:
    """Whether a shot shows a screen, such as a slide, and nobody who is there in person: a face that
    does not stir is a photograph.

    Args:
        samples: the shot's, spread over it.
        tracks: the shot's.
        area: what lies inside its borders, if it has some.
    """
    if not samples or any(lives(track, samples) for track in tracks):
        return False
    inside = np.zeros(samples[0].shape, bool)
    inside[_part(inside, area or ActiveArea(shot=0, x=0, y=0, width=1, height=1))] = True
    return _is_readable(samples[len(samples) // 2], inside) and _is_screen(
        samples, Ground.of(samples), inside
    )


def _is_readable(grey: Grey, where: NDArray[np.bool_]) -> bool:
    """Whether most edges are as hard as those of letters."""
    steps = np.maximum(steps_of(grey, 1), steps_of(grey, 0))[where]
    return int((steps > CRISP).sum()) >= READABLE * max(1, int((steps > STEP).sum()))


def _part(picture: NDArray[Any], box: FaceBox | ActiveArea) -> tuple[slice, slice]:
    """Rows and columns of a box."""
    height, width = picture.shape
    return (
        slice(max(0, round(box.y * height)), round((box.y + box.height) * height)),
        slice(max(0, round(box.x * width)), round((box.x + box.width) * width)),
    )


def lives(track: FaceTrack, samples: Sequence[Grey]) -> bool:
    """Whether a face is no photograph: it stirs from sample to sample."""
    part = _part(samples[0], track.boxes[len(track.boxes) // 2])
    changes = [
        float(cv2.absdiff(one[part], other[part]).mean()) for one, other in pairwise(samples)
    ]
    return not changes or median(changes) >= LIVES


def _is_screen(samples: Sequence[Grey], ground: Ground, where: NDArray[np.bool_]) -> bool:
    """Whether the pixels of a part are a screen's."""
    if median(_flat(grey[where]) for grey in samples) < FLAT:
        return False
    changes = [
        float((cv2.absdiff(one, other)[where] > STEP).mean()) for one, other in pairwise(samples)
    ]
    still = median(changes or [0.0]) <= 1 - STILL
    return still and float(ground.detail[where].sum()) >= DETAIL * where.sum()


def _flat(levels: Grey) -> float:
    """Share of the two most frequent levels, each with its neighbours."""
    counts = np.bincount(levels, minlength=258).astype(np.float64)
    near = counts[:256] + counts[1:257] + np.concatenate([[0], counts[:255]])
    first = int(np.argmax(near))
    others = near.copy()
    others[max(0, first - 2) : first + 3] = 0
    return float(near[first] + others.max()) / max(1, levels.size)
