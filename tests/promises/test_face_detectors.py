"""What every face detector promises, on a photograph of a person and on pictures without one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest
from skimage import data

from tasks.composition.track_faces.base import FaceDetector, Picture
from tasks.composition.track_faces.haar import HaarDetector
from tasks.composition.track_faces.mediapipe import MediaPipeDetector

DETECTORS: dict[str, Callable[[], FaceDetector]] = {
    "mediapipe": MediaPipeDetector,
    "haar": HaarDetector,
}


@pytest.fixture(params=DETECTORS, scope="module")
def detector(request: pytest.FixtureRequest) -> FaceDetector:
    return DETECTORS[request.param]()


@pytest.fixture(scope="module")
def portrait() -> Picture:
    """512 x 512; the face lies around (225, 110) and is about 90 wide."""
    return np.asarray(data.astronaut())  # type: ignore[no-untyped-call]


def test_a_face_is_found_once_where_it_is(detector: FaceDetector, portrait: Picture) -> None:
    (face,) = detector.detect(portrait)
    x, y = face.centre
    assert 512 * x == pytest.approx(225, abs=16)
    assert 512 * y == pytest.approx(118, abs=20)
    assert 60 <= 512 * face.width <= 130
    assert 0 < face.score <= 1


@pytest.mark.parametrize("closely", [False, True])
@pytest.mark.parametrize("size", [(360, 640), (640, 360), (48, 64)])
def test_a_picture_without_a_face_gives_none(
    detector: FaceDetector, size: tuple[int, int], closely: bool
) -> None:
    assert detector.detect(np.zeros((*size, 3), np.uint8), closely=closely) == []


def test_looking_again_from_any_thread_gives_the_same_answer(
    detector: FaceDetector, portrait: Picture
) -> None:
    first = detector.detect(portrait)
    with ThreadPoolExecutor(3) as threads:
        answers = list(threads.map(detector.detect, [portrait] * 9))
    assert all(answer == first for answer in answers)


def test_a_small_face_in_a_wide_frame_is_found(portrait: Picture) -> None:
    frame = np.full((360, 640, 3), 110, np.uint8)
    frame[60:180, 420:540] = cv2.resize(portrait, (120, 120), interpolation=cv2.INTER_AREA)
    faces = MediaPipeDetector().detect(frame)
    assert len(faces) == 1
    assert 640 * faces[0].centre[0] == pytest.approx(420 + 225 * 120 / 512, abs=8)
