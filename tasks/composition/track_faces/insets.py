"""A webcam on a recorded screen, found by what cameras do not make.

Its edges are straight, or a circle; they stand still while the picture in it moves, and nothing reaches
over them: in a room a person hides a part of whatever frames them. Around it is a screen: much of it
is of one colour to the level, there is something to read on it, and most of it stands still. Where any
of this is missing there is no inset, and the shot is shown as any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from statistics import median

import cv2
import numpy as np

from schemas.clips import FaceTrack, Inset
from tasks.composition.track_faces.base import Picture
from tasks.composition.track_faces.edges import Box, Grey, Ground, frame_around
from tasks.composition.track_faces.rounds import circle_around
from tasks.composition.track_faces.screens import lives, screen_around

MOST_SAMPLES = 16
"""Pictures of a shot that are compared, spread over it."""
LEAST_SAMPLES = 8
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
    if track is None or len(samples.kept) < LEAST_SAMPLES or not lives(track, samples.kept):
        return None
    ground = Ground.of(samples.kept)
    place = _face(track, ground.size)
    straight = frame_around(ground, place)
    found = straight or circle_around(ground, place)
    if found is None:
        return None
    box, support = found
    screen = screen_around(samples.kept, ground, box)
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
        round=straight is None,
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
