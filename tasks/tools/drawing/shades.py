"""Soft shadows of what moves: blurred once, at half the size, and only resized from then on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import skia

from tasks.tools.drawing.surface import Area, Pixels, paint_area

COARSE = 2
"""Pixels of the canvas, each way, to one of a shade."""
SOFT_PX = 6.0
"""A blur over so many pixels looks the same at half the size."""


@dataclass(frozen=True)
class Shade:
    """How much of the ground a shadow at rest covers."""

    area: Area
    covers: Pixels
    """0 to 255, at half the size of the area."""


@dataclass(frozen=True)
class Thrown:
    """A shade where it falls at one moment."""

    shade: Shade
    x: float
    """Of the point around which it grows, in pixels of the canvas."""
    y: float
    scale: float
    alpha: float


def shade_of(area: Area, draw: Callable[[skia.Canvas], None]) -> Shade:
    """What `draw` puts into the area, of which only how much it covers is kept."""
    small = Area(0, 0, -(-area.width // COARSE), -(-area.height // COARSE))

    def drawn(canvas: skia.Canvas) -> None:
        canvas.scale(1 / COARSE, 1 / COARSE)
        canvas.translate(-area.x, -area.y)
        draw(canvas)

    covers = cv2.extractChannel(paint_area(small, drawn), 3)
    return Shade(area, np.asarray(covers, np.uint8))


def shadows(thrown: Sequence[Thrown], color: str, area: Area) -> Pixels:
    """All of them together in the area, in the `#RRGGBBAA` whose transparency they hold already."""
    clear = np.full((area.height, area.width), 255, np.uint8)
    for one in thrown:
        _darken(clear, one, area)
    covered = cv2.bitwise_not(clear)
    shares = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hues = [cv2.convertScaleAbs(covered, alpha=share) for share in shares]
    return np.asarray(cv2.merge([*hues, covered]), np.uint8)


def _darken(clear: Pixels, thrown: Thrown, area: Area) -> None:
    """Take from what shows through what one shade covers."""
    shade, scale = thrown.shade, thrown.scale
    height, width = (max(1, round(size * COARSE * scale)) for size in shade.covers.shape)
    covers = cv2.resize(shade.covers, (width, height), interpolation=cv2.INTER_LINEAR)
    left = round(thrown.x + (shade.area.x - thrown.x) * scale) - area.x
    top = round(thrown.y + (shade.area.y - thrown.y) * scale) - area.y
    rows = slice(max(0, top), max(0, min(area.height, top + height)))
    columns = slice(max(0, left), max(0, min(area.width, left + width)))
    shown = clear[rows, columns]
    if shown.size:
        part = covers[
            rows.start - top : rows.stop - top, columns.start - left : columns.stop - left
        ]
        kept = cv2.convertScaleAbs(part, alpha=-thrown.alpha, beta=255)
        cv2.multiply(shown, kept, dst=shown, scale=1 / 255)
