"""What the colours of a decoded frame mean."""

from __future__ import annotations

import av
from av.video.reformatter import ColorRange, Colorspace

SD_HEIGHT = 720
_MATRIX = {1: Colorspace.ITU709, 5: Colorspace.ITU601, 6: Colorspace.ITU601, 9: Colorspace.BT2020}


def matrix_of(frame: av.VideoFrame) -> Colorspace:
    """The colour matrix of a source; by its size where the file does not say."""
    guess = Colorspace.ITU709 if frame.height >= SD_HEIGHT else Colorspace.ITU601
    return _MATRIX.get(int(frame.colorspace), guess)


def range_of(frame: av.VideoFrame) -> ColorRange:
    """Full range only where the file says so."""
    full = int(frame.color_range) == 2 or frame.format.name.startswith("yuvj")
    return ColorRange.JPEG if full else ColorRange.MPEG
