"""How single shots are shown by the rules of a style: one crop, panes, the whole picture, hard cuts."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

from schemas.clips import FaceBox, FaceTrack, FaceTracks, Framing, PreparedClip
from schemas.style.visuals import ReframeRules
from schemas.units import ASPECT_SIZES, Aspect, fps
from tasks.composition.following import SHARPNESS, Lens, followed, largest_part
from tasks.composition.persons import persons_of
from tasks.composition.speaking import Floor, Voice, floors_of
from tasks.composition.splitting import split
from tasks.composition.stacking import stacked
from tasks.composition.subjects import Subject, rivals_of, subject_of

FACE_HEIGHT = 0.16
"""A face that is smaller than this share of a tall output's height is worth zooming to."""
LEAST_ZOOM = 1.05
SAME_SHAPE = 0.01
"""Aspect ratios that differ by less show the whole picture."""

Shown = tuple[Framing, tuple[FaceBox, ...]]
"""A framing, and the faces that it follows."""


def frame_by_rules(
    clip: PreparedClip,
    tracks: FaceTracks,
    number: int,
    rules: ReframeRules,
    aspect: Aspect,
    voices: Sequence[Voice],
) -> list[Shown]:
    """One framing, or one for each time that somebody speaks in the shot."""
    cut = frame_speakers(clip, tracks, number, rules, aspect, voices)
    return cut or [frame_shot(clip, tracks, number, rules, aspect)]


def frame_shot(
    clip: PreparedClip, tracks: FaceTracks, number: int, rules: ReframeRules, aspect: Aspect
) -> Shown:
    """How one shot is shown, and the faces that it follows."""
    first, end = clip.shots[number]
    if clip.kind == "audio" or clip.width == 0:
        return Framing(first_frame=first, end_frame=end, layout="none", subject="sound"), ()
    width, height = largest_crop(clip.width, clip.height, aspect)
    whole = min(width, height) > 1 - SAME_SHAPE
    if rules.mode == "letterbox_blur" and not whole:
        return _letterbox(first, end, "whole picture", 1.0), ()
    mine = [track for track in tracks.tracks if track.shot == number]
    mine = mine if rules.mode == "face_track" else []
    looks = looks_in((first, end), tracks.every)
    if mine and not whole:
        shown = split(clip, tracks, number, rules, aspect) if rules.screens == "split" else None
        if shown is None and rules.groups == "stack":
            shown = stacked(clip, mine, (first, end), looks, rules, aspect)
        if shown is not None:
            return shown
    subject = subject_of(mine, looks=looks, crop=(width, height), square=clip.width / clip.height)
    if not subject.fits and not whole:
        return _letterbox(first, end, subject.name, subject.confidence), subject.faces
    return on_subject(clip, (first, end), subject, rules, aspect)


def on_subject(
    clip: PreparedClip,
    shot: tuple[int, int],
    subject: Subject,
    rules: ReframeRules,
    aspect: Aspect,
) -> Shown:
    size = largest_crop(clip.width, clip.height, aspect)
    lens = Lens.of(size, _zoom(clip, subject, size, rules, aspect), rules.headroom / 100)
    framing = Framing(
        first_frame=shot[0],
        end_frame=shot[1],
        keys=followed(subject.sights, lens, shot, fps(clip.rate), rules),
        subject=subject.name,
        confidence=1.0 if rules.mode == "center" else subject.confidence,
    )
    return framing, subject.faces


def frame_speakers(
    clip: PreparedClip,
    tracks: FaceTracks,
    number: int,
    rules: ReframeRules,
    aspect: Aspect,
    voices: Sequence[Voice],
) -> list[Shown]:
    """How a shot is shown that is cut from speaker to speaker, and the faces that are followed; nothing
    where it is not cut: the rules do not ask for it, it is a screen with a webcam, one crop can hold
    everybody, or nobody knows who speaks."""
    if rules.speaker == "off" or rules.mode != "face_track" or clip.width == 0:
        return []
    if rules.screens == "split" and any(inset.shot == number for inset in tracks.insets):
        return []
    size, square = largest_crop(clip.width, clip.height, aspect), clip.width / clip.height
    mine = persons_of([track for track in tracks.tracks if track.shot == number], square=square)
    looks = looks_in(clip.shots[number], tracks.every)
    people = rivals_of(mine, looks=looks, crop=size, square=square)
    return cut_between(clip, tracks, number, people, rules, aspect, voices)


def cut_between(
    clip: PreparedClip,
    tracks: FaceTracks,
    number: int,
    people: Sequence[FaceTrack],
    rules: ReframeRules,
    aspect: Aspect,
    voices: Sequence[Voice],
) -> list[Shown]:
    """A shot cut from one of its people to the other; nothing for fewer than two, or where nobody knows
    who speaks."""
    if len(people) < 2:
        return []
    shot, rate = clip.shots[number], float(fps(clip.rate))
    floors = floors_of(people, shot, tracks.heard, voices, every=tracks.every, rate=rate)
    return [
        _frame_floor(clip, people[floor.person], floor, tracks.every, rules, aspect)
        for floor in floors
    ]


def _frame_floor(
    clip: PreparedClip,
    person: FaceTrack,
    floor: Floor,
    every: int,
    rules: ReframeRules,
    aspect: Aspect,
) -> Shown:
    """One person for as long as the floor is theirs: where they are seen then, or else usually are."""
    size = largest_crop(clip.width, clip.height, aspect)
    then = tuple(box for box in person.boxes if floor.first <= box.frame < floor.end)
    subject = subject_of(
        [person.model_copy(update={"boxes": then or person.boxes})],
        looks=max(1, (floor.end - floor.first) // every),
        crop=size,
        square=clip.width / clip.height,
    )
    lens = Lens.of(size, _zoom(clip, subject, size, rules, aspect), rules.headroom / 100)
    framing = Framing(
        first_frame=floor.first,
        end_frame=floor.end,
        keys=followed(subject.sights, lens, (floor.first, floor.end), fps(clip.rate), rules),
        subject=f"{subject.name}, speaking",
        confidence=subject.confidence,
    )
    return framing, subject.faces if then else ()


def largest_crop(width: int, height: int, aspect: Aspect) -> tuple[float, float]:
    """Width and height of the largest crop of the output's shape, in shares of the picture."""
    return largest_part((width, height), ASPECT_SIZES[aspect])


def looks_in(shot: tuple[int, int], every: int) -> int:
    """How often a shot was looked at."""
    return max(1, -(-(shot[1] - shot[0]) // every))


def _letterbox(first: int, end: int, subject: str, confidence: float) -> Framing:
    return Framing(
        first_frame=first,
        end_frame=end,
        layout="letterbox_blur",
        subject=subject,
        confidence=confidence,
    )


def _zoom(
    clip: PreparedClip,
    subject: Subject,
    largest: tuple[float, float],
    rules: ReframeRules,
    aspect: Aspect,
) -> float:
    """How far the crop shrinks to bring a small face nearer; 1 where it would not help.

    Only where the crop is narrower than the picture, only as far as the style allows, the source's
    pixels hold out, and the subject's way across the shot still fits.
    """
    if not subject.sights or largest[0] >= 1 - SAME_SHAPE:
        return 1.0
    need = max(sight.right for sight in subject.sights) - min(s.left for s in subject.sights)
    most = min(
        rules.max_zoom,
        SHARPNESS * clip.height * largest[1] / ASPECT_SIZES[aspect][1],
        largest[0] / need,
    )
    zoom = min(most, FACE_HEIGHT * largest[1] / subject.face_height)
    return floor(zoom * 1000) / 1000 if zoom >= LEAST_ZOOM else 1.0
