"""Panes of a canvas: whole, even pixels, so that their colours meet exactly where they do."""

from __future__ import annotations

from collections.abc import Iterable

import av

from schemas.clips import Pane
from tasks.tools.drawing.planes import planes_of
from tasks.tools.drawing.surface import Area


def box_of(pane: Pane, width: int, height: int) -> Area:
    """A pane's pixels on a canvas of even size. Edges are rounded, not sizes: panes that meet in
    shares meet in pixels."""
    left, right = (_even(share * width) for share in (pane.x, pane.x + pane.width))
    top, bottom = (_even(share * height) for share in (pane.y, pane.y + pane.height))
    return Area(left, top, right - left, bottom - top)


def _even(pixels: float) -> int:
    return round(pixels / 2) * 2


def put_together(
    width: int, height: int, parts: Iterable[tuple[Area, av.VideoFrame]]
) -> av.VideoFrame:
    """A canvas of yuv420p pictures, each as large as its place; together they fill it."""
    canvas = av.VideoFrame(width, height, "yuv420p")
    for area, part in parts:
        for target, plane, half in zip(planes_of(canvas), planes_of(part), (1, 2, 2), strict=True):
            rows = slice(area.y // half, (area.y + area.height) // half)
            target[rows, area.x // half : (area.x + area.width) // half] = plane
    return canvas
