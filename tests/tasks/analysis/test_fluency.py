"""What an editor hears at a clip's ends: run-ups, false starts, sentences that nobody finished."""

from __future__ import annotations

from typing import Literal

import pytest

from schemas.candidates import Candidates
from schemas.scenes import Shot, Shots
from schemas.spec import ScoreOptions
from tasks.analysis.editorial.clauses import clauses
from tasks.analysis.editorial.cuts import bounded
from tasks.analysis.editorial.fluency import edits, fluency_of
from tasks.analysis.editorial.grammar import has_verb, impossible
from tasks.analysis.editorial.runups import is_scrap, run_up
from tasks.analysis.editorial.standing import flaws
from tasks.analysis.editorial.subjects import subject_of
from tasks.analysis.score.base import candidate
from tests.simulators.talks import STORY, segmented, spoken

SHORT = ScoreOptions(min_seconds=3, max_seconds=30)
Lines = list[tuple[str | None, str]]


def moved(
    lines: Lines, first: int, last: int, timing: Literal["word", "interpolated"] = "word"
) -> tuple[str, int, int, tuple[str, ...]]:
    """Text, first and last sentence and notes of a clip behind `boundaries`."""
    transcript = spoken(lines).model_copy(update={"timing": timing})
    segments = segmented(transcript)
    shots = Shots(
        duration_ms=transcript.duration_ms,
        shots=(Shot(index=0, start_ms=0, end_ms=transcript.duration_ms),),
    )
    item = candidate(segments, first, last, {}, worth=50, engine="x", reasons=())
    found = bounded(Candidates(engine="x", items=(item,)), segments, transcript, shots, SHORT)
    only = found.items[0]
    assert not any(
        word.start_ms < edge < word.end_ms
        for word in transcript.words
        for edge in (only.start_ms, only.end_ms)
    )
    return only.text, only.first_sentence, only.last_sentence, only.adjustments


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("So, um, the baker closed his shop", 2),
        ("Um, and, you know, the baker closed his shop", 4),
        ("The the baker closed his shop", 1),
        ("th the baker closed his shop", 1),
        ("I think I think the baker closed", 2),
        ("So the baker closed his shop", 0),
        ("The baker closed his shop", 0),
        ("Very very few bakers closed", 0),
        ("Well, he left.", 0),
    ],
)
def test_a_run_up_ends_where_the_sentence_begins(said: str, count: int) -> None:
    words = said.split()
    assert run_up(words, [0] * len(words)) == count


def test_a_pause_behind_a_marker_is_as_good_as_a_comma() -> None:
    words = ["So", "the", "baker", "closed", "his", "shop"]
    assert run_up(words, [300, 0, 0, 0, 0, 0]) == 1


def test_a_clip_starts_behind_the_run_up_and_says_so() -> None:
    lines: Lines = [
        ("A", "The old mill stood by the river."),
        ("A", "So, um, the baker closed his shop for a whole year."),
        ("A", "Nobody in the village had bread that winter."),
    ]
    text, first, _, notes = moved(lines, 1, 2)
    assert first == 1
    assert text.startswith("The baker closed")
    assert "starts behind 'So, um'" in notes
    text, *_ = moved(lines, 1, 2, "interpolated")
    assert text.startswith("So, um, the baker")


def test_a_clip_moves_off_a_sentence_that_was_never_finished() -> None:
    lines: Lines = [
        ("A", "The baker had one oven and two sons."),
        ("A", "The younger son built a second oven for"),
        ("B", "The village paid for the bricks of the second oven."),
        ("B", "Both ovens were warm by the end of March."),
        ("B", "The river froze in the same week."),
    ]
    _, first, _, _ = moved(lines, 1, 3)
    assert first in (0, 2)
    _, _, last, notes = moved(lines, 0, 1)
    assert last != 1
    assert any("where it is whole" in note for note in notes)


@pytest.mark.parametrize(("words", "begins"), [(0, 0), (9, 2)])
def test_a_start_is_not_moved_so_far_that_the_clip_becomes_long(words: int, begins: int) -> None:
    more = " of the old mill" * words
    lines: Lines = [
        ("A", "The baker had one oven and two sons."),
        ("A", f"And then the the younger one{more} was."),
        ("A", "And then the the older one was."),
        ("B", "The village paid for the bricks of the second oven."),
        ("B", "The ovens were warm by the end of March."),
        ("B", "The river froze in the same week."),
    ]
    assert moved(lines, 2, 3)[1] == begins


def test_noises_at_the_ends_are_left_out() -> None:
    lines: Lines = [
        ("A", "Mmm."),
        ("B", "The baker closed his shop for a whole year."),
        ("B", "Nobody in the village had bread that winter."),
        ("A", "Right."),
        ("B", "Spring came late in that valley."),
    ]
    _, first, last, _ = moved(lines, 0, 3)
    assert (first, last) == (1, 2)


def test_a_clean_talk_asks_for_no_edit_and_a_stumbling_one_does() -> None:
    clean = fluency_of(segmented(spoken(STORY)))
    assert edits(clean, 7, 9) == 0
    stumbling = fluency_of(
        segmented(
            spoken(
                [
                    ("A", "And so the the idea of w we had was, um,"),
                    ("B", "Is that Well, I mean it it could be a"),
                    ("A", "or or the other thing, you know, that they that they have"),
                    ("B", "The village paid for it."),
                    ("B", "Yes it did."),
                    ("B", "It was late."),
                ]
            )
        )
    )
    assert edits(stumbling, 0, 2) > 0.5


def test_other_languages_ask_for_nothing() -> None:
    talk = spoken([(None, f"Das Brot kostet heute {n} Euro mehr als gestern.") for n in range(9)])
    found = fluency_of(segmented(talk.model_copy(update={"language": "de"})))
    assert edits(found, 0, 8) == 0


@pytest.mark.parametrize("text", ["Mmm.", "Tsk.", "Yeah.", "So.", "Right, okay."])
def test_what_says_nothing_is_a_scrap(text: str) -> None:
    assert is_scrap(segmented(spoken([("A", text)])).sentences[0])


@pytest.mark.parametrize(
    "text",
    [
        "The people who work here know the truth",
        "The brain burns a fifth of your energy",
        "Great teams argue in the open",
        "My first job paid four dollars an hour",
        "Interest rates will rise again next year",
        "Doctors never learn to love the list",
        "There are two sides to every deal",
    ],
)
def test_sentences_have_a_verb_and_no_impossible_neighbours(text: str) -> None:
    words = text.split()
    assert has_verb(words)
    assert impossible(words) == 0
    assert flaws(text) == 0


@pytest.mark.parametrize(
    "text",
    [
        "Search tools I bet will be enough",
        "The beginning and end of a sentence",
        "I think the kinds of questions",
        "The point isn't that an end user",
        "It means time slices",
        "They never paid the second bill",
        "We can always invite them",
        "You can any number of categories",
        "Overlapping with any other word i segment",
        "Maybe we could think about how, could be better",
        "Is there a second bakery in",
    ],
)
def test_what_is_no_sentence_or_points_elsewhere_has_flaws(text: str) -> None:
    assert flaws(text) > 1


@pytest.mark.parametrize(
    ("said", "piece"),
    [
        ("I think the oven was the problem, and nobody saw it.", "The oven was the problem"),
        ("The thing is that ovens need bricks, so um the village paid.", "Ovens need bricks"),
    ],
)
def test_clauses_are_taken_out_whole(said: str, piece: str) -> None:
    assert piece in [found.rstrip(".") for found in clauses(said)]


def test_no_clause_loses_its_condition() -> None:
    found = clauses("If the river freezes, the mill stands still.")
    assert "The mill stands still." not in found


def test_a_clip_is_called_by_what_it_is_about_where_nothing_stands_alone() -> None:
    texts = ["or the, um, green ribbons that", "and the green ribbons or", "of the overlap codes,"]
    telling = {"green": 0.8, "ribbon": 0.9, "overlap": 0.7, "cod": 0.6}
    assert subject_of(texts, telling, 60) == "Green ribbons and overlap codes"
    assert subject_of(["so it was, you know"], telling, 60) == ""


@pytest.mark.parametrize(
    "text",
    [
        "So here's the thing.",
        "There are three big reasons.",
        "Let me look at the oven again.",
        "The bread was in the Yeah.",
    ],
)
def test_what_only_announces_or_breaks_off_is_no_end(text: str) -> None:
    plain = "The village paid for the bricks of the second oven."
    lines: Lines = [("A", plain), ("A", text), ("A", plain)]
    last = fluency_of(segmented(spoken(lines))).last
    assert last[1] > last[0]


def test_a_name_that_was_begun_again_is_no_subject() -> None:
    telling = {"harmonic": 0.9, "harmonicity": 0.9, "price": 0.8}
    assert "armonic" not in subject_of(
        ["We saw some harmonic harmonicity, or the price"], telling, 60
    )
