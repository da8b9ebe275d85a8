"""Texts as a style writes them, by the rules of their language."""

from __future__ import annotations

import pytest

from tasks.tools.drawing.words import Case, Punctuation, cased, filled, named, punctuated
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


@pytest.mark.parametrize(
    ("text", "rule", "shown"),
    [
        ("done.", "drop_trailing", "done"),
        ("done?", "drop_trailing", "done?"),
        ("“done.”", "drop_trailing", "“done”"),
        ("p.m.", "drop_trailing", "p.m."),
        ("U.S.,", "drop_trailing", "U.S."),
        ("$4.5", "drop_trailing", "$4.5"),
        ("“done.”", "drop_all", "done"),
        ("‘quoted’", "drop_all", "quoted"),
        ("players’", "drop_all", "players’"),
        ("p.m.", "drop_all", "p.m."),
        ("(U.S.)", "drop_all", "U.S."),
        ("1,250.50", "drop_all", "1,250.50"),
        ("—", "drop_all", ""),
    ],
)
def test_what_is_spelled_with_full_stops_keeps_them(
    text: str, rule: Punctuation, shown: str
) -> None:
    assert punctuated(text, rule, last=True) == shown


def test_a_slot_stands_where_it_is_named_and_is_never_expanded_again() -> None:
    clip = a_clip("one")
    slots = {"guest": "{title}", "place": ""}
    assert filled("with {slot.guest} {slot.place}", clip, "", slots) == "with {title}"


def test_a_voice_that_only_has_a_number_is_not_named() -> None:
    clip = a_clip("one").model_copy(update={"speakers": ("speaker-1", "Ada", "speaker-12")})
    assert filled("{speaker}", clip, "") == "Ada"
    assert filled("{speaker}", clip, "", speaker="speaker-1") == ""
    assert named("speaker-man") == "speaker-man"
