"""People in a shot: a face that is lost and found again near its place is one person."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot

from schemas.clips import FaceBox, FaceTrack

NEAR = 1.5
"""Farthest a face may have gone meanwhile, in its own widths."""
ALIKE = 1.6
"""Most by which it may have grown or shrunk."""


def persons_of(tracks: Sequence[FaceTrack], *, square: float) -> list[FaceTrack]:
    """One track for each person of a shot, with the id of the person's first one, in the order given.

    Args:
        square: width of the picture over its height.
    """
    people: list[list[FaceTrack]] = []
    for track in sorted(tracks, key=lambda item: (item.boxes[0].frame, item.id)):
        mine = [one for one in people if _goes_on(one[-1].boxes[-1], track.boxes[0], square)]
        if mine:
            nearest = min(mine, key=lambda one: _far(one[-1].boxes[-1], track.boxes[0], square))
            nearest.append(track)
        else:
            people.append([track])
    return [_joined(one) for one in people]


def _goes_on(before: FaceBox, after: FaceBox, square: float) -> bool:
    """Whether a face that was last seen as one box may be seen next as the other."""
    return (
        before.frame < after.frame
        and 1 / ALIKE <= after.width / before.width <= ALIKE
        and _far(before, after, square) <= NEAR * before.width
    )


def _far(one: FaceBox, other: FaceBox, square: float) -> float:
    """Distance of the centres in widths of the picture."""
    across = one.x + one.width / 2 - other.x - other.width / 2
    down = one.y + one.height / 2 - other.y - other.height / 2
    return hypot(across, down / square)


def _joined(tracks: Sequence[FaceTrack]) -> FaceTrack:
    if len(tracks) == 1:
        return tracks[0]
    mouth = tuple(moved for track in tracks for moved in track.mouth)
    boxes = tuple(box for track in tracks for box in track.boxes)
    return tracks[0].model_copy(update={"boxes": boxes, "mouth": mouth})
