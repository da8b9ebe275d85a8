"""Whom the camera follows in a shot, and whether a crop can show it at all."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean, median

from schemas.clips import FaceBox, FaceTrack

DOMINANT = 1.3
"""How much weightier than the next the main face must be to be followed alone."""
COMPANY = 0.5
"""Faces at least this weighty beside the main one make a group with it."""
SIDE_MARGIN = 0.25
"""Room kept at each side of a face, in widths of the face: ears and hair."""
HAIR = 0.35
"""How far the head goes on above the detected face, in heights of the face."""


@dataclass(frozen=True)
class Sight:
    """The subject in one frame, whole head with margin, in shares of the picture."""

    frame: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Subject:
    """What one shot is about. Without sights it is the middle of the picture."""

    name: str
    sights: tuple[Sight, ...]
    faces: tuple[FaceBox, ...]
    """What was seen of the subject; the quality report is taken from these."""
    face_height: float
    """Median, as a share of the picture's height; 0 without a face."""
    confidence: float
    fits: bool = True
    """False when no crop can hold everybody who matters and nobody stands out, or when the one face
    is larger than any crop."""


NOBODY = Subject(name="centre", sights=(), faces=(), face_height=0.0, confidence=0.3)


def subject_of(
    tracks: list[FaceTrack], *, looks: int, crop: tuple[float, float], square: float
) -> Subject:
    """The subject of one shot.

    Args:
        tracks: the shot's.
        looks: how often the shot was looked at, at least once.
        crop: width and height of the largest crop, as shares of the picture.
        square: width of the picture over its height.
    """
    if not tracks:
        return NOBODY
    weights = {track.id: weight_of(track, looks, square) for track in tracks}
    ranked = sorted(tracks, key=lambda track: (-weights[track.id], track.id))
    main = ranked[0]
    company = [
        track
        for track in ranked[1:]
        if weights[track.id] >= COMPANY * weights[main.id] and _together(main, track)
    ]
    if (
        median(box.width for box in main.boxes) > crop[0]
        or median(box.height for box in main.boxes) > crop[1]
    ):
        return _unfit(_followed(ranked, weights, looks))
    if company:
        group = group_of([main, *company], looks)
        if fits_in(group.sights, crop):
            return group
        if weights[main.id] < DOMINANT * weights[company[0].id]:
            return _unfit(group)
    return _followed(ranked, weights, looks)


def _unfit(subject: Subject) -> Subject:
    return replace(subject, fits=False)


def weight_of(track: FaceTrack, looks: int, square: float) -> float:
    """Size x presence x centrality, so that the largest steady face near the middle leads."""
    size = math.sqrt(median(box.width * box.height / square for box in track.boxes))
    middle = median(box.x + box.width / 2 for box in track.boxes)
    central = 1.0 - min(0.5, abs(middle - 0.5))
    return round(size * central * len(track.boxes) / looks, 9)


def _together(one: FaceTrack, other: FaceTrack) -> bool:
    """Whether two faces are seen at the same time for at least half of the shorter one's time."""
    frames = {box.frame for box in one.boxes}
    shared = sum(box.frame in frames for box in other.boxes)
    return shared * 2 >= min(len(one.boxes), len(other.boxes))


def _followed(ranked: list[FaceTrack], weights: dict[int, float], looks: int) -> Subject:
    """The main face, and outside of its time the next best ones: a person who turns away and back
    is two tracks, and one goes as another comes."""
    chosen: list[FaceTrack] = []
    for track in ranked:
        alone = tuple(box for box in track.boxes if not any(_seen_at(box, one) for one in chosen))
        part = len(alone) / len(track.boxes)
        if part > 0 and weights[track.id] * part >= 0.1 * weights[ranked[0].id]:
            chosen.append(track.model_copy(update={"boxes": alone}))
    boxes = sorted((box for track in chosen for box in track.boxes), key=lambda box: box.frame)
    names = ", ".join(str(track.id) for track in sorted(chosen, key=lambda t: t.boxes[0].frame))
    return Subject(
        name=f"face {names}",
        sights=tuple(sight_of(box) for box in boxes),
        faces=tuple(boxes),
        face_height=median(box.height for box in boxes),
        confidence=_confidence(boxes, len(boxes) / looks),
    )


def _seen_at(box: FaceBox, other: FaceTrack) -> bool:
    """Whether another face is there at the time of a sight."""
    return other.boxes[0].frame <= box.frame <= other.boxes[-1].frame


def group_of(tracks: list[FaceTrack], looks: int) -> Subject:
    """Several faces as one subject: at each frame the box around those that are there. Who looks away
    for a while is still there."""
    boxes = sorted((box for track in tracks for box in track.boxes), key=lambda box: box.frame)
    frames = sorted({box.frame for box in boxes})
    there = {
        frame: [box for track in tracks for box in _meanwhile(track, frame)] for frame in frames
    }
    return Subject(
        name="faces " + ", ".join(str(track.id) for track in sorted(tracks, key=lambda t: t.id)),
        sights=tuple(_around([sight_of(box) for box in there[frame]]) for frame in frames),
        faces=tuple(boxes),
        face_height=median(box.height for box in boxes),
        confidence=_confidence(boxes, len(frames) / looks),
    )


def _meanwhile(track: FaceTrack, frame: int) -> list[FaceBox]:
    """Where a face is at a frame, between two sights as well; nothing before the first and after the
    last one."""
    after = bisect_left(track.boxes, frame, key=lambda box: box.frame)
    if after == len(track.boxes) or (after == 0 and track.boxes[0].frame > frame):
        return []
    there = track.boxes[after]
    if there.frame == frame:
        return [there]
    here = track.boxes[after - 1]
    part = (frame - here.frame) / (there.frame - here.frame)
    sides = {
        side: getattr(here, side) + (getattr(there, side) - getattr(here, side)) * part
        for side in ("x", "y", "width", "height")
    }
    return [here.model_copy(update={"frame": frame, **sides})]


def sight_of(box: FaceBox) -> Sight:
    """A face with hair, ears and a little of the neck."""
    side, hair = SIDE_MARGIN * box.width, HAIR * box.height
    return Sight(
        frame=box.frame,
        left=box.x - side,
        top=box.y - hair,
        right=box.x + box.width + side,
        bottom=box.y + box.height + 0.15 * box.height,
    )


def _around(sights: list[Sight]) -> Sight:
    return Sight(
        frame=sights[0].frame,
        left=min(sight.left for sight in sights),
        top=min(sight.top for sight in sights),
        right=max(sight.right for sight in sights),
        bottom=max(sight.bottom for sight in sights),
    )


def fits_in(sights: tuple[Sight, ...], crop: tuple[float, float]) -> bool:
    """Whether a crop can hold the subject in nine of ten sights."""
    held = sum(
        sight.right - sight.left <= crop[0] and sight.bottom - sight.top <= crop[1]
        for sight in sights
    )
    return held >= 0.9 * len(sights)


def _confidence(boxes: list[FaceBox], presence: float) -> float:
    return round(min(1.0, fmean(box.score for box in boxes) * min(1.0, presence + 0.2)), 3)


def leading(tracks: Sequence[FaceTrack], *, looks: int, square: float) -> Subject:
    """The weightiest face alone, and outside of its time the next ones, whether a crop holds them or
    not. Args: as for `subject_of`; at least one track."""
    weights = {track.id: weight_of(track, looks, square) for track in tracks}
    ranked = sorted(tracks, key=lambda track: (-weights[track.id], track.id))
    return _followed(ranked, weights, looks)


def company_of(people: Sequence[FaceTrack], *, looks: int, square: float) -> list[FaceTrack]:
    """The weightiest of a shot's people, and who matters beside them at the same time; in the order
    given. Args: as for `rivals_of`."""
    weights = {one.id: weight_of(one, looks, square) for one in people}
    most = max(weights.values(), default=0.0)
    main = next((one for one in people if weights[one.id] == most), None)
    return [
        one
        for one in people
        if one is main or (main and weights[one.id] >= COMPANY * most and _together(main, one))
    ]


def rivals_of(
    people: Sequence[FaceTrack], *, looks: int, crop: tuple[float, float], square: float
) -> list[FaceTrack]:
    """People who matter in a shot when no crop can hold all of them, but each alone; nobody otherwise.

    Args: as for `subject_of`; `people` are tracks, one for each person.
    """
    rivals = company_of(people, looks=looks, square=square)
    alone = all(
        median(box.width for box in one.boxes) <= crop[0]
        and median(box.height for box in one.boxes) <= crop[1]
        for one in rivals
    )
    if len(rivals) < 2 or not alone or fits_in(group_of(rivals, looks).sights, crop):
        return []
    return rivals
