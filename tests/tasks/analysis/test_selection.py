"""The plan explains itself: what was chosen, what not, and why."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deployments.editorial import plan_words
from schemas.base import canonical
from schemas.candidates import Candidates
from schemas.params import Limits
from schemas.plan import EditorialPlan
from schemas.transcript import Transcript
from tasks.analysis.editorial import trimming, wording
from tasks.analysis.editorial.selection import planned, usual_count
from tasks.analysis.score.base import candidate
from tests.simulators.talks import STORY, segmented, spoken

SEGMENTS = segmented(spoken(STORY))
LIMITS = Limits(min_seconds=3, max_seconds=60, floor=20)


def plan(*spans: tuple[int, int, float], limits: Limits = LIMITS) -> EditorialPlan:
    items = [
        candidate(SEGMENTS, first, last, {}, worth=worth, engine="embedded", reasons=("why",))
        for first, last, worth in spans
    ]
    return planned(Candidates(engine="embedded", items=tuple(items)), SEGMENTS, limits)


def refused(found: EditorialPlan) -> list[tuple[str, str | None]]:
    return [(item.reason, item.nearest) for item in found.rejected]


def test_clips_are_numbered_as_they_appear_and_ranked_by_score() -> None:
    found = plan((13, 16, 80), (4, 6, 50), (18, 22, 60))
    assert [(clip.id, clip.rank, clip.first_sentence) for clip in found.clips] == [
        ("clip-01", 3, 4),
        ("clip-02", 1, 13),
        ("clip-03", 2, 18),
    ]
    assert found.explanation == "3 clips out of 3 candidates: enough for its length."


def test_of_two_that_overlap_the_better_one_stays() -> None:
    found = plan((4, 8, 70), (7, 9, 60))
    assert [clip.first_sentence for clip in found.clips] == [4]
    assert refused(found) == [("overlaps", "clip-01")]


@pytest.mark.parametrize(
    ("leaning", "clean", "begins"),
    [((12, 16, 75), (13, 16, 70), 13), ((12, 16, 95), (13, 16, 70), 12)],
)
def test_of_one_moment_the_cleaner_cut_is_chosen_unless_it_is_worth_far_less(
    leaning: tuple[int, int, float], clean: tuple[int, int, float], begins: int
) -> None:
    one = LIMITS.model_copy(update={"max_clips": 1})
    assert [clip.first_sentence for clip in plan(leaning, clean, limits=one).clips] == [begins]


def test_another_moment_is_not_chosen_for_its_cleaner_cut() -> None:
    one = LIMITS.model_copy(update={"max_clips": 1})
    found = plan((12, 16, 75), (18, 22, 70), limits=one)
    assert [clip.first_sentence for clip in found.clips] == [12]


def test_one_good_clip_does_not_block_three_that_are_as_good() -> None:
    found = plan((6, 13, 60), (4, 7, 55), (9, 11, 58), (13, 16, 57))
    assert [clip.first_sentence for clip in found.clips] == [4, 9, 13]
    assert refused(found) == [("overlaps", "clip-02")]


def test_what_scores_below_the_floor_is_left_out_with_the_figures() -> None:
    found = plan((4, 8, 19.4))
    assert found.clips == ()
    assert found.rejected[0].detail == "19 against 20"
    assert found.explanation == "No clips, because the best candidate scored 19 against 20."


def test_a_sponsor_read_is_never_chosen() -> None:
    assert refused(plan((1, 4, 99))) == [("excluded", None)]


def test_lengths_outside_the_limits_are_refused() -> None:
    found = plan((6, 6, 90), (4, 22, 90), limits=Limits(min_seconds=10, max_seconds=20))
    assert {reason for reason, _ in refused(found)} == {"too_short", "too_long"}


def test_never_more_than_asked_for() -> None:
    found = plan((13, 16, 80), (4, 6, 50), limits=LIMITS.model_copy(update={"max_clips": 1}))
    assert [clip.composite for clip in found.clips] == [80]
    assert refused(found) == [("over_limit", None)]
    assert "asked for" in found.explanation


def test_the_same_story_is_told_once() -> None:
    line = "The mill burned down in March and nobody in the village could bake for a week."
    other = "A pilot landed on the frozen lake because the engine had stopped over the hills."
    talk = segmented(spoken([(None, line), (None, other), (None, line)]))
    items = [
        candidate(talk, n, n, {}, worth=50 + n, engine="embedded", reasons=()) for n in range(3)
    ]
    found = planned(Candidates(engine="embedded", items=tuple(items)), talk, LIMITS)
    assert [clip.first_sentence for clip in found.clips] == [1, 2]
    assert refused(found) == [("near_duplicate", "clip-02")]
    assert "100%" in found.rejected[0].detail


def test_no_speech_and_a_short_recording_explain_themselves() -> None:
    silent = Transcript(provider="captions", duration_ms=60_000, words=())
    assert plan_words(silent, Limits()).explanation == "No clips, because no speech was found."
    short = plan_words(spoken(STORY[3:5]), Limits())
    assert short.clips == ()
    assert "--min-seconds" in short.explanation


@pytest.mark.parametrize(
    ("minutes", "count"), [(1, 3), (10, 3), (20, 6), (60, 18), (120, 36), (600, 40)]
)
def test_the_length_of_the_recording_decides_how_many(minutes: int, count: int) -> None:
    assert usual_count(minutes * 60_000) == count


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 22), st.integers(0, 8), st.floats(0, 100)), max_size=25),
    st.integers(1, 6),
    st.integers(0, 60),
)
def test_clips_never_overlap_and_every_candidate_is_accounted_for(
    spans: list[tuple[int, int, float]], most: int, floor: int
) -> None:
    chosen = {(first, min(23, first + more)): worth for first, more, worth in spans}
    limits = LIMITS.model_copy(update={"max_clips": most, "floor": floor})
    found = plan(*((first, last, worth) for (first, last), worth in chosen.items()), limits=limits)
    assert all(one.end_ms <= two.start_ms for one, two in pairwise(found.clips))
    assert len(found.clips) + len(found.rejected) == len(chosen)
    assert len(found.clips) <= most
    assert all(clip.composite >= floor for clip in found.clips)


def test_titles_and_hooks_are_short_and_said_in_the_clip() -> None:
    found = plan_words(spoken(STORY), Limits(min_seconds=8, max_seconds=40))
    assert found.clips
    for clip in found.clips:
        assert 0 < len(clip.title) <= 60
        assert 0 < len(clip.hook.split()) <= 10
        for text in (clip.title, clip.hook):
            plain = text.rstrip("….?!").lower()
            assert plain in clip.text.lower()
        assert all(word.lower() in clip.text.lower() for word in clip.keywords)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("And so, you know, bread matters.", "Bread matters."),
        ("Well, I mean, it's um a long road", "It's a long road"),
        ("Um, uh, yeah", ""),
    ],
)
def test_a_run_up_is_left_out(text: str, short: str) -> None:
    assert trimming.trimmed(text) == short


@given(st.text(max_size=200), st.integers(5, 80))
def test_a_fitted_text_fits(text: str, most: int) -> None:
    assert len(wording.fitted(text, most)) <= most


def test_the_plan_is_the_same_to_the_byte() -> None:
    one, two = (plan_words(spoken(STORY), Limits(min_seconds=8)) for _ in range(2))
    assert canonical(one) == canonical(two)
