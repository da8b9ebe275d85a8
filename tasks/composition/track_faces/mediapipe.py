"""MediaPipe's full-range model on square tiles and on the whole picture.

A face under 120 of 1920 pixels is missed in a whole wide frame and found in tiles of it. The model
and its runtime come with the installed wheel and open no connection.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from tasks.composition.track_faces.base import (
    Detection,
    Picture,
    tile_around,
    tiles,
    without_doubles,
)
from tasks.errors.recordings import ModelUnavailableError
from tasks.tools.chatter import without_chatter

FULL_RANGE = 1
"""MediaPipe's number of the model that sees faces up to five metres away."""
FLOOR = 0.5
"""Lowest score that counts."""
MOST_NEAR = 4
"""At most so many faces are looked for again where they were."""


class MediaPipeDetector:
    """Keeps loaded models: at most as many as threads that looked at the same time."""

    name = "mediapipe-full-range"

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[Any] = []

    def warm(self) -> None:
        """Load a model now.

        Raises:
            ModelUnavailableError: when there is none.
        """
        with self._model():
            pass

    def detect(
        self, picture: Picture, *, near: Sequence[Detection] = (), closely: bool = False
    ) -> list[Detection]:
        height, width = picture.shape[:2]
        short = min(width, height)
        squares = tiles(width, height, short)
        squares += [tile_around(face, width, height, short // 2) for face in near[:MOST_NEAR]]
        if closely:
            squares += tiles(width, height, short // 2)
        places = [(0, 0, width, height), *((x, y, side, side) for x, y, side in squares)]
        with self._model() as model:
            found = [one for place in dict.fromkeys(places) for one in _look(model, picture, place)]
        return without_doubles(found)

    @contextlib.contextmanager
    def _model(self) -> Iterator[Any]:
        """A model that no other thread uses meanwhile; loaded when none is idle."""
        with self._lock:
            model = self._idle.pop() if self._idle else _load()
        yield model
        with self._lock:
            self._idle.append(model)


def _load() -> Any:
    """Load the model.

    Raises:
        ModelUnavailableError: when the installed MediaPipe has no bundled models (0.10.30 on).
    """
    try:
        from mediapipe.python.solutions.face_detection import FaceDetection
    except ImportError as error:
        raise ModelUnavailableError(
            "mediapipe-full-range", str(error), "Install mediapipe==0.10.21 and run again."
        ) from error
    with without_chatter():
        model = FaceDetection(model_selection=FULL_RANGE, min_detection_confidence=FLOOR)
        model.process(np.zeros((64, 64, 3), np.uint8))  # the runtime speaks at the first picture
    return model


def _look(model: Any, picture: Picture, place: tuple[int, int, int, int]) -> list[Detection]:
    """Faces inside one part of the picture, in shares of the whole."""
    left, top, wide, high = place
    height, width = picture.shape[:2]
    part = np.ascontiguousarray(picture[top : top + high, left : left + wide])
    found = []
    for seen in model.process(part).detections or ():
        box = seen.location_data.relative_bounding_box
        found.append(
            Detection(
                x=(left + box.xmin * wide) / width,
                y=(top + box.ymin * high) / height,
                width=box.width * wide / width,
                height=box.height * high / height,
                score=min(1.0, float(seen.score[0])),
            )
        )
    return found
