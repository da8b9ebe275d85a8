"""Looks at single frames -> tracks: which face is the same face, within one shot."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from statistics import fmean, median

from schemas.clips import FaceBox, FaceTrack
from tasks.composition.track_faces.base import Detection, FaceDetector, Picture, overlap

LOOKS_PER_SECOND = 5
FORGET_SECONDS = 1.0
"""A face that was not seen for longer starts a new track."""
NEAR = 0.15
"""Farthest a centre may move between two looks, in widths of the picture."""
MIN_LOOKS = 3
MIN_SCORE = 0.6
"""Mean over a track."""
SMALL = 0.05
"""Faces narrower than this share of the picture's width must be surer: leaves, windows and
lettering are seen as small faces now and then."""
MIN_SMALL_SCORE = 0.7
MIN_WIDTH = 0.012
CLOSE_LOOK_EVERY = 5
"""Where a shot shows no face, each such look is a close one."""


@dataclass(frozen=True)
class Look:
    """What one frame of a shot shows."""

    frame: int
    faces: list[Detection]


@dataclass
class _Track:
    shot: int
    seen: list[tuple[int, Detection]] = field(default_factory=list)

    @property
    def last(self) -> Detection:
        return self.seen[-1][1]


def looks_of(shots: Iterable[tuple[int, int]], every: int) -> list[list[int]]:
    """Frames to look at, for each shot: its first, then every so many, and its last."""
    plan = []
    for first, end in shots:
        frames = list(range(first, end, every))
        if end - 1 - frames[-1] > every // 2:
            frames.append(end - 1)
        plan.append(frames)
    return plan


def observe(
    detector: FaceDetector, pictures: Iterator[tuple[int, Picture]], plan: list[list[int]]
) -> Iterator[list[Look]]:
    """Look at the planned frames, shot by shot; `pictures` yields exactly those, in order.

    Faces too small for a normal look are searched for everywhere once in a while when nothing else
    is seen; once found, they are looked for where they were.
    """
    for frames in plan:
        looks: list[Look] = []
        small: list[Detection] = []
        for number, _ in enumerate(frames):
            frame, picture = next(pictures)
            faces = detector.detect(picture, near=small)
            if not faces and number % CLOSE_LOOK_EVERY == 0:
                small = faces = detector.detect(picture, closely=True)
            elif small and faces:
                small = faces
            looks.append(Look(frame, faces))
        yield looks


def tracks_of(looks: list[Look], *, shot: int, forget: int, tall: float) -> list[FaceTrack]:
    """Tracks of one shot by their first frame, then from left to right; ids are not set yet.

    Args:
        forget: after so many frames without a sight a track ends.
        tall: height of the picture over its width.
    """
    open_tracks: list[_Track] = []
    closed: list[_Track] = []
    for look in looks:
        gone = [track for track in open_tracks if look.frame - track.seen[-1][0] > forget]
        closed += gone
        open_tracks = [track for track in open_tracks if track not in gone]
        open_tracks += _extend(open_tracks, look, shot, tall)
    kept = [track for track in closed + open_tracks if _is_face(track, len(looks))]
    kept.sort(key=lambda track: (track.seen[0][0], track.seen[0][1].x, track.seen[0][1].y))
    return [_published(track) for track in kept]


def _extend(tracks: list[_Track], look: Look, shot: int, tall: float) -> list[_Track]:
    """Hand each face to the nearest track, nearest pair first; return new tracks for the rest."""
    pairs = [
        (cost, t, f)
        for t, track in enumerate(tracks)
        for f, face in enumerate(look.faces)
        if (cost := _distance(track.last, face, tall)) is not None
    ]
    used_tracks: set[int] = set()
    used_faces: set[int] = set()
    for _, t, f in sorted(pairs):
        if t not in used_tracks and f not in used_faces:
            tracks[t].seen.append((look.frame, look.faces[f]))
            used_tracks.add(t)
            used_faces.add(f)
    rest = [face for f, face in enumerate(look.faces) if f not in used_faces]
    return [_Track(shot, [(look.frame, face)]) for face in rest]


def _distance(one: Detection, other: Detection, tall: float) -> float | None:
    """How unlike two sights are; None when they cannot be one face.

    A small face may move by some of its own widths only, or neighbours would be swapped.
    """
    if not 0.5 <= other.width / one.width <= 2.0:
        return None
    (x, y), (u, v) = one.centre, other.centre
    apart = math.hypot(u - x, (v - y) * tall)
    if apart > min(NEAR, max(0.03, 1.5 * one.width)):
        return None
    return round(apart / one.width - overlap(one, other), 9)


def _is_face(track: _Track, looks: int) -> bool:
    """Whether a track was seen often, surely and largely enough to be one."""
    faces = [face for _, face in track.seen]
    width = median(face.width for face in faces)
    return (
        len(faces) >= min(MIN_LOOKS, math.ceil(looks / 2))
        and fmean(face.score for face in faces) >= (MIN_SMALL_SCORE if width < SMALL else MIN_SCORE)
        and width >= MIN_WIDTH
    )


def _published(track: _Track) -> FaceTrack:
    boxes = tuple(
        FaceBox(
            frame=frame,
            x=face.x,
            y=face.y,
            width=face.width,
            height=face.height,
            score=round(face.score, 3),
        )
        for frame, face in track.seen
    )
    return FaceTrack(id=0, shot=track.shot, boxes=boxes)
