"""The circle around a face: webcams that screen recorders show round."""

from __future__ import annotations

from math import pi

import cv2
import numpy as np
from numpy.typing import NDArray

from tasks.composition.track_faces.edges import LARGEST, SUPPORT, Box, Ground

POINTS = 96
"""Points of a circle that are looked at."""
LEAST, MOST = 0.55, 2.2
"""Radius of a circle around a face, in the larger side of the face."""
OFF = 0.6
"""Farthest between their middles, likewise."""
FINE = 24
"""Radii, and middles in each direction, that are tried."""

Floats = NDArray[np.float64]


def circle_around(ground: Ground, face: Box) -> tuple[Box, float] | None:
    """The square around a circle of lasting edges that has a face in it, and how much of the circle is
    edges. None where there is none inside the picture."""
    width, height = ground.size
    side = max(face.right - face.left, face.bottom - face.top)
    middle = ((face.left + face.right) / 2, (face.top + face.bottom) / 2)
    most = min(MOST * side, min(width, height) / 2, (LARGEST * width * height / 4) ** 0.5)
    radii = np.unique(np.round(np.linspace(LEAST * side, most, FINE)))
    if most < LEAST * side:
        return None
    offsets = np.unique(np.round(np.linspace(-OFF * side, OFF * side, FINE)))
    edges = _edges(ground)
    found = max(
        (_best(edges, middle, offsets, float(radius)) for radius in radii), key=lambda one: one[0]
    )
    support, x, y, radius = found
    if support < SUPPORT:
        return None
    left, top = round(x - radius), round(y - radius)
    right, bottom = round(x + radius), round(y + radius)
    return Box(max(0, left), max(0, top), min(width, right), min(height, bottom)), support


def _edges(ground: Ground) -> NDArray[np.uint8]:
    """Where there are lasting edges of any direction, or nearly."""
    either = (np.diff(ground.upright, axis=0) > 0) | (np.diff(ground.level, axis=1) > 0)
    return np.asarray(cv2.dilate(either.astype(np.uint8), np.ones((3, 3), np.uint8)), np.uint8)


def _best(
    edges: NDArray[np.uint8], middle: tuple[float, float], offsets: Floats, radius: float
) -> tuple[float, float, float, float]:
    """Of all circles of one radius the one that is edges for the most part: how much, its middle, and
    the radius. What lies outside the picture is none."""
    height, width = edges.shape
    angles = np.linspace(0, 2 * pi, POINTS, endpoint=False)
    down, across = np.meshgrid(middle[1] + offsets, middle[0] + offsets, indexing="ij")
    rows = np.rint(down[..., None] + radius * np.sin(angles)).astype(int)
    columns = np.rint(across[..., None] + radius * np.cos(angles)).astype(int)
    inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    seen = edges[rows.clip(0, height - 1), columns.clip(0, width - 1)] * inside
    shares = seen.mean(axis=2)
    best = np.unravel_index(int(np.argmax(shares)), shares.shape)
    return float(shares[best]), float(across[best]), float(down[best]), radius
