"""What one run changes of a style: checked as a style, and stronger than the style's own patches."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.style.contract import StyleContract
from schemas.style.facets import facets_of
from schemas.style.overrides import (
    OverrideError,
    StyleOverrides,
    checked,
    overridden,
)
from schemas.style.resolve import resolve
from style_plane.starters.seeding import contract_of
from tests.style_plane.styles import changed


def applied(document: dict[str, Any], **sections: Any) -> StyleContract:
    return checked(overridden(document, StyleOverrides.model_validate(sections)))


@pytest.fixture
def published() -> dict[str, Any]:
    """A style that says something else for one aspect ratio, with one overlay of its own."""
    patch = {
        "subtitles": {"size": 6, "tracking": 0.01},
        "overlays": [
            {"id": "hook", "kind": "title", "text": "Hello", "box": _box(20)},
            {"id": "end", "kind": "title", "text": "Bye", "box": _box(60)},
        ],
        "aspects": {
            "9:16": {
                "subtitles": {"size": 8, "tracking": 0.05},
                "overlays": {"hook": {"text": "Tall"}},
            }
        },
    }
    document = changed(contract_of("clean"), patch)
    document["aspects"]["9:16"]["overlays"]["end"] = None
    return document


def _box(top: int) -> dict[str, int]:
    return {"x": 10, "y": top, "width": 80, "height": 10}


def test_nothing_said_is_nothing_changed(published: dict[str, Any]) -> None:
    assert StyleOverrides().empty
    assert StyleOverrides().document() is None
    assert overridden(published, StyleOverrides()) == published


def test_the_runs_word_holds_in_every_aspect_ratio(published: dict[str, Any]) -> None:
    style = applied(published, subtitles={"size": 7})
    assert {resolve(style, aspect).subtitles.size for aspect in style.promise} == {7.0}
    assert resolve(style, "9:16").subtitles.tracking == 0.05
    assert resolve(style, "1:1").subtitles.tracking == 0.01


def test_overlays_are_changed_by_id_and_stay_away_where_the_style_leaves_them_out(
    published: dict[str, Any],
) -> None:
    style = applied(published, overlays={"hook": {"text": "Friday"}, "end": {"text": "Out"}})
    tall, square = resolve(style, "9:16"), resolve(style, "1:1")
    assert [item.text for item in tall.overlays] == ["Friday"]
    assert [item.text for item in square.overlays] == ["Friday", "Out"]


def test_an_overlay_can_be_left_out(published: dict[str, Any]) -> None:
    style = applied(published, overlays={"hook": None})
    assert [item.id for item in style.overlays] == ["end"]
    assert resolve(style, "9:16").overlays == ()


def test_null_brings_a_default_back(published: dict[str, Any]) -> None:
    style = applied(published, subtitles={"tracking": None})
    assert resolve(style, "9:16").subtitles.tracking == resolve(style, "1:1").subtitles.tracking


def test_null_turns_off_what_may_be_off(published: dict[str, Any]) -> None:
    published["aspects"]["9:16"]["subtitles"]["stroke"] = {"width": 0.3}
    style = applied(published, subtitles={"stroke": None, "shadow": None}, audio={"music": None})
    for aspect in style.promise:
        view = resolve(style, aspect)
        assert (view.subtitles.stroke, view.subtitles.shadow, view.audio.music) == (None,) * 3


def test_the_published_document_is_left_alone(published: dict[str, Any]) -> None:
    before = StyleContract.model_validate(published)
    applied(published, subtitles={"size": 7}, overlays={"hook": {"text": "x"}})
    assert StyleContract.model_validate(published) == before


def test_what_fits_only_some_aspect_ratios_is_refused(published: dict[str, Any]) -> None:
    with pytest.raises(OverrideError) as caught:
        applied(published, overlays={"hook": {"box": {"width": 400}}})
    assert "/overlays/hook" in str(caught.value)


@pytest.mark.parametrize("section", ["brand", "pacing", "promise", "aspects", "title"])
def test_other_sections_are_refused(section: str) -> None:
    with pytest.raises(ValueError, match=section):
        StyleOverrides.model_validate({section: {}})


def test_a_change_moves_only_its_own_facet(published: dict[str, Any]) -> None:
    before = facets_of(StyleContract.model_validate(published))
    after = facets_of(applied(published, audio={"loudness": -18}))
    assert after == before.model_copy(update={"audio": after.audio})
    assert after.audio != before.audio
