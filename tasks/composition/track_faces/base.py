"""The promise of a face detector. To add one: keep the promise, pass `tests/promises`, and name it
in `stage.py`.

1. `detect` takes one upright RGB picture and gives every face it sees, once, best score first.
2. A picture without a face gives an empty list; nothing is raised.
3. The same picture gives the same answer, from any thread, as often as it is asked.
4. Nothing is fetched and nobody is told: models come with the installed packages.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
"""RGB, shape (height, width, 3)."""


@dataclass(frozen=True)
class Detection:
    """A face from brow to chin, as shares of the whole picture; may reach slightly outside."""

    x: float
    y: float
    width: float
    height: float
    score: float

    @property
    def centre(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2


class FaceDetector(Protocol):
    """Finds faces in single pictures."""

    name: str
    """Recorded with the tracks, such as `mediapipe-full-range`."""

    def detect(
        self, picture: Picture, *, near: Sequence[Detection] = (), closely: bool = False
    ) -> list[Detection]:
        """All faces.

        Args:
            near: faces seen a moment ago; there even one too small for a normal look is found.
            closely: find such small faces everywhere, at several times the cost.
        """
        ...


def overlap(one: Detection, other: Detection) -> float:
    """Intersection over union, 0 to 1."""
    shared = _shared_area(one, other)
    union = one.width * one.height + other.width * other.height - shared
    return shared / union if union > 0 else 0.0


def without_doubles(found: list[Detection]) -> list[Detection]:
    """One detection for each face, best score first; ties by place.

    Tiles overlap, so a face is seen more than once, and cut at a tile's edge it is seen smaller:
    one that lies mostly inside a kept one is the same face.
    """
    kept: list[Detection] = []
    for one in sorted(found, key=lambda item: (-item.score, item.x, item.y, item.width)):
        if not any(_same(one, other) for other in kept):
            kept.append(one)
    return kept


def _same(one: Detection, other: Detection) -> bool:
    smaller = min(one.width * one.height, other.width * other.height)
    return overlap(one, other) > 0.3 or _shared_area(one, other) > 0.6 * smaller


def _shared_area(one: Detection, other: Detection) -> float:
    across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return max(0.0, across) * max(0.0, down)


def tiles(width: int, height: int, side: int) -> list[tuple[int, int, int]]:
    """Squares (left, top, side) that cover a picture, neighbours sharing at least half a side.

    A detector shrinks what it is given to its own square input, so a face keeps more pixels in a
    tile than in the whole picture.
    """
    side = min(side, width, height)
    return [(x, y, side) for y in _offsets(height, side) for x in _offsets(width, side)]


def tile_around(face: Detection, width: int, height: int, side: int) -> tuple[int, int, int]:
    """A square (left, top, side) with a face in its middle, moved into the picture."""
    side = min(side, width, height)
    x, y = face.centre
    left = min(max(round(x * width) - side // 2, 0), width - side)
    top = min(max(round(y * height) - side // 2, 0), height - side)
    return left, top, side


def _offsets(length: int, side: int) -> list[int]:
    steps = math.ceil((length - side) / (side / 2))
    return [round((length - side) * step / steps) for step in range(steps + 1)] if steps else [0]
