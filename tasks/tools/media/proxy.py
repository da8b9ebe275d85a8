"""A clip's proxy: the same frames, small, upright, in square pixels, for whoever looks for faces."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np
from av.container import OutputContainer
from av.video.reformatter import Interpolation, VideoReformatter

from tasks.tools.drawing.planes import Plane, planes_of
from tasks.tools.media.colors import BT709, LIMITED, to_bt709
from tasks.tools.media.encode import EXACT, stamp

PROXY_SIDE = 640
"""Longest side: a face of a twelfth of the picture is still 50 pixels wide."""
FAST = {"preset": "ultrafast", "crf": "26", "bf": "0", "sc_threshold": "0"}


def proxy_size(width: int, height: int) -> tuple[int, int]:
    """Even, never larger than the upright picture or `PROXY_SIDE`."""
    scale = min(Fraction(1), Fraction(PROXY_SIDE, max(width, height)))
    across, down = (max(2, round(side * scale / 2) * 2) for side in (width, height))
    return across, down


class ProxyWriter:
    """Takes decoded source frames in order, as stored, and writes H.264 with a closed group of
    pictures a second; the same frames give the same bytes."""

    def __init__(
        self, path: Path, *, width: int, height: int, rotation: int, rate: Fraction
    ) -> None:
        """`width` and `height` are the upright picture's pixels, `rotation` the degrees clockwise
        that make the stored one upright."""
        self._size = proxy_size(width, height)
        self._rotation, self._rate = rotation, rate
        self._scaler = VideoReformatter()
        self._file: OutputContainer = av.open(str(path), "w", format="mp4", options=EXACT)
        stream = self._file.add_stream("libx264", rate=rate, options=FAST)
        stream.width, stream.height = self._size
        stream.pix_fmt = "yuv420p"
        context = stream.codec_context
        context.thread_count = 1
        context.gop_size = max(1, round(rate))
        context.colorspace = context.color_primaries = context.color_trc = BT709
        context.color_range = LIMITED
        self._stream = stream
        self._count = 0
        self._last: tuple[av.VideoFrame, av.VideoFrame] | None = None
        """The latest source frame, and what became of it."""

    def write(self, source: av.VideoFrame) -> Plane:
        """The next frame, of which the luma comes back, to be read and not kept; one that is given again
        is not made small again."""
        if self._last is None or self._last[0] is not source:
            self._last = (source, self._small(source))
        frame = self._last[1]
        stamp(frame, self._count, self._rate)
        self._file.mux(self._stream.encode(frame))
        self._count += 1
        return planes_of(frame)[0]

    def _small(self, source: av.VideoFrame) -> av.VideoFrame:
        stored = self._size[::-1] if self._rotation in (90, 270) else self._size
        small = to_bt709(self._scaler, source, stored, Interpolation.AREA, like=source)
        upright = av.VideoFrame(*self._size, "yuv420p")
        turns = -(self._rotation // 90)
        for target, plane in zip(planes_of(upright), planes_of(small), strict=True):
            target[:] = np.rot90(plane, turns)
        return upright

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._file.mux(self._stream.encode(None))
        self._file.close()
