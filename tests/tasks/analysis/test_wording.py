"""Titles and hooks: what can stand alone, taken from what is said."""

from __future__ import annotations

import pytest

from tasks.analysis.editorial.claims import claimed
from tasks.analysis.editorial.clauses import clauses, shortened
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


@pytest.mark.parametrize(
    "text",
    [
        "Hopefully won't be too hard to bake",
        "Hot enough so the bread is done",
        "Each one's got its own little oven",
        "The village was proud of what we built here",
        "I guess that's up to our old baker",
        "The re the new oven will be warm",
        "We will have o an official price list",
    ],
)
def test_what_lacks_a_subject_or_a_name_has_flaws(text: str) -> None:
    assert flaws(text) > 0


def test_a_long_sentence_is_cut_in_front_of_where_and_when() -> None:
    said = "My father built a second oven at the back of the garden when the first one burned down"
    assert shortened(said, 60) == "My father built a second oven at the back of the garden"
    assert shortened("We know what the baker was looking for in the garden all day", 40) == ""
    assert shortened("Nobody bakes at night", 60) == ""


def test_an_order_that_began_nothing_is_no_title() -> None:
    assert "Buy a few plants" not in clauses("You can go there, buy a few plants")
    assert "Keep the oven warm." in clauses("Keep the oven warm.")


def test_the_end_of_a_list_is_no_sentence() -> None:
    said = "One of the differences between rye, wheat and barley is the price"
    assert "Wheat and barley is the price" not in clauses(said)


TELLING = {"oven": 0.9, "ston": 0.8, "bread": 0.6, "bak": 0.4}


def test_a_claim_without_a_name_gets_the_name_said_just_before() -> None:
    texts = ["We bought the stone ovens.", "They're really cheap to repair."]
    telling = {**TELLING, "stone oven": 0.9, "stone": 0.8, "cheap": 0.5, "repair": 0.5}
    assert claimed(texts, telling, 60) == "Stone ovens: they're really cheap to repair"


@pytest.mark.parametrize(
    "texts",
    [
        ["We bought the stone ovens.", "It's really cheap to repair."],
        ["We bought the stone ovens.", "He repaired the whole house alone."],
        ["We bought the stone ovens.", "I was going to talk about the cheap repair."],
        ["They're really cheap to repair."],
    ],
)
def test_no_claim_gets_a_name_that_it_may_not_mean(texts: list[str]) -> None:
    assert claimed(texts, {**TELLING, "stone": 0.8, "cheap": 0.5, "repair": 0.5}, 60) == ""


def test_what_is_said_of_something_is_a_title_of_its_own() -> None:
    said = "The thing nobody tells you about a restaurant is that the food is a third of the job."
    assert "The food is a third of the job." in clauses(said)


@pytest.mark.parametrize(
    "text",
    [
        "You talk to the cleaner is the culture",
        "I remember standing in that kitchen thinking",
    ],
)
def test_two_sentences_in_one_and_thoughts_that_do_not_follow_have_flaws(text: str) -> None:
    assert flaws(text) > 1


def test_that_idea_stands_for_no_name() -> None:
    telling = {"engineer": 1.0, "team": 0.9}
    assert claimed(["He runs the engineering team.", "We love that idea."], telling, 60) == ""


def test_a_title_that_is_a_little_too_long_loses_what_only_stresses_it() -> None:
    said = "Nobody really understands the cost of an engineering interruption."
    assert shortened(said, 60) == "Nobody understands the cost of an engineering interruption."
    assert (
        shortened("Nobody understands that it is not really the cost of interruptions.", 60) == ""
    )
