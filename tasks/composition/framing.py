"""How single shots are shown by the rules of a style: one crop, panes, the whole picture, hard cuts."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

from schemas.clips import CropKey, FaceTrack, Framing
from schemas.units import ASPECT_SIZES
from tasks.composition.following import SHARPNESS, Lens, followed
from tasks.composition.speaking import Floor, floors_of
from tasks.composition.splitting import split
from tasks.composition.stacking import stacked
from tasks.composition.subjects import NOBODY, Subject, rivals_of, subject_of
from tasks.composition.takes import Shown, Take

FACE_HEIGHT = 0.16
"""A face that is smaller than this share of a tall output's height is worth zooming to."""
LEAST_ZOOM = 1.05
SAME_SHAPE = 0.01
"""Aspect ratios that differ by less show the whole picture."""
LEAST_SURE = 0.3
"""With less confidence in whom to follow the whole picture is shown: never wrong, only dull."""


def frame_by_rules(take: Take) -> list[Shown]:
    """One framing, or one for each time that somebody speaks in the shot."""
    return frame_speakers(take) or [frame_shot(take)]


def frame_shot(take: Take) -> Shown:
    """How one shot is shown, and the faces that it follows."""
    first, end = take.shot
    if not take.has_picture:
        return Framing(first_frame=first, end_frame=end, layout="none", subject="sound"), ()
    if min(take.crop) > 1 - SAME_SHAPE:
        return on_subject(take, _subject(take))
    match take.rules.mode:
        case "letterbox_blur":
            return _letterbox(take, "whole picture", 1.0), ()
        case "center":
            return on_subject(take, NOBODY)
        case _:
            return _followed(take) if take.faces else _without_anybody(take)


def _subject(take: Take) -> Subject:
    people = take.people if take.rules.mode == "face_track" else []
    return subject_of(people, looks=take.looks, crop=take.crop, square=take.square)


def _followed(take: Take) -> Shown:
    """Faces in panes or in one crop, or the whole picture where they do not fit or are hardly seen."""
    if take.shows_screen:
        return _letterbox(take, "screen", 1.0), ()
    shown = split(take) if take.rules.screens == "split" else None
    if shown is None and take.rules.groups == "stack":
        shown = stacked(take)
    if shown is not None:
        return shown
    subject = _subject(take)
    if subject.fits and subject.confidence >= LEAST_SURE:
        return on_subject(take, subject)
    return _letterbox(take, subject.name, subject.confidence), subject.faces


def _without_anybody(take: Take) -> Shown:
    """A screen whole; else one crop where there is something to see, or in the middle."""
    if take.shows_screen:
        return _letterbox(take, "screen", 1.0), ()
    return on_interest(take) or on_subject(take, NOBODY)


def on_subject(take: Take, subject: Subject) -> Shown:
    """One crop that follows a subject through the shot."""
    framing = Framing(
        first_frame=take.shot[0],
        end_frame=take.shot[1],
        keys=followed(subject.sights, _lens(take, subject), take.shot, take.rate, take.rules),
        subject=subject.name,
        confidence=1.0 if take.rules.mode == "center" else subject.confidence,
    )
    return framing, subject.faces


def on_interest(take: Take) -> Shown | None:
    """One crop that stands where there is something to see in a shot without faces; None where that is
    not told, or no crop can hold it."""
    seen, (width, height) = take.interest, take.crop
    if seen is None or seen.width > width or seen.height > height:
        return None
    x = min(max(seen.x + (seen.width - width) / 2, 0.0), 1 - width)
    y = min(max(seen.y + (seen.height - height) / 2, 0.0), 1 - height)
    key = CropKey(frame=take.shot[0], x=x, y=y, width=width, height=height)
    framing = Framing(
        first_frame=take.shot[0],
        end_frame=take.shot[1],
        keys=(key,),
        subject="what stirs",
        confidence=0.5,
    )
    return framing, ()


def frame_speakers(take: Take) -> list[Shown]:
    """How a shot is shown that is cut from speaker to speaker, and the faces that are followed; nothing
    where it is not cut: the rules do not ask for it, it is a screen with a webcam, one crop can hold
    everybody, or nobody knows who speaks."""
    rules = take.rules
    if rules.speaker == "off" or rules.mode != "face_track" or not take.has_picture:
        return []
    if rules.screens == "split" and take.inset is not None:
        return []
    rivals = rivals_of(take.people, looks=take.looks, crop=take.crop, square=take.square)
    return cut_between(take, rivals)


def cut_between(take: Take, people: Sequence[FaceTrack]) -> list[Shown]:
    """A shot cut from one of its people to the other; nothing for fewer than two, or where nobody knows
    who speaks."""
    if len(people) < 2:
        return []
    tracks = take.tracks
    floors = floors_of(
        people, take.shot, tracks.heard, take.voices, every=tracks.every, rate=float(take.rate)
    )
    return [_frame_floor(take, people[floor.person], floor) for floor in floors]


def _frame_floor(take: Take, person: FaceTrack, floor: Floor) -> Shown:
    """One person for as long as the floor is theirs: where they are seen then, or else usually are."""
    then = tuple(box for box in person.boxes if floor.first <= box.frame < floor.end)
    subject = subject_of(
        [person.model_copy(update={"boxes": then or person.boxes})],
        looks=max(1, (floor.end - floor.first) // take.tracks.every),
        crop=take.crop,
        square=take.square,
    )
    during = (floor.first, floor.end)
    framing = Framing(
        first_frame=floor.first,
        end_frame=floor.end,
        keys=followed(subject.sights, _lens(take, subject), during, take.rate, take.rules),
        subject=f"{subject.name}, speaking",
        confidence=subject.confidence,
    )
    return framing, subject.faces if then else ()


def _letterbox(take: Take, subject: str, confidence: float) -> Framing:
    return Framing(
        first_frame=take.shot[0],
        end_frame=take.shot[1],
        layout="letterbox_blur",
        subject=subject,
        confidence=confidence,
    )


def _lens(take: Take, subject: Subject) -> Lens:
    """The crop for one subject."""
    return Lens.of(take.crop, _zoom(take, subject), take.rules.headroom / 100)


def _zoom(take: Take, subject: Subject) -> float:
    """How far the crop shrinks to bring a small face nearer; 1 where it would not help.

    Only where the crop is narrower than the picture, only as far as the style allows, the source's
    pixels hold out, and the subject's way across the shot still fits.
    """
    largest = take.crop
    if not subject.sights or largest[0] >= 1 - SAME_SHAPE:
        return 1.0
    across = max(sight.right for sight in subject.sights) - min(s.left for s in subject.sights)
    down = max(sight.bottom for sight in subject.sights) - min(s.top for s in subject.sights)
    most = min(
        take.rules.max_zoom,
        SHARPNESS * take.clip.height * largest[1] / ASPECT_SIZES[take.aspect][1],
        largest[0] / across,
        largest[1] / down,
    )
    zoom = min(most, FACE_HEIGHT * largest[1] / subject.face_height)
    return floor(zoom * 1000) / 1000 if zoom >= LEAST_ZOOM else 1.0
