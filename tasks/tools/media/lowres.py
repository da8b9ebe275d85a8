"""Pictures made small enough to compare one with the next."""

from __future__ import annotations

import av
import numpy as np
from av.video.reformatter import ColorRange, Interpolation, VideoReformatter
from numpy.typing import NDArray

from tasks.tools.drawing.planes import planes_of
from tasks.tools.media.colors import matrix_of, range_of

LONG_SIDE = 64
SHORT_SIDE = 36

Small = NDArray[np.uint8]
"""Luma of `LUMA` samples, then both chroma planes at half the size, in one row; limited range."""

LUMA = LONG_SIDE * SHORT_SIDE


class Reducer:
    """Makes `Small`s of decoded frames of any format, by area averaging. One for each thread."""

    def __init__(self) -> None:
        self._scaler = VideoReformatter()

    def __call__(self, frame: av.VideoFrame) -> Small:
        """The frame as it is stored, reduced."""
        wide = frame.width >= frame.height
        width, height = (LONG_SIDE, SHORT_SIDE) if wide else (SHORT_SIDE, LONG_SIDE)
        small = self._scaler.reformat(
            frame,
            width=width,
            height=height,
            format="yuv420p",
            src_colorspace=matrix_of(frame),
            dst_colorspace=matrix_of(frame),
            src_color_range=range_of(frame),
            dst_color_range=ColorRange.MPEG,
            interpolation=Interpolation.AREA,
            threads=1,
        )
        return np.concatenate([plane.reshape(-1) for plane in planes_of(small)])
