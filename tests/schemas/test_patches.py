"""Patches: RFC 7396, but null turns off what may be off, and numbers are tidy there, too."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from pydantic import ValidationError

from schemas.base import canonical, digest_of
from schemas.style.contract import FontFace, StyleContract
from schemas.style.facets import facets_of
from schemas.style.fields import FieldInfo
from schemas.style.patches import laid_over
from schemas.style.resolve import resolve
from schemas.style.subtitles import SubtitleSystem
from tests.leaves import ROWS, changed, given, leaves, rich

BOX = {"x": 0, "y": 0, "width": 10, "height": 10}


def style(**more: Any) -> StyleContract:
    brand = {
        "palette": {"accent": "#FFFFFFFF"},
        "fonts": {"body": {"sha256": "0" * 64, "family": "Body"}},
    }
    word = {"id": "word", "kind": "text", "text": "a", "box": BOX, "stroke": {"width": 0.3}}
    return StyleContract.model_validate(
        {"title": "x", "brand": brand, "overlays": [word], "promise": ["9:16", "1:1"]} | more
    )


def square(patch: dict[str, Any], **more: Any) -> StyleContract:
    return resolve(style(aspects={"1:1": patch}, **more), "1:1")


@pytest.mark.parametrize("field", ["stroke", "shadow", "inactive", "keyword_color"])
def test_null_turns_off_what_may_be_off(field: str) -> None:
    common = {"inactive": "#FF0000FF", "keyword_color": "#FF0000FF", "stroke": {"width": 0.2}}
    view = square({"subtitles": {field: None}}, subtitles=common)
    assert getattr(view.subtitles, field) is None


def test_null_turns_an_overlays_stroke_off() -> None:
    assert square({"overlays": {"word": {"stroke": None}}}).overlays[0].stroke is None


def test_null_brings_the_default_back_where_nothing_can_be_off() -> None:
    view = square({"subtitles": {"size": None, "stroke": {"color": None}}}, subtitles={"size": 9})
    assert view.subtitles.size == 6
    assert view.subtitles.stroke == SubtitleSystem().stroke


def test_a_patch_turns_on_what_is_off() -> None:
    view = square({"subtitles": {"stroke": {"width": 0.2}}}, subtitles={"stroke": None})
    assert view.subtitles.stroke is not None and view.subtitles.stroke.width == 0.2


def test_what_is_patched_is_left_as_it_was() -> None:
    document = {"stroke": {"width": 0.2}, "plate": {"shape": "line"}}
    laid_over(document, {"stroke": None, "plate": {"radius": 0}}, SubtitleSystem)
    assert document == {"stroke": {"width": 0.2}, "plate": {"shape": "line"}}


def test_swear_words_are_treated_alike_in_all_aspect_ratios() -> None:
    assert square({"subtitles": {"profanity": "mask"}}).subtitles.profanity == "keep"


@pytest.mark.parametrize("where", ["patch", "overlay", "locale"])
def test_numbers_in_patches_that_look_alike_are_one_style(where: str) -> None:
    def said(value: float) -> StyleContract:
        parts: dict[str, dict[str, Any]] = {
            "patch": {"aspects": {"1:1": {"subtitles": {"stroke": {"width": value}}}}},
            "overlay": {"aspects": {"1:1": {"overlays": {"word": {"opacity": value}}}}},
            "locale": {"locales": {"de": {"pacing": {"max_cps": 9 + value}}}},
        }
        return style(**parts[where])

    one, other = said(0.3), said(0.1 + 0.2)
    assert digest_of(one) == digest_of(other)
    assert facets_of(one) == facets_of(other)


NUMBERS = [info for info in leaves() if info.kind == "number"]


@pytest.mark.parametrize("info", NUMBERS, ids=lambda info: info.pointer)
def test_every_number_is_kept_to_three_decimals(
    info: FieldInfo, tmp_path_factory: pytest.TempPathFactory
) -> None:
    document = rich(tmp_path_factory.mktemp("style"))[0]
    row = ROWS[info.pointer]
    plain, odd = (
        changed(document, info.pointer, row.__class__(**{**vars(row), "value": value}))
        for value in (row.value, row.value + 4e-9)
    )
    assert canonical(StyleContract.model_validate(plain)) == canonical(
        StyleContract.model_validate(odd)
    ), given(document, row)


def test_a_font_is_named_in_one_way_and_within_bounds() -> None:
    decomposed = unicodedata.normalize("NFD", "Größe")
    face = FontFace(sha256="0" * 64, family=f" {decomposed} ", license=decomposed)
    assert (face.family, face.license) == ("Größe", "Größe")
    with pytest.raises(ValidationError, match="at most 120"):
        FontFace(sha256="0" * 64, family="x" * 121)
    with pytest.raises(ValidationError, match="at most 2000"):
        FontFace(sha256="0" * 64, family="x", license="x" * 2001)
