"""Sponsor reads, openings, introductions: what no clip may hold."""

from __future__ import annotations

import pytest

from deployments.editorial import plan_words, speakers_of
from schemas.params import Limits
from schemas.segments import Segments
from schemas.transcript import Transcript
from tasks.analysis.editorial.repeats import cold_open
from tasks.analysis.editorial.segments import segments_of
from tasks.analysis.transcribe.captions import read_captions
from tests.simulators.interviews import Episode, episode
from tests.simulators.talks import segmented, spoken

SEEDS = range(3)


def read(made: Episode, *, whole: bool = True) -> tuple[Transcript, Segments]:
    vtt = made.vtt(whole=whole).encode()
    transcript = read_captions(vtt, "vtt", duration_ms=None, name="talk")
    return transcript, segments_of(transcript, speakers_of(transcript))


@pytest.mark.parametrize("seed", SEEDS)
def test_whole_sponsor_reads_are_found_and_little_else(seed: int) -> None:
    made = episode(seed, minutes=40)
    _, segments = read(made)
    for item in segments.sentences:
        middle = (item.start_ms + item.end_ms) // 2
        read_out = any(start <= middle <= end for start, end in made.sponsored)
        if read_out:
            assert "sponsor" in item.flags, item.text
    wrong = [
        item
        for item in segments.sentences
        if "sponsor" in item.flags
        and not any(start <= item.end_ms and item.start_ms <= end for start, end in made.sponsored)
    ]
    assert len(wrong) <= 2


@pytest.mark.parametrize("seed", SEEDS)
def test_an_opening_is_marked_and_never_in_a_clip(seed: int) -> None:
    made = episode(seed, minutes=30)
    transcript, segments = read(made)
    opening_ms = made.lines[made.opening].start_ms
    never = {"cold_open", "intro", "sponsor"}
    opening = [item for item in segments.sentences if item.end_ms <= opening_ms]
    assert all(never & set(item.flags) for item in opening)
    for clip in plan_words(transcript, Limits()).clips:
        assert clip.start_ms >= opening_ms - 500


def test_sources_of_an_opening_come_first() -> None:
    made = episode(5, minutes=40)
    transcript, _ = read(made)
    clips = plan_words(transcript, Limits(max_clips=10)).clips
    found = [
        any(clip.start_ms <= (start + end) / 2 <= clip.end_ms for clip in clips)
        for start, end in made.chosen
    ]
    assert sum(found) >= 0.8 * len(found)
    assert any("opens with a piece of it" in reason for clip in clips for reason in clip.reasons)


def test_a_copy_need_not_be_word_for_word() -> None:
    said = "The truth is that every bakery in this town fails when nobody wants to own the oven."
    cut = "The truth is that every bakery fails when nobody wants to own the oven."
    between = [(None, f"Number {n} on the list of ordinary matters is the {n}.") for n in range(40)]
    talk = segmented(spoken([(None, cut), *between, (None, said)]))
    found = cold_open(talk.sentences)
    assert (found.copies, found.sources) == (frozenset({0}), frozenset({41}))


def test_what_is_said_twice_later_on_is_no_opening() -> None:
    line = "We always say that the oven must be hot before the bread can go in."
    before = [(None, f"Shelf {n} holds jar {n * 7} of the blue kind.") for n in range(40)]
    behind = [(None, f"On day {n} we drove {n * 9} miles to the coast.") for n in range(40)]
    talk = segmented(spoken([*before, (None, line), *behind, (None, line)]))
    assert not any("cold_open" in item.flags for item in talk.sentences)


@pytest.mark.parametrize(
    "text",
    [
        "Her executive sponsor left the company in June.",
        "We gave every user a free trial and lost money on each.",
        "People subscribe to three services on average.",
    ],
)
def test_a_guest_may_speak_of_business(text: str) -> None:
    talk = segmented(spoken([("Host", "How did it go?"), ("Guest", text), ("Guest", "It hurt.")]))
    assert not any("sponsor" in item.flags for item in talk.sentences)
