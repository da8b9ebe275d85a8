"""What a script asks for: joins, breaks, letters of a language, and nothing that is torn."""

from __future__ import annotations

import pytest

from schemas.enhancement import CaptionWord
from schemas.style.contract import Brand
from schemas.style.subtitles import Pacing
from tasks.tools.drawing.cueing import cards_of
from tasks.tools.drawing.fonts import FontBook
from tasks.tools.drawing.scripts import breadth, breakable, clusters, torn, unspaced
from tests.looks import FONTS, MANROPE, ROBOTO, a_plan, a_style, dejavu, face


def book(language: str = "und", *, fallback: bool = False) -> FontBook:
    fallbacks = (face(dejavu()),) if fallback else ()
    return FontBook(Brand(fonts={"body": face(MANROPE)}, fallbacks=fallbacks), FONTS, language)


def glyphs(text: str, language: str) -> list[int]:
    return [glyph for piece in book(language).shape(text, "body").pieces for glyph in piece.glyphs]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("e\u0301a", ["é", "a"]),
        ("q\u0301a", ["q\u0301", "a"]),
        ("क्षेत्र", ["क्षे", "त्र"]),
        ("ที่ดี", ["ที่", "ดี"]),
        ("👩‍🚀!", ["👩‍🚀", "!"]),
        ("👍🏽", ["👍🏽"]),
        ("🇩🇪🇫🇷", ["🇩🇪", "🇫🇷"]),
        ("a\x07b\u200f", ["a", "b\u200f"]),
    ],
)
def test_what_belongs_together_stays_together(text: str, parts: list[str]) -> None:
    assert clusters(text) == parts


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("sentence", ["sentence"]),
        ("你好，世界", ["你", "好，", "世", "界"]),
        ("「文」と", ["「文」", "と"]),
        ("データ", ["デー", "タ"]),
        ("9人がAda", ["9", "人", "が", "Ada"]),
        ("이야기는", ["이야기는"]),
        ("ประโยคเดียว", ["ประโยคเดียว"]),
    ],
)
def test_chinese_and_japanese_break_between_characters(word: str, parts: list[str]) -> None:
    assert breakable(word) == parts


def test_scripts_without_spaces_are_known() -> None:
    assert all(map(unspaced, "你ひカๆລខ၁、"))
    assert not any(map(unspaced, "aя한अم1!😀"))


def test_joined_letters_are_never_torn_by_tracking() -> None:
    fonts = book(fallback=True)
    for word in ("مرحبا", "ܫܠܡܐ") if fonts.known("ܫܠܡܐ", "body")[0] else ("مرحبا",):
        assert fonts.shape(word, "body", 0.2) == fonts.shape(word, "body")
    assert fonts.shape("שלום", "body", 0.2).width > fonts.shape("שלום", "body").width + 0.5
    mixed, plain = fonts.shape("مab", "body", 0.2), fonts.shape("مab", "body")
    assert round(mixed.width - plain.width, 3) in (0.2, 0.4)


def test_ligatures_are_those_of_the_language() -> None:
    assert len(glyphs("fi", "en")) == 1
    assert len(glyphs("fi", "tr")) == 2
    assert len(glyphs("fi", "az-Latn")) == 2


def test_romanian_has_commas_where_turkish_has_cedillas() -> None:
    assert glyphs("ş", "ro") == glyphs("ș", "ro")
    assert glyphs("ş", "tr") != glyphs("ș", "tr")
    assert glyphs("ţ", "ro-MD") == glyphs("ț", "ro-MD")


def test_the_language_of_a_clip_reaches_its_captions_and_overlays() -> None:
    plans = [a_plan(a_style(), text="fit", language=language)[0] for language in ("en", "tr")]
    counts = [len(plan.captions.pages[0].block.words[0].runs[0].glyphs) for plan in plans]
    assert counts == [2, 3]


def test_a_missing_character_is_told_once_and_never_drawn() -> None:
    plan, warned = a_plan(a_style(fallbacks=(face(ROBOTO),)), text="so 👩‍🚀 far 🇩🇪 ok\u200d")
    assert [word.text for word in plan.captions.pages[0].block.words] == ["so", "far"]
    assert len(warned) == 2
    assert all("was left out" in warning for warning in warned)
    assert not any(
        0 in run.glyphs for p in plan.captions.pages for w in p.block.words for run in w.runs
    )


def test_lao_words_stand_side_by_side_where_a_recogniser_cut_them() -> None:
    style = a_style(fallbacks=(face(dejavu()),), size=5)
    cut, _ = a_plan(style, text="ເລື່ອງ ທີ່ ດີ ok", language="lo")
    first, second, third, latin = cut.captions.pages[0].block.words
    assert first.x + first.width == pytest.approx(second.x, abs=0.01)
    assert second.x + second.width == pytest.approx(third.x, abs=0.01)
    assert third.x + third.width < latin.x - 5
    phrases, _ = a_plan(style, text="ເລື່ອງທີ່ດີຫຼາຍແທ້ໆ ເລື່ອງທີ່ດີຫຼາຍແທ້ໆ", language="lo")
    first, second = phrases.captions.pages[0].block.words
    assert second.baseline > first.baseline or second.x > first.x + first.width + 5


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("story", 5),
        ("naïve", 5),
        ("物語は、", 8),
        ("이야기는", 8),
        ("ที่ดี", 2),
        ("क्षेत्र", 2),
        ("👩‍🚀", 2),
        ("9人", 3),
    ],
)
def test_a_text_is_as_wide_as_so_many_letters(text: str, letters: int) -> None:
    assert breadth(text) == letters


def test_japanese_keeps_its_size_where_a_line_holds_half_as_many_characters() -> None:
    words = ["すべての", "偉大な", "物語は、", "忘れられない", "ひとつの", "文から", "始まる"]
    spoken = [
        CaptionWord(text=w, start_ms=n * 300, end_ms=n * 300 + 300) for n, w in enumerate(words)
    ]
    cards = cards_of(spoken, set(), Pacing(max_chars_per_line=16), end_ms=3000, language="ja")
    for card in cards:
        assert sum(len(words[n]) for n in range(card.first_word, card.last_word + 1)) <= 16


@pytest.mark.parametrize(
    ("word", "parts", "pieces"),
    [
        ("Donaudampfschifffahrtsgesellschaft", 2, ["Donaudampfschiff-", "fahrtsgesellschaft"]),
        ("Höchstgeschwindigkeitsbegrenzung", 2, ["Höchstgeschwindig-", "keitsbegrenzung"]),
        ("www.reelwright.example/prices", 2, ["www.reelwright.", "example/prices"]),
        ("someone@reelwright.example", 2, ["someone@", "reelwright.example"]),
        ("0123456789", 2, ["01234", "56789"]),
    ],
)
def test_a_word_is_torn_where_it_can_be_read(word: str, parts: int, pieces: list[str]) -> None:
    found = torn(clusters(word), parts, 20)
    assert [piece + "-" * hyphen for piece, hyphen in found] == pieces


def test_a_hyphen_is_drawn_and_belongs_to_no_word() -> None:
    plan, _ = a_plan(a_style(size=16), text="Donaudampfschifffahrtsgesellschaft")
    first, *others = plan.captions.pages[0].block.words
    parts = [first.text, *(word.text for word in others)]
    assert "".join(parts) == "Donaudampfschifffahrtsgesellschaft"
    assert first.runs[-1].glyphs[-1] == glyphs("-", "de")[0]
