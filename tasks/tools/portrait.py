"""How somebody looks in a picture: whether their eyes and mouth are open, and where they face.

MediaPipe's face mesh, which comes with the installed wheel and opens no connection.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cache
from math import hypot
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tasks.errors.recordings import ModelUnavailableError
from tasks.tools.chatter import without_chatter

Picture = NDArray[np.uint8]
"""RGB, shape (height, width, 3)."""

EYES = ((33, 133, 160, 144, 158, 153), (362, 263, 385, 380, 387, 373))
"""The mesh's numbers of an eye's corners, and of two points of the upper lid, each with that below."""
LIPS = (78, 308, 13, 14)
"""Corners of the mouth's inside, and the middle of the upper and of the lower lip."""
SIDES, NOSE = (234, 454), 1
_LOOKING, _LOADING = threading.Lock(), threading.Lock()


@dataclass(frozen=True)
class Portrait:
    """A face in one picture."""

    eyes: float
    """How far the eyes are open, the less open one: height over width; people differ, about 0.3."""
    mouth: float
    """The same of the mouth's inside; 0 is closed."""
    turned: float
    """0 looks into the camera, 1 is a profile."""


def portrait_of(picture: Picture) -> Portrait | None:
    """The largest face of a picture that shows little else; None where none is found, or where there is
    no model."""
    try:
        mesh = _mesh()
    except ModelUnavailableError:
        return None
    with _LOOKING:
        found = mesh.process(_squared(picture)).multi_face_landmarks
    if not found:
        return None
    points = [(point.x, point.y) for point in found[0].landmark]

    def apart(one: int, other: int) -> float:
        return hypot(points[one][0] - points[other][0], points[one][1] - points[other][1])

    lids = [
        (apart(up, down) + apart(high, low)) / (2 * max(1e-6, apart(inner, outer)))
        for inner, outer, up, down, high, low in EYES
    ]
    left, right, upper, lower = LIPS
    near, far = sorted(apart(NOSE, side) for side in SIDES)
    return Portrait(
        eyes=min(lids),
        mouth=apart(upper, lower) / max(1e-6, apart(left, right)),
        turned=(far - near) / max(1e-6, far + near),
    )


def _squared(picture: Picture) -> Picture:
    """As large as its longer side both ways: of other shapes the mesh is not exact."""
    height, width = picture.shape[:2]
    side = max(height, width)
    more = [(0, side - height), (0, side - width), (0, 0)]
    return np.ascontiguousarray(np.pad(picture, more, mode="edge"))


def _mesh() -> Any:
    with _LOADING:  # `cache` alone lets two threads load at once
        return _loaded()


@cache
def _loaded() -> Any:
    try:
        from mediapipe.python.solutions.face_mesh import FaceMesh
    except ImportError as error:
        raise ModelUnavailableError(
            "mediapipe-face-mesh", str(error), "Install mediapipe==0.10.21 and run again."
        ) from error
    with without_chatter():
        mesh = FaceMesh(static_image_mode=True, refine_landmarks=True)
        mesh.process(np.zeros((64, 64, 3), np.uint8))  # the runtime speaks at the first picture
    return mesh
