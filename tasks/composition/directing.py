"""What a person wants of a shot: found again by its time, shown so, and why it cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from math import hypot
from statistics import median

from schemas.clips import CropKey, FaceTrack, FaceTracks, Framing, PreparedClip
from schemas.directing import Direction, Layout, Spot
from schemas.style.visuals import ReframeRules
from schemas.units import Aspect, ms_at
from tasks.composition.framing import SAME_SHAPE, cut_between, frame_shot, on_subject
from tasks.composition.persons import persons_of
from tasks.composition.splitting import split
from tasks.composition.stacking import MOST, stacked_as_wanted
from tasks.composition.subjects import company_of, leading, subject_of
from tasks.composition.takes import Shown, Take

FLEETING = 0.1
"""Whoever is seen in a smaller share of a shot's looks is nobody to follow or to stack."""
FAR = 0.25
"""Farthest between where a person was and where one is found again, in widths of the picture."""
RULES: dict[str, dict[str, str]] = {
    "follow": {"groups": "letterbox_blur", "screens": "follow", "speaker": "off"},
    "cut": {"screens": "follow", "speaker": "cut"},
    "whole": {"mode": "letterbox_blur", "speaker": "off"},
    "center": {"mode": "center", "speaker": "off"},
}
"""Layout to the rules that ask for it, besides that faces are followed."""


def during(
    directions: Sequence[Direction], start_ms: int, end_ms: int, aspect: Aspect
) -> tuple[Direction, ...]:
    """What is wanted of a span of the recording in one aspect ratio: all that its camera depends on."""
    return tuple(
        item
        for item in directions
        if item.aspect in (None, aspect) and item.start_ms < end_ms and item.end_ms > start_ms
    )


def direction_of(
    clip: PreparedClip, number: int, aspect: Aspect, directions: Sequence[Direction]
) -> Direction | None:
    """What is wanted of one shot; None where it is left to the program.

    Of several the one for this aspect ratio counts, then the one that has the most of the shot.
    """
    span = span_of(clip, number)
    mine = [item for item in during(directions, *span, aspect) if item.shares(*span)]
    best = max(mine, key=lambda item: (item.aspect is not None, item.shares(*span)), default=None)
    return None if best is None or best.layout == "auto" else best


def span_of(clip: PreparedClip, number: int) -> tuple[int, int]:
    """Start and end of a shot in the recording, in milliseconds."""
    first, end = clip.shots[number]
    return ms_at(clip.first_frame + first, clip.rate), ms_at(clip.first_frame + end, clip.rate)


def ruled(rules: ReframeRules, layout: str) -> ReframeRules:
    """A style's rules, changed so that they ask for a layout."""
    return rules.model_copy(update={"mode": "face_track", **RULES.get(layout, {})})


def frame_as_wanted(take: Take, direction: Direction) -> list[Shown]:
    """A shot in the layout that a person wants; nothing where it cannot be shown so."""
    if not take.has_picture:
        return []
    take = take.ruled(ruled(take.rules, direction.layout))
    match direction.layout:
        case "stack":
            made = stacked_as_wanted(take, _people(take))
            return [made] if made else []
        case "split":
            made = split(take)
            return [made] if made and made[0].panes else []
        case "cut":
            company = company_of(_people(take), looks=take.looks, square=take.square)
            return cut_between(take, company)
        case "follow":
            return _followed_as_wanted(take, direction)
        case _:
            return [frame_shot(take)]


def _followed_as_wanted(take: Take, direction: Direction) -> list[Shown]:
    """One crop on a place, on a person, or on whoever leads the shot; nothing where nobody is seen.

    A crop that is as wide as the picture shows every place, and looks at who is seen.
    """
    mine = take.people
    if direction.at is not None and (take.crop[0] < 1 - SAME_SHAPE or not mine):
        return [_on_place(take, direction.at)]
    if direction.person is not None:
        person = person_at(_people(take), direction.person, take.square)
        mine = [] if person is None else [person]
    if not mine:
        return []
    subject = subject_of(mine, looks=take.looks, crop=take.crop, square=take.square)
    if not subject.fits:
        subject = leading(mine, looks=take.looks, square=take.square)
    return [on_subject(take, subject)]


def _on_place(take: Take, at: float) -> Shown:
    """A crop of the whole height that stands with its middle at a place, as near as the edge lets it."""
    (first, end), (width, height) = take.shot, take.crop
    x = min(max(at - width / 2, 0.0), 1 - width)
    key = CropKey(frame=first, x=x, y=(1 - height) / 2, width=width, height=height)
    return Framing(first_frame=first, end_frame=end, keys=(key,), subject=f"place {at:.2f}"), ()


def _people(take: Take) -> list[FaceTrack]:
    return people_of(take.clip, take.tracks, take.number)


def people_of(clip: PreparedClip, tracks: FaceTracks, number: int) -> list[FaceTrack]:
    """Who is seen in a shot for more than a moment, one track for each, from left to right."""
    first, end = clip.shots[number]
    least = FLEETING * (end - first) / tracks.every
    mine = [track for track in tracks.tracks if track.shot == number]
    people = persons_of(mine, square=clip.width / clip.height) if mine else []
    seen = [person for person in people if len(person.boxes) >= least]
    return sorted(seen, key=lambda person: (spot_of(person).x, person.id))


def spot_of(person: FaceTrack) -> Spot:
    """Where the middle of somebody's face mostly is."""
    return Spot(
        x=median(box.x + box.width / 2 for box in person.boxes),
        y=median(box.y + box.height / 2 for box in person.boxes),
    )


def person_at(people: Sequence[FaceTrack], spot: Spot, square: float) -> FaceTrack | None:
    """Who is nearest to where somebody was; None where nobody is near.

    Args:
        square: width of the picture over its height.
    """

    def far(person: FaceTrack) -> float:
        here = spot_of(person)
        return hypot(here.x - spot.x, (here.y - spot.y) / square)

    nearest = min(people, key=far, default=None)
    return None if nearest is None or far(nearest) > FAR else nearest


def why_not(direction: Direction, take: Take) -> str:
    """Why a shot cannot be shown as a person wants it, in words."""
    if not take.has_picture:
        return "there is no picture"
    people = _people(take)
    if direction.layout in ("stack", "split") and take.aspect not in MOST:
        return "there is no room for panes"
    if direction.layout == "split":
        return "its webcam is too small" if take.inset else "no webcam stands on a screen in it"
    if direction.layout == "cut" and len(people) > 1:
        return "nobody knows who speaks in it"
    if direction.layout == "follow" and people:
        return "nobody is seen near that place"
    return "one person is seen in it" if people else "nobody is seen in it"


def wishes_in(framings: Sequence[Framing], rate: str, *, met: bool) -> list[str]:
    """What people want of the shots of a short and have, or cannot have, in words; by output time."""
    found = []
    for (wish, why), group in groupby(framings, key=lambda framing: (framing.wish, framing.unmet)):
        at = f"from {ms_at(next(group).first_frame, rate) / 1000:.1f} s on"
        if wish and met and not why:
            found.append(f"{at} as somebody wants it: {wish}")
        elif wish and not met and why:
            found.append(f"{at} as the style says: somebody wants {wish!r}, but {why}")
    return found


def layout_of(framings: Sequence[Framing]) -> Layout | None:
    """The layout of one shot's framings, as people name it; None where there is no picture."""
    one = framings[0]
    if one.layout == "none":
        return None
    if one.layout == "letterbox_blur" or any(min(k.width, k.height) > 0.99 for k in one.keys):
        return "whole"
    if one.layout == "panes":
        return "split" if one.subject.startswith("screen") else "stack"
    if one.subject.endswith("speaking"):
        return "cut"
    return "center" if one.subject == "centre" else "follow"
