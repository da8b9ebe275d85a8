"""Borders: drawn along the inside of a box, and only there."""

from __future__ import annotations

import math

import skia

from schemas.renders import PixelBox, Ring
from tasks.tools.drawing.brush import filling, plate_path, rect_of
from tasks.tools.drawing.surface import GRID, Area, area_of


def draw_ring(canvas: skia.Canvas, ring: Ring) -> None:
    """A border that ends at its box; its inner corners follow the outer ones."""
    box, inset = ring.box, ring.thickness
    inner = PixelBox(
        x=box.x + inset,
        y=box.y + inset,
        width=max(0.0, box.width - 2 * inset),
        height=max(0.0, box.height - 2 * inset),
    )
    path = plate_path([box], ring.radius)
    path.setFillType(skia.PathFillType.kEvenOdd)
    within = max(0.0, ring.radius - inset)
    path.addRoundRect(rect_of(inner), within, within)
    canvas.drawPath(path, filling(ring.color))


def ring_areas(ring: Ring, width: int, height: int) -> tuple[Area, ...]:
    """Areas that hold all of a border and none of them twice; what it leaves free is not drawn on.

    Empty when the border lies outside the canvas.
    """
    whole = area_of(ring.box, 2.0, width, height)
    if whole is None:
        return ()
    deep = max(ring.thickness, ring.radius) + 2
    end_x, end_y = whole.x + whole.width, whole.y + whole.height
    left = max(whole.x, math.ceil((ring.box.x + deep) / GRID) * GRID)
    top = max(whole.y, math.ceil((ring.box.y + deep) / GRID) * GRID)
    right = min(end_x, math.floor((ring.box.right - deep) / GRID) * GRID)
    bottom = min(end_y, math.floor((ring.box.bottom - deep) / GRID) * GRID)
    if right <= left or bottom <= top:
        return (whole,)
    bands = (
        Area(whole.x, whole.y, whole.width, top - whole.y),
        Area(whole.x, top, left - whole.x, bottom - top),
        Area(right, top, end_x - right, bottom - top),
        Area(whole.x, bottom, whole.width, end_y - bottom),
    )
    return tuple(area for area in bands if area.width > 0 and area.height > 0)
