"""Who of several people in a shot speaks when, by their mouths, the sound and the turns of speech.

A mouth speaks for its face where somebody is heard and it moves more than mouths at rest do, and more
than any other mouth. Where a speaker's turns fall together with one face's mouth over the shot, the
turns speak for that face too, and decide. From all this the likeliest course of speakers is taken, none
of whom has the floor for less than `LEAST_S`: an interjection takes it from nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schemas.clips import FaceTrack, PreparedClip
from schemas.speakers import Diarization
from schemas.units import frame_at

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

REST = 0.022
"""Motion of a mouth at rest; a speaking one moves more."""
SOFT = 0.01
"""Added to motions before their ratio is taken, so that nothing is infinitely more than nothing."""
DOUBT = 0.1
"""How much a mouth must say, in powers of e, before it says anything."""
TURN = 0.7
"""How much a turn says for the face that its speaker has; the clearest mouth says 1."""
CHANGE = 4.0
"""What a change of the speaker costs, in looks of the clearest mouth."""
LEAST_S = 1.2
"""Shortest time for which somebody has the floor."""
CLEAR = 0.25
"""How much more, in powers of e, a mouth moves in the turns of its speaker than in those of others; and
at least so much less any other one."""
PURE, LEAST_LOOKS = 0.8, 6
"""A speaker has a face whose mouth moves in so large a part of all turns; they last so many looks."""
KNOWN = 0.6
"""Share of what is heard in a shot for which somebody in it must have the floor; below nobody has."""
ONSET_S = 0.5
"""How far from the look at which the floor changes the first word is searched."""
LEAD_S = 0.12
"""How long before it the floor is given."""


@dataclass(frozen=True)
class Voice:
    """A turn of a speaker in clip frames."""

    speaker: str
    first: int
    end: int


@dataclass(frozen=True)
class Floor:
    """Somebody speaks, from frame `first` to before frame `end`."""

    person: int
    """Place in the list of people."""
    first: int
    end: int


def voices_in(diarization: Diarization, clip: PreparedClip) -> tuple[Voice, ...]:
    """The turns that are heard in a clip, in clip frames."""
    turns = [
        Voice(
            turn.speaker_id,
            max(0, frame_at(turn.start_time, clip.rate) - clip.first_frame),
            min(clip.frame_count, frame_at(turn.end_time, clip.rate) - clip.first_frame),
        )
        for turn in diarization.turns
    ]
    return tuple(turn for turn in turns if turn.first < turn.end)


def floors_of(
    people: Sequence[FaceTrack],
    shot: tuple[int, int],
    heard: Sequence[tuple[int, int]],
    voices: Sequence[Voice],
    *,
    every: int,
    rate: float,
) -> list[Floor]:
    """Who has the floor, in order and without gap over the shot; nothing where it is not known.

    A floor begins a little before the first word or sound of its speaker where one is near; pauses
    belong to who spoke before.

    Args:
        people: the shot's, at least two, each one track with `mouth`.
        heard: clip frames in which somebody may be heard.
        every: frames between two looks.
        rate: frames a second.
    """
    looks = -(-(shot[1] - shot[0]) // every)
    least = max(1, round(LEAST_S * rate / every))
    if looks < least or not all(person.mouth for person in people):
        return []
    loud = _during(heard, shot, every, looks)
    motion = np.stack([_motion(person, shot, every, looks) for person in people])
    told = np.where(loud, _told(motion), 0.0)
    during = {v: _during([(v.first, v.end)], shot, every, looks) for v in voices}
    faces = faces_of(motion, loud, during)
    said = np.clip(told + _turns(told.shape, faces, during), -1.0, 1.0)
    course = likeliest(np.vstack([said, np.zeros(looks)]), least)
    nobody = len(people)
    if not loud.any() or np.mean(course[loud] != nobody) < KNOWN:
        return []
    held = _held(course, nobody)
    changes = [n for n in range(1, looks) if held[n] != held[n - 1]]
    begins = []
    for n in changes:
        mine = [v.first for v in voices if faces.get(v.speaker) == held[n]]
        begins.append(_onset(shot[0] + n * every, mine, [first for first, _ in heard], rate))
    edges = _apart([shot[0], *begins, shot[1]], round(LEAST_S * rate))
    who = [held[0], *(held[n] for n in changes)]
    return [Floor(*floor) for floor in zip(who, edges[:-1], edges[1:], strict=True)]


def _during(
    spans: Sequence[tuple[int, int]], shot: tuple[int, int], every: int, looks: int
) -> Bools:
    """For each look whether at least half of the time to the next one lies in the spans."""
    frames = np.zeros(looks * every, np.bool_)
    for first, end in spans:
        frames[max(0, first - shot[0]) : max(0, end - shot[0])] = True
    share: Bools = frames.reshape(looks, every).mean(axis=1) >= 0.5
    return share


def _motion(person: FaceTrack, shot: tuple[int, int], every: int, looks: int) -> Floats:
    """How much more than at rest a mouth moves at each look, in powers of e; NaN if it is not seen."""
    motion = np.full(looks, np.nan)
    for box, moved in zip(person.boxes, person.mouth, strict=True):
        motion[min(looks - 1, (box.frame - shot[0]) // every)] = moved
    more: Floats = np.log((motion + SOFT) / (REST + SOFT))
    return more


def _told(motion: Floats) -> Floats:
    """What each mouth (rows) says for its face at each look, from -1 to 1."""
    seen = ~np.isnan(motion)
    own = np.where(seen, motion, 0.0)
    told = np.empty_like(own)
    for n in range(len(own)):
        others = np.where(np.delete(seen, n, 0), np.delete(own, n, 0), -np.inf).max(axis=0)
        told[n] = np.minimum(own[n], own[n] - others)
    return np.where(seen, np.clip(told - DOUBT, -1.0, 1.0), -DOUBT)


def faces_of(motion: Floats, loud: Bools, spoken: Mapping[Voice, Bools]) -> dict[str, int]:
    """The face of each speaker during whose turns one mouth moves more than else, and no other does.

    Each mouth is compared with itself: a beard or a microphone before it makes no difference.

    Args:
        motion: of each mouth (rows) at each look, in powers of e; NaN where a face was not seen.
        loud: whether something is heard at a look.
        spoken: the looks of each turn.
    """
    faces: dict[str, int] = {}
    for speaker in dict.fromkeys(voice.speaker for voice in spoken):
        turns = [span & loud for voice, span in spoken.items() if voice.speaker == speaker]
        face = _face_of(motion, turns, loud & ~np.any(turns, axis=0))
        if face is not None:
            faces[speaker] = face
    return faces


def _face_of(motion: Floats, turns: Sequence[Bools], others: Bools) -> int | None:
    """The row whose mouth moves more in turns than in those of others, in nearly all of them; None if
    that is not clear."""
    mine = np.any(turns, axis=0)
    if min(np.count_nonzero(mine), np.count_nonzero(others)) < LEAST_LOOKS:
        return None
    inside, outside = _mean(motion, mine), _mean(motion, others)
    more = inside - outside
    best = int(np.argmax(more))
    if more[best] < CLEAR or more[best] - np.delete(more, best).max() < 2 * CLEAR:
        return None
    half = (inside[best] + outside[best]) / 2
    fits = sum(np.count_nonzero(span) for span in turns if _mean(motion, span)[best] > half)
    return best if fits >= PURE * sum(map(np.count_nonzero, turns)) else None


def _mean(motion: Floats, at: Bools) -> Floats:
    """The mean of each row at some looks; that of a mouth at rest where it was not seen."""
    seen = at & ~np.isnan(motion)
    total = np.where(seen, motion, 0.0).sum(axis=1)
    mean: Floats = np.divide(
        total, seen.sum(axis=1), where=seen.any(axis=1), out=np.zeros(len(seen))
    )
    return mean


def _turns(
    shape: tuple[int, ...], faces: Mapping[str, int], during: Mapping[Voice, Bools]
) -> Floats:
    """What the turns of speakers with a known face say for it and against the others."""
    said = np.zeros(shape)
    for voice, span in during.items():
        if voice.speaker in faces:
            said[:, span] = -TURN
            said[faces[voice.speaker], span] = TURN
    return said


def likeliest(says: Floats, least: int) -> NDArray[np.int64]:
    """For each look the row that has the floor, so that the most is said for who has it.

    Each row that has it keeps it for at least `least` looks; each change costs `CHANGE`. Of equal
    courses the one that changes later is taken.
    """
    rows, looks = says.shape
    spent = np.concatenate([np.zeros((rows, 1)), np.cumsum(says, axis=1)], axis=1)
    best = np.full((looks + 1, rows), -np.inf)
    came = np.full((looks + 1, rows), -1, np.int64)
    for at in range(least, looks + 1):
        stay = best[at - 1] + says[:, at - 1]
        if at == least:
            entered, source = spent[:, at], np.full(rows, -1)
        else:
            before = best[at - least]
            source = np.full(rows, int(np.argmax(before)))
            entered = before.max() - CHANGE + spent[:, at] - spent[:, at - least]
        new = entered >= stay - 1e-9
        best[at] = np.where(new, entered, stay)
        came[at] = np.where(new, source, -2)
    course = np.empty(looks, np.int64)
    at, row = looks, int(np.argmax(best[looks]))
    while at > 0:
        if came[at, row] == -2:
            course[at - 1] = row
            at -= 1
            continue
        course[at - least : at] = row
        at, row = at - least, int(came[at, row])
    return course


def _held(course: NDArray[np.int64], nobody: int) -> list[int]:
    """The same course, in which who spoke last keeps the floor until somebody else speaks."""
    first = next(row for row in course.tolist() if row != nobody)
    held: list[int] = []
    for row in course.tolist():
        held.append(row if row != nobody else held[-1] if held else first)
    return held


def _onset(frame: int, turns: Sequence[int], sounds: Sequence[int], rate: float) -> int:
    """Where to cut to a speaker who has the floor from about `frame` on: a little before the first word,
    or the first sound if no turn of that speaker begins near."""
    for starts in (turns, sounds):
        near = [start for start in starts if abs(start - frame) <= ONSET_S * rate]
        if near:
            frame = min(near, key=lambda start: (abs(start - frame), start))
            break
    return frame - round(LEAD_S * rate)


def _apart(edges: Sequence[int], least: int) -> list[int]:
    """The same edges, moved so that neighbours are at least so far apart, as far as there is room; first
    and last stay."""
    count = len(edges) - 1
    least = min(least, (edges[-1] - edges[0]) // count)
    moved = [edges[0]]
    for n in range(1, count):
        moved.append(min(max(edges[n], moved[-1] + least), edges[-1] - (count - n) * least))
    return [*moved, edges[-1]]
