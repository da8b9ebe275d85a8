"""A plan and what a person makes of it, in words that are said."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from deployments.editorial import plan_segments
from schemas.params import Limits
from schemas.plan import EditorialPlan
from schemas.review import PlanReview
from schemas.segments import Segments
from schemas.transcript import Transcript
from tasks.analysis.editorial.reviewing import REACH_MS, review_of, reviewed
from tasks.errors.editing import ReviewRefusedError
from tests.simulators.talks import STORY, segmented, spoken

Edit = Callable[..., EditorialPlan]


@pytest.fixture(scope="module")
def words() -> Transcript:
    return spoken(STORY)


@pytest.fixture(scope="module")
def sentences(words: Transcript) -> Segments:
    return segmented(words)


@pytest.fixture(scope="module")
def plan(words: Transcript, sentences: Segments) -> EditorialPlan:
    made = plan_segments(
        words, sentences, Limits(max_clips=4, min_seconds=8, max_seconds=25, floor=0)
    )
    assert len(made.clips) >= 3
    return made


@pytest.fixture
def edited(plan: EditorialPlan, words: Transcript, sentences: Segments) -> Edit:
    def edit(change: Callable[[list[dict[str, object]]], object]) -> EditorialPlan:
        cards = review_of(plan, words).model_dump(mode="json")["clips"]
        change(cards)
        return reviewed(plan, PlanReview.model_validate({"clips": cards}), sentences, words)

    return edit


def test_a_plan_that_is_left_alone_stays_what_it_is(plan: EditorialPlan, edited: Edit) -> None:
    assert edited(lambda cards: None).clips == plan.clips


def test_dropped_clips_are_told_whichever_way_they_go(plan: EditorialPlan, edited: Edit) -> None:
    def drop(cards: list[dict[str, object]]) -> None:
        cards[0]["keep"] = False
        del cards[-1]

    made = edited(drop)
    assert [(clip.id, clip.text) for clip in made.clips] == [
        (clip.id, clip.text) for clip in plan.clips[1:-1]
    ]
    assert {clip.nearest for clip in made.clips} <= {None, *(clip.id for clip in made.clips)}
    told = {item.id: item.detail for item in made.rejected if item.reason == "review"}
    assert told == dict.fromkeys((plan.clips[0].id, plan.clips[-1].id), "a person dropped it")
    assert f"A person kept {len(plan.clips) - 2} of {len(plan.clips)}." in made.explanation


def test_all_may_be_dropped(edited: Edit) -> None:
    assert edited(lambda cards: cards.clear()).clips == ()


def test_clips_come_in_the_persons_order(plan: EditorialPlan, edited: Edit) -> None:
    made = edited(lambda cards: cards.reverse())
    assert [clip.id for clip in made.clips] == [clip.id for clip in reversed(plan.clips)]


def test_a_new_title_changes_nothing_else(plan: EditorialPlan, edited: Edit) -> None:
    made = edited(lambda cards: cards[1].update(title="Why checklists work", hook="They just do"))
    (first, second, *_), before = made.clips, plan.clips[1]
    assert first == plan.clips[0]
    assert (second.title, second.hook, second.wording) == (
        "Why checklists work", "They just do", "review",
    )  # fmt: skip
    assert (second.start_ms, second.end_ms, second.text) == (
        before.start_ms, before.end_ms, before.text,
    )  # fmt: skip


def test_other_first_and_last_words_move_the_ends(
    plan: EditorialPlan, words: Transcript, edited: Edit
) -> None:
    clip = plan.clips[1]
    inside = [
        number
        for number, word in enumerate(words.words)
        if clip.start_ms <= word.start_ms and word.end_ms <= clip.end_ms
    ]
    first, last = inside[5], inside[-6]
    spoken = [word.text for word in words.words]

    def trim(cards: list[dict[str, object]]) -> None:
        cards[1]["starts_with"] = " ".join(spoken[first : first + 4]).upper()
        cards[1]["ends_with"] = " ".join(spoken[last - 3 : last + 1]).rstrip(".,?!")

    made = edited(trim).clips[1]
    assert made.text == " ".join(spoken[first : last + 1])
    assert words.words[first - 1].end_ms <= made.start_ms <= words.words[first].start_ms
    assert words.words[last].end_ms <= made.end_ms <= words.words[last + 1].start_ms
    assert {"a person moved its beginning", "a person moved its end"} <= set(made.reasons)
    sentence = made.first_sentence
    assert clip.first_sentence <= sentence <= made.last_sentence <= clip.last_sentence


def test_of_words_that_are_said_often_the_nearest_count(
    plan: EditorialPlan, words: Transcript, edited: Edit
) -> None:
    clip = plan.clips[1]

    def trim(cards: list[dict[str, object]]) -> None:
        cards[1]["starts_with"] = "the"
        del cards[0]

    near = min(
        (word for word in words.words if word.text.casefold() == "the"),
        key=lambda word: abs(word.start_ms - clip.start_ms),
    )
    made = edited(trim).clips[0]
    assert made.text.casefold().startswith("the ")
    assert near.start_ms - 350 <= made.start_ms <= near.start_ms


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"starts_with": "nobody ever said this here"}, f"within {REACH_MS // 60_000} minutes"),
        ({"ends_with": "..."}, "holds no word"),
        ({"clip": "clip-77"}, "no such clip"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_reason(
    edited: Edit, change: dict[str, str], why: str
) -> None:
    with pytest.raises(ReviewRefusedError, match=why):
        edited(lambda cards: cards[0].update(change))


def test_a_clip_named_twice_is_refused(edited: Edit) -> None:
    with pytest.raises(ReviewRefusedError, match="twice"):
        edited(lambda cards: cards.append(dict(cards[0])))


def test_last_words_before_the_first_are_refused(edited: Edit) -> None:
    def turn(cards: list[dict[str, object]]) -> None:
        cards[1]["starts_with"], cards[1]["ends_with"] = (
            cards[1]["ends_with"],
            cards[1]["starts_with"],
        )

    with pytest.raises(ReviewRefusedError, match="before its first"):
        edited(turn)


def test_clips_may_not_overlap(plan: EditorialPlan, words: Transcript, edited: Edit) -> None:
    one, other = sorted(plan.clips, key=lambda clip: clip.start_ms)[:2]
    if other.end_ms - one.end_ms > REACH_MS:
        pytest.skip("the clips of this plan lie too far apart")
    with pytest.raises(ReviewRefusedError, match=f"before {one.id} ends"):
        edited(lambda cards: cards[0].update(ends_with=cards[1]["ends_with"]))
