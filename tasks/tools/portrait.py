"""How somebody looks in a picture: whether their eyes and mouth are open, and where they face.

MediaPipe's face mesh, which comes with the installed wheel and opens no connection.
"""

from __future__ import annotations

import threading
from contextlib import nullcontext
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
    points = mesh.points(_squared(picture))
    if not points:
        return None

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


class _Mesh:
    """One loaded model; one picture at a time.

    Raises:
        ModelUnavailableError: when the installed MediaPipe has none.
    """

    def __init__(self) -> None:
        try:
            from mediapipe.python.solutions.face_mesh import FaceMesh
        except ImportError as error:
            raise ModelUnavailableError(
                "mediapipe-face-mesh", str(error), "Install mediapipe==0.10.21 and run again."
            ) from error
        with without_chatter():
            self._model = FaceMesh(static_image_mode=True, refine_landmarks=True)
        self._lock = threading.Lock()
        self._spoken = False

    def points(self, picture: Picture) -> list[tuple[float, float]]:
        """Landmarks of the largest face of a square picture, in its sides; none without a face. The
        runtime speaks at the first picture, and at the first face."""
        with self._lock, without_chatter() if not self._spoken else nullcontext():
            found: Any = self._model.process(picture).multi_face_landmarks
            self._spoken = self._spoken or bool(found)
        return [(point.x, point.y) for point in found[0].landmark] if found else []


_LOADING = threading.Lock()


def _mesh() -> _Mesh:
    with _LOADING:  # `cache` alone lets two threads load at once
        return _loaded()


@cache
def _loaded() -> _Mesh:
    return _Mesh()
