"""Texts as a style writes them, by the rules of their language."""

from __future__ import annotations

import pytest

from tasks.tools.drawing.words import Case, cased, filled, named
from tests.looks import a_clip


@pytest.mark.parametrize(
    ("text", "case", "language", "shown"),
    [
        ("istanbul", "upper", "tr", "İSTANBUL"),
        ("istanbul", "upper", "en", "ISTANBUL"),
        ("ISPARTA İ", "lower", "tr-TR", "ısparta i"),
        ("kısa", "upper", "az", "KISA"),
        ("Άνθρωπος", "upper", "el", "ΑΝΘΡΩΠΟΣ"),
        ("straße", "upper", "de", "STRASSE"),
        ("Mixed", "as_is", "tr", "Mixed"),
        ("日本", "upper", "ja", "日本"),
    ],
)
def test_capitals_follow_the_language(text: str, case: Case, language: str, shown: str) -> None:
    assert cased(text, case, language) == shown


def test_a_slot_stands_where_it_is_named_and_is_never_expanded_again() -> None:
    clip = a_clip("one")
    slots = {"guest": "{title}", "place": ""}
    assert filled("with {slot.guest} {slot.place}", clip, "", slots) == "with {title}"


def test_a_voice_that_only_has_a_number_is_not_named() -> None:
    clip = a_clip("one").model_copy(update={"speakers": ("speaker-1", "Ada", "speaker-12")})
    assert filled("{speaker}", clip, "") == "Ada"
    assert filled("{speaker}", clip, "", speaker="speaker-1") == ""
    assert named("speaker-man") == "speaker-man"
