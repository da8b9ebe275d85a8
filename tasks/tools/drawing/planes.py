"""The pixels of a yuv420p, or any other planar, frame."""

from __future__ import annotations

import av
import numpy as np
import numpy.typing as npt

Plane = npt.NDArray[np.uint8]
Planes = tuple[Plane, Plane, Plane]


def planes_of(frame: av.VideoFrame) -> Planes:
    """Writable views of a frame's three planes, without the padding of their lines."""
    views = []
    for plane in frame.planes:
        lines = np.frombuffer(memoryview(plane), dtype=np.uint8).reshape(-1, plane.line_size)
        views.append(lines[: plane.height, : plane.width])
    return views[0], views[1], views[2]
