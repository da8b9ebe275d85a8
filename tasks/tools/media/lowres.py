"""A picture stream made small enough to compare frame with frame."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from tasks.errors.recordings import MediaToolError

LONG_SIDE = 64
SHORT_SIDE = 36

Small = NDArray[np.uint8]
"""Luma of `LUMA` samples, then both chroma planes at half the size, in one row."""

LUMA = LONG_SIDE * SHORT_SIDE


def small_pictures(path: Path) -> Iterator[Small]:
    """Every frame of a proxy (8-bit 4:2:0), each reduced to a `Small` by area averaging.

    Raises:
        MediaToolError: when the file does not decode.
    """
    try:
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            stream.codec_context.thread_type = "AUTO"
            wide = stream.codec_context.width >= stream.codec_context.height
            size = (LONG_SIDE, SHORT_SIDE) if wide else (SHORT_SIDE, LONG_SIDE)
            for frame in container.decode(stream):
                yield _reduced(frame, size)
    except av.FFmpegError as error:
        raise MediaToolError("Decoding the proxy", str(error)) from error


def _reduced(frame: av.VideoFrame, size: tuple[int, int]) -> Small:
    half = (size[0] // 2, size[1] // 2)
    planes = [_plane(plane) for plane in frame.planes[:3]]
    parts = [
        cv2.resize(plane, target, interpolation=cv2.INTER_AREA).reshape(-1)
        for plane, target in zip(planes, (size, half, half), strict=True)
    ]
    return np.concatenate(parts)


def _plane(plane: av.video.plane.VideoPlane) -> NDArray[np.uint8]:
    rows = np.frombuffer(memoryview(plane), dtype=np.uint8).reshape(-1, plane.line_size)
    return np.ascontiguousarray(rows[: plane.height, : plane.width])
