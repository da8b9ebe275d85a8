"""How much each mouth moves, where several faces are seen at once: who of them may be speaking.

Between two successive frames a face is moved over itself: its upper part says how the head went,
turned and leaned, and how the light changed. What is left around the mouth is the mouth's own, less half
of what is left elsewhere, which is noise, compression and what such a fit cannot follow. Divided by the
face's contrast it is the same for a face in the dark.

It is not divided by the face's usual motion: a listener's noise would then count as much as a
speaker's mouth.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from schemas.clips import FaceTrack
from tasks.tools.media.lumas import Luma, lumas

Floats = NDArray[np.float32]

SIDE = 64
"""A face is looked at as a square of so many pixels."""
AROUND = 1.1
"""Side of that square, in the larger side of the face's box."""
BLUR = 1.2
"""Pixels of the square; finer than that is noise."""
FINEST = 30
"""Two frames that are compared are no closer than this part of a second."""
REST = 0.5
"""How much of the motion elsewhere in the face is taken off the mouth's."""
FLAT = 4.0
"""Grey levels of contrast that the flattest face is taken to have besides its own."""
MOST = 0.5
"""A frame in which more changes shows a hand, or another face."""

_ACROSS, _DOWN = np.meshgrid(*[np.linspace(-1, 1, SIDE, dtype=np.float32)] * 2)
_MOUTH = (np.abs(_ACROSS) < 0.45) & (_DOWN > 0.22) & (_DOWN < 0.8)
_UPPER = (np.abs(_ACROSS) < 0.72) & (_DOWN > -0.75) & (_DOWN < 0.15)
_SEEN = np.flatnonzero(_UPPER | _MOUTH)
"""Pixels that count, the others are never looked at."""
_IN_UPPER, _IN_MOUTH = _UPPER.ravel()[_SEEN], _MOUTH.ravel()[_SEEN]
_TURNS = np.stack([np.ones_like(_ACROSS), _ACROSS, _DOWN]).reshape(3, -1)[:, _SEEN]


@dataclass(frozen=True)
class _Course:
    """Where a face is in every frame from its first look to its last, in shares of the picture."""

    first: int
    places: NDArray[np.float64]
    """Rows of left, top, width, height."""

    @property
    def end(self) -> int:
        return self.first + len(self.places)


def with_mouths(
    tracks: Sequence[FaceTrack], proxy: Path, *, every: int, rate: float
) -> list[FaceTrack]:
    """The same tracks; those of shots in which two are seen at the same time have `mouth`.

    Args:
        tracks: of one clip, in any order.
        every: clip frames between two looks.
        rate: frames a second.
    """
    shots = _in_company(tracks)
    courses = {n: _course(track) for n, track in enumerate(tracks) if track.shot in shots}
    step = max(1, round(rate / FINEST))
    moved = _motion(courses, proxy, step) if courses else {}
    return [
        track.model_copy(update={"mouth": _by_look(track, courses[n], moved[n], every)})
        if n in courses
        else track
        for n, track in enumerate(tracks)
    ]


def _in_company(tracks: Sequence[FaceTrack]) -> set[int]:
    """Shots in which two faces are seen at the same time."""
    return {
        one.shot
        for one, other in combinations(tracks, 2)
        if one.shot == other.shot
        and other.boxes[0].frame <= one.boxes[-1].frame
        and one.boxes[0].frame <= other.boxes[-1].frame
    }


def _course(track: FaceTrack) -> _Course:
    looks = np.array([box.frame for box in track.boxes])
    frames = np.arange(looks[0], looks[-1] + 1)
    sides = [
        np.interp(frames, looks, [getattr(box, side) for box in track.boxes])
        for side in ("x", "y", "width", "height")
    ]
    return _Course(int(looks[0]), np.stack(sides, axis=1))


def _motion(courses: dict[int, _Course], proxy: Path, step: int) -> dict[int, Floats]:
    """For each frame of each course the motion since `step` frames before; NaN where unknown."""
    moved = {n: np.full(len(course.places), np.nan, np.float32) for n, course in courses.items()}
    before: deque[tuple[int, Luma]] = deque(maxlen=step)
    for number, luma in lumas(proxy, _spans(courses.values())):
        if before and before[0][0] == number - step:
            for n, course in courses.items():
                if course.first + step <= number < course.end:
                    place = course.places[number - course.first]
                    moved[n][number - course.first] = mouth_motion(before[0][1], luma, place)
        before.append((number, luma.copy()))
    return moved


def _spans(courses: Iterable[_Course]) -> list[tuple[int, int]]:
    """Frames of all courses, ascending and without overlap."""
    spans: list[tuple[int, int]] = []
    for first, end in sorted((course.first, course.end) for course in courses):
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((first, end))
    return spans


def mouth_motion(before: Luma, after: Luma, place: NDArray[np.float64]) -> float:
    """How much a mouth moved between two pictures, in contrasts of the face, less the head's motion.

    Args:
        place: left, top, width and height of the face's box in both, in shares of the picture.
    """
    old, new = _square(before, place), _square(after, place)
    left = np.abs(_unexplained(old, new))
    mouth, upper = float(left[_IN_MOUTH].mean()), float(left[_IN_UPPER].mean())
    return min(MOST, max(0.0, mouth - REST * upper) / (float(new.std()) + FLAT))


def _square(luma: Luma, place: NDArray[np.float64]) -> Floats:
    """The face as a square of `SIDE` pixels, softened."""
    height, width = luma.shape
    x, y, wide, high = place
    scale = SIDE / (AROUND * max(wide * width, high * height))
    across, down = (x + wide / 2) * width * scale, (y + high / 2) * height * scale
    turn = np.array([[scale, 0, SIDE / 2 - across], [0, scale, SIDE / 2 - down]])
    face = cv2.warpAffine(luma, turn, (SIDE, SIDE), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.GaussianBlur(face.astype(np.float32), (0, 0), BLUR), np.float32)


def _unexplained(old: Floats, new: Floats) -> Floats:
    """What of the change at the pixels that count is neither the head's affine motion nor the light's,
    both taken from the upper face by least squares.

    Sums are left to `einsum`: for so few numbers the threads of a matrix library cost more than they do.
    """
    mean = (old + new) / 2
    right = cv2.Sobel(mean, cv2.CV_32F, 1, 0).ravel()[_SEEN] / 8
    down = cv2.Sobel(mean, cv2.CV_32F, 0, 1).ravel()[_SEEN] / 8
    light = np.stack([old.ravel()[_SEEN] / SIDE, _TURNS[0]])
    ways = np.concatenate([right * _TURNS, down * _TURNS, light])
    change = new.ravel()[_SEEN] - old.ravel()[_SEEN]
    known = ways[:, _IN_UPPER].astype(np.float64)
    normal = np.einsum("in,jn->ij", known, known) + 0.01 * np.eye(len(known))
    wanted = np.einsum("in,n->i", known, change[_IN_UPPER].astype(np.float64))
    weights = np.linalg.solve(normal, wanted).astype(np.float32)
    return np.asarray(change - np.einsum("i,in->n", weights, ways), np.float32)


def _by_look(track: FaceTrack, course: _Course, moved: Floats, every: int) -> tuple[float, ...]:
    """The mean from each box to the next look; where nothing is known the mouth is still."""
    values = []
    for box in track.boxes:
        since = max(1, box.frame - course.first + 1)
        during = moved[since : since + every]
        during = during[~np.isnan(during)]
        values.append(round(float(during.mean()), 4) if len(during) else 0.0)
    return tuple(values)
