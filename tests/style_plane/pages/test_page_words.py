"""Differences in words: every field has a name, every value is shown as what it is."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.style.compare import compare
from schemas.style.contract import StyleContract
from schemas.style.fields import describe
from style_plane.pages.words import field_title, grouped, restart_words
from tests.style_plane.styles import changed


def rows(contract: StyleContract, patch: dict[str, Any]) -> dict[str, list[tuple[Any, ...]]]:
    """Group to title, old and new text of each row."""
    newer = StyleContract.model_validate(changed(contract, patch))
    return {
        group.title: [
            (row.title, row.old and row.old.text, row.new and row.new.text) for row in group.rows
        ]
        for group in grouped(compare(contract, newer), newer)
    }


def test_numbers_have_their_unit(contract: StyleContract) -> None:
    found = rows(contract, {"subtitles": {"size": 5.5, "placement": {"offset": 30}}})
    old = contract.subtitles
    assert found["Captions"] == [
        ("Size", f"{old.size:g} vmin", "5.5 vmin"),
        (
            "Placement, Offset",
            f"{old.placement.offset:g} % of the height",
            "30 % of the height",
        ),
    ]


def test_colours_have_a_swatch(contract: StyleContract) -> None:
    newer = StyleContract.model_validate(
        changed(contract, {"brand": {"palette": {"accent": "#112233FF"}}})
    )
    (group,) = grouped(compare(contract, newer), newer)
    assert [(row.title, row.new and row.new.color) for row in group.rows] == [
        ("Palette, accent", "#112233FF")
    ]


def test_a_patch_of_one_aspect_ratio_is_shown_field_by_field(contract: StyleContract) -> None:
    plain = StyleContract.model_validate(changed(contract, {"aspects": {"1:1": None}}))
    found = rows(plain, {"aspects": {"1:1": {"subtitles": {"size": 7.0}}}})
    assert found == {"One aspect ratio only": [("1:1: Captions, Size", None, "7 vmin")]}


def test_an_overlay_is_called_by_its_id(contract: StyleContract) -> None:
    first, *others = contract.model_dump(mode="json")["overlays"]
    found = rows(contract, {"overlays": [{**first, "opacity": 0.5}, *others]})
    ((title, _, new),) = found["Overlays"]
    assert title == f"{first['id']}, Opacity"
    assert new == "0.5"
    gone = rows(contract, {"overlays": others})
    assert (first["id"], first["kind"].replace("_", " "), None) in gone["Overlays"]


def test_every_field_of_a_contract_has_a_title() -> None:
    for field in describe():
        title = field_title(field.pointer.replace("*", "0"))
        assert title, field.pointer
        assert "/" not in title


@pytest.mark.parametrize(
    ("patch", "said"),
    [
        ({"description": "Another sentence."}, "nothing to make anew"),
        ({"subtitles": {"size": 5.5}}, "starts at composition"),
        ({"visual": {"reframe": {"headroom": 31}}}, "picture is framed"),
        ({"pacing": {"max_chars_per_line": 12}}, "captions are planned"),
    ],
)
def test_what_a_rerun_does_is_said(
    contract: StyleContract, patch: dict[str, Any], said: str
) -> None:
    newer = StyleContract.model_validate(changed(contract, patch))
    assert said in restart_words(compare(contract, newer))
