"""The linter as a whole: never raises, says things once, in order, the same every time, fast."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from schemas.style.contract import StyleContract, merge_patch
from schemas.style.overlays import OverlayKind
from schemas.units import ASPECT_SIZES
from style_plane.lint import Finding, blocking, lint
from style_plane.lint.colors import ratio
from style_plane.lint.finding import SEVERITIES
from style_plane.lint.languages import tongue_of
from style_plane.lint.scene import Bench
from style_plane.starters.seeding import contract_of
from tasks.tools.drawing.platforms import Insets, platforms
from tests.style_plane.lint.shelf import Files, starter_files
from tests.style_plane.styles import changed

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def shelf() -> Files:
    return starter_files()


colors = some.sampled_from(["#FFFFFFFF", "#000000FF", "#80808080", "#FFD60A20", "{color.accent}"])
numbers = some.floats(0, 100, allow_nan=False)
boxes = some.fixed_dictionaries(dict.fromkeys(("x", "y", "width", "height"), numbers))
motions = some.fixed_dictionaries(
    {
        "kind": some.sampled_from(["none", "fade", "rise", "pop", "slide", "typewriter"]),
        "duration_ms": some.integers(0, 600),
    }
)
plates = some.fixed_dictionaries(
    {"shape": some.sampled_from(["none", "line", "block", "word"]), "color": colors}
)
overlays = some.fixed_dictionaries(
    {
        "kind": some.sampled_from(get_args(OverlayKind)),
        "box": boxes,
        "text": some.one_of(some.none(), some.text(max_size=60), some.just("{hook} {slot.offer}")),
        "logo": some.one_of(some.none(), some.just("light")),
        "size": some.floats(1.5, 16),
        "color": colors,
        "plate": plates,
        "opacity": some.floats(0, 1),
        "enter": motions,
        "exit": motions,
        "max_lines": some.integers(1, 4),
    }
)
subtitles = some.fixed_dictionaries(
    {},
    optional={
        "enabled": some.booleans(),
        "size": some.floats(2.5, 16),
        "color": colors,
        "inactive": colors,
        "plate": plates,
        "emphasis": some.fixed_dictionaries(
            {
                "kind": some.sampled_from(["none", "fill", "sweep", "pop", "plate", "reveal"]),
                "color": colors,
                "scale": some.floats(0.8, 1.5),
            }
        ),
        "enter": motions,
        "exit": motions,
        "placement": some.fixed_dictionaries(
            {
                "anchor": some.sampled_from(["top", "middle", "bottom"]),
                "align": some.sampled_from(["left", "center", "right"]),
                "offset": numbers,
                "box_width": some.floats(30, 100),
            }
        ),
    },
)
pacings = some.fixed_dictionaries(
    {},
    optional={
        "mode": some.sampled_from(["sentence", "phrase", "words"]),
        "max_lines": some.integers(1, 3),
        "max_chars_per_line": some.integers(6, 60),
        "max_cps": some.floats(5, 40),
        "min_duration_ms": some.integers(200, 3000),
        "max_duration_ms": some.integers(500, 10_000),
        "gap_ms": some.integers(0, 2000),
    },
)


@some.composite
def contracts(draw: some.DrawFn) -> StyleContract:
    """Any style that the contract allows, with the starters' fonts."""
    items = [
        {**item, "id": f"o{number}"}
        for number, item in enumerate(draw(some.lists(overlays, max_size=3)))
    ]
    patch: dict[str, Any] = {
        "promise": draw(
            some.lists(some.sampled_from(sorted(ASPECT_SIZES)), min_size=1, max_size=2, unique=True)
        ),
        "platforms": draw(
            some.lists(some.sampled_from(["tiktok", "reels", "youtube"]), max_size=2)
        ),
        "languages": draw(
            some.lists(some.sampled_from(["en", "de", "ar", "hi", "xx"]), max_size=2)
        ),
        "subtitles": draw(subtitles),
        "pacing": draw(pacings),
        "overlays": items,
        "slots": {"offer": {"max_chars": 30}},
        "aspects": None,
    }
    document = merge_patch(contract_of("bold").model_dump(mode="json"), patch)
    return StyleContract.model_validate(document)


@pytest.mark.slow
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(style=contracts())
def test_any_valid_contract_can_be_linted_and_every_fix_cures(style: StyleContract) -> None:
    findings = lint(style, starter_files(), today=TODAY)
    for item in [item for item in findings if item.fix is not None][:6]:
        cured = StyleContract.model_validate(changed(style, item.fix or {}))
        left = lint(cured, starter_files(), today=TODAY)
        assert not [one for one in left if place(one) == place(item)], item


def test_findings_come_worst_first_and_once(shelf: Files) -> None:
    patch = {"subtitles": {"size": 3, "stroke": {"width": 0}, "shadow": {"color": "#00000000"}}}
    findings = lint(styled(patch), shelf, today=TODAY)
    ranks = [SEVERITIES.index(item.severity) for item in findings]
    assert ranks == sorted(ranks)
    keys = [
        (item.rule, item.pointer, item.aspect, item.language, item.message) for item in findings
    ]
    assert len(keys) == len(set(keys))
    assert blocking(findings) == findings[: ranks.count(0)]


def test_what_holds_in_every_aspect_ratio_is_said_once_for_all(shelf: Files) -> None:
    fix = only(lint(styled({"subtitles": {"size": 4}}), shelf, today=TODAY), "T1")
    assert (fix.aspect, fix.language) == ("9:16", None)  # the others have sizes of their own
    whole = only(lint(styled({"audio": {"loudness": -20}}), shelf, today=TODAY), "S1")
    assert whole.aspect is None
    motion = {"subtitles": {"enter": {"kind": "fade", "duration_ms": 300}}}
    assert only(lint(styled(motion), shelf, today=TODAY), "A3").aspect is None


def test_a_fix_of_one_aspect_ratio_leaves_the_others_alone(shelf: Files) -> None:
    style = styled({"aspects": {"1:1": {"subtitles": {"size": 4}}}})
    found = only(lint(style, shelf, today=TODAY), "T1")
    assert found.aspect == "1:1"
    assert found.fix == {"aspects": {"1:1": {"subtitles": {"size": 5.0}}}}
    assert "In 1:1" in found.message


def test_a_fix_changes_the_style_where_the_aspect_ratio_takes_from_the_style(shelf: Files) -> None:
    style = styled({"subtitles": {"size": 4}})
    found = only(lint(style, shelf, today=TODAY), "T1")
    assert found.aspect == "9:16"  # the others have sizes of their own
    assert found.fix == {"subtitles": {"size": 5.0}}


def test_a_fix_for_all_reaches_aspect_ratios_that_override_it(shelf: Files) -> None:
    slow = {"subtitles": {"enter": {"kind": "fade", "duration_ms": 300}}}
    style = styled(slow, {"aspects": {"1:1": slow}})
    found = only(lint(style, shelf, today=TODAY), "A3")
    assert found.aspect is None and found.fix is not None
    cured = StyleContract.model_validate(changed(style, found.fix))
    assert not [item for item in lint(cured, shelf, today=TODAY) if item.rule == "A3"]


def test_the_same_contract_gives_the_same_findings(shelf: Files) -> None:
    style = styled({"languages": ["de", "nl"], "platforms": ["reels", "tiktok"]})
    assert lint(style, shelf, today=TODAY, deep=True) == lint(style, shelf, today=TODAY, deep=True)


def test_a_style_whose_files_are_missing_is_told_so_and_still_looked_at() -> None:
    findings = lint(styled({"subtitles": {"size": 3}}), Files(), today=TODAY, deep=True)
    assert {"E4", "T1"} <= {item.rule for item in findings}


def test_whoever_speaks_second_has_the_overlay_of_whoever_spoke_first(shelf: Files) -> None:
    name = {
        "id": "name",
        "kind": "lower_third",
        "box": {"x": 10, "y": 40, "width": 60, "height": 8},
        "span": {"anchor": "speaker_change"},
    }
    badge = {"id": "badge", "kind": "text", "text": "Hi", "box": name["box"]}
    two = {"speaker_colors": ["#FFFFFFFF", "#FFD60AFF"]}
    style = styled({"promise": ["9:16"], "aspects": None}, {"subtitles": two})
    style = StyleContract.model_validate(changed(style, {"overlays": [name, badge]}))
    found = [item for item in lint(style, shelf, today=TODAY) if item.rule == "P3"]
    assert {item.pointer for item in found} == {"/overlays/name/box"}
    for item in found:
        assert item.fix is not None
        cured = StyleContract.model_validate(changed(style, item.fix))
        assert not [one for one in lint(cured, shelf, today=TODAY) if one.rule == "P3"]


def test_contrast_is_that_of_wcag() -> None:
    black, white, red = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), (229 / 255, 9 / 255, 20 / 255)
    assert round(ratio(black, white), 2) == 21
    assert round(ratio(white, red), 2) == 4.79
    assert ratio(red, red) == 1


def test_platforms_are_dated_and_leave_a_picture() -> None:
    for item in platforms():
        assert item.top + item.bottom < 60 and item.left + item.right < 40
        assert item.verified_on <= TODAY and item.source
    named = [(item.slug, item.aspect) for item in platforms()]
    assert len(named) == len(set(named))
    tiktok = next(item for item in platforms() if item.slug == "tiktok")
    assert tiktok.insets(right_to_left=True) == Insets(8, 6, 25, 13)


def test_languages_know_how_they_are_written() -> None:
    assert tongue_of("ar").right_to_left and tongue_of("ar").joined
    assert tongue_of("pt-BR").letters == tongue_of("pt").letters
    assert "們" in tongue_of("zh-TW").letters and "们" in tongue_of("zh-CN").letters
    assert tongue_of("nb").letters == tongue_of("no").letters
    assert tongue_of("tlh").letters == ()


def place(item: Finding) -> tuple[object, ...]:
    return item.rule, item.severity, item.pointer, item.aspect, item.language


def styled(*patches: dict[str, Any]) -> StyleContract:
    style = contract_of("bold")
    for patch in patches:
        style = StyleContract.model_validate(changed(style, patch))
    return style


def only(findings: tuple[Finding, ...], rule: str) -> Finding:
    found = [item for item in findings if item.rule == rule]
    assert len(found) == 1, found
    return found[0]


def test_languages_without_a_rule_are_looked_at_without_any(shelf: Files) -> None:
    """A rule for Latin letters is none for Greek, and does not hide the style's own fields."""
    rules = {"locales": {"Latn": {"pacing": {"max_chars_per_line": 10}}}}
    style = styled({"languages": ["el"], "pacing": {"max_chars_per_line": 40}}, rules)
    bench = Bench(style, shelf, TODAY)
    scene = next(bench.scenes())
    assert scene.style.pacing.max_chars_per_line == 40
    assert scene.for_language("el").pacing.max_chars_per_line == 40
    assert scene.for_language("de").pacing.max_chars_per_line == 10
    assert [item for item in lint(style, shelf, today=TODAY) if item.rule == "T3"]
