"""People who do not fit into one crop, one above the other: a pane and a camera for each of them.

The one on the left is on top: as long as the cameras of a scene stay on one side of it, everybody keeps
their place over cuts. Heads are equally large and eyes equally high as far as the picture allows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from math import inf
from statistics import median

import numpy as np

from schemas.clips import FaceTrack, Framing, Pane
from schemas.style.visuals import ReframeRules
from schemas.units import ASPECT_SIZES, Aspect
from tasks.composition.following import SHARPNESS, Lens, followed, largest_part
from tasks.composition.subjects import (
    COMPANY,
    HAIR,
    Sight,
    Subject,
    fits_in,
    group_of,
    sight_of,
    weight_of,
)
from tasks.composition.takes import Shown, Take

MOST: dict[Aspect, int] = {"9:16": 3, "4:5": 2}
"""How many people an output has room for."""
LEAST_SECONDS = 2.5
"""A shorter shot is over before both have been looked at."""
TOGETHER = 0.5
"""Share of the looks in which any two of them must be seen at once."""
LEAST_FACE = 0.045
"""Share of the picture's width; a smaller face would be too soft."""
LEAST_CONFIDENCE = 0.5
FACE_IN_PANE = 0.3
"""A face that is smaller than this share of its pane's height is worth zooming to."""
EYES = 0.25
"""How far the eyes are below the top of a detected face, in heights of the face."""
CLEAR = 0.35
"""Room that is kept to the heads beside where the picture is sharp enough, in widths of the head."""


@dataclass(frozen=True)
class _Place:
    """One person in the pane that is theirs."""

    sights: tuple[Sight, ...]
    largest: tuple[float, float]
    """The largest crop in the pane's shape."""
    face: float
    """Height of the face at that crop, as a share of the pane."""
    eyes: float
    """How low in the picture they are."""
    least_zoom: float
    """Nobody else's head is in the crop from here on."""
    most_zoom: float
    """The whole head is in it, and it is sharp enough, up to here."""


def stacked(take: Take) -> Shown | None:
    """A shot's people in panes, and their faces; None where another layout shows them better."""
    people = _people_who_matter(take)
    if not 2 <= len(people) <= MOST.get(take.aspect, 0) or not _worth_it(take, people):
        return None
    group = group_of(people, take.looks)
    if fits_in(group.sights, take.crop) or group.confidence < LEAST_CONFIDENCE:
        return None
    rows, places = _rows_and_places(take, people)
    if any(place.least_zoom > place.most_zoom for place in places):
        return None
    return _in_panes(take, rows, places, group)


def stacked_as_wanted(take: Take, people: Sequence[FaceTrack]) -> Shown | None:
    """A shot's people in panes because somebody wants that, however short the shot and near its people
    are; None for fewer than two, and where the output has no room for panes.

    Args:
        people: tracks, one for each person. The weightiest are shown.
    """
    chosen = _weightiest(take, people)
    if len(chosen) < 2:
        return None
    rows, places = _rows_and_places(take, chosen)
    return _in_panes(take, rows, [_eased(place) for place in places], group_of(chosen, take.looks))


def _weightiest(take: Take, people: Sequence[FaceTrack]) -> list[FaceTrack]:
    """Those who matter, or else the two who matter most, as far as there is room; from left to right."""
    most = MOST.get(take.aspect, 0)
    weights = {one.id: weight_of(one, take.looks, take.square) for one in people}
    ranked = sorted(people, key=lambda one: (-weights[one.id], one.id))
    matter = sum(weights[one.id] >= COMPANY * weights[ranked[0].id] for one in ranked)
    return sorted(
        ranked[: min(max(2, matter), most)], key=lambda person: (_middle(person), person.id)
    )


def _eased(place: _Place) -> _Place:
    """A place whose whole head is shown, even if the head beside is seen in part."""
    most = max(1.0, place.most_zoom)
    return replace(place, least_zoom=min(place.least_zoom, most), most_zoom=most)


def _rows_and_places(
    take: Take, people: Sequence[FaceTrack]
) -> tuple[list[tuple[int, int]], list[_Place]]:
    width, height = ASPECT_SIZES[take.aspect]
    rows = _rows(len(people), height)
    places = [
        _placed(take, people, number, (width, end - top)) for number, (top, end) in enumerate(rows)
    ]
    return rows, places


def _in_panes(
    take: Take, rows: Sequence[tuple[int, int]], places: Sequence[_Place], group: Subject
) -> Shown:
    panes = tuple(
        Pane(
            x=0,
            y=top / rows[-1][1],
            width=1,
            height=(end - top) / rows[-1][1],
            keys=followed(place.sights, lens, take.shot, take.rate, take.rules),
        )
        for (top, end), place, lens in zip(rows, places, _lenses(places, take.rules), strict=True)
    )
    framing = Framing(
        first_frame=take.shot[0],
        end_frame=take.shot[1],
        layout="panes",
        panes=panes,
        subject=group.name,
        confidence=group.confidence,
    )
    return framing, group.faces


def _people_who_matter(take: Take) -> list[FaceTrack]:
    """Those who are weighty beside the weightiest, from left to right."""
    people = take.people
    weights = [weight_of(person, take.looks, take.square) for person in people]
    least = COMPANY * max(weights, default=0.0)
    chosen = [person for person, weight in zip(people, weights, strict=True) if weight >= least]
    return sorted(chosen, key=lambda person: (_middle(person), person.id))


def _middle(person: FaceTrack) -> float:
    return median(box.x + box.width / 2 for box in person.boxes)


def _worth_it(take: Take, people: Sequence[FaceTrack]) -> bool:
    """Whether a shot is long enough, and its people large enough and often seen together."""
    first, end = take.shot
    frames = [{box.frame for box in person.boxes} for person in people]
    return (
        end - first >= LEAST_SECONDS * take.rate
        and all(median(box.width for box in person.boxes) >= LEAST_FACE for person in people)
        and all(len(one & other) >= TOGETHER * take.looks for one, other in combinations(frames, 2))
    )


def _rows(count: int, height: int) -> list[tuple[int, int]]:
    """First and one-past-last line of each pane, even."""
    return list(pairwise(round(height * number / count / 2) * 2 for number in range(count + 1)))


def _enlarged(take: Take) -> float:
    """How far source pixels may be enlarged: a pane is no softer than a single crop would be."""
    return max(SHARPNESS, ASPECT_SIZES[take.aspect][1] / (take.clip.height * take.crop[1]))


def _placed(take: Take, people: Sequence[FaceTrack], number: int, pane: tuple[int, int]) -> _Place:
    sights = [tuple(sight_of(box) for box in person.boxes) for person in people]
    largest = largest_part(take.size, pane)
    mine, boxes = sights[number], people[number].boxes
    wide = _usual([sight.right - sight.left for sight in mine], 0.9)
    high = _usual([sight.bottom - sight.top for sight in mine], 0.9)
    sharp = _enlarged(take) * take.clip.height * largest[1] / pane[1]
    most = min(sharp, largest[0] / wide, largest[1] / high)
    needed, wished = (_room(sights, number, margin) for margin in (0.0, CLEAR))
    least = largest[0] / needed if needed > 0 else inf
    return _Place(
        sights=mine,
        largest=largest,
        face=median(box.height for box in boxes) / largest[1],
        eyes=median(box.y + EYES * box.height for box in boxes),
        least_zoom=max(1.0, least, min(most, largest[0] / wished) if wished > 0 else 0.0),
        most_zoom=most,
    )


def _room(sights: Sequence[Sequence[Sight]], number: int, margin: float) -> float:
    """Width of the widest crop around one person without the heads beside, as a share of the
    picture; they are `margin` of their widths wider. A crop that the picture's edge holds back
    reaches farther on the other side."""
    middle = median((sight.left + sight.right) / 2 for sight in sights[number])
    room = 1.0
    if number > 0:
        beside = sights[number - 1]
        edge = _usual([sight.right + margin * (sight.right - sight.left) for sight in beside], 0.9)
        room = min(room, 2 * (middle - edge), 1 - edge)
    if number + 1 < len(sights):
        beside = sights[number + 1]
        edge = _usual([sight.left - margin * (sight.right - sight.left) for sight in beside], 0.1)
        room = min(room, 2 * (edge - middle), edge)
    return room


def _usual(values: Sequence[float], share: float) -> float:
    """What so many of the values are below."""
    return float(np.quantile(values, share))


def _lenses(places: Sequence[_Place], rules: ReframeRules) -> list[Lens]:
    """Crops in which faces are equally large and eyes equally high, as far as that goes."""
    least = max(place.face * place.least_zoom for place in places)
    most = min(place.face * place.most_zoom for place in places)
    styled = max(place.face for place in places) * rules.max_zoom
    wanted = max(least, min(FACE_IN_PANE, most, styled))
    zooms = [min(max(wanted / place.face, place.least_zoom), place.most_zoom) for place in places]
    faces = [place.face * zoom for place, zoom in zip(places, zooms, strict=True)]
    above = [(HAIR + EYES) * face for face in faces]
    eyes = _eyes(places, zooms, rules.headroom / 100 + sum(above) / len(above))
    return [
        Lens.of(place.largest, zoom, eye - top)
        for place, zoom, eye, top in zip(places, zooms, eyes, above, strict=True)
    ]


def _eyes(places: Sequence[_Place], zooms: Sequence[float], wanted: float) -> list[float]:
    """How low in its pane each one's eyes are: all alike where the picture reaches far enough."""
    heights = [place.largest[1] / zoom for place, zoom in zip(places, zooms, strict=True)]
    reach = [
        ((place.eyes - 1 + height) / height, place.eyes / height)
        for place, height in zip(places, heights, strict=True)
    ]
    low, high = max(low for low, _ in reach), min(high for _, high in reach)
    shared = min(max(wanted, low), high) if low <= high else wanted
    return [min(max(shared, low), high) for low, high in reach]
