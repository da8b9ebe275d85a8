"""Words to post a short with keep the platforms' limits and say only what the clip says."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.outputs import Description
from schemas.plan import PlannedClip
from tasks.delivery.describe.base import sanitized, within_bytes, within_characters, within_tags
from tasks.delivery.describe.stage import DESCRIBERS, describe
from tasks.stage import StageContext

CLIP = PlannedClip(
    id="clip-01", rank=1, start_ms=0, end_ms=1000, first_sentence=0, last_sentence=0,
    title="Bread is patience", hook="Bread is patience", description="Bread is patience, he says.",
    keywords=("bread", "patience", "old mill", "oven"), text="Bread is patience, he says.",
    composite=50, scores={}, reasons=(), engine="embedded",
)  # fmt: skip


@pytest.fixture(params=DESCRIBERS)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_description_says_what_was_planned(engine: str) -> None:
    found = DESCRIBERS[engine].describe(CLIP)
    assert found.title == "Bread is patience"
    assert found.description.startswith("Bread is patience, he says.")
    assert found.description.endswith("#bread #patience #oldmill")
    assert found.tags == CLIP.keywords


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400), st.text(max_size=6000), st.lists(st.text(max_size=90), max_size=30))
def test_all_limits_are_kept_for_any_clip(title: str, text: str, tags: list[str]) -> None:
    changes = {"title": title, "description": text, "keywords": tuple(tags)}
    for describer in DESCRIBERS.values():
        found = describer.describe(CLIP.model_copy(update=changes))
        assert 0 < len(found.title) <= 100
        assert len(found.description.encode()) <= 5000
        assert not set("<>") & set(found.title + found.description + "".join(found.tags))
        counted = sum(len(tag) + (2 if " " in tag else 0) for tag in found.tags)
        assert counted + max(0, len(found.tags) - 1) <= 500


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a <b>bold</b> claim", "a b bold /b claim"),
        ("see https://evil.example/x now", "see now"),
        ("mail me@evil.example now", "mail now"),
        ("left\u202eright\x00\n\tend", "left right end"),
    ],
)
def test_free_text_is_made_plain(text: str, plain: str) -> None:
    assert sanitized(text) == plain


def test_texts_are_cut_between_words_and_never_inside_a_character() -> None:
    assert within_characters("one two three", 9) == "one two…"
    assert within_bytes("äöü äöü äöü", 12) == "äöü…"
    assert within_characters("x" * 50, 10) == "x" * 9 + "…"


def test_tags_that_do_not_fit_are_left_out() -> None:
    assert within_tags(["one", "ONE", "two words", "", "x"], most=15) == ("one", "two words")
    assert within_tags(["a" * 600, "b"]) == ("b",)


def test_the_stage_publishes_the_description_of_one_clip(ctx: StageContext) -> None:
    found = ctx.load(describe.compute(ctx, CLIP), Description)
    assert found.clip_id == "clip-01"
    assert found.engine == "extractive"
