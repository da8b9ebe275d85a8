"""Levels and order follow the rules of UAX #9, each shown by a text that only it decides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.tools.drawing.bidi import Direction, base_level, level_runs, levels_of, visual_order

RULES: dict[str, tuple[str, int, str]] = {
    "P: a plain line": ("ab cd", 0, "00000"),
    "P: a plain line the other way": ("אב גד", 1, "11111"),
    "W1: a mark goes with its letter": ("aא\u05b0", 0, "011"),
    "W1: a mark at the beginning goes with the line": ("\u05b0a", 0, "00"),
    "W2: a number after an Arabic letter is an Arabic one": ("م1-2", 1, "1212"),
    "W2: a number after a Hebrew letter is not": ("א1-2", 1, "1222"),
    "W3: an Arabic letter runs like a Hebrew one": ("مא", 0, "11"),
    "W4: one comma between Arabic numbers": ("م1,2", 1, "1222"),
    "W4: two of them separate": ("א1,,2", 1, "12112"),
    "W5: a percent sign belongs to its number": ("א5%", 1, "122"),
    "W5: but not to an Arabic one": ("م5%", 1, "121"),
    "W5: a currency sign too, from before": ("א $5", 1, "1122"),
    "W6: a hyphen alone is a sign": ("ב-2024", 1, "112222"),
    "W7: a number after a Latin letter runs with it": ("a5א", 1, "221"),
    "W7: a number at the beginning of a line from the left": ("5א", 0, "01"),
    "AN: Arabic digits run to the right": ("م ١٢٣", 1, "11222"),
    "N0: brackets around what runs like the line": ("ab(אבcd)ef", 0, "0001100000"),
    "N0: brackets around the other direction, after it": ("א(ב)c", 0, "11110"),
    "N0: brackets around the other direction, after the line's": ("a(ב)c", 0, "00100"),
    "N0: brackets inside brackets": ("אב(גד[&ef]!)gh", 1, "11111112211122"),
    "N0: brackets of a word inside the other script": ("אב book(s)", 1, "1112222222"),
    "N0: numbers in brackets count as right to left": ("א(5)c", 0, "11210"),
    "N0: what closes nothing is a sign": ("א)ב", 0, "111"),
    "N0: angle brackets of both encodings are one": ("א\u2329ב\u3009c", 0, "11110"),
    "N0: a mark on a bracket goes with it": ("א(ב)\u0301c", 0, "111110"),
    "N1: a sign between letters of one direction": ("א-ב", 0, "111"),
    "N1: between a letter and a number": ("א-5", 0, "112"),
    "N2: between both directions": ("a-ב", 0, "001"),
    "N2: at the end": ("אב!", 0, "110"),
    "N2: at the end of a line from the right": ("אב!", 1, "111"),
    "I: Latin in a line from the right": ("אב ab cd אב", 1, "11122222111"),
    "L1: white space at the end": ("אב  ", 0, "1100"),
    "L1: a tabulator": ("א\tב", 0, "101"),
    "marks: RLM": ("אב!\u200f", 0, "1111"),
    "marks: LRM": ("ab!\u200e", 1, "2222"),
    "marks: an embedding is as if it were not there": ("ab\u202bc", 0, "0000"),
}


@pytest.mark.parametrize("rule", RULES)
def test_levels_follow_the_standard(rule: str) -> None:
    text, base, expected = RULES[rule]
    assert "".join(map(str, levels_of(text, base))) == expected


def test_brackets_are_paired_no_deeper_than_the_standard_says() -> None:
    deep = "א" + "(" * 64 + "ב" + ")" * 64 + "c"
    assert levels_of(deep, 0)[-2] == 0
    fine = "א" + "(" * 63 + "ב" + ")" * 63 + "c"
    assert levels_of(fine, 0)[-2] == 1


@pytest.mark.parametrize(
    ("text", "base", "shown"),
    [
        ("car is אבג רכב", 0, "car is בכר גבא"),
        ("אבג New York דהו", 1, "והד New York גבא"),
        ("אבג 2024", 1, "2024 גבא"),
        ("ב-2024", 1, "2024-ב"),
        ("אב 12 ab 34 גד", 1, "דג ab 34 12 בא"),
    ],
)
def test_a_line_is_reversed_level_by_level(text: str, base: int, shown: str) -> None:
    assert "".join(text[at] for at in visual_order(levels_of(text, base))) == shown


@given(st.text(alphabet="abאבمن12٣ ,.-%$()[]!\u0301\u200f", max_size=24), st.sampled_from([0, 1]))
def test_every_character_is_shown_once(text: str, base: int) -> None:
    levels = levels_of(text, base)
    assert len(levels) == len(text)
    assert sorted(visual_order(levels)) == [*range(len(text))]
    assert all(base <= level <= 2 for level in levels)
    assert [at for a, b in level_runs(levels) for at in range(a, b)] == [*range(len(text))]


@given(st.text(alphabet=st.characters(max_codepoint=0x24F), max_size=30))
def test_latin_text_keeps_its_order(text: str) -> None:
    assert visual_order(levels_of(text, 0)) == [*range(len(text))]


@pytest.mark.parametrize(
    ("text", "direction", "language", "base"),
    [
        ("2024!", "rtl", "en", 1),
        ("مرحبا", "ltr", "ar", 0),
        ("مرحبا!", "auto", "und", 1),
        ("مرحبا!", "auto", "en", 1),
        ("Follow us!", "auto", "ar", 0),
        ("iPhone 15 חדש", "auto", "he", 1),
        ("iPhone 15 חדש", "auto", "und", 0),
        ("חדש iPhone", "auto", "en-GB", 0),
        ("עולם and the world", "auto", "und", 1),
        ("عام 2024", "auto", "und", 1),
        ("2024", "auto", "fa", 1),
        ("2024", "auto", "und", 0),
        ("1. שלום", "auto", "", 1),
        ("kitab کتاب", "auto", "az-Arab", 1),
        ("kitab کتاب", "auto", "az", 0),
    ],
)
def test_a_line_begins_where_its_reader_expects_it(
    text: str, direction: Direction, language: str, base: int
) -> None:
    assert base_level(text, direction, language) == base
