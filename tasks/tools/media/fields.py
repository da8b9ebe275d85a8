"""Interlaced pictures made whole: their even and odd lines were taken one after the other."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

LEAST = 5
"""Lines and columns that can be looked at."""
EVERY = 4
"""Columns of which one is looked at."""
TOOTH = 15
"""By how much, of 255, a line must stand out between its neighbours."""
MORE = 1.2
TEETH = 0.0005
"""So much more, and this share of the picture, stands out where it is torn: a mouth is enough."""


def whole(frames: Iterable[av.VideoFrame]) -> Iterator[av.VideoFrame]:
    """As many frames, in order, at the same times; of a torn one every other line is made anew where
    something moves. Frames that are whole pass as they are, also where a camera only says that it halved
    them."""
    weaver: _Weaver | None = None
    for frame in frames:
        if weaver is None and not _may_be_torn(frame):
            yield frame
            continue
        if weaver is None or not weaver.takes(frame):
            yield from weaver.rest() if weaver else ()
            weaver = _Weaver(frame)
        yield from weaver.given(frame)
    yield from weaver.rest() if weaver else ()


def _may_be_torn(frame: av.VideoFrame) -> bool:
    return frame.interlaced_frame and min(frame.width, frame.height) >= LEAST


def is_torn(luma: NDArray[np.integer[Any]]) -> bool:
    """Whether many more lines stand out between their neighbours than between the lines after those, as
    in a comb; fine lines and noise do as much in both."""
    lines = luma[:, ::EVERY].astype(np.int32)
    return _standing_out(lines) > MORE * _standing_out(lines[::2]) + TEETH


def _standing_out(lines: NDArray[np.int32]) -> float:
    steps = np.diff(lines, axis=0)
    return float((-steps[:-1] * steps[1:] > TOOTH * TOOTH).mean())


def _luma(frame: av.VideoFrame) -> NDArray[np.integer[Any]] | None:
    """Brightness from 0 to 255; None where it does not lie in a plane of its own."""
    if not frame.format.is_planar or frame.format.is_rgb:
        return None
    plane, bits = frame.planes[0], frame.format.components[0].bits
    lines = np.frombuffer(memoryview(plane), "<u2" if bits > 8 else "u1")
    lines = lines.reshape(-1, plane.line_size // lines.itemsize)
    return np.asarray(lines[: plane.height, : plane.width] >> (bits - 8))


class _Weaver:
    """FFmpeg's `bwdif` for frames of one size and format; it holds one back, to see the next."""

    def __init__(self, frame: av.VideoFrame) -> None:
        self._like = (frame.width, frame.height, frame.format.name, frame.time_base)
        self._inside: deque[av.VideoFrame | None] = deque()
        """For each frame that is in the filter itself, where it is whole."""
        self._graph = av.filter.Graph()
        self._graph.threads = 1
        source = self._graph.add_buffer(
            width=frame.width,
            height=frame.height,
            format=frame.format,
            time_base=frame.time_base,
        )
        filled = self._graph.add("bwdif", mode="send_frame", deint="interlaced")
        self._graph.link_nodes(source, filled, self._graph.add("buffersink"))
        self._graph.configure()

    def takes(self, frame: av.VideoFrame) -> bool:
        return self._like == (frame.width, frame.height, frame.format.name, frame.time_base)

    def given(self, frame: av.VideoFrame) -> Iterator[av.VideoFrame]:
        """What is known to be whole with this frame."""
        luma = _luma(frame)
        self._inside.append(None if luma is None or is_torn(luma) else frame)
        self._graph.vpush(frame)
        return self._pulled()

    def rest(self) -> Iterator[av.VideoFrame]:
        self._graph.vpush(None)
        return self._pulled()

    def _pulled(self) -> Iterator[av.VideoFrame]:
        while True:
            try:
                filled = self._graph.vpull()
            except (av.error.BlockingIOError, av.error.EOFError):
                return
            yield self._inside.popleft() or filled
