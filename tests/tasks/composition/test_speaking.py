"""Who has the floor: mouths, sound and turns agree on somebody, or nobody has it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.clips import FaceTrack
from schemas.speakers import Diarization, Turn
from tasks.composition.speaking import Floor, Voice, floors_of, likeliest, voices_in
from tests.tasks.composition.test_reframe import clip_of, still, track_of

EVERY, RATE, END = 6, 30.0, 600
LOUD = ((0, END),)
Spans = list[tuple[int, int]]


def person(number: int, speaks: Spans, *, end: int = END, how: float = 0.09) -> FaceTrack:
    """Somebody whose mouth moves in some frames, and a little always."""
    seen = track_of(still(0.2 + 0.6 * number, end), number=number)
    chance = np.random.default_rng(number)
    mouth = tuple(
        (how if any(a <= box.frame < b for a, b in speaks) else 0.012) * chance.uniform(0.7, 1.3)
        for box in seen.boxes
    )
    return seen.model_copy(update={"mouth": mouth})


def floors(
    *people: FaceTrack,
    heard: tuple[tuple[int, int], ...] = LOUD,
    voices: tuple[Voice, ...] = (),
    shot: tuple[int, int] = (0, END),
) -> list[Floor]:
    return floors_of(people, shot, heard, voices, every=EVERY, rate=RATE)


def starts(found: list[Floor]) -> list[tuple[int, int]]:
    return [(floor.person, floor.first) for floor in found]


def test_the_floor_goes_to_whose_mouth_moves_shortly_before_they_are_heard() -> None:
    heard = ((0, 190), (205, 390), (402, END))
    found = floors(person(0, [(0, 190), (402, END)]), person(1, [(205, 390)]), heard=heard)
    assert starts(found) == [(0, 0), (1, 205 - 4), (0, 402 - 4)]
    assert found[-1].end == END


def test_an_interjection_takes_the_floor_from_nobody() -> None:
    assert starts(floors(person(0, [(0, END)]), person(1, [(240, 300)]))) == [(0, 0)]
    waits = person(0, [(0, 240), (264, END)])
    assert starts(floors(waits, person(1, [(240, 264)]))) == [(0, 0)]
    longer = person(0, [(0, 240), (290, END)])
    assert [who for who, _ in starts(floors(longer, person(1, [(240, 290)])))] == [0, 1, 0]


def test_nobody_has_the_floor_when_no_mouth_moves_or_all_do_or_nothing_is_heard() -> None:
    assert floors(person(0, []), person(1, [])) == []
    assert floors(person(0, [(0, END)]), person(1, [(0, END)])) == []
    assert floors(person(0, [(0, END)]), person(1, []), heard=()) == []


def test_a_mouth_that_moves_in_silence_does_not_speak() -> None:
    heard = ((0, 300),)
    found = floors(person(0, [(0, 300)]), person(1, [(300, END)], how=0.3), heard=heard)
    assert starts(found) == [(0, 0)]


def test_turns_decide_where_a_mouth_cannot_be_seen_for_a_while() -> None:
    one = person(0, [(0, 100), (250, 350), (410, 500)])
    other = person(1, [(100, 250), (500, END)])  # turns away when speaking for the second time
    turns = tuple(
        Voice(who, first, end)
        for who, first, end in (
            ("a", 0, 100),
            ("b", 107, 250),
            ("a", 250, 350),
            ("b", 357, 405),
            ("a", 410, 500),
            ("b", 508, END),
        )
    )
    assert [who for who, _ in starts(floors(one, other))] == [0, 1, 0, 1]
    expected = [(0, 0), (1, 107 - 4), (0, 250 - 4), (1, 357 - 4), (0, 410 - 4), (1, 508 - 4)]
    assert starts(floors(one, other, voices=turns)) == expected


def test_turns_help_a_mouth_that_hardly_moves() -> None:
    one = person(0, [(0, 200), (400, END)])
    other = person(1, [(200, 400)], how=0.022)
    turns = (Voice("a", 0, 200), Voice("b", 200, 400), Voice("a", 400, END))
    assert [who for who, _ in starts(floors(one, other))] == [0]
    assert [who for who, _ in starts(floors(one, other, voices=turns))] == [0, 1, 0]


def test_turns_that_tell_nobody_apart_say_nothing() -> None:
    one, other = person(0, [(0, 400)]), person(1, [(400, END)])
    turns = (Voice("a", 0, 390), Voice("a", 400, END))
    assert starts(floors(one, other, voices=turns)) == starts(floors(one, other))


def test_a_speaker_whose_turns_fit_no_mouth_leaves_it_to_the_mouths() -> None:
    one, other = person(0, [(0, 300)]), person(1, [(300, END)])
    turns = tuple(Voice("ab"[n % 2], 60 * n, 60 * n + 60) for n in range(10))
    assert [who for who, _ in starts(floors(one, other, voices=turns))] == [0, 1]


def test_in_a_shot_that_is_too_short_nobody_has_the_floor() -> None:
    assert floors(person(0, [(0, 30)], end=30), person(1, [], end=30), shot=(0, 30)) == []


@settings(max_examples=60, deadline=None)
@given(
    st.integers(36, 700),
    st.lists(st.tuples(st.integers(0, 1), st.integers(1, 200)), max_size=8),
    st.lists(st.tuples(st.integers(0, 700), st.integers(1, 90)), max_size=6),
)
def test_floors_cover_the_shot_and_none_is_short(
    end: int, turns: list[tuple[int, int]], noises: list[tuple[int, int]]
) -> None:
    speaks: list[Spans] = [[], []]
    at = 0
    for who, length in turns:
        speaks[who].append((at, at + length))
        at += length
    people = [person(number, speaks[number], end=end) for number in (0, 1)]
    heard = tuple((first, first + length) for first, length in noises)
    voices = tuple(Voice(f"{n % 2}", *span) for n, span in enumerate(sorted(heard)))
    found = floors(*people, heard=heard, voices=voices, shot=(0, end))
    if found:
        assert (found[0].first, found[-1].end) == (0, end)
        assert all(one.end == other.first for one, other in pairwise(found))
        assert all(one.person != other.person for one, other in pairwise(found))
        assert min(floor.end - floor.first for floor in found) >= min(end, 36) - EVERY


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4), st.integers(1, 5), st.integers(0, 10_000))
def test_a_course_keeps_everybody_long_enough(rows: int, least: int, seed: int) -> None:
    says = np.random.default_rng(seed).normal(0, 1, (rows, least + seed % 12))
    course = likeliest(says, least).tolist()
    runs = [n for n in range(len(course)) if n == 0 or course[n] != course[n - 1]]
    assert all(b - a >= least for a, b in pairwise([*runs, len(course)]))


def test_turns_are_taken_into_the_clip() -> None:
    said = Diarization(
        provider="labels",
        speakers=("a", "b"),
        turns=tuple(
            Turn(speaker_id=who, start_time=a, end_time=b, confidence_score=1)
            for who, a, b in (("a", 0, 900), ("b", 1500, 4000), ("a", 8000, 30_000))
        ),
    )
    clip = clip_of().model_copy(update={"first_frame": 30})
    assert voices_in(said, clip) == (Voice("b", 15, 90), Voice("a", 210, 300))
