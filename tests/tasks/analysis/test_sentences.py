"""Every word is in exactly one sentence, and sentences end where people end them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.speakers import Diarization, Turn
from schemas.transcript import Transcript, Word
from tasks.analysis.editorial.marks import is_question, is_weak
from tasks.analysis.editorial.sentences import attached, sentences
from tests.simulators.talks import STORY, segmented, spoken

NOBODY = Diarization(provider="single", speakers=(), turns=())


def texts(line: str) -> list[str]:
    return [item.text for item in sentences(spoken([(None, line)]), NOBODY)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "One thing. Another thing! A third? Yes",
            ["One thing.", "Another thing!", "A third?", "Yes"],
        ),
        (
            "I met Dr. Smith at 3.5 degrees. Then left.",
            ["I met Dr. Smith at 3.5 degrees.", "Then left."],
        ),
        ("It was No. 5 on the list. Good.", ["It was No. 5 on the list.", "Good."]),
        (
            "We, e.g. Ann, left at 5 p.m. and slept. Well.",
            ["We, e.g. Ann, left at 5 p.m. and slept.", "Well."],
        ),
        ("He lives in the U.S. They do not.", ["He lives in the U.S.", "They do not."]),
        ("Well... maybe not. No.", ["Well... maybe not.", "No."]),
        ('"Stop!" she said. "Why?"', ['"Stop!"', "she said.", '"Why?"']),
    ],
)
def test_sentences_end_at_punctuation_that_ends_them(line: str, expected: list[str]) -> None:
    assert texts(line) == expected


def test_without_punctuation_sentences_end_at_pauses() -> None:
    lines = [(None, "and then we went home"), (None, "so the next day we came back")]
    found = sentences(spoken(lines, gap_ms=700), NOBODY)
    assert [item.text for item in found] == [
        "And then we went home",
        "So the next day we came back",
    ]
    assert found[0].pause_after_ms == found[1].pause_before_ms == 720


def test_without_punctuation_and_pauses_sentences_are_still_of_sane_length() -> None:
    found = sentences(spoken([(None, "we kept going and going " * 60)]), NOBODY)
    lengths = [item.last_word - item.first_word + 1 for item in found]
    assert max(lengths) <= 24
    assert min(lengths) >= 4


def test_a_thinking_pause_does_not_end_a_sentence_that_has_punctuation() -> None:
    lines = [(None, "I think"), (None, "that is enough for today."), (None, "Good. Go. Now.")]
    assert (
        sentences(spoken(lines, gap_ms=900), NOBODY)[0].text == "I think that is enough for today."
    )


def test_a_named_speaker_ends_the_other_ones_sentence() -> None:
    found = segmented(spoken([("Ann", "but what about"), ("Bob", "No. Not now. Really.")]))
    assert [(item.speaker, item.text) for item in found.sentences][:2] == [
        ("Ann", "but what about"),
        ("Bob", "No."),
    ]


def test_words_between_turns_go_to_the_nearest_one() -> None:
    turns = (
        Turn(speaker_id="a", start_time=0, end_time=1000, confidence_score=1),
        Turn(speaker_id="b", start_time=3000, end_time=4000, confidence_score=1),
    )
    words = [Word(text="x", start_ms=at, end_ms=at + 100) for at in (200, 1300, 2700, 3500, 9000)]
    found = attached(words, Diarization(provider="mfcc", speakers=("a", "b"), turns=turns))
    assert [item.speaker for item in found] == ["a", "a", "b", "b", "b"]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["yes", "no.", "why?", "Dr.", "so", "and", "3.5", "…", "U.S."]),
            st.integers(0, 3000),
            st.sampled_from([None, "a", "b"]),
        ),
        max_size=150,
    )
)
def test_every_word_is_in_exactly_one_sentence(said: list[tuple[str, int, str | None]]) -> None:
    words, at = [], 0
    for text, gap, speaker in said:
        words.append(Word(text=text, start_ms=at + gap, end_ms=at + gap + 200, speaker=speaker))
        at += gap + 200
    transcript = Transcript(provider="x", language="en", duration_ms=at + 1, words=tuple(words))
    found = segmented(transcript)
    covered = [n for item in found.sentences for n in range(item.first_word, item.last_word + 1)]
    assert covered == list(range(len(words)))
    inside = [
        n for part in found.sections for n in range(part.first_sentence, part.last_sentence + 1)
    ]
    assert inside == list(range(len(found.sentences)))


@pytest.mark.parametrize(
    "text",
    [
        "He never came back.",
        "But they did not pay.",
        "That is the trap.",
        "So it was over for us.",
        "And this is why it hurts.",
        "Because she told me so.",
    ],
)
def test_an_open_reference_is_a_weak_start(text: str) -> None:
    assert is_weak(text)


@pytest.mark.parametrize(
    "text",
    [
        "My father said he knew.",
        "It turns out that nobody reads.",
        "It's important to sleep.",
        "Nobody believed the numbers.",
        "But the banks never paid.",
        "I think that we lost.",
        "Sarah called, and she was angry.",
        "What would you change?",
        "Those who wait win.",
        "This is a story about bread.",
    ],
)
def test_what_names_its_subject_is_no_weak_start(text: str) -> None:
    assert not is_weak(text)


def test_questions_are_known_with_and_without_their_mark() -> None:
    assert is_question('Really?"', english=True)
    assert is_question("so what did you do then", english=True)
    assert not is_question("What a day.", english=True)
    assert not is_question("so what did you do then", english=False)


def test_a_talk_gets_its_flags() -> None:
    flags = {item.text: set(item.flags) for item in segmented(spoken(STORY)).sentences}
    assert "intro" in flags[STORY[0][1]]
    assert "sponsor" in flags[STORY[1][1]]
    assert "sponsor" in flags[STORY[2][1]]
    assert "question" in flags[STORY[3][1]]
    assert "weak_start" in flags[STORY[6][1]]
    assert "filler" in flags["Yeah."]
    assert "outro" in flags[STORY[-1][1]]
    assert not flags[STORY[7][1]]


def test_the_gap_between_two_sponsor_hits_is_part_of_the_read() -> None:
    read = [
        (None, "We got a word from our sponsor."),
        (None, "Mattresses matter to all of us."),
        (None, "Mine arrived on a Tuesday."),
        (None, "Use the code SLEEP for a discount."),
        (None, "Back to the history of bread."),
    ]
    marked = ["sponsor" in item.flags for item in segmented(spoken(read)).sentences]
    assert marked == [True, True, True, True, False]


def test_a_cold_open_is_marked_where_it_is_a_copy() -> None:
    line = (None, "Nobody fails at the hard part because everybody watches the hard part closely.")
    talk = [
        line,
        *[(None, f"Here comes sentence number {n} about bread.") for n in range(60)],
        line,
    ]
    found = segmented(spoken(talk)).sentences
    assert "cold_open" in found[0].flags
    assert "cold_open" not in found[-1].flags
