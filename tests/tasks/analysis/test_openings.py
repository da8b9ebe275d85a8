"""The first sentence that anybody hears: what it leans on, what leads into it, and where it is cut."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from schemas.scenes import Shot, Shots
from schemas.spec import ScoreOptions
from schemas.transcript import Transcript, Word
from tasks.analysis.editorial.asides import about_talk
from tasks.analysis.editorial.cuts import Repair
from tasks.analysis.editorial.fluency import fluency_of, quoted
from tasks.analysis.editorial.marks import is_question
from tasks.analysis.editorial.openings import points
from tasks.analysis.editorial.quiet import Quiet
from tasks.analysis.editorial.runups import run_up
from tasks.analysis.editorial.spans import Span
from tests.simulators.talks import segmented, spoken

CLEAN = "The baker lost his oven in the great flood of the spring."


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("And the baker closed his shop", 1),
        ("But when the river froze nobody came", 1),
        ("So we bought a second oven", 1),
        ("So many bakers closed their shops", 0),
        ("Now that the river is frozen", 0),
        ("Well known bakers never close", 0),
        ("I've been, um, I've been baking since May", 3),
        ("What what's the price of bread today", 1),
        ("In into the oven goes the bread", 1),
        ("In fact, the baker closed his shop", 2),
    ],
)
def test_a_joining_word_is_left_out_where_the_sentence_is_whole_without_it(
    said: str, count: int
) -> None:
    words = said.split()
    assert run_up(words, [0] * len(words), joined=True) == count


@pytest.mark.parametrize(
    "text",
    [
        "We bought both of them in the same week",
        "The village had two mills, and the other burned down in May",
        "I never saw the one you mean",
        "You have to heat it slowly before you do that",
        "The price depends on the size of those loaves",
        "There is a long history behind these old ovens",
        "My father could never have done that without help",
    ],
)
def test_what_stands_beside_something_else_points_back(text: str) -> None:
    assert points(text)


@pytest.mark.parametrize(
    "text",
    [
        "The people who bake bread get up at three",
        "I believe that bakers are the last to sleep",
        "Those who bake bread get up at three",
        "It is hard to bake bread in the rain",
        "The other day a baker told me a story",
        "One of the ovens exploded on a Sunday",
        "I met my wife in the first one hundred days of the war",
    ],
)
def test_what_names_its_things_does_not(text: str) -> None:
    assert not points(text)


@pytest.mark.parametrize(
    "text",
    [
        "Shall we move on to the second question?",
        "I was just saying that bread is cheap",
        "Let's go back to the list for a moment",
        "We only have about ten minutes left",
        "I'm going to talk about bread and salt",
        "Does that make sense to everyone?",
        "Where were we?",
    ],
)
def test_talk_about_the_talk_is_known(text: str) -> None:
    assert about_talk(text)


@pytest.mark.parametrize(
    "text",
    [
        "We have to move to a bigger shop",
        "You should start with the cheapest flour",
        "The bread needs about forty minutes in the oven",
        "Nobody talks about the price of salt",
    ],
)
def test_talk_about_things_is_not(text: str) -> None:
    assert not about_talk(text)


def first(*lines: tuple[str, str], timing: str = "word") -> list[float]:
    transcript = spoken(list(lines)).model_copy(update={"timing": timing})
    return [round(float(value), 2) for value in fluency_of(segmented(transcript)).first]


def test_worse_starts_are_found_worse() -> None:
    found = first(
        ("A", CLEAN),
        ("A", "And the miller sold his house in the same spring."),
        ("A", "Some kind of old wooden house."),
        ("A", "The miller the the miller sold his house in spring."),
        ("B", "Tsk."),
    )
    clean, joined, fragment, begun, noise = found
    assert clean == 0
    assert 0 < joined < fragment < noise
    assert begun > joined


def test_an_answer_needs_its_question() -> None:
    asked = ("A", "Who paid the price for the second oven?")
    answer = ("B", "The village paid for the oven and the bricks.")
    told = ("A", CLEAN)
    assert first(asked, answer)[1] > first(told, answer)[1]
    assert first(asked, ("A", "Mmm."), answer)[2] > first(told, ("A", "Mmm."), answer)[2]


def test_a_joining_word_is_worse_where_it_cannot_be_cut_off() -> None:
    lines = [("A", CLEAN), ("A", "And the miller sold his house in the same spring.")]
    assert first(*lines, timing="interpolated")[1] > first(*lines)[1]


def sounding(path: Path, *, gap: bool) -> Path:
    """Ten seconds with two words from 4.0 to 6.0 s, a breath apart or run into each other at 5.0 s."""
    rate = 16_000
    chance = np.random.default_rng(3)
    level = np.full(10 * rate, 8.0)
    level[4 * rate : 6 * rate] = 6000.0
    if gap:
        level[int(4.97 * rate) : int(5.03 * rate)] = 8.0
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes((chance.standard_normal(len(level)) * level / 3).astype("<i2").tobytes())
    return path


@pytest.mark.parametrize("gap", [True, False])
def test_a_joining_word_is_cut_off_only_where_the_sound_has_a_gap(
    tmp_path: Path, gap: bool
) -> None:
    texts = ["And", "the", "baker", "closed", "his", "shop."]
    times = [(4000, 5000), (5000, 5200), (5200, 5400), (5400, 5600), (5600, 5800), (5800, 6000)]
    words = tuple(
        Word(text=text, start_ms=start, end_ms=end)
        for text, (start, end) in zip(texts, times, strict=True)
    )
    said = Transcript(provider="captions", language="en", duration_ms=10_000, words=words)
    segments = segmented(said)
    shots = Shots(duration_ms=10_000, shots=(Shot(index=0, start_ms=0, end_ms=10_000),))
    options = ScoreOptions(min_seconds=1, max_seconds=30)
    quiet = Quiet(sounding(tmp_path / "sound.wav", gap=gap))
    span = Span(0, 0)
    Repair(segments, said, shots, options, quiet)._without_run_up(span)
    assert span.led_in == (1 if gap else 0)


def test_what_begins_or_ends_inside_a_quotation_is_no_start_and_no_end() -> None:
    lines = [
        (None, 'The finance team came in and said "Can you explain the price of this hammer?'),
        (None, 'Nobody needs a second hammer in this office."'),
        (None, "The engineers bought the hammer on the same day."),
    ]
    segments = segmented(spoken(lines))
    assert quoted(segments.sentences) == [False, True, False]
    heard = fluency_of(segments)
    assert heard.first[1] >= 1.0 > heard.first[2]
    assert heard.last[0] >= 1.0 > heard.last[2]


def test_what_is_announced_does_not_end_a_clip_nor_what_only_begins_it() -> None:
    lines = [
        (None, "The river rose by four feet on that night."),
        (None, "Let me tell you what happened in the morning."),
        (None, "The mayor walked down to the old bridge."),
    ]
    heard = fluency_of(segmented(spoken(lines)))
    assert heard.last[0] < 0.2 <= min(heard.last[1], heard.last[2])


@pytest.mark.parametrize(
    "text", ["Take me to your first rescue.", "So walk us through that night."]
)
def test_a_request_to_tell_something_is_a_question(text: str) -> None:
    assert is_question(text, english=True)


def test_to_tell_somebody_that_is_none() -> None:
    assert not is_question("Tell me that it is not true.", english=True)
