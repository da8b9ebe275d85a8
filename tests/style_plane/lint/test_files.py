"""Rules that look at files and at the day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from schemas.style.contract import StyleContract
from style_plane.lint import Finding, lint
from style_plane.lint.languages import tongue_of
from style_plane.lint.scene import Bench
from style_plane.starters.seeding import contract_of
from tasks.tools.drawing.platforms import STALE_DAYS, platforms
from tasks.tools.drawing.proof import plan_of_words, spoken
from tasks.tools.drawing.writing import is_missing_glyph
from tests.style_plane.lint.made_fonts import boxes
from tests.style_plane.lint.shelf import Files, starter_files
from tests.style_plane.styles import changed

TODAY = date(2026, 11, 20)
TALL: dict[str, Any] = {"promise": ["9:16"], "aspects": None}
FALLBACK = contract_of("bold").brand.fallbacks[0]


@pytest.fixture
def shelf() -> Files:
    return starter_files().copy()


def styled(*patches: dict[str, Any]) -> StyleContract:
    style = StyleContract.model_validate(changed(contract_of("bold"), TALL))
    for patch in patches:
        style = StyleContract.model_validate(changed(style, patch))
    return style


def said(style: StyleContract, shelf: Files, rule: str, today: date = TODAY) -> list[Finding]:
    return [item for item in lint(style, shelf, today=today) if item.rule == rule]


def with_fallback(facts: Any, **change: Any) -> dict[str, Any]:
    face = {
        "sha256": facts.sha256,
        "family": facts.family,
        "weight": facts.weight,
        "license": "ours",
    }
    return {"brand": {"fallbacks": [face | change]}}


def test_a_font_with_axes_is_refused(shelf: Files, tmp_path: Path) -> None:
    path = boxes(tmp_path / "axes.ttf", "abc", axis=True)
    still = shelf.put(boxes(tmp_path / "still.ttf", "abc"))
    moving = still.model_copy(update={"sha256": "a" * 64})
    shelf.state(moving, path)
    assert [item.severity for item in said(styled(with_fallback(moving)), shelf, "F4")] == ["error"]
    assert not said(styled(with_fallback(still)), shelf, "F4")


def test_letters_that_do_not_join_are_told(shelf: Files, tmp_path: Path) -> None:
    arabic = shelf.put(boxes(tmp_path / "arabic.ttf", "ابتثجحخدذرزسشصضطظعغفقكلمنهويءةىآأؤإئ،؛؟"))
    found = said(styled(with_fallback(arabic), {"languages": ["ar"]}), shelf, "F2")
    assert [(item.severity, item.language) for item in found] == [("warning", "ar")]
    assert not said(styled(with_fallback(arabic), {"languages": ["en"]}), shelf, "F2")


@pytest.mark.parametrize(("bits", "severity"), [(0x2, "error"), (0x4, "warning"), (0x8, None)])
def test_licence_bits_decide_over_a_font(shelf: Files, bits: int, severity: str | None) -> None:
    facts = shelf.facts(FALLBACK.sha256)
    assert facts is not None
    shelf.state(facts.model_copy(update={"license_bits": bits}), shelf.path(FALLBACK.sha256))
    found = said(styled(), shelf, "F3")
    assert [item.severity for item in found] == ([severity] if severity else [])


def test_a_font_without_any_licence_is_told(shelf: Files) -> None:
    facts = shelf.facts(FALLBACK.sha256)
    assert facts is not None
    bare = facts.model_copy(update={"license": "", "license_url": ""})
    shelf.state(bare, shelf.path(FALLBACK.sha256))
    found = said(styled(with_fallback(bare, license="")), shelf, "F3")
    assert [(item.pointer, item.severity) for item in found] == [
        ("/brand/fallbacks/0/license", "error")
    ]
    assert not said(styled(with_fallback(bare, license="OFL-1.1")), shelf, "F3")


@pytest.mark.parametrize(("share", "count"), [(0.84, 1), (0.86, 0), (1.14, 0), (1.16, 1)])
def test_a_fallback_of_another_height_is_told_and_sized(
    shelf: Files, share: float, count: int
) -> None:
    main = shelf.facts(contract_of("bold").brand.fonts["body"].sha256)
    other = shelf.facts(FALLBACK.sha256)
    assert main is not None and other is not None
    height = main.cap_height * share
    shelf.state(other.model_copy(update={"cap_height": height}), shelf.path(FALLBACK.sha256))
    found = said(styled(with_fallback(other)), shelf, "F6")
    assert len(found) == count
    for item in found:
        assert item.fix is not None
        assert not said(styled(with_fallback(other), item.fix), shelf, "F6")


def test_one_face_in_two_files_is_told_and_made_one(shelf: Files, tmp_path: Path) -> None:
    facts = shelf.put(boxes(tmp_path / "other.ttf", "abc"))
    shelf.state(
        facts.model_copy(update={"family": "Roboto", "weight": 900}), tmp_path / "other.ttf"
    )
    again = shelf.facts(facts.sha256)
    found = said(styled(with_fallback(again)), shelf, "F7")
    assert [item.pointer for item in found] == ["/brand/fallbacks/0"]
    assert found[0].fix is not None
    assert not said(styled(with_fallback(again), found[0].fix), shelf, "F7")


def test_a_font_of_the_brand_is_lent_for_letters_that_are_missing(
    shelf: Files, tmp_path: Path
) -> None:
    hebrew = shelf.put(boxes(tmp_path / "hebrew.ttf", "אבגדהוזחטיךכלםמןנסעףפץצקרשת־!,.?0123456789"))
    face = {"sha256": hebrew.sha256, "family": "Boxes", "weight": 400, "license": "ours"}
    style = styled({"brand": {"fonts": {"name": face}}, "languages": ["he"]})
    found = said(style, shelf, "F1")
    assert {item.language for item in found} == {"he"}
    assert found[0].fix is not None
    assert not said(StyleContract.model_validate(changed(style, found[0].fix)), shelf, "F1")


def test_quotes_and_dashes_of_a_language_are_letters_too(shelf: Files, tmp_path: Path) -> None:
    letters = "".join(tongue_of("fr").letters)
    assert {*"«»“”’…"} <= {*letters}
    bare = shelf.put(boxes(tmp_path / "bare.ttf", letters.strip("«»“”’…") + "Éé"))
    face = {"sha256": bare.sha256, "family": bare.family, "weight": bare.weight, "license": "ours"}
    bare_only = {"brand": {"fonts": {"body": face}, "fallbacks": []}, "languages": ["fr"]}
    (found,) = [item for item in said(styled(bare_only), shelf, "F1") if item.language == "fr"]
    assert found.severity == "error" and found.pointer == "/brand/fonts/body"
    assert found.numbers["missing"] >= 2


def test_whatever_a_plan_leaves_out_is_an_error(shelf: Files) -> None:
    text = {"id": "extra", "kind": "text", "text": "★ Subscribe ✓", "size": 3}
    box = {"box": {"x": 10, "y": 30, "width": 60, "height": 10}}
    style = styled({"overlays": [text | box]})
    bench = Bench(style, shelf, TODAY)
    warnings = plan_of_words(style, "9:16", bench.fonts, bench.others, words=spoken("One"))[1]
    warned = [line for line in warnings if is_missing_glyph(line)]
    (found,) = said(style, shelf, "F1")
    assert found.numbers["missing"] == len(warned) > 0


def test_a_rule_of_a_locale_brings_the_letters(shelf: Files, tmp_path: Path) -> None:
    hebrew = shelf.put(boxes(tmp_path / "hebrew.ttf", "אבגדהוזחטיךכלםמןנסעףפץצקרשת־!,.?0123456789"))
    face = {"sha256": hebrew.sha256, "family": "Boxes", "weight": 400, "license": "ours"}
    locale = {"locales": {"Hebr": {"fonts": ["name"]}}}
    style = styled({"brand": {"fonts": {"name": face}}, "languages": ["he"]}, locale)
    assert not said(style, shelf, "F1")


def test_a_patch_that_breaks_only_with_a_locale_is_told(shelf: Files) -> None:
    patch = {"aspects": {"9:16": {"pacing": {"min_duration_ms": 400}}}}
    whole = styled(patch, {"locales": {"ja": {"pacing": {"max_cps": 9}}}})
    assert not said(whole, shelf, "E3")
    broken = whole.model_copy(
        update={
            "locales": {"ja": whole.locales["ja"].model_copy(update={"pacing": {"max_cps": 1}})}
        }
    )
    found = said(broken, shelf, "E3")
    assert [item.pointer for item in found] == ["/locales/ja"]
    assert "max_cps" in found[0].message


def test_safe_zones_grow_old(shelf: Files) -> None:
    looked = next(item for item in platforms() if item.slug == "reels").verified_on
    style = styled({"platforms": ["reels"]})
    fresh, stale = looked + timedelta(STALE_DAYS), looked + timedelta(STALE_DAYS + 1)
    assert not said(style, shelf, "P5", fresh)
    assert [item.pointer for item in said(style, shelf, "P5", stale)] == ["/platforms/0"]


def test_arabic_readers_see_some_platforms_mirrored(shelf: Files) -> None:
    box = {"x": 7, "y": 40, "width": 40, "height": 5}
    item = {"id": "left", "kind": "text", "text": "Hello there", "align": "left", "box": box}
    item["plate"] = {"shape": "line", "color": "#000000FF"}
    place = {"subtitles": {"placement": {"box_width": 70, "offset": 30}, "size": 6}}
    style = styled({"overlays": [item], "platforms": ["tiktok"], "languages": ["en"]}, place)
    assert not [one for one in said(style, shelf, "P1") if "left" in one.pointer]
    mirrored = styled({"overlays": [item], "platforms": ["tiktok"], "languages": ["ar"]}, place)
    found = [one for one in said(mirrored, shelf, "P1") if "left" in one.pointer]
    assert found and "left" in found[0].numbers
