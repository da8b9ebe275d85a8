"""What publishing refuses: a table of mistakes, each with the words that explain it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from schemas.style.contract import StyleContract
from style_plane.starters.seeding import contract_of
from style_plane.versions.contrast import ratio
from tests.style_plane.styles import changed

OFF: dict[str, Any] = {"width": 0, "color": "#00000000"}
"""No stroke, in a patch: there null brings the default back."""
UNSEEN: dict[str, Any] = {"color": "#00000000"}
BARE: dict[str, Any] = {"stroke": OFF, "shadow": UNSEEN, "plate": {"shape": "none"}}


def overlay(**change: Any) -> dict[str, Any]:
    """A patch that adds one overlay to the bold starter."""
    known = contract_of("bold").model_dump(mode="json")["overlays"]
    box = {"x": 10, "y": 10, "width": 40, "height": 10}
    added = {"id": "extra", "kind": "text", "text": "Hello", "box": box, "shadow": {}, **change}
    return {"overlays": [*known, added]}


def face(**change: Any) -> dict[str, Any]:
    return {"brand": {"fonts": {"body": change}}}


LOGO = contract_of("bold").brand.logos["light"].sha256
FONT = contract_of("bold").brand.fonts["body"].sha256
MISTAKES: dict[str, tuple[dict[str, Any], str, str]] = {
    "no promise": ({"promise": [], "aspects": None}, "/promise", "promises no aspect ratio"),
    "promise twice": ({"promise": ["9:16", "9:16"], "aspects": None}, "/promise", "twice"),
    "patch without promise": ({"promise": ["9:16"]}, "/aspects", "1:1, 4:5"),
    "patch that breaks": (
        {"aspects": {"1:1": {"subtitles": {"size": 99}}}},
        "/aspects/1:1",
        "subtitles.size",
    ),
    "font not here": (face(sha256="0" * 64), "/brand/fonts/body", "Upload it first"),
    "image as font": (face(sha256=LOGO), "/brand/fonts/body", "is an image"),
    "font as image": (
        {"brand": {"logos": {"light": {"sha256": FONT}}}},
        "/brand/logos/light",
        "is a font",
    ),
    "wrong weight": (face(weight=400), "/brand/fonts/body", "is Roboto 900, not Roboto 400"),
    "wrong family": (face(family="Arial"), "/brand/fonts/body", "not Arial 900"),
    "wrong logo size": ({"brand": {"logos": {"light": {"width": 5}}}}, "/brand/logos/light", "603"),
    "overlay outside": (
        overlay(box={"x": 80, "y": 10, "width": 40, "height": 10}),
        "/overlays/extra/box",
        "120.0 % of the width",
    ),
    "overlay without extent": (
        overlay(box={"x": 80, "y": 10, "width": 0, "height": 10}),
        "/overlays/extra/box",
        "no extent",
    ),
    "text without text": (overlay(text="  "), "/overlays/extra/kind", "without words"),
    "logo without image": (overlay(kind="logo"), "/overlays/extra/kind", "without an image"),
    "captions outside": (
        {"subtitles": {"size": 16, "placement": {"offset": 95}}},
        "/subtitles/placement",
        "2 lines reaches from",
    ),
    "captions unprotected": ({"subtitles": BARE}, "/subtitles/color", "neither plate nor stroke"),
    "captions like their plate": (
        {"subtitles": {**BARE, "plate": {"shape": "block", "color": "#EEEEEEFF"}}},
        "/subtitles/color",
        "contrast of 1.2 to 1",
    ),
    "captions on a plate too thin": (
        {"subtitles": {**BARE, "plate": {"shape": "block", "color": "#00000040"}}},
        "/subtitles/color",
        "contrast of",
    ),
    "emphasis like its stroke": (
        {"subtitles": {"shadow": UNSEEN, "emphasis": {"color": "#101010FF"}}},
        "/subtitles/color",
        "emphasis colour",
    ),
    "captions see-through": ({"subtitles": {"color": "#FFFFFF30"}}, "/subtitles/color", "opaque"),
    "spoken word like its plate": (
        {"subtitles": {"plate": {"shape": "word", "color": "#FFD60AFF"}}},
        "/subtitles/color",
        "spoken word on its plate",
    ),
    "end card like its ground": (
        overlay(kind="end_card", color="#181818FF", shadow=UNSEEN),
        "/overlays/extra/color",
        "The text of overlay 'extra'",
    ),
    "overlay text unprotected": (
        overlay(shadow=UNSEEN),
        "/overlays/extra/color",
        "The text of overlay 'extra' has neither",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_refused_in_words(
    http: httpx.Client, contract: StyleContract, name: str
) -> None:
    patch, pointer, words = MISTAKES[name]
    document = changed(contract, patch)
    answer = http.post("/api/v1/styles/mistakes/look/versions", json=document)
    assert answer.status_code == 422, answer.text
    assert answer.json()["type"] == "/problems/invalid-style"
    told = {item["pointer"]: item["message"] for item in answer.json()["errors"]}
    assert words in told[pointer]


def test_nothing_of_what_was_refused_is_published(http: httpx.Client) -> None:
    assert http.get("/api/v1/styles/mistakes/look").status_code == 404


def test_every_mistake_is_told_at_once(http: httpx.Client, contract: StyleContract) -> None:
    patch = {**overlay(shadow=UNSEEN), **face(weight=400), "subtitles": BARE}
    answer = http.post("/api/v1/styles/mistakes/look/versions", json=changed(contract, patch))
    pointers = {item["pointer"] for item in answer.json()["errors"]}
    assert pointers == {"/brand/fonts/body", "/subtitles/color", "/overlays/extra/color"}


def test_styles_without_captions_need_no_contrast(
    http: httpx.Client, org: str, contract: StyleContract
) -> None:
    document = changed(contract, {"subtitles": {**BARE, "enabled": False}})
    assert http.post(f"/api/v1/styles/{org}/look/versions", json=document).status_code == 201


def test_contrast_is_that_of_wcag() -> None:
    black, white, red = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), (229 / 255, 9 / 255, 20 / 255)
    assert round(ratio(black, white), 2) == 21
    assert round(ratio(white, red), 2) == 4.79
    assert ratio(red, red) == 1
