"""Pixels: premultiplied RGBA of a rectangle of the canvas."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import skia

from schemas.renders import PixelBox

Pixels = npt.NDArray[np.uint8]

GRID = 16
"""Pixels; even, so that chroma lines up."""


@dataclass(frozen=True)
class Area:
    """A rectangle of whole canvas pixels."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, eq=False)
class Layer:
    """What is blended over the picture. The same pixels object comes back while nothing changes."""

    area: Area
    pixels: Pixels
    """Height x width x 4, premultiplied RGBA."""
    opacity: float = 1.0
    """Of all of it; a fade changes only this, over the same pixels."""
    flat: bool = False
    """Whether all its pixels are one opaque colour, which is laid over a picture far sooner."""


def faded(layer: Layer, opacity: float) -> Layer:
    """The layer at some opacity; the layer itself where that is full."""
    return layer if opacity >= 1 else replace(layer, opacity=layer.opacity * opacity)


class Kept:
    """A layer that is drawn anew only when its state changes."""

    def __init__(self) -> None:
        self._state: Hashable = None
        self._layer: Layer | None = None

    def layer(self, state: Hashable, draw: Callable[[], Layer | None]) -> Layer | None:
        """The layer of a state (never None); equal states are equal pixels."""
        if state != self._state:
            self._state, self._layer = state, draw()
        return self._layer


def area_of(box: PixelBox, margin: float, width: int, height: int) -> Area | None:
    """The rectangle around a box and its margin, inside the canvas; None when it is outside.

    Its edges lie on a grid: what moves a little keeps its area's size, and with it whatever a
    backend prepared for layers of that size.
    """
    left = max(0, math.floor((box.x - margin) / GRID) * GRID)
    top = max(0, math.floor((box.y - margin) / GRID) * GRID)
    right = min(width, math.ceil((box.right + margin) / GRID) * GRID)
    bottom = min(height, math.ceil((box.bottom + margin) / GRID) * GRID)
    if right <= left or bottom <= top:
        return None
    return Area(left, top, right - left, bottom - top)


def around(box: PixelBox, margin: float) -> Area:
    """Whole pixels around a box and its margin, wherever they lie."""
    left, top = math.floor(box.x - margin), math.floor(box.y - margin)
    width = math.ceil(box.right + margin) - left
    return Area(left, top, max(1, width), max(1, math.ceil(box.bottom + margin) - top))


def paint_area(
    area: Area, draw: Callable[[skia.Canvas], None], under: Pixels | None = None
) -> Pixels:
    """What `draw` puts on a canvas in canvas coordinates, cut to the area; it may lie on pixels of the
    area's size, which are drawn on."""
    pixels = np.zeros((area.height, area.width, 4), dtype=np.uint8) if under is None else under
    surface = skia.Surface.MakeRasterDirect(_info(area), pixels)
    canvas = surface.getCanvas()
    canvas.translate(-area.x, -area.y)
    draw(canvas)
    canvas.restoreToCount(1)
    surface.flushAndSubmit()
    return pixels


def raster(area: Area, draw: Callable[[skia.Canvas], None]) -> skia.Image:
    """The same as an image that owns its pixels."""
    surface = skia.Surface.MakeRaster(_info(area))
    canvas = surface.getCanvas()
    canvas.clear(skia.ColorTRANSPARENT)
    canvas.translate(-area.x, -area.y)
    draw(canvas)
    canvas.restoreToCount(1)
    return surface.makeImageSnapshot()


def _info(area: Area) -> skia.ImageInfo:
    return skia.ImageInfo.Make(
        area.width,
        area.height,
        skia.ColorType.kRGBA_8888_ColorType,
        skia.AlphaType.kPremul_AlphaType,
    )


def laid_over(ground: Pixels, layers: Sequence[Layer]) -> Pixels:
    """RGB ground (height x width x 3) with layers over it, in order; for stills."""
    result = ground.astype(np.uint16)
    for layer in layers:
        area = layer.area
        part = result[area.y : area.y + area.height, area.x : area.x + area.width]
        pixels = np.round(layer.pixels * layer.opacity).astype(np.uint16)
        rest = part * (255 - pixels[:, :, 3:]) + 127
        part[:] = np.minimum(rest // 255 + pixels[:, :, :3], 255)
    return result.astype(np.uint8)
