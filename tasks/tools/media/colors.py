"""What the colours of a decoded frame mean, and the way into limited BT.709, which is ours."""

from __future__ import annotations

import av
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter

BT709 = 1
LIMITED = 1

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


def to_bt709(
    scaler: VideoReformatter,
    frame: av.VideoFrame,
    size: tuple[int, int],
    how: Interpolation,
    *,
    like: av.VideoFrame,
) -> av.VideoFrame:
    """A frame at another size (width, height), as 8-bit 4:2:0 in limited BT.709; `like` tells what its
    colours mean. The frame itself where there is nothing to change."""
    return scaler.reformat(
        frame,
        width=size[0],
        height=size[1],
        format="yuv420p",
        src_colorspace=matrix_of(like),
        dst_colorspace=Colorspace.ITU709,
        src_color_range=range_of(like),
        dst_color_range=ColorRange.MPEG,
        interpolation=how,
        threads=1,
    )


def tag(frame: av.VideoFrame) -> None:
    """Say in a frame that its colours are limited BT.709."""
    frame.colorspace = frame.color_primaries = frame.color_trc = BT709
    frame.color_range = LIMITED
