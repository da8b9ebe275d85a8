"""The style contract: names resolve, patches apply, and each change moves only its own facet."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from schemas.base import canonical, digest_of
from schemas.style.contract import AspectPatch, Brand, FontFace, StyleContract
from schemas.style.facets import facets_of
from schemas.style.overlays import Box, Overlay
from schemas.style.refs import StyleRef
from schemas.style.resolve import merge_patch, resolve


def style(**changes: Any) -> StyleContract:
    """A small valid style."""
    brand = Brand(
        palette={"accent": "#FF0000FF"}, fonts={"body": FontFace(sha256="0" * 64, family="Some")}
    )
    return StyleContract.model_validate({"title": "A style", "brand": brand} | changes)


def moved(**changes: Any) -> set[str]:
    """Facets that a change moves."""
    old, new = facets_of(style()), facets_of(style(**changes))
    return {name for name in type(old).model_fields if getattr(old, name) != getattr(new, name)}


@pytest.mark.parametrize(
    ("changes", "facets"),
    [
        ({"title": "Another", "description": "words"}, set()),
        ({"subtitles": {"size": 7}}, {"compose"}),
        ({"visual": {"saturation": 0.5}}, {"compose"}),
        ({"visual": {"reframe": {"headroom": 20}}}, {"reframe"}),
        ({"audio": {"loudness": -16}}, {"audio"}),
        ({"pacing": {"max_words_per_card": 3}}, {"plan"}),
        ({"aspects": {"1:1": {"audio": {}}}}, None),
    ],
)
def test_a_change_moves_its_own_facet_only(
    changes: dict[str, Any], facets: set[str] | None
) -> None:
    if facets is None:
        with pytest.raises(ValidationError):
            style(**changes)
    else:
        assert moved(**changes) == facets


def test_numbers_that_look_alike_are_one_style() -> None:
    assert digest_of(style(subtitles={"size": 7})) == digest_of(
        style(subtitles={"size": 7.0000001})
    )


def test_a_colour_token_is_resolved_and_an_unknown_one_refused() -> None:
    assert resolve(style(), "9:16").subtitles.emphasis.color == "#FF0000FF"
    with pytest.raises(ValidationError, match=r"not in brand\.palette"):
        style(subtitles={"color": "{color.nowhere}"})


def test_a_patch_holds_in_its_aspect_only() -> None:
    box = Box(x=5, y=5, width=20, height=10)
    patched = style(
        overlays=[Overlay(id="word", kind="text", text="hello", box=box)],
        aspects={"1:1": AspectPatch(subtitles={"size": 9}, overlays={"word": None})},
    )
    assert resolve(patched, "1:1").subtitles.size == 9
    assert resolve(patched, "1:1").overlays == ()
    assert resolve(patched, "9:16").subtitles.size == 6
    assert len(resolve(patched, "9:16").overlays) == 1


@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [  # RFC 7396, appendix A
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_merge_patches_follow_the_rfc(target: Any, patch: Any, result: Any) -> None:
    assert merge_patch(target, patch) == result


@pytest.mark.parametrize("text", ["Bold", "a/b@", "a/b@v 1", "a/b@1.2", "../b", "a/b\n", ""])
def test_what_is_no_reference_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="reelwright/bold@stable"):
        StyleRef.parse(text)


def test_a_reference_without_selector_means_stable() -> None:
    assert str(StyleRef.parse("reelwright/bold")) == "reelwright/bold@stable"


def test_canonical_bytes_do_not_depend_on_order_or_float_form() -> None:
    assert (
        canonical({"b": 1.0, "a": "é"})
        == canonical({"a": "é", "b": 1})
        == '{"a":"é","b":1}'.encode()
    )
