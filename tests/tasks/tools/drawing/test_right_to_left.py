"""Mixed directions as they are seen: read off the glyphs of compiled plans, and off pixels."""

from __future__ import annotations

import string
from functools import cache
from typing import Any

import numpy as np
import pytest

from schemas.base import canonical
from schemas.renders import GlyphTable, PlacedWord, RenderPlan, TextBlock
from schemas.style.contract import Brand
from schemas.style.subtitles import Emphasis, Motion
from tasks.tools.drawing.fonts import FontBook
from tasks.tools.drawing.outlines import Outlines
from tasks.tools.drawing.spoken import page_state, swept_parts
from tests.looks import FONTS, MANROPE, a_plan, a_style, an_overlay, dejavu, face
from tests.tasks.tools.drawing.test_painter import STILL, painted

LETTERS = string.ascii_letters + string.digits + "!?.,:-()[]%$@#" + "אבגדהוזחטיכךלמםנןסעפףצץקרשת־"


def style(**look: Any) -> Any:
    return a_style(fallbacks=(face(dejavu()),), **({"size": 4.0} | look))


@cache
def drawn() -> dict[str, str]:
    """Outline to character, in the Latin font and in its fallback."""
    found = {}
    for path in (MANROPE, dejavu()):
        book = FontBook(Brand(fonts={"body": face(path)}), FONTS)
        for char in LETTERS:
            for piece in book.shape(char, "body", levels=(0,)).pieces:
                found[book.tables()[0].outlines[str(piece.glyphs[0])]] = char
    return found


def seen(block: TextBlock, fonts: tuple[GlyphTable, ...]) -> list[str]:
    """Each line as it is seen, from left to right."""
    lines = []
    for baseline in sorted({word.baseline for word in block.words}):
        words = sorted((w for w in block.words if w.baseline == baseline), key=lambda w: w.x)
        line, end = "", words[0].x
        for word in words:
            line += " " * (word.x - end > 1) + inside(word, fonts)
            end = word.x + word.width
        lines.append(line)
    return lines


def inside(word: PlacedWord, fonts: tuple[GlyphTable, ...]) -> str:
    places = sorted(
        (x, drawn()[outline])
        for run in word.runs
        for glyph, x in zip(run.glyphs, run.xs, strict=True)
        if (outline := fonts[run.font].outlines[str(glyph)])
    )
    return "".join(char for _, char in places)


def captions(text: str, language: str = "und", **look: Any) -> list[str]:
    wide = {"parts": {"pacing": {"max_chars_per_line": 60, "max_lines": 3}}}
    plan, warned = a_plan(style(**(wide | look)), text=text, language=language, per_card=12)
    assert warned == ()
    return seen(plan.captions.pages[0].block, plan.fonts)


CASES: dict[str, tuple[str, str, str]] = {
    "a fallback font's sign": ("שלום!", "und", "!םולש"),
    "digits after a hyphen": ("ב-2024", "he", "2024-ב"),
    "digits after a maqaf": ("ש־9 אנשים", "he", "םישנא 9־ש"),
    "a year has no vote": ("שנת 2024", "und", "2024 תנש"),
    "a year first": ("2024 שנת", "und", "תנש 2024"),
    "a name of three words": ("עיתון New York Times היום", "he", "םויה New York Times ןותיע"),
    "two words in an English line": ("say שלום עולם now", "en", "say םלוע םולש now"),
    "brackets are mirrored": ("אמר (בלונדון) [כן]", "he", "[ןכ] (ןודנולב) רמא"),
    "brackets around the other script": ("אמר (Ada) כן", "he", "ןכ (Ada) רמא"),
    "brackets in an English line": ("he (הוא) said", "en", "he (אוה) said"),
    "a sign at the end of an English line": ("say שלום!", "en", "say םולש!"),
    "a sign at the end of a Hebrew line": ("אמר hello!", "he", "!hello רמא"),
    "a percentage": ("רק 50% מהם", "he", "םהמ 50% קר"),
    "a price": ("רק $20 היום", "he", "םויה $20 קר"),
    "a figure": ("רק 10,500 איש", "he", "שיא 10,500 קר"),
    "a time": ("בשעה 12:30 בדיוק", "he", "קוידב 12:30 העשב"),
    "a prefixed name": ("קניתי ב-iPhone Pro חדש", "he", "שדח iPhone Pro-ב יתינק"),
    "words of signs alone": ("אבא - אמא", "he", "אמא - אבא"),
    "a Latin card in a Hebrew clip": ("That is it!", "he", "That is it!"),
    "a Hebrew card in an English clip": ("אבג דה!", "en", "!הד גבא"),
    "Latin first in a Hebrew clip": ("Ada אמרה", "he", "הרמא Ada"),
    "Latin first without a language": ("Ada אמרה", "und", "Ada הרמא"),
    "a handle in a Hebrew line": ("עקבו @reelwright עכשיו", "he", "וישכע @reelwright ובקע"),
    "a Hebrew tag in a Hebrew line": ("עקבו #שלום", "he", "םולש# ובקע"),
    "a Hebrew tag in an English line": ("see #שלום ok", "en", "see םולש# ok"),
    "a direction mark": ("say שלום!\u200f now", "en", "say !םולש now"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_line_is_seen_as_it_is_read(case: str) -> None:
    text, language, expected = CASES[case]
    assert captions(text, language) == [expected]


def test_the_style_says_where_a_line_begins() -> None:
    assert captions("Ada אמרה!", direction="rtl") == ["!הרמא Ada"]
    assert captions("אמרה Ada!", direction="ltr") == ["הרמא Ada!"]


def test_directions_are_found_before_lines_are_broken() -> None:
    narrow = {"parts": {"pacing": {"max_chars_per_line": 12, "max_lines": 3}}}
    lines = captions("עיתון New York Times היום", "he", **narrow)
    assert lines == ["ןותיע", "New York", "םויה Times"]
    assert captions("say שלום עולם now", "en", **narrow) == ["say םולש", "םלוע now"]


def test_an_arabic_word_keeps_its_joins_and_its_sign_at_the_left() -> None:
    plan, _ = a_plan(style(), text="مرحبا! و2024")
    hello, year = plan.captions.pages[0].block.words
    letters, sign = hello.runs
    assert letters.rtl
    assert sign.rtl
    assert letters.font != sign.font
    assert max(sign.xs) < min(letters.xs)
    waw, digits = year.runs
    assert (waw.rtl, digits.rtl) == (True, False)
    assert digits.xs == tuple(sorted(digits.xs))
    assert max(digits.xs) < waw.xs[0]
    assert year.x < hello.x


def test_a_missing_letter_does_not_break_the_joins_around_it() -> None:
    brand = Brand(fonts={"body": face(MANROPE)}, fallbacks=(face(dejavu()),))
    book = FontBook(brand, FONTS)
    whole = book.shape("بب", "body")
    assert len(set(whole.pieces[0].glyphs)) == 2
    assert book.shape("ب", "body").pieces[0].glyphs[0] not in whole.pieces[0].glyphs


def test_overlays_are_set_by_their_own_letters_or_the_language() -> None:
    title = an_overlay("title", text="{title}", size=4)
    cta = an_overlay("cta", id="two", text="Follow us!", size=4)
    wanted = a_style(overlays=(title, cta), fallbacks=(face(dejavu()),))
    plan, _ = a_plan(wanted, text="שלום", language="he", title="iPhone 15: מה חדש?")
    lines = [seen(item.block, plan.fonts) for item in plan.overlays if item.block]
    assert lines == [["?שדח המ :iPhone 15"], ["Follow us!"]]


def test_words_are_highlighted_in_the_order_of_speech_where_they_stand() -> None:
    look = style(emphasis=Emphasis(kind="fill", color="#FF0000FF", attack_ms=0))
    plan, _ = a_plan(look, text="קניתי ב-iPhone Pro חדש", language="he", per_card=9)
    page = plan.captions.pages[0]
    assert [word.text for word in page.block.words] == ["קניתי", "ב-", "iPhone", "Pro", "חדש"]
    times = [(word.start_ms, word.end_ms) for word in page.block.words]
    assert times == [(300, 600), (600, 675), (675, 900), (900, 1200), (1200, 1500)]
    for number, (start, _) in enumerate(times):
        state = page_state(plan.captions, page, start + 20)
        red = [n for n, word in enumerate(state.words) if word.color == "#FF0000FF"]
        assert red == [number]
    places = [word.x for word in page.block.words]
    assert places[0] > places[1] > places[3] > places[2] > places[4]


def test_a_part_of_a_word_does_not_begin_a_line() -> None:
    narrow = {"parts": {"pacing": {"max_chars_per_line": 9, "max_lines": 3}}}
    lines = captions("קניתי ב-iPhone Pro", "he", **narrow)
    assert lines == ["יתינק", "iPhone-ב", "Pro"]


def test_a_typewriter_writes_the_first_letter_first() -> None:
    plan, _ = a_plan(style(), text="שלום")
    word = plan.captions.pages[0].block.words[0]
    quarter = Outlines(plan.fonts).word(word, 0.25).getBounds()
    assert quarter.left() > word.x + 0.6 * word.width
    look = STILL | {"enter": Motion(kind="typewriter", duration_ms=600), "size": 4.0}
    typed = ink(a_plan(style(**look), text="שלום לכולם", language="he")[0], 13)
    assert typed.mean() > 540


def ink(plan: RenderPlan, frame: int) -> Any:
    """Columns of white pixels."""
    pixels = np.frombuffer(painted(plan, frame), np.uint8).reshape(plan.height, plan.width, 3)
    return np.nonzero((pixels > 220).all(axis=2))[1]


@pytest.mark.parametrize(("said", "backwards"), [("Mmmm", False), ("שלום", True), ("مرحبا", True)])
def test_a_sweep_runs_the_way_a_word_is_read(said: str, backwards: bool) -> None:
    red = Emphasis(kind="sweep", color="#FF0000FF")
    look = STILL | {"emphasis": red, "color": "#0000FFFF", "size": 8.0}
    plan, _ = a_plan(style(**look), text=said)
    word = plan.captions.pages[0].block.words[0]
    half = round((word.start_ms + word.end_ms) / 2 * 30 / 1000)
    pixels = np.frombuffer(painted(plan, half), np.uint8).reshape(plan.height, plan.width, 3)
    swept = np.nonzero((pixels[:, :, 0] > 200) & (pixels[:, :, 2] < 60))[1]
    assert len(swept) > 50
    assert (swept.mean() > word.x + word.width / 2) == backwards


def test_a_sweep_goes_through_letters_and_then_through_digits() -> None:
    plan, _ = a_plan(style(), text="ב-2024", language="he")
    (word,) = plan.captions.pages[0].block.words
    left, right = word.x, word.x + word.width
    digits_end = word.x + min(x for run in word.runs if run.rtl for x in run.xs)
    ((start, end),) = swept_parts(word, 0.1, 5.0)
    assert start == pytest.approx(right - 0.1 * word.width)
    assert end == right + 5
    letters, digits = swept_parts(word, 0.6, 5.0)
    assert letters[1] == right + 5
    assert digits[0] == left - 5
    assert left < digits[1] < letters[0]
    assert letters[0] == pytest.approx(digits_end)
    everything = swept_parts(word, 1.0, 5.0)
    assert min(a for a, _ in everything) == left - 5
    assert max(b for _, b in everything) == right + 5


def test_a_plate_ends_where_the_next_word_stands() -> None:
    look = style(emphasis=Emphasis(kind="plate", attack_ms=0))
    plan, _ = a_plan(look, text="קניתי ב-iPhone Pro חדש", language="he", per_card=9)
    page = plan.captions.pages[0]
    name, pro = page.block.words[1], page.block.words[3]
    state = page_state(plan.captions, page, name.start_ms + 30)
    assert state.plate is not None
    assert state.plate.x >= pro.x + pro.width - 0.01
    assert state.plate.x + state.plate.width > name.x + name.width + 5


def test_only_lines_with_other_directions_say_so() -> None:
    plain, _ = a_plan(a_style(), text="one two")
    assert b'"rtl"' not in canonical(plain)
    mixed, _ = a_plan(style(), text="one שתים")
    assert canonical(mixed).count(b'"rtl":true') == 1
    assert RenderPlan.model_validate_json(canonical(mixed)) == mixed
