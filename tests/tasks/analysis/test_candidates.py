"""Moments are graded with evidence, and cut where nothing is lost."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.base import canonical
from schemas.candidates import CRITERIA, Candidate, Candidates
from schemas.scenes import Shot, Shots
from schemas.segments import Segments
from schemas.spec import ScoreOptions
from schemas.transcript import Transcript
from tasks.analysis.editorial import wording
from tasks.analysis.editorial.cuts import bounded
from tasks.analysis.score.base import ScoreJob, candidate
from tasks.analysis.score.embedded import EmbeddedAnalyser
from tasks.analysis.score.voice import Voice
from tests.simulators.talks import STORY, segmented, spoken

OPTIONS = ScoreOptions(min_seconds=10, max_seconds=40)
SHORT = ScoreOptions(min_seconds=3, max_seconds=20)
DULL = tuple(
    (None, f"Okay, so, um, item {n} is, uh, sort of the same as, you know, before.")
    for n in range(40)
)


def scored(lines: object = STORY, options: ScoreOptions = OPTIONS, **given: object) -> Candidates:
    segments = segmented(spoken(lines))  # type: ignore[arg-type]
    return EmbeddedAnalyser().candidates(
        ScoreJob(segments=segments, options=options, **given)  # type: ignore[arg-type]
    )


def one_shot(transcript: Transcript, *cuts: int) -> Shots:
    edges = [0, *cuts, transcript.duration_ms]
    return Shots(
        duration_ms=transcript.duration_ms,
        shots=tuple(
            Shot(index=n, start_ms=a, end_ms=b) for n, (a, b) in enumerate(pairwise(edges))
        ),
    )


def test_candidates_are_whole_sentences_of_the_right_length_best_first() -> None:
    segments = segmented(spoken(STORY))
    found = scored().items
    assert len(found) > 3
    for item in found:
        assert item.start_ms == segments.sentences[item.first_sentence].start_ms
        assert item.end_ms == segments.sentences[item.last_sentence].end_ms
        assert 10_000 <= item.end_ms - item.start_ms <= 40_000
    worths = [item.composite for item in found]
    assert worths == sorted(worths, reverse=True)


def test_a_good_talk_scores_high_and_a_dull_one_low() -> None:
    assert 50 <= scored().items[0].composite <= 95
    assert max(item.composite for item in scored(DULL).items) < 30


def test_every_grade_has_a_reason_and_evidence_inside_the_moment() -> None:
    for item in scored().items:
        for score in item.scores.values():
            assert score.reason
            if score.evidence is not None:
                assert item.first_sentence <= score.evidence <= item.last_sentence
        assert item.reasons


def test_no_moment_holds_a_greeting_a_sponsor_or_a_goodbye() -> None:
    segments = segmented(spoken(STORY))
    never = {"intro", "outro", "sponsor", "cold_open"}
    for item in scored().items:
        run = segments.sentences[item.first_sentence : item.last_sentence + 1]
        assert not any(never & set(sentence.flags) for sentence in run)


def test_a_signal_that_is_missing_has_no_grade() -> None:
    silent = scored().items[0].scores
    assert set(CRITERIA) - set(silent) == {"high_energy"}
    alone = scored([(None, text) for _, text in STORY]).items[0].scores
    assert set(CRITERIA) - set(alone) == {"high_energy", "speaker_change"}
    steady = Voice(np.full(10_000, -30, dtype=np.float32), np.zeros(5000, dtype=np.float32))
    assert set(scored(voice=steady).items[0].scores) == set(CRITERIA)


def test_a_loud_moment_has_more_energy_than_a_quiet_one() -> None:
    segments = segmented(spoken(STORY))
    middle = segments.duration_ms // 1000
    levels = np.full(segments.duration_ms // 500 + 1, -35, dtype=np.float32)
    levels[middle:] = -15
    levels += np.random.default_rng(1).normal(0, 1, len(levels)).astype(np.float32)
    heard = Voice(np.repeat(levels, 25), np.zeros(13 * len(levels), dtype=np.float32))
    found = scored(voice=heard).items
    early = [i.scores["high_energy"].grade for i in found if i.end_ms < middle * 500]
    late = [i.scores["high_energy"].grade for i in found if i.start_ms > middle * 500]
    assert min(late) > max(early)
    told = {i.scores["high_energy"].reason for i in found if i.start_ms > middle * 500}
    assert "louder than usual" in told


def test_motion_of_the_picture_draws_in() -> None:
    transcript = spoken(STORY)
    half = transcript.duration_ms // 2
    shots = Shots(
        duration_ms=transcript.duration_ms,
        shots=(
            Shot(index=0, start_ms=0, end_ms=half, motion=1.0),
            Shot(index=1, start_ms=half, end_ms=transcript.duration_ms, motion=30.0),
        ),
    )
    plain = {i.id: i.scores["engagement"].grade for i in scored().items}
    moved = {
        i.id: i.scores["engagement"].grade for i in scored(shots=shots).items if i.start_ms > half
    }
    both = [(plain[name], grade) for name, grade in moved.items() if name in plain]
    assert both
    assert all(after >= before for before, after in both)
    assert any(after > before for before, after in both)


def test_other_languages_are_scored_without_english_word_lists() -> None:
    transcript = spoken(
        [(None, f"Das Brot kostet heute {n} Euro mehr als gestern.") for n in range(30)]
    )
    segments = segmented(transcript.model_copy(update={"language": "de"}))
    found = EmbeddedAnalyser().candidates(ScoreJob(segments=segments, options=OPTIONS))
    assert found.items
    assert "emotional_tone" not in found.items[0].scores
    assert any("'de'" in note for note in found.notes)


def test_nothing_said_gives_no_candidates_and_says_so() -> None:
    empty = Segments(duration_ms=1000, sentences=(), sections=())
    found = EmbeddedAnalyser().candidates(ScoreJob(segments=empty, options=OPTIONS))
    assert (found.items, found.notes) == ((), ("nothing is said",))


def test_the_same_talk_gives_the_same_bytes() -> None:
    assert canonical(scored()) == canonical(scored())


def cut(
    lines: list[tuple[str | None, str]],
    first: int,
    last: int,
    *cuts: int,
    gap_ms: int = 500,
    options: ScoreOptions = SHORT,
) -> tuple[Candidate | None, Segments, Candidates]:
    transcript = spoken(lines, gap_ms=gap_ms)
    segments = segmented(transcript)
    item = candidate(segments, first, last, {}, worth=50, engine="x", reasons=())
    found = bounded(
        Candidates(engine="x", items=(item,)),
        segments,
        transcript,
        one_shot(transcript, *cuts),
        options,
    )
    return (found.items[0] if found.items else None), segments, found


LINES: list[tuple[str | None, str]] = [
    ("A", "The mill burned down in March."),
    ("A", "Nobody in the village could bake for a week."),
    ("B", "What did the people eat in that week?"),
    ("A", "They ate old crusts and soup."),
    ("A", "Bread came from the next town on a cart."),
    ("A", "The baker wept when the cart came in."),
    ("B", "How did the cart find the way?"),
    ("A", "The horse knew every road."),
]


def test_a_moment_begins_and_ends_in_the_silence_around_it() -> None:
    item, segments, _ = cut(LINES, 5, 5)
    assert item
    assert item.start_ms == segments.sentences[5].start_ms - 260
    assert item.end_ms == segments.sentences[5].end_ms + 260
    wide, segments, _ = cut(LINES, 5, 5, gap_ms=2000)
    assert wide
    assert item.first_sentence == wide.first_sentence
    assert wide.start_ms == segments.sentences[5].start_ms - 350
    assert wide.end_ms == segments.sentences[5].end_ms + 450


def test_an_answer_begins_with_its_question() -> None:
    item, _, _ = cut(LINES, 3, 5)
    assert item
    assert item.first_sentence == 2
    assert "starts with the question that it answers" in item.adjustments


def test_an_answer_begins_without_its_question_where_both_do_not_fit() -> None:
    item, _, _ = cut(LINES, 3, 5, options=ScoreOptions(min_seconds=3, max_seconds=10))
    assert item
    assert item.first_sentence == 4
    assert not item.needs_context


def test_an_open_reference_is_resolved_by_what_came_before() -> None:
    lines: list[tuple[str | None, str]] = [
        ("A", "The old miller lost his leg."),
        ("A", "He never spoke of it to anybody."),
    ]
    item, _, _ = cut(lines, 1, 1)
    assert item
    assert (item.first_sentence, item.needs_context) == (0, False)
    assert "added in front" in item.adjustments[0]


def test_what_still_leans_on_something_else_says_so_and_counts_less() -> None:
    lines: list[tuple[str | None, str]] = [
        ("A", "They left."),
        ("A", "He never spoke of it to anybody at all, ever."),
    ]
    item, _, _ = cut(lines, 1, 1)
    assert item
    assert item.needs_context


def test_a_question_at_the_end_is_left_out() -> None:
    item, _, _ = cut(LINES, 5, 6, options=ScoreOptions(min_seconds=2, max_seconds=20))
    assert item
    assert item.last_sentence == 5
    assert "left out behind" in item.adjustments[0]


def test_a_question_that_is_all_there_is_gets_its_answer() -> None:
    item, _, _ = cut(LINES, 6, 6)
    assert item
    assert item.last_sentence == 7


def test_a_moment_that_must_end_with_a_question_is_left_out() -> None:
    item, _, found = cut(LINES[:3], 2, 2)
    assert item is None
    assert "open question" in found.notes[0]


def test_a_cut_of_the_picture_in_the_silence_is_used() -> None:
    _, segments, _ = cut(LINES, 5, 5, gap_ms=1500)
    first, last = segments.sentences[5].start_ms, segments.sentences[5].end_ms
    near, _, _ = cut(LINES, 5, 5, first - 500, last + 300, gap_ms=1500)
    assert near
    assert (near.start_ms, near.end_ms) == (first - 500, last + 300)
    far, _, _ = cut(LINES, 5, 5, first - 700, last + 50, gap_ms=1500)
    assert far
    assert (far.start_ms, far.end_ms) == (first - 350, last + 450)


gaps = st.integers(0, 1500)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), gaps, st.lists(st.integers(1, 90_000), max_size=12, unique=True))
def test_no_cut_falls_into_a_word_and_no_length_is_broken(
    seed: int, gap_ms: int, cuts: list[int]
) -> None:
    transcript = spoken(STORY, gap_ms=gap_ms)
    segments = segmented(transcript)
    options = ScoreOptions(min_seconds=5 + seed % 20, max_seconds=30 + seed % 60)
    found = EmbeddedAnalyser().candidates(ScoreJob(segments=segments, options=options))
    shots = one_shot(transcript, *sorted(cut for cut in cuts if cut < transcript.duration_ms))
    for item in bounded(found, segments, transcript, shots, options).items:
        assert 0 <= item.start_ms < item.end_ms <= transcript.duration_ms
        assert (
            options.min_seconds * 1000 <= item.end_ms - item.start_ms <= options.max_seconds * 1000
        )
        assert "question" not in segments.sentences[item.last_sentence].flags
        for edge in (item.start_ms, item.end_ms):
            assert not any(word.start_ms < edge < word.end_ms for word in transcript.words)


def test_moments_that_become_one_are_one() -> None:
    transcript = spoken(LINES)
    segments = segmented(transcript)
    two = [
        candidate(segments, first, 5, {}, worth=first, engine="x", reasons=()) for first in (2, 3)
    ]
    found = bounded(
        Candidates(engine="x", items=tuple(two)), segments, transcript, one_shot(transcript),
        ScoreOptions(min_seconds=3, max_seconds=20),
    )  # fmt: skip
    assert [(item.id, item.composite) for item in found.items] == [("s0002-s0005", 3.0)]


@pytest.mark.parametrize("seconds", [(15, 90), (3, 5), (30, 30)])
def test_any_limits_are_kept(seconds: tuple[int, int]) -> None:
    options = ScoreOptions(min_seconds=seconds[0], max_seconds=seconds[1])
    for item in scored(options=options).items:
        assert seconds[0] * 1000 <= item.end_ms - item.start_ms <= seconds[1] * 1000


def test_reasons_speak_for_a_moment() -> None:
    """No criterion is given as a reason that it has little of, nor one speaker as an exchange."""
    told = [(item, reason) for item in scored().items for reason in item.reasons]
    told += [(item, reason) for item in scored(DULL).items for reason in item.reasons]
    for item, reason in told:
        assert "nothing that stops" not in reason
        assert "1 speakers" not in reason
        assert not ("is an exchange" in reason and item.scores["speaker_change"].grade < 2)


def test_words_that_are_fillers_in_english_stay_in_other_languages() -> None:
    lines = ["Um drei Uhr beginnt hier jeden Morgen die Arbeit.", "So war das Brot immer frisch."]
    transcript = spoken([(None, text) for text in lines * 3])
    segments = segmented(transcript.model_copy(update={"language": "de"}))
    item = candidate(segments, 0, 1, {}, worth=50, engine="x", reasons=())
    assert wording.hook(item, segments, {}) == "Um drei Uhr beginnt hier jeden Morgen die Arbeit"
    assert wording.title(item, segments, {}) in {line.rstrip(".") for line in lines}
