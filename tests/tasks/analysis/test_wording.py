"""Titles and hooks: what can stand alone, taken from what is said."""

from __future__ import annotations

import pytest

from tasks.analysis.editorial.standing import flaws
from tasks.analysis.editorial.trimming import trimmed


@pytest.mark.parametrize(
    "text",
    [
        "The hard part is specifying what you mean by merge",
        "If the list is long, nobody reads the last line",
        "What is the biggest mistake people make?",
        "A bare singular stem doesn't get to act that way",
        "Nobody fails at the hard part",
    ],
)
def test_what_says_something_alone_has_no_flaw(text: str) -> None:
    assert flaws(text) == 0


@pytest.mark.parametrize(
    "text",
    [
        "If you suddenly decide that you want",
        "Whereas if we just do a flat file format, sure",
        "Different tenses or my beliefs and your beliefs",
        "Graphs and tables and all that sort of stuff",
        "You suddenly decide that you want You have to pay",
        "Can you Oh, well",
        'There is a term " dynamic belief',
        "Is that you can't really add any information",
        "The surgeon went home because of the",
    ],
)
def test_pieces_of_sentences_are_worse(text: str) -> None:
    assert flaws(text) > flaws("Nobody fails at the hard part")


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("So, um, I think it is is better.", "I think it is better."),
        ("Here's a here's a proposed design", "Here's a proposed design"),
        ("Yeah, th - there are two choices", "There are two choices"),
        ("It was very very hard", "It was very very hard"),
        ("The year 2020 2020 came twice", "The year 2020 2020 came twice"),
        ("admission f fees are mentioned", "Admission fees are mentioned"),
        ("That's what I didn't say, a plan B", "That's what I didn't say, a plan B"),
    ],
)
def test_false_starts_are_left_out(said: str, written: str) -> None:
    assert trimmed(said) == written
