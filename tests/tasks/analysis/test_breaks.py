"""Words without punctuation, in capitals or all small, become sentences that somebody would write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.speakers import Diarization
from schemas.transcript import Word
from tasks.analysis.editorial.breaks import split
from tasks.analysis.editorial.casing import casing_of
from tasks.analysis.editorial.marks import is_question
from tasks.analysis.editorial.sentences import sentences
from tests.simulators.talks import spoken

NOBODY = Diarization(provider="single", speakers=(), turns=())


def run(text: str) -> list[Word]:
    """Words without any silence between them."""
    return [
        Word(text=word, start_ms=300 * place, end_ms=300 * place + 300)
        for place, word in enumerate(text.split())
    ]


@pytest.mark.parametrize(
    "text",
    [
        "i was an engineer for nine years | i worked on bridges in the north of the country",
        "people always ask me how we started | i never had a plan for any of it",
        "we lost two customers in a week | and i raised the price on the same day",
        "the kitchen was full of smoke | so we opened all of the windows and waited outside",
    ],
)
def test_sentences_end_where_the_words_tell(text: str) -> None:
    said = [part.split() for part in text.split(" | ")]
    words = run(text.replace(" | ", " "))
    assert split(words, timed=False) == [(0, len(said[0])), (len(said[0]), len(words))]


def test_silence_tells_where_the_words_do_not() -> None:
    words = run("bread salt water flour and yeast butter sugar eggs milk and cream")
    late = [
        word.model_copy(update={"start_ms": word.start_ms + 900, "end_ms": word.end_ms + 900})
        for word in words[6:]
    ]
    assert (6, 12) in split([*words[:6], *late], timed=True)


@given(
    st.lists(
        st.sampled_from(["the", "we", "um", "of", "went", "so", "bread", "and", "i", "is"]),
        max_size=120,
    )
)
def test_every_word_is_in_one_sentence(texts: list[str]) -> None:
    found = split(run(" ".join(texts)), timed=False)
    assert [place for first, stop in found for place in range(first, stop)] == [*range(len(texts))]


@pytest.mark.parametrize(
    ("said", "written"),
    [
        (
            "DR. OSEI MEASURED THAT LEVEE IN 2019, AND I'M SURE NASA DID.",
            "Dr. Osei measured that levee in 2019, and I'm sure NASA did.",
        ),
        (
            "ON MONDAY RACHEL MORENO FLEW TO CALIFORNIA WITH SENATOR HOLLIS.",
            "On Monday Rachel Moreno flew to California with Senator Hollis.",
        ),
        (
            "my name is lena fischer and i work on sleep in berlin",
            "My name is Lena Fischer and I work on sleep in Berlin",
        ),
        (
            "we went to the second bus stop and that was all we did",
            "We went to the second bus stop and that was all we did",
        ),
        ("A man from the BBC told us that it is late, He said.", None),
    ],
)
def test_names_keep_their_capitals_and_all_else_is_small(said: str, written: str | None) -> None:
    texts = said.split()
    assert casing_of([texts], "en").written(texts) == (written or said)


def test_english_names_are_no_names_elsewhere() -> None:
    texts = ["e", "poi", "i", "ragazzi", "e", "i", "cani", "sono", "andati", "tutti", "al", "mare"]
    written = casing_of([texts], "it").written(texts)
    assert written == "E poi i ragazzi e i cani sono andati tutti al mare"


def test_german_in_capitals_stays_so_because_its_nouns_are_not_known() -> None:
    texts = ["DER", "HUND", "SCHLÄFT", "HEUTE", "IM", "GARTEN", "UNTER", "DEM", "BAUM"]
    assert casing_of([texts], "de").written(texts) == " ".join(texts)


def test_shouted_captions_read_like_a_text() -> None:
    found = sentences(
        spoken([(None, "THE DAM HELD. THAT IS THE STRANGE THING, SAYS JAMES COLE.")]), NOBODY
    )
    assert [item.text for item in found] == [
        "The dam held.",
        "That is the strange thing, says James Cole.",
    ]


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("what do you tell people who want to start", True),
        ("and how long did that take", True),
        ("could you say more about the first week", True),
        ("when i was a student i slept very little", False),
        ("what we found is that nobody reads the manual", False),
        ("which is why we closed the second shop", False),
        ("where the river goes there is mud", False),
    ],
)
def test_questions_are_told_without_a_mark(text: str, asks: bool) -> None:
    assert is_question(text, english=True) is asks
