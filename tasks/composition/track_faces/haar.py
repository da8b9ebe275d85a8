"""OpenCV's frontal Haar cascade: needs no model runtime, sees upright frontal faces only."""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import cv2.data

from tasks.composition.track_faces.base import Detection, Picture, without_doubles
from tasks.errors.recordings import ModelUnavailableError

CASCADE = "haarcascade_frontalface_default.xml"


class HaarDetector:
    """One cascade in each thread: a cascade keeps state while it looks."""

    name = "haar-frontal"

    def __init__(self) -> None:
        self._local = threading.local()

    def warm(self) -> None:
        """Load the cascade now.

        Raises:
            ModelUnavailableError: when there is none.
        """
        self._cascade()

    def detect(
        self, picture: Picture, *, near: Sequence[Detection] = (), closely: bool = False
    ) -> list[Detection]:
        height, width = picture.shape[:2]
        gray = cv2.equalizeHist(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY))
        least = max(20, min(width, height) // (20 if closely or near else 10))
        boxes, _, weights = self._cascade().detectMultiScale3(
            gray, scaleFactor=1.1, minNeighbors=6, minSize=(least, least), outputRejectLevels=True
        )
        pairs = zip(boxes, weights, strict=True)
        return without_doubles([_detection(box, weight, width, height) for box, weight in pairs])

    def _cascade(self) -> Any:
        if not hasattr(self._local, "cascade"):
            self._local.cascade = _load()
        return self._local.cascade


def _load() -> Any:
    """Load the cascade.

    Raises:
        ModelUnavailableError: when the installed OpenCV ships no cascades (5.0 on).
    """
    path = Path(cv2.data.haarcascades) / CASCADE
    cascade = cv2.CascadeClassifier(str(path)) if path.exists() else None
    if cascade is None or cascade.empty():
        raise ModelUnavailableError(
            "haar-frontal", f"no {CASCADE} in OpenCV {cv2.__version__}", "Install OpenCV 4.11."
        )
    return cascade


def _detection(box: Any, weight: float, width: int, height: int) -> Detection:
    """A cascade's box reaches from the hair to below the chin; the promise is brow to chin."""
    x, y, wide, high = (int(value) for value in box)
    return Detection(
        x=(x + 0.1 * wide) / width,
        y=(y + 0.2 * high) / height,
        width=0.8 * wide / width,
        height=0.75 * high / height,
        score=round(1 / (1 + math.exp(-float(weight) / 2)), 6),
    )
