"""Small pictures for places where many are shown at once."""

from __future__ import annotations

from pathlib import Path

import cv2


def small_jpeg(path: Path, longest: int = 320) -> bytes:
    """A picture file scaled down to at most `longest` pixels a side, as JPEG.

    Raises:
        ValueError: when the file is no picture.
    """
    picture = cv2.imread(str(path))
    if picture is None:
        raise ValueError(f"{path} is no picture that can be read")
    scale = min(1.0, longest / max(picture.shape[:2]))
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    _, data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 78])
    return bytes(data.tobytes())
