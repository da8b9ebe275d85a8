"""Layers over a yuv420p picture: BT.709 in whole numbers, only where something is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from tasks.tools.drawing.planes import Plane, Planes
from tasks.tools.drawing.surface import Area, Layer

_RED, _BLUE = 0.2126, 0.0722
_LUMA = np.array([_RED, 1 - _RED - _BLUE, _BLUE]) * 219 / 255
_TO_BLUE = np.array([-_RED, _RED + _BLUE - 1, 1 - _BLUE]) / (2 - 2 * _BLUE) * 224 / 255
_TO_RED = np.array([1 - _RED, _RED + _BLUE - 1, -_BLUE]) / (2 - 2 * _RED) * 224 / 255
_TO_YUV = np.array(
    [[*_LUMA, 16], [*_TO_BLUE, 128], [*_TO_RED, 128]],
    dtype=np.float32,
)
"""R, G, B and 1 -> limited Y, U and V. Three channels to three, because OpenCV is ten times as fast at
that as at any other number."""
_BLACK_LUMA, _BLACK_CHROMA = (
    np.round(np.arange(256) * offset / 255).astype(np.uint8) for offset in (16, 128)
)
"""What the offsets of limited range add too much, by how much of the picture remains: they come in as
far as a pixel is covered."""


@dataclass(frozen=True)
class YuvLayer:
    """A layer in the picture's own terms: what is added, and how much of the picture remains."""

    area: Area
    added: Planes
    keep_luma: Plane
    """255 where the picture shows through, 0 where the layer covers it."""
    keep_chroma: Plane

    def at(self, opacity: float) -> YuvLayer:
        """The same at some opacity."""
        if opacity >= 1:
            return self
        added = np.round(np.arange(256) * opacity).astype(np.uint8)
        keep = np.round(255 - (255 - np.arange(256)) * opacity).astype(np.uint8)
        return YuvLayer(
            self.area,
            _planes([cv2.LUT(plane, added) for plane in self.added]),
            _plane(cv2.LUT(self.keep_luma, keep)),
            _plane(cv2.LUT(self.keep_chroma, keep)),
        )

    def lay(self, planes: Planes) -> None:
        """Lay it over a picture, in place."""
        keeps = (self.keep_luma, self.keep_chroma, self.keep_chroma)
        for part, keep, added in zip(_parts(planes, self.area), keeps, self.added, strict=True):
            cv2.add(cv2.multiply(part, keep, scale=1 / 255), added, dst=part)


@dataclass(frozen=True)
class FlatLayer:
    """One opaque colour in the picture's own terms, at some opacity."""

    area: Area
    color: tuple[float, float, float]
    opacity: float = 1.0

    def at(self, opacity: float) -> FlatLayer:
        """The same at some opacity."""
        return FlatLayer(self.area, self.color, self.opacity * opacity)

    def lay(self, planes: Planes) -> None:
        """Lay it over a picture, in place."""
        for part, value in zip(_parts(planes, self.area), self.color, strict=True):
            cv2.convertScaleAbs(part, dst=part, alpha=1 - self.opacity, beta=value * self.opacity)


Drawn = YuvLayer | FlatLayer


def converted(layer: Layer) -> Drawn:
    """Premultiplied RGBA -> premultiplied limited-range YUV at half chroma resolution.

    Only of the part that is drawn on; that is at least one pixel of chroma.
    """
    if layer.flat:
        return _flat(layer)
    area, pixels = _inked(layer)
    coarse = cv2.resize(pixels, (area.width // 2, area.height // 2), interpolation=cv2.INTER_AREA)
    keep_luma, keep_chroma = _remaining(pixels), _remaining(_plane(coarse))
    luma = cv2.extractChannel(_transformed(pixels), 0)
    _, blue, red = cv2.split(_transformed(_plane(coarse)))
    black = cv2.LUT(keep_chroma, _BLACK_CHROMA)
    added = (
        cv2.subtract(luma, cv2.LUT(keep_luma, _BLACK_LUMA)),
        cv2.subtract(blue, black),
        cv2.subtract(red, black),
    )
    return YuvLayer(area, _planes(added), keep_luma, keep_chroma)


def _flat(layer: Layer) -> FlatLayer:
    red, green, blue, _ = layer.pixels[0, 0].tolist()
    y, u, v = (_TO_YUV @ np.array([red, green, blue, 1], np.float32)).tolist()
    return FlatLayer(layer.area, (y, u, v))


def _inked(layer: Layer) -> tuple[Area, Plane]:
    """The smallest part with even edges that holds all that is drawn, and its pixels."""
    x, y, width, height = cv2.boundingRect(cv2.extractChannel(layer.pixels, 3))
    left, top = x & ~1, y & ~1
    right, bottom = max(left + 2, x + width + 1 & ~1), max(top + 2, y + height + 1 & ~1)
    area = Area(layer.area.x + left, layer.area.y + top, right - left, bottom - top)
    return area, layer.pixels[top:bottom, left:right]


def _transformed(pixels: Plane) -> Plane:
    """RGBA pixels as YUV, as if all of them were opaque."""
    return _plane(cv2.transform(cv2.cvtColor(pixels, cv2.COLOR_RGBA2RGB), _TO_YUV))


def _remaining(pixels: Plane) -> Plane:
    """How much of the picture shows through each pixel."""
    return _plane(cv2.bitwise_not(cv2.extractChannel(pixels, 3)))


def _plane(array: npt.NDArray[np.generic]) -> Plane:
    return np.asarray(array, dtype=np.uint8)


def _planes(arrays: Sequence[npt.NDArray[np.generic]]) -> Planes:
    luma, blue, red = (_plane(array) for array in arrays)
    return luma, blue, red


def blend(planes: Planes, layers: Sequence[Drawn]) -> None:
    """Lay the layers over the picture, in place, lowest first."""
    for layer in layers:
        layer.lay(planes)


def _parts(planes: Planes, area: Area) -> Planes:
    """Views of an area in each plane."""
    luma, blue, red = (
        plane[
            area.y // half : (area.y + area.height) // half,
            area.x // half : (area.x + area.width) // half,
        ]
        for plane, half in zip(planes, (1, 2, 2), strict=True)
    )
    return luma, blue, red
