"""Captions against the rules: broken by no words at all, and by few breaks where words are English."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.enhancement import CaptionWord
from tests.benchmarks import captions
from tests.benchmarks.caption_looks import STARTERS, Look, judged, starters
from tests.benchmarks.caption_words import PIECES, corpora
from tests.caption_rules import Count, Cue, checked, why_bad

PACINGS = st.fixed_dictionaries(
    {
        "mode": st.sampled_from(["sentence", "phrase", "words"]),
        "breaking": st.sampled_from(["balanced", "greedy"]),
        "max_lines": st.integers(1, 3),
        "max_chars_per_line": st.integers(6, 60),
        "max_words_per_card": st.integers(1, 20),
        "max_duration_ms": st.integers(500, 10_000),
        "lead_in_ms": st.sampled_from([0, 300]),
    }
)
LOOKS = st.builds(
    lambda style, aspect, pacing: Look.of(style, aspect).paced(**pacing),
    st.sampled_from(starters()),
    st.sampled_from(captions.ASPECTS),
    PACINGS,
)


@st.composite
def speech(draw: st.DrawFn) -> list[CaptionWord]:
    """Words of all kinds, up to fifty a second: what is shorter than a frame cannot be shown."""
    words: list[CaptionWord] = []
    now = draw(st.integers(0, 3000))
    for text in draw(st.lists(st.sampled_from(PIECES.split()), min_size=1, max_size=30)):
        now += draw(st.sampled_from([0, 0, 0, 40, 200, 900, 5000]))
        length = draw(st.sampled_from([20, 60, 180, 400, 6000]))
        speaker = draw(st.sampled_from(["a", "a", "a", "b"]))
        words.append(CaptionWord(text=text, start_ms=now, end_ms=now + length, speaker=speaker))
        now += length
    return words


@settings(max_examples=40, deadline=None)
@given(speech(), LOOKS)
def test_no_words_break_a_promise_on_the_picture_or_in_files(
    words: list[CaptionWord], look: Look
) -> None:
    painted, written = judged(words, look)
    assert painted.broken == written.broken == 0


@pytest.mark.parametrize("mode", ["sentence", "phrase", "words"])
@pytest.mark.parametrize("breaking", ["balanced", "greedy"])
def test_edited_english_is_cut_as_an_editor_would(mode: captions.Mode, breaking: str) -> None:
    """One bad end in a hundred cards, one orphan in two hundred; `words` has too few to a card."""
    clips = corpora(3, STARTERS)["script"]
    found, plain = Count(), Count()
    for look in captions.modes()[mode][:2]:
        for words in clips:
            found += judged(words, look.paced(breaking=breaking))[0]
            plain += captions.filled(words, look)
    assert found.broken == 0
    assert found.bad_cues <= (0.035 if mode == "words" else 0.01) * found.cues
    assert found.bad_share <= plain.bad_share / 4
    if breaking == "balanced":
        assert found.orphan_share <= (0.01 if mode == "words" else 0.005)


def said(*texts: str, gap_ms: int = 0, speakers: str = "") -> list[CaptionWord]:
    return [
        CaptionWord(
            text=text,
            start_ms=n * (300 + gap_ms),
            end_ms=n * (300 + gap_ms) + 300,
            speaker=speakers[n] if speakers else None,
        )
        for n, text in enumerate(texts)
    ]


FOUR = said("We", "found", "old", "maps")


@pytest.mark.parametrize(
    ("cues", "broken"),
    [
        ([Cue(0, 600, ((0, 1),)), Cue(600, 1200, ((2, 3),))], ""),
        ([Cue(0, 700, ((0, 1),)), Cue(600, 1200, ((2, 3),))], "overlaps"),
        ([Cue(0, 600, ((0, 1), (2, 3))), Cue(600, 700, ())], "empty"),
        ([Cue(0, 600, ((0, 1),)), Cue(600, 600, ((2, 3),))], "empty"),
        ([Cue(0, 1200, ((0, 1, 2, 3),), widest=101)], "wide"),
        ([Cue(0, 600, ((0, 1),)), Cue(600, 1200, ((3,),))], "lost"),
        ([Cue(0, 600, ((0, 1),)), Cue(600, 1200, ((1, 2, 3),))], "lost"),
        ([Cue(0, 600, ((1, 0),)), Cue(600, 1200, ((2, 3),))], "lost"),
    ],
)
def test_each_broken_promise_is_noticed(cues: list[Cue], broken: str) -> None:
    found = checked(FOUR, cues, room=100)
    assert found.broken == bool(broken)
    assert all(getattr(found, name) == (name == broken) for name in ("overlaps", "empty", "wide"))


@pytest.mark.parametrize(
    ("here", "there", "kind"),
    [
        ("the", "house", "determiner"),
        ("their", "house", "determiner"),
        ("in", "there", "preposition"),
        ("and", "then", "conjunction"),
        ("which", "is", "conjunction"),
        ("we", "went", "subject"),
        ("don’t", "know", "auxiliary"),
        ("should", "go", "modal"),
        ("you", "know", "pronoun"),
        ("Dr.", "Smith", "title"),
        ("20", "million", "number"),
        ("five", "percent", "number"),
        ("Ada", "Lovelace", "name"),
        ("have", "to", "auxiliary"),
        ("the,", "house", ""),
        ("in", "and", ""),
        ("you", "when", ""),
        ("was", "the", ""),
        ("house", "that", ""),
        ("THE", "HOUSE", "determiner"),
        ("OLD", "HOUSE", ""),
    ],
)
def test_what_leads_to_the_next_word_is_known(here: str, there: str, kind: str) -> None:
    assert why_bad(*said(here, there)) == kind
    assert why_bad(*said(here, there, gap_ms=400)) == ""
    assert why_bad(*said(here, there, speakers="ab")) == ""


@pytest.mark.parametrize(
    ("lines", "orphans"),
    [
        ([["We", "saw"], ["it"], ["again", "today."]], 1),
        ([["We", "saw."], ["Yes."], ["Again", "today."]], 0),
        ([["We", "saw"], ["incomprehensible"], ["things", "today."]], 0),
    ],
)
def test_a_lone_short_word_is_an_orphan(lines: list[list[str]], orphans: int) -> None:
    words = said(*(text for line in lines for text in line))
    cues, at = [], 0
    for number, line in enumerate(lines):
        cues.append(Cue(number, number + 1, (tuple(range(at, at + len(line))),)))
        at += len(line)
    assert checked(words, cues, room=100).orphans == orphans


def test_a_word_that_pauses_isolate_is_none_and_a_last_line_may_be() -> None:
    alone = said("We", "so", "go", gap_ms=400)
    assert checked(alone, [Cue(n, n + 1, ((n,),)) for n in range(3)], room=100).orphans == 0
    last = said("We", "like", "it")
    assert checked(last, [Cue(0, 900, ((0, 1), (2,)))], room=100).orphans == 1
    assert checked(last[1:], [Cue(0, 900, ((0,), (1,)))], room=100).orphans == 0
