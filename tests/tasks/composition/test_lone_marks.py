"""Marks that stand alone in captions are shown on the word that they belong to."""

from __future__ import annotations

import pytest

from schemas.transcript import Word
from tasks.composition.marks import joined


def said(text: str, speakers: str = "") -> tuple[Word, ...]:
    """Words of 100 ms each; `speakers` has a letter for each."""
    return tuple(
        Word(
            text=word,
            start_ms=number * 100,
            end_ms=number * 100 + 100,
            speaker=speakers[number] if speakers else None,
        )
        for number, word in enumerate(text.split())
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('it has " start - eighteen " is', 'it has "start– eighteen" is'),
        ("no , never !", "no, never!"),
        ('she said " go . "', 'she said "go."'),
        ("rock -- and ( some ) roll", "rock— and (some) roll"),
        ("« Ça va ? »", "«Ça va?»"),
        ("- And then", "And then"),
        ("¿ Qué ?", "¿Qué?"),
        ("salt & pepper ♪ 50 %", "salt & pepper ♪ 50 %"),
        ("this is it (", "this is it"),
        ("well-known e.g. -5 °C", "well-known e.g. -5 °C"),
    ],
)
def test_marks_go_to_their_words(text: str, shown: str) -> None:
    words = joined(said(text))
    assert len(words) == len(text.split())
    assert " ".join(word.text for word in words if word.text) == shown


def test_french_sets_some_marks_apart() -> None:
    words = joined(said("« Vraiment ? » dit-il , oui -- non"), "fr-CH")
    assert " ".join(word.text for word in words if word.text) == "« Vraiment ? » dit-il, oui— non"


def test_a_mark_gives_its_time_to_its_word() -> None:
    words = joined(said('so " yes " then'))
    assert [(w.start_ms, w.end_ms) for w in words if w.text] == [(0, 100), (100, 400), (400, 500)]


def test_a_dash_of_the_next_speaker_is_not_shown() -> None:
    words = joined(said("Yes. - No.", "abb"))
    assert [word.text for word in words] == ["Yes.", "", "No."]


def test_words_without_lone_marks_are_left_alone() -> None:
    words = said("Nothing — well, nearly nothing—stands alone here.".replace(" — ", " "))
    assert joined(words) == words
