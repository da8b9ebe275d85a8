"""Layers over a yuv420p picture: BT.709 in whole numbers, only where something is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import av
import cv2
import numpy as np
import numpy.typing as npt
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter

from tasks.tools.drawing.surface import Area, Layer

Plane = npt.NDArray[np.uint8]
Planes = tuple[Plane, Plane, Plane]

SIZES_KEPT = 200
EXACT = Interpolation.AREA | Interpolation.ACCURATE_RND | Interpolation.BITEXACT
_COVER = np.arange(256, dtype=np.float64) / 255
LUMA_LACK = (16 - np.round(16 * _COVER)).astype(np.uint8)
"""What an uncovered pixel has too much after conversion: black is 16, nothing is 0."""
CHROMA_LACK = (128 - np.round(128 * _COVER)).astype(np.uint8)


def planes_of(frame: av.VideoFrame) -> Planes:
    """Writable views of a yuv420p frame's pixels, without the padding of its lines."""
    views = []
    for plane in frame.planes:
        lines = np.frombuffer(memoryview(plane), dtype=np.uint8).reshape(-1, plane.line_size)
        views.append(lines[: plane.height, : plane.width])
    return views[0], views[1], views[2]


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


class Converter:
    """Premultiplied RGBA -> premultiplied limited-range YUV at half chroma resolution."""

    def __init__(self) -> None:
        self._prepared: dict[tuple[int, int], VideoReformatter] = {}

    def converted(self, layer: Layer) -> YuvLayer:
        """The layer as `blend` takes it."""
        frame = self._reformatter(layer.area).reformat(
            av.VideoFrame.from_ndarray(layer.pixels, "rgba"),
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            interpolation=EXACT,
            threads=1,
        )
        alpha = cv2.extractChannel(layer.pixels, 3)
        half = (layer.area.width // 2, layer.area.height // 2)
        coarse = cv2.resize(alpha, half, interpolation=cv2.INTER_AREA)
        luma, blue, red = planes_of(frame)
        lack = cv2.LUT(coarse, CHROMA_LACK)
        added = (
            cv2.subtract(luma, cv2.LUT(alpha, LUMA_LACK)),
            cv2.subtract(blue, lack),
            cv2.subtract(red, lack),
        )
        return YuvLayer(layer.area, _planes(added), _plane(~alpha), _plane(~coarse))

    def _reformatter(self, area: Area) -> VideoReformatter:
        """One that is already set up for the size: setting up costs more than a small layer."""
        size = (area.width, area.height)
        if len(self._prepared) > SIZES_KEPT:
            self._prepared.clear()
        return self._prepared.setdefault(size, VideoReformatter())


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
