"""The style's grade: saturation and contrast, then a LUT. The same for footage and for stills."""

from __future__ import annotations

from collections.abc import Sequence

import av
import cv2
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter

from tasks.tools.drawing.cube import Cube, mixed_in, parse_cube
from tasks.tools.drawing.lookup import Lookup
from tasks.tools.drawing.planes import Plane, Planes, planes_of

EXACT = Interpolation.BICUBIC | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT
"""Chroma is not guessed from its neighbours more coarsely than need be."""


class Grade:
    """One style's grade. Not to be shared between threads."""

    def __init__(
        self,
        saturation: float = 1.0,
        contrast: float = 1.0,
        lut: bytes | None = None,
        strength: float = 1.0,
    ) -> None:
        """`lut` is a `.cube` file.

        Raises:
            StyleLutError: when it cannot be read.
        """
        self._tables = _tables(saturation, contrast)
        self._lut = None
        if lut is not None and strength > 0:
            cube = parse_cube(lut)
            self._lut = _Lut(cube if strength == 1 else mixed_in(cube, strength))

    def frame(self, frame: av.VideoFrame) -> av.VideoFrame:
        """A yuv420p frame in limited BT.709, graded; drawn on in place, or a fresh one."""
        if self._tables is not None:
            _apply(planes_of(frame), self._tables)
        return self.finished(frame)

    def finished(self, frame: av.VideoFrame) -> av.VideoFrame:
        """The same for a frame whose pixels came through `copy`."""
        return self._lut.frame(frame) if self._lut else frame

    def copy(self, sources: Sequence[Plane], targets: Sequence[Plane]) -> None:
        """Copy planes of limited BT.709 with saturation and contrast on the way, all but free."""
        for index, (source, target) in enumerate(zip(sources, targets, strict=True)):
            if self._tables is None:
                target[:] = source
            else:
                cv2.LUT(source, self._tables[min(index, 1)], dst=target)

    def rgb(self, pixels: Plane) -> Plane:
        """RGB pixels (height x width x 3) as the footage would look; the same where nothing is
        graded."""
        if self._tables is not None:
            frame = _converted(av.VideoFrame.from_ndarray(pixels, "rgb24"), "yuv444p", full=False)
            _apply(planes_of(frame), self._tables)
            pixels = np.asarray(_converted(frame, "rgb24", full=True).to_ndarray(), np.uint8)
        return self._lut.rgb(pixels) if self._lut else pixels


def _apply(planes: Planes, tables: tuple[Plane, Plane]) -> None:
    for plane, table in zip(planes, (tables[0], tables[1], tables[1]), strict=True):
        cv2.LUT(plane, table, dst=plane)


def _converted(frame: av.VideoFrame, to: str, *, full: bool) -> av.VideoFrame:
    source = ColorRange.MPEG if full else ColorRange.JPEG
    return VideoReformatter().reformat(
        frame,
        format=to,
        src_colorspace=Colorspace.ITU709,
        dst_colorspace=Colorspace.ITU709,
        src_color_range=source,
        dst_color_range=ColorRange.JPEG if full else ColorRange.MPEG,
        interpolation=EXACT,
        threads=1,
    )


def _tables(saturation: float, contrast: float) -> tuple[Plane, Plane] | None:
    """Tables for luma and chroma; None when the picture stays as it is. Black stays black enough:
    contrast turns around middle grey."""
    if saturation == 1 and contrast == 1:
        return None
    steps = np.arange(256, dtype=np.float64)
    luma = np.clip(np.round((steps - 125.5) * contrast + 125.5), 16, 235)
    chroma = np.clip(np.round((steps - 128) * saturation * contrast + 128), 16, 240)
    return luma.astype(np.uint8), chroma.astype(np.uint8)


class _Lut:
    """A table on its way through RGB and back."""

    def __init__(self, cube: Cube) -> None:
        self._through = Lookup(cube)
        self._there, self._back = VideoReformatter(), VideoReformatter()

    def frame(self, frame: av.VideoFrame) -> av.VideoFrame:
        rgb = self._reformat(self._there, frame, "gbrp", ColorRange.MPEG, ColorRange.JPEG)
        graded = self._through(rgb)
        return self._reformat(self._back, graded, "yuv420p", ColorRange.JPEG, ColorRange.MPEG)

    def rgb(self, pixels: Plane) -> Plane:
        planes = np.ascontiguousarray(pixels[:, :, [1, 2, 0]].transpose(2, 0, 1))
        frame = av.VideoFrame(pixels.shape[1], pixels.shape[0], "gbrp")
        for view, plane in zip(planes_of(frame), planes, strict=True):
            view[:] = plane
        green, blue, red = planes_of(self._through(frame))
        return np.ascontiguousarray(np.dstack([red, green, blue]))

    def _reformat(
        self,
        reformatter: VideoReformatter,
        frame: av.VideoFrame,
        to: str,
        source: ColorRange,
        target: ColorRange,
    ) -> av.VideoFrame:
        return reformatter.reformat(
            frame,
            format=to,
            src_colorspace=Colorspace.ITU709,
            dst_colorspace=Colorspace.ITU709,
            src_color_range=source,
            dst_color_range=target,
            interpolation=EXACT,
            threads=1,
        )
