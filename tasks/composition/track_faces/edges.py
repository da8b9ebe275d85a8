"""Straight edges that stand still over a shot, and the frame that they make around a face."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from statistics import fmean
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Floats = NDArray[np.float32]
Sums = NDArray[np.float64]

STEP = 12
"""Levels between the two neighbours of a pixel from which on it is an edge."""
LASTING = 0.8
"""Share of the samples in which an edge must be there."""
SUPPORT = 0.85
"""Share of each side of the inset that must be a lasting edge."""
LARGEST = 0.3
"""Share of the picture that an inset may cover."""
LEAST = 1.2
"""Least width and height of an inset, in those of the face."""
CUT = 0.15
"""How much of a detected face may stick out of an inset at a side."""
REACH = 5.0
"""Farthest from the face that a side is looked for, in sizes of the face."""
ALONG = 0.5
"""Share of a line along the face that must be a lasting edge, or it is not tried as a side."""
CANDIDATES = 8
"""Lines that are tried for each side, besides the picture's own edge."""


class Box(NamedTuple):
    """Pixels of a sample: first and one-past-last column and row."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True)
class Ground:
    """What lasts over the samples of a shot."""

    size: tuple[int, int]
    upright: Sums
    """How many lasting edges between left and right there are in a column above a row."""
    level: Sums
    """How many lasting edges between top and bottom there are in a row before a column."""
    detail: Floats
    """Share of the samples in which a pixel is an edge of anything."""

    @classmethod
    def of(cls, samples: Sequence[Grey]) -> Ground:
        height, width = samples[0].shape
        upright, level, detail = (np.zeros((height, width), np.float32) for _ in range(3))
        for grey in samples:
            across, down = steps_of(grey, 1) > STEP, steps_of(grey, 0) > STEP
            upright += across
            level += down
            detail += across | down
        least = LASTING * len(samples)
        # an edge between two pixels is seen in both
        wide = cv2.dilate(upright, np.ones((1, 3), np.uint8)) >= least
        high = cv2.dilate(level, np.ones((3, 1), np.uint8)) >= least
        return cls(
            (width, height),
            np.vstack([np.zeros((1, width)), np.cumsum(wide, axis=0)]),
            np.hstack([np.zeros((height, 1)), np.cumsum(high, axis=1)]),
            np.asarray(detail / len(samples), np.float32),
        )

    def column(self, at: int, top: int, bottom: int) -> float:
        """Share of a line from top to bottom that is a lasting edge."""
        return float(self.upright[bottom, at] - self.upright[top, at]) / max(1, bottom - top)

    def row(self, at: int, left: int, right: int) -> float:
        """The same from left to right."""
        return float(self.level[at, right] - self.level[at, left]) / max(1, right - left)


def steps_of(grey: Grey, axis: int) -> NDArray[np.int16]:
    """How much the two neighbours of each pixel differ."""
    signed = grey.astype(np.int16)
    padded = np.pad(signed, [(1, 1) if a == axis else (0, 0) for a in (0, 1)], mode="edge")
    after, before = (padded[2:], padded[:-2]) if axis == 0 else (padded[:, 2:], padded[:, :-2])
    return np.abs(after - before)


def frame_around(ground: Ground, face: Box) -> tuple[Box, float] | None:
    """The frame around a face whose sides are lasting edges, and how much of them is. Where it stands at
    the picture's own edge, that is its side. Of those that are equally sure it is the widest: a door in
    the speaker's room has edges, too."""
    width, height = ground.size
    wide, high = face.right - face.left, face.bottom - face.top
    found: list[tuple[float, int, Box]] = []
    for left, right, top, bottom in product(*_lines(ground, face)):
        area = (right - left) * (bottom - top)
        small = right - left < LEAST * wide or bottom - top < LEAST * high
        if small or area > LARGEST * width * height:
            continue
        sides = [ground.column(at, top, bottom) for at in (left, right) if 0 < at < width] + [
            ground.row(at, left, right) for at in (top, bottom) if 0 < at < height
        ]
        if len(sides) >= 2 and min(sides) >= SUPPORT:
            found.append((round(20 * fmean(sides)) / 20, area, Box(left, top, right, bottom)))
    if not found:
        return None
    support, _, box = max(found)
    return box, support


def _lines(ground: Ground, face: Box) -> tuple[list[int], list[int], list[int], list[int]]:
    """Columns left and right of a face and rows above and below it that may be sides."""
    width, height = ground.size
    wide, high = face.right - face.left, face.bottom - face.top

    def columns(places: range) -> list[int]:
        return _lines_of([(ground.column(at, face.top, face.bottom), at) for at in places])

    def rows(places: range) -> list[int]:
        return _lines_of([(ground.row(at, face.left, face.right), at) for at in places])

    far, deep = round(REACH * wide), round(REACH * high)
    in_x, in_y = round(CUT * wide), round(CUT * high)
    left = columns(range(face.left + in_x, max(0, face.left - far), -1))
    right = columns(range(face.right - in_x, min(width, face.right + far)))
    top = rows(range(face.top + in_y, max(0, face.top - deep), -1))
    bottom = rows(range(face.bottom - in_y, min(height, face.bottom + deep)))
    return (
        left + ([0] if face.left < far else []),
        right + ([width] if width - face.right < far else []),
        top + ([0] if face.top < deep else []),
        bottom + ([height] if height - face.bottom < deep else []),
    )


def _lines_of(places: list[tuple[float, int]]) -> list[int]:
    """The best of the lines along the face; of neighbours the one in the middle of the best."""
    lines: list[list[tuple[float, int]]] = [[]]
    for share, at in places:
        if share >= ALONG:
            lines[-1].append((share, at))
        elif lines[-1]:
            lines.append([])
    middles = []
    for line in filter(None, lines):
        best = max(share for share, _ in line)
        among = [at for share, at in line if share == best]
        middles.append((best, among[len(among) // 2]))
    return [at for _, at in sorted(middles, key=lambda line: -line[0])[:CANDIDATES]]
