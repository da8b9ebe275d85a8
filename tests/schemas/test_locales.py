"""Locale rules: the nearest one holds, over the aspect ratio's patch."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from schemas.style.contract import StyleContract
from schemas.style.locales import LocaleRule, locale_of, script_of
from schemas.style.resolve import resolve

BODY, ARAB, LATIN = (digit * 64 for digit in "123")


def style(**changes: Any) -> StyleContract:
    fonts = {
        "body": {"sha256": BODY, "family": "Body"},
        "arab": {"sha256": ARAB, "family": "Arab"},
        "latin": {"sha256": LATIN, "family": "Latin"},
    }
    box = {"x": 0, "y": 0, "width": 10, "height": 10}
    return StyleContract.model_validate(
        {
            "title": "x",
            "brand": {"palette": {"accent": "#FFFFFFFF"}, "fonts": fonts},
            "subtitles": {"case": "upper"},
            "overlays": [{"id": "one", "kind": "text", "text": "a", "case": "upper", "box": box}],
            "locales": {
                "Arab": {
                    "fonts": ["arab", "latin"],
                    "direction": "rtl",
                    "case": "as_is",
                    "pacing": {"max_chars_per_line": 30},
                }
            },
        }
        | changes
    )


@pytest.mark.parametrize(
    ("language", "script"),
    [
        ("en", "Latn"),
        ("ar", "Arab"),
        ("fa-IR", "Arab"),
        ("ru", "Cyrl"),
        ("sr-Latn", "Latn"),
        ("zh", "Hans"),
        ("zh-TW", "Hant"),
        ("zh_hant", "Hant"),
        ("ja", "Jpan"),
        ("und", "Latn"),
    ],
)
def test_a_language_has_the_script_that_it_is_written_in(language: str, script: str) -> None:
    assert script_of(language) == script


def test_the_nearest_rule_wins() -> None:
    rules = {key: LocaleRule(fonts=(key,)) for key in ("pt-BR", "pt", "zh-Hant", "Latn")}

    def found(language: str) -> str | None:
        rule = locale_of(rules, language)
        return rule.fonts[0] if rule else None

    assert found("pt-br") == "pt-BR"
    assert found("pt-PT") == "pt"
    assert found("zh-HK") == "zh-Hant"
    assert found("de") == "Latn"
    assert found("ru") is None


def test_a_rule_holds_for_its_languages_only_and_leaves_none_behind() -> None:
    plain, arabic = resolve(style(), "9:16", "en"), resolve(style(), "9:16", "ar-EG")
    assert (plain.subtitles.direction, plain.subtitles.case) == ("auto", "upper")
    assert (arabic.subtitles.direction, arabic.subtitles.case) == ("rtl", "as_is")
    assert [item.case for item in arabic.overlays] == ["as_is"]
    assert arabic.pacing.max_chars_per_line == 30
    assert plain.pacing.max_chars_per_line == 22
    assert arabic.locales == {} == plain.locales


def test_a_font_stack_comes_before_the_styles_own_fonts() -> None:
    brand = resolve(style(), "9:16", "ar").brand
    assert {face.sha256 for face in brand.fonts.values()} == {ARAB}
    assert [face.sha256 for face in brand.fallbacks] == [LATIN, BODY]


def test_a_rule_is_applied_over_the_aspect_ratios_patch() -> None:
    patched = style(aspects={"1:1": {"pacing": {"max_chars_per_line": 14, "max_lines": 1}}})
    pacing = resolve(patched, "1:1", "ar").pacing
    assert (pacing.max_chars_per_line, pacing.max_lines) == (30, 1)


def test_a_rule_that_does_not_apply_is_refused_where_it_is_written() -> None:
    with pytest.raises(ValidationError, match=r"locales\.ar: pacing\.max_lines"):
        style(locales={"ar": {"pacing": {"max_lines": 9}}})
    with pytest.raises(ValidationError, match=r"locales\.ar\.fonts names 'none'"):
        style(locales={"ar": {"fonts": ["none"]}})
    with pytest.raises(ValidationError, match="should match pattern"):
        style(locales={"arabic": {}})
