"""Pictures that are stored mirrored and say so, such as of some front cameras, put right."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import cast

import av
import numpy as np
from av.sidedata.sidedata import SideData, Type


def unmirrored(frames: Iterable[av.VideoFrame]) -> Iterator[av.VideoFrame]:
    """Frames as their first one's display matrix wants them before they are turned: upside down where it
    mirrors, whatever its rotation is; else as they are."""
    frames = iter(frames)
    first = next(frames, None)
    if first is None:
        return
    whole = chain([first], frames)
    yield from map(_upside_down, whole) if is_mirrored(first) else whole


def is_mirrored(frame: av.VideoFrame) -> bool:
    for data in cast(Iterable[SideData], frame.side_data):
        if data.type == Type.DISPLAYMATRIX:
            a, b, _, c, d = struct.unpack_from("=5i", bytes(data))
            return bool(a * d - b * c < 0)
    return False


def _upside_down(frame: av.VideoFrame) -> av.VideoFrame:
    result = av.VideoFrame(frame.width, frame.height, frame.format.name)
    for target, plane in zip(result.planes, frame.planes, strict=True):
        size = min(target.line_size, plane.line_size)
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        turned = np.frombuffer(memoryview(target), np.uint8).reshape(-1, target.line_size)
        turned[: plane.height, :size] = rows[: plane.height, :size][::-1]
    result.pts, result.time_base = frame.pts, frame.time_base
    result.colorspace, result.color_range = frame.colorspace, frame.color_range
    result.color_trc, result.color_primaries = frame.color_trc, frame.color_primaries
    return result
