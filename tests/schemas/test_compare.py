"""Two versions held against each other: the bump, what breaks, where a run enters again."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.stages import Stage
from schemas.style.compare import Change, compare, differences
from schemas.style.contract import StyleContract
from schemas.style.resolve import merge_patch

BASE: dict[str, Any] = {
    "title": "Base",
    "platforms": ["reels"],
    "languages": ["en", "de"],
    "brand": {
        "palette": {"accent": "#FF0000FF"},
        "fonts": {"body": {"sha256": "0" * 64, "family": "Some"}},
    },
    "slots": {"guest": {"max_chars": 20}},
    "overlays": [
        {
            "id": "one",
            "kind": "text",
            "text": "1",
            "box": {"x": 0, "y": 0, "width": 9, "height": 9},
        },
        {
            "id": "two",
            "kind": "text",
            "text": "2",
            "box": {"x": 0, "y": 9, "width": 9, "height": 9},
        },
    ],
}


def style(patch: dict[str, Any] | None = None) -> StyleContract:
    return StyleContract.model_validate(merge_patch(BASE, patch or {}))


@pytest.mark.parametrize(
    ("patch", "bump", "restart", "breaks"),
    [
        ({}, "none", None, ""),
        ({"title": "Base"}, "none", None, ""),
        ({"description": "words"}, "patch", None, ""),
        ({"brand": {"palette": {"spare": "#00FF00FF"}}}, "patch", None, ""),
        ({"subtitles": {"size": 7}}, "minor", Stage.COMPOSE, ""),
        ({"audio": {"loudness": -16}}, "minor", Stage.COMPOSE, ""),
        ({"visual": {"reframe": {"headroom": 20}}}, "minor", Stage.REFRAME, ""),
        ({"pacing": {"max_words_per_card": 3}}, "major", Stage.ENHANCE, ""),
        ({"languages": ["en", "de", "fr"]}, "minor", None, ""),
        ({"languages": ["en"]}, "major", None, "language de is no longer promised"),
        ({"promise": ["9:16"]}, "major", None, "aspect ratio 1:1 is no longer promised"),
        ({"platforms": []}, "major", Stage.COMPOSE, "platform reels is no longer promised"),
        ({"audience": "child"}, "patch", None, ""),
        ({"slots": {"guest": None}}, "major", Stage.COMPOSE, "slot guest is gone"),
        ({"slots": {"guest": {"max_chars": 10}}}, "major", None, "takes 10 characters"),
        ({"slots": {"guest": {"type": "number"}}}, "major", Stage.COMPOSE, "was text"),
        ({"slots": {"guest": {"required": True}}}, "major", None, "slot guest now needs a value"),
        ({"slots": {"guest": {"required": True, "default": "Ada"}}}, "minor", Stage.COMPOSE, ""),
        ({"slots": {"place": {}}}, "minor", Stage.COMPOSE, ""),
        ({"slots": {"place": {"required": True}}}, "major", Stage.COMPOSE, "slot place now needs"),
    ],
)
def test_the_least_bump_says_what_has_to_be_made_anew(
    patch: dict[str, Any], bump: str, restart: Stage | None, breaks: str
) -> None:
    found = compare(style(), style(patch))
    assert found.least_bump == bump
    assert found.restart_at == restart
    assert breaks in "; ".join(found.breaking)
    assert bool(breaks) == bool(found.breaking)


def test_an_aspect_ratio_more_is_minor_whatever_it_looks_like() -> None:
    small = style({"promise": ["9:16"]})
    more = style({"promise": ["9:16", "1:1"], "aspects": {"1:1": {"pacing": {"max_lines": 1}}}})
    found = compare(small, more)
    assert (found.least_bump, found.changed_facets) == ("minor", ())


def test_the_first_version_is_all_new() -> None:
    found = compare(None, style())
    assert found.least_bump == "major"
    assert found.restart_at == Stage.ENHANCE
    assert found.changes == ()


def test_children_lose_what_is_made_for_adults_again() -> None:
    found = compare(style({"audience": "child"}), style())
    assert found.breaking == ("it is no longer made for children",)


def test_changes_name_the_field_with_its_old_and_new_value() -> None:
    assert differences(style(), style({"subtitles": {"size": 7.5}})) == (
        Change(pointer="/subtitles/size", old=6.0, new=7.5),
    )


def test_overlays_are_the_same_by_their_id_wherever_they_stand() -> None:
    turned = style({"overlays": [BASE["overlays"][1] | {"text": "3"}, BASE["overlays"][0]]})
    assert differences(style(), turned) == (
        Change(pointer="/overlays/0/text", old="2", new="3"),
        Change(pointer="/overlays", old=["one", "two"], new=["two", "one"]),
    )
    gone = differences(style(), style({"overlays": BASE["overlays"][1:]}))
    assert [(change.pointer, change.new) for change in gone] == [("/overlays/0", None)]


def test_a_null_in_a_patch_is_a_change_of_the_patch() -> None:
    removing = style({"aspects": {"1:1": {"overlays": {}}}})
    body = removing.model_dump(mode="json")
    body["aspects"]["1:1"]["overlays"] = {"one": None}
    assert differences(removing, StyleContract.model_validate(body)) == (
        Change(pointer="/aspects/1:1/overlays", old={}, new={"one": None}),
    )
