"""A brief steers, a list of published stories bars, and the plan says so."""

from __future__ import annotations

import json

import pytest

from deployments.editorial import plan_segments, plan_words
from schemas.params import Limits
from schemas.plan import EditorialPlan
from tasks.analysis.editorial.briefs import terms
from tasks.analysis.editorial.nudging import Nudged
from tasks.analysis.editorial.published import stories_in
from tasks.analysis.editorial.steering import read_brief
from tasks.errors.editing import PublishedUnreadableError
from tests.simulators.talks import STORY, segmented, spoken

TALK = spoken(STORY)
SEGMENTS = segmented(TALK)
LIMITS = Limits(min_seconds=8, max_seconds=30, max_clips=1, floor=0)


def plan(brief: str = "", stories: tuple[str, ...] = (), limits: Limits = LIMITS) -> EditorialPlan:
    return plan_segments(TALK, SEGMENTS, limits, brief=brief, stories=stories)


@pytest.mark.parametrize(
    ("text", "wanted", "avoided"),
    [
        ("moments about pricing, avoid politics", ("pricing",), ("politics",)),
        (
            "pricing and hiring; no religion, politics",
            ("pricing", "hiring"),
            ("religion", "politics"),
        ),
        ("Avoid talk about politics. Focus on pilots", ("pilots",), ("politics",)),
        ("skip politics but find stories about surgeons", ("surgeons",), ("politics",)),
        ("nothing about money", (), ("money",)),
    ],
)
def test_a_brief_is_read_for_what_it_wants_and_avoids(
    text: str, wanted: tuple[str, ...], avoided: tuple[str, ...]
) -> None:
    found = read_brief(text, SEGMENTS)
    assert found is not None
    assert (found.wanted, found.avoided) == (wanted, avoided)


@pytest.mark.parametrize(
    ("language", "text", "wanted", "avoided"),
    [
        ("de-AT", "Momente über Preise, keine Politik", ("preise",), ("politik",)),
        ("de", "pricing, avoid politics", ("pricing",), ("politics",)),
        ("fr", "des moments sur les prix, pas de politique", ("prix",), ("politique",)),
        ("es", "momentos sobre precios, sin política", ("precios",), ("política",)),
        ("it", "momenti sui prezzi, niente politica", ("prezzi",), ("politica",)),
        ("pt", "momentos sobre preços, sem política", ("preços",), ("política",)),
        ("nl", "geen politiek, maar meer over prijzen", ("prijzen",), ("politiek",)),
        ("en", "stories about sin, no politics", ("sin",), ("politics",)),
        ("ja", "pricing, no politics", ("pricing",), ("politics",)),
    ],
)
def test_a_brief_may_be_in_the_recordings_language(
    language: str, text: str, wanted: tuple[str, ...], avoided: tuple[str, ...]
) -> None:
    assert terms(text, language) == (wanted, avoided)


def test_what_the_brief_wants_is_chosen_and_says_why() -> None:
    for brief, word in (("about pilots", "pilot"), ("the surgeon's wounds", "surgeon")):
        (clip,) = plan(brief).clips
        assert word in clip.text.lower()
        assert any(reason.startswith("the brief asks for it") for reason in clip.reasons)
        assert clip.points["brief"] > 0
        assert sum(clip.points.values()) == pytest.approx(clip.composite, abs=0.02)


def test_what_the_brief_avoids_is_in_no_clip() -> None:
    found = plan("avoid doctors, pilots", limits=LIMITS.model_copy(update={"max_clips": 5}))
    assert found.clips
    assert not any("doctor" in c.text.lower() or "pilot" in c.text.lower() for c in found.clips)
    barred = [item for item in found.rejected if item.reason == "avoided"]
    assert any("doctors" in item.detail for item in barred)


def test_a_brief_that_nobody_speaks_of_is_said_to_be_one() -> None:
    found = plan("about submarines")
    assert found.brief is not None
    assert (found.brief.heard, found.brief.near) == (0, ())
    assert "Nobody speaks of what the brief asks for: submarines." in found.explanation
    assert [c.text for c in found.clips] == [c.text for c in plan().clips]


def test_a_published_story_is_not_told_again() -> None:
    (first,) = plan().clips
    again = plan(stories=(first.text,))
    assert all(first.first_sentence not in range(c.first_sentence, c.last_sentence + 1)
               or c.text != first.text for c in again.clips)  # fmt: skip
    assert any(item.reason == "published" for item in again.rejected)


def test_points_make_the_composite_and_the_nearest_clip_is_named() -> None:
    found = plan_words(TALK, Limits(min_seconds=8, max_seconds=20, floor=0))
    assert len(found.clips) > 1
    names = {clip.id for clip in found.clips}
    for clip in found.clips:
        assert sum(clip.points.values()) == pytest.approx(clip.composite, abs=0.02)
        assert clip.nearest in names - {clip.id}
        assert 0 <= clip.likeness <= 1


def test_a_floor_that_is_not_reached_gives_no_clips_and_the_figures() -> None:
    found = plan(limits=LIMITS.model_copy(update={"floor": 100}))
    assert found.clips == ()
    assert found.explanation.startswith("No clips, because the best candidate scored ")
    assert found.explanation.endswith(" against 100.")


@pytest.mark.parametrize(
    ("text", "stories"),
    [
        ("one story\n\n another  one \n", ("one story", "another one")),
        (json.dumps(["a", "b"]), ("a", "b")),
        (json.dumps({"clips": [{"text": "a", "id": "clip-01"}]}), ("a",)),
    ],
)
def test_lists_of_stories_are_read_as_people_keep_them(text: str, stories: tuple[str, ...]) -> None:
    assert stories_in(text, "list") == stories


@pytest.mark.parametrize("text", ["", " \n", "[", '{"clips": [{"title": "x"}]}', '{"a": 1}', "[]"])
def test_a_list_that_is_none_says_so(text: str) -> None:
    with pytest.raises(PublishedUnreadableError, match="list"):
        stories_in(text, "list")


def test_a_nudge_never_ends_inside_a_word() -> None:
    nudged = Nudged((), TALK)
    for at in range(0, TALK.duration_ms, 37):
        for edge in ("start", "end"):
            moved = nudged._outside(at, edge)
            assert abs(moved - at) <= 200
            assert not any(word.start_ms < moved < word.end_ms for word in TALK.words)
