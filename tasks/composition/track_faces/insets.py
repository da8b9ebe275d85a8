"""A webcam on a recorded screen, found by what cameras do not make.

Its edges are straight, stand still while the picture in it moves, and nothing reaches over them: in a
room a person hides a part of whatever frames them. Around it is a screen: much of it is of one colour
to the level, there is something to read on it, and most of it stands still. Where any of this is
missing there is no inset, and the shot is shown as any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from statistics import fmean, median
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from schemas.clips import FaceTrack, Inset
from tasks.composition.track_faces.base import Picture

Grey = NDArray[np.uint8]
Floats = NDArray[np.float32]
Sums = NDArray[np.float64]

MOST_SAMPLES = 16
"""Pictures of a shot that are compared, spread over it."""
LEAST_SAMPLES = 8
STEP = 12
"""Levels between the two neighbours of a pixel from which on it is an edge."""
LASTING = 0.8
"""Share of the samples in which an edge must be there."""
SUPPORT = 0.85
"""Share of each side of the inset that must be a lasting edge."""
SMALL = 0.35
"""Share of the picture's height above which a face is no webcam's."""
OFF_CENTRE = 0.18
"""Least distance of the face from the picture's middle, sideways, in widths of the picture."""
STEADY = 0.05
"""Most that the middle of the face may move, in widths of the picture."""
ALIVE = 0.01
"""A face whose middle moves more than this is no photograph."""
BESIDE = 0.7
"""Another living face of at least this share of its height is in the same room, or in the next one."""
PRESENT = 0.8
"""Share of the looks in which it must be seen."""
LARGEST = 0.3
"""Share of the picture that an inset may cover."""
LEAST = 1.2
"""Least width and height of an inset, in those of the face."""
CUT = 0.15
"""How much of a detected face may stick out of an inset at a side."""
REACH = 5.0
"""Farthest from the face that a side is looked for, in sizes of the face."""
ALONG = 0.5
"""Share of a line along the face that must be a lasting edge, or it is not tried as a side."""
CANDIDATES = 8
"""Lines that are tried for each side, besides the picture's own edge."""
RIM = 4
"""Pixels around an inset that belong to its border."""
FLAT = 0.3
"""Share of the screen that its two most frequent levels must cover."""
DETAIL = 0.01
"""Share of the screen that must be edges of what stands on it."""
STILL = 0.6
"""Share of the screen that must be the same from one sample to the next, as a rule."""


class Box(NamedTuple):
    """Pixels of a sample: first and one-past-last column and row."""

    left: int
    top: int
    right: int
    bottom: int


class Samples:
    """Luma of a shot's pictures, evenly spread and never more than `MOST_SAMPLES`."""

    def __init__(self) -> None:
        self.kept: list[Grey] = []
        self._every, self._seen = 1, 0

    def add(self, picture: Picture) -> None:
        if self._seen % self._every == 0:
            if len(self.kept) == MOST_SAMPLES:
                self.kept = self.kept[::2]
                self._every *= 2
            if self._seen % self._every == 0:
                self.kept.append(np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8))
        self._seen += 1


def sampled(
    pictures: Iterable[tuple[int, Picture]], shots: Sequence[Sequence[int]]
) -> tuple[Iterator[tuple[int, Picture]], list[Samples]]:
    """The same pictures, and for each shot samples that fill while they are taken."""
    samples = [Samples() for _ in shots]
    owner = {frame: shot for shot, frames in enumerate(shots) for frame in frames}

    def watched() -> Iterator[tuple[int, Picture]]:
        for frame, picture in pictures:
            samples[owner[frame]].add(picture)
            yield frame, picture

    return watched(), samples


def inset_of(samples: Samples, tracks: Sequence[FaceTrack], looks: int) -> Inset | None:
    """The inset of one shot; None where that is not sure.

    Args:
        tracks: the shot's.
        looks: how often the shot was looked at.
    """
    track = _webcam_face(tracks, looks)
    if track is None or len(samples.kept) < LEAST_SAMPLES:
        return None
    ground = _Ground.of(samples.kept)
    found = _frame_around(ground, _face(track, ground.size))
    if found is None:
        return None
    box, support = found
    screen = _screen_around(samples.kept, ground, box)
    if screen is None:
        return None
    width, height = ground.size
    left, top = box.left + (box.left > 0), box.top + (box.top > 0)
    right, bottom = box.right - (box.right < width), box.bottom - (box.bottom < height)
    return Inset(
        shot=track.shot,
        track=track.id,
        x=left / width,
        y=top / height,
        width=(right - left) / width,
        height=(bottom - top) / height,
        above_and_below=screen[0],
        beside=screen[1],
        confidence=round(min(1.0, support), 3),
    )


def spread(insets: Sequence[Inset], tracks: Sequence[FaceTrack]) -> list[Inset]:
    """Insets by shot, with those of shots that are too short to measure: a change of slides is a cut,
    and the same face in the same place stands in the same inset."""
    known = {inset.shot: inset for inset in insets}
    for track in tracks:
        if track.shot not in known:
            same = next((one for one in insets if _stands_in(track, one, tracks)), None)
            if same is not None:
                update = {"shot": track.shot, "track": track.id}
                known[track.shot] = same.model_copy(update=update)
    return [known[shot] for shot in sorted(known)]


def _stands_in(track: FaceTrack, inset: Inset, tracks: Sequence[FaceTrack]) -> bool:
    mine = next(other for other in tracks if other.id == inset.track)
    (x, y, width), (u, v, wide) = _middle(track), _middle(mine)
    near = abs(x - u) <= STEADY and abs(y - v) <= STEADY
    return near and 0.75 <= width / wide <= 1 / 0.75


def _middle(track: FaceTrack) -> tuple[float, float, float]:
    """Middle and width of a face."""
    x = median(box.x + box.width / 2 for box in track.boxes)
    y = median(box.y + box.height / 2 for box in track.boxes)
    return x, y, median(box.width for box in track.boxes)


def _webcam_face(tracks: Sequence[FaceTrack], looks: int) -> FaceTrack | None:
    """The one face that is there all the time, small, off the middle, and hardly moves; none where
    somebody else lives in the picture, who is no photograph."""
    staying = [track for track in tracks if len(track.boxes) >= PRESENT * looks]
    webcams = [track for track in staying if _is_webcam_face(track)]
    if len(webcams) != 1:
        return None
    (face,) = webcams
    others = [
        track
        for track in tracks
        if track is not face and _range(track) > ALIVE and _high(track) >= BESIDE * _high(face)
    ]
    return None if others else face


def _is_webcam_face(track: FaceTrack) -> bool:
    off = abs(_middle(track)[0] - 0.5)
    return _range(track) <= STEADY and _high(track) <= SMALL and off >= OFF_CENTRE


def _range(track: FaceTrack) -> float:
    """How far the middle of a face moves, in sizes of the picture."""
    across = [box.x + box.width / 2 for box in track.boxes]
    down = [box.y + box.height / 2 for box in track.boxes]
    return max(float(np.ptp(np.quantile(places, (0.05, 0.95)))) for places in (across, down))


def _high(track: FaceTrack) -> float:
    return median(box.height for box in track.boxes)


def _face(track: FaceTrack, size: tuple[int, int]) -> Box:
    width, height = size
    x, y, wide, high = (
        median(getattr(box, name) for box in track.boxes) for name in ("x", "y", "width", "height")
    )
    return Box(
        max(0, round(x * width)),
        max(0, round(y * height)),
        min(width, round((x + wide) * width)),
        min(height, round((y + high) * height)),
    )


@dataclass(frozen=True)
class _Ground:
    """What lasts over the samples of a shot."""

    size: tuple[int, int]
    upright: Sums
    """How many lasting edges between left and right there are in a column above a row."""
    level: Sums
    """How many lasting edges between top and bottom there are in a row before a column."""
    detail: Floats
    """Share of the samples in which a pixel is an edge of anything."""

    @classmethod
    def of(cls, samples: Sequence[Grey]) -> _Ground:
        height, width = samples[0].shape
        upright, level, detail = (np.zeros((height, width), np.float32) for _ in range(3))
        for grey in samples:
            across, down = _steps(grey, 1) > STEP, _steps(grey, 0) > STEP
            upright += across
            level += down
            detail += across | down
        least = LASTING * len(samples)
        # an edge between two pixels is seen in both
        wide = cv2.dilate(upright, np.ones((1, 3), np.uint8)) >= least
        high = cv2.dilate(level, np.ones((3, 1), np.uint8)) >= least
        return cls(
            (width, height),
            np.vstack([np.zeros((1, width)), np.cumsum(wide, axis=0)]),
            np.hstack([np.zeros((height, 1)), np.cumsum(high, axis=1)]),
            np.asarray(detail / len(samples), np.float32),
        )

    def column(self, at: int, top: int, bottom: int) -> float:
        """Share of a line from top to bottom that is a lasting edge."""
        return float(self.upright[bottom, at] - self.upright[top, at]) / max(1, bottom - top)

    def row(self, at: int, left: int, right: int) -> float:
        """The same from left to right."""
        return float(self.level[at, right] - self.level[at, left]) / max(1, right - left)


def _steps(grey: Grey, axis: int) -> NDArray[np.int16]:
    """How much the two neighbours of each pixel differ."""
    signed = grey.astype(np.int16)
    padded = np.pad(signed, [(1, 1) if a == axis else (0, 0) for a in (0, 1)], mode="edge")
    after, before = (padded[2:], padded[:-2]) if axis == 0 else (padded[:, 2:], padded[:, :-2])
    return np.abs(after - before)


def _frame_around(ground: _Ground, face: Box) -> tuple[Box, float] | None:
    """The frame around a face whose sides are lasting edges, and how much of them is. Where it stands at
    the picture's own edge, that is its side. Of those that are equally sure it is the widest: a door in
    the speaker's room has edges, too."""
    width, height = ground.size
    wide, high = face.right - face.left, face.bottom - face.top
    found: list[tuple[float, int, Box]] = []
    for left, right, top, bottom in product(*_lines(ground, face)):
        area = (right - left) * (bottom - top)
        small = right - left < LEAST * wide or bottom - top < LEAST * high
        if small or area > LARGEST * width * height:
            continue
        sides = [ground.column(at, top, bottom) for at in (left, right) if 0 < at < width] + [
            ground.row(at, left, right) for at in (top, bottom) if 0 < at < height
        ]
        if len(sides) >= 2 and min(sides) >= SUPPORT:
            found.append((round(20 * fmean(sides)) / 20, area, Box(left, top, right, bottom)))
    if not found:
        return None
    support, _, box = max(found)
    return box, support


def _lines(ground: _Ground, face: Box) -> tuple[list[int], list[int], list[int], list[int]]:
    """Columns left and right of a face and rows above and below it that may be sides."""
    width, height = ground.size
    wide, high = face.right - face.left, face.bottom - face.top

    def columns(places: range) -> list[int]:
        return _lines_of([(ground.column(at, face.top, face.bottom), at) for at in places])

    def rows(places: range) -> list[int]:
        return _lines_of([(ground.row(at, face.left, face.right), at) for at in places])

    far, deep = round(REACH * wide), round(REACH * high)
    in_x, in_y = round(CUT * wide), round(CUT * high)
    left = columns(range(face.left + in_x, max(0, face.left - far), -1))
    right = columns(range(face.right - in_x, min(width, face.right + far)))
    top = rows(range(face.top + in_y, max(0, face.top - deep), -1))
    bottom = rows(range(face.bottom - in_y, min(height, face.bottom + deep)))
    return (
        left + ([0] if face.left < far else []),
        right + ([width] if width - face.right < far else []),
        top + ([0] if face.top < deep else []),
        bottom + ([height] if height - face.bottom < deep else []),
    )


def _lines_of(places: list[tuple[float, int]]) -> list[int]:
    """The best of the lines along the face; of neighbours the one in the middle of the best."""
    lines: list[list[tuple[float, int]]] = [[]]
    for share, at in places:
        if share >= ALONG:
            lines[-1].append((share, at))
        elif lines[-1]:
            lines.append([])
    middles = []
    for line in filter(None, lines):
        best = max(share for share, _ in line)
        among = [at for share, at in line if share == best]
        middles.append((best, among[len(among) // 2]))
    return [at for _, at in sorted(middles, key=lambda line: -line[0])[:CANDIDATES]]


def _screen_around(
    samples: Sequence[Grey], ground: _Ground, box: Box
) -> tuple[float, float] | None:
    """How much of the screen's detail stands in the column and in the row of an inset; None where
    what is around it is no screen."""
    left, top = max(0, box.left - RIM), max(0, box.top - RIM)
    outside = np.ones((ground.size[1], ground.size[0]), bool)
    outside[top : box.bottom + RIM, left : box.right + RIM] = False
    if median(_flat(grey[outside]) for grey in samples) < FLAT:
        return None
    changes = [
        float((cv2.absdiff(one, other)[outside] > STEP).mean()) for one, other in pairwise(samples)
    ]
    detail = np.where(outside, ground.detail, 0)
    total = float(detail.sum())
    if median(changes) > 1 - STILL or total < DETAIL * outside.sum():
        return None
    on_the_right = box.left + box.right > ground.size[0]
    below = box.top + box.bottom > ground.size[1]
    column = detail[:, box.left + RIM :] if on_the_right else detail[:, : box.right - RIM]
    row = detail[box.top + RIM :] if below else detail[: box.bottom - RIM]
    return round(float(column.sum()) / total, 3), round(float(row.sum()) / total, 3)


def _flat(levels: Grey) -> float:
    """Share of the two most frequent levels, each with its neighbours."""
    counts = np.bincount(levels, minlength=258).astype(np.float64)
    near = counts[:256] + counts[1:257] + np.concatenate([[0], counts[:255]])
    first = int(np.argmax(near))
    others = near.copy()
    others[max(0, first - 2) : first + 3] = 0
    return float(near[first] + others.max()) / max(1, levels.size)
