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
    [
        [*_LUMA, 16 / 255, 0],
        [*_TO_BLUE, 128 / 255, 0],
        [*_TO_RED, 128 / 255, 0],
        [0, 0, 0, -1, 255],
    ],
    dtype=np.float32,
)
"""Premultiplied R, G, B, A and 1 -> what is added to Y, U and V, and how much remains: the offsets of
limited range come in as far as a pixel is covered."""


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


def converted(layer: Layer) -> YuvLayer:
    """Premultiplied RGBA -> premultiplied limited-range YUV at half chroma resolution."""
    fine = cv2.transform(layer.pixels, _TO_YUV)
    half = (layer.area.width // 2, layer.area.height // 2)
    coarse = cv2.resize(fine, half, interpolation=cv2.INTER_AREA)
    luma, _, _, keep_luma = cv2.split(fine)
    _, blue, red, keep_chroma = cv2.split(coarse)
    added = _planes((luma, blue, red))
    return YuvLayer(layer.area, added, _plane(keep_luma), _plane(keep_chroma))


def _plane(array: npt.NDArray[np.generic]) -> Plane:
    return np.asarray(array, dtype=np.uint8)


def _planes(arrays: Sequence[npt.NDArray[np.generic]]) -> Planes:
    luma, blue, red = (_plane(array) for array in arrays)
    return luma, blue, red


def blend(planes: Planes, layers: Sequence[YuvLayer]) -> None:
    """Lay the layers over the picture, in place, lowest first."""
    for layer in layers:
        area = layer.area
        for plane, added, half in zip(planes, layer.added, (1, 2, 2), strict=True):
            rows = slice(area.y // half, (area.y + area.height) // half)
            part = plane[rows, area.x // half : (area.x + area.width) // half]
            keep = layer.keep_luma if half == 1 else layer.keep_chroma
            part[:] = cv2.add(cv2.multiply(part, keep, scale=1 / 255), added)
