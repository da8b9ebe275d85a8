"""What facets promise: where a stage would read something else, the facet that stands for it moves.

Contracts here say the same things in several places (the style, an aspect ratio, languages and
scripts), because that is where one hides the other.
"""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some

from schemas.style.compare import FACETS, FacetName, compare
from schemas.style.contract import StyleContract
from schemas.style.facets import facets_of
from schemas.style.resolve import resolve

LANGUAGES = ("und", "en", "de", "de-AT", "sr", "sr-Latn", "zh-TW", "zh-Hant", "ar", "de-Arab")
KEYS = ("de", "de-AT", "sr", "sr-Latn", "zh", "zh-Hant", "zh-TW", "ar", "Latn", "Arab", "Hant")
FONTS = {
    "body": {"sha256": "0" * 64, "family": "Body"},
    "head": {"sha256": "1" * 64, "family": "Head"},
}
BOX = {"x": 5, "y": 5, "width": 20, "height": 10}

cases = some.sampled_from(["as_is", "upper", "lower"])
pacings = some.fixed_dictionaries(
    {},
    optional={
        "max_words_per_card": some.sampled_from([2, 4, 8]),
        "max_lines": some.sampled_from([1, 2]),
    },
)
strokes = some.sampled_from([None, {}, {"width": 0.2}])
captions = some.fixed_dictionaries(
    {},
    optional={
        "enabled": some.booleans(),
        "case": cases,
        "profanity": some.sampled_from(["keep", "mask"]),
        "stroke": strokes,
        "inactive": some.sampled_from([None, "#FF0000FF"]),
    },
)
visuals = some.fixed_dictionaries(
    {},
    optional={
        "saturation": some.sampled_from([0.5, 1.0]),
        "reframe": some.fixed_dictionaries({"headroom": some.sampled_from([14, 20])}),
    },
)
patches = some.fixed_dictionaries(
    {},
    optional={
        "subtitles": captions,
        "pacing": pacings,
        "visual": visuals,
        "overlays": some.fixed_dictionaries(
            {}, optional={"one": some.sampled_from([None, {}, {"stroke": None}, {"size": 9}])}
        ),
    },
)
rules = some.fixed_dictionaries(
    {},
    optional={
        "pacing": pacings,
        "case": some.one_of(some.none(), cases),
        "direction": some.sampled_from([None, "rtl"]),
        "fonts": some.sampled_from([[], ["head"], ["body", "head"]]),
    },
)
parts: dict[str, some.SearchStrategy[Any]] = {
    "subtitles": captions,
    "pacing": pacings,
    "visual": visuals,
    "overlays": some.sampled_from(
        [[], [{"id": "one", "kind": "text", "text": "a", "box": BOX, "stroke": {}}]]
    ),
    "aspects": some.dictionaries(some.sampled_from(["9:16", "1:1"]), patches, max_size=2),
    "locales": some.dictionaries(some.sampled_from(KEYS), rules, max_size=4),
}


@some.composite
def neighbours(draw: some.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two documents that differ in one or two parts, each drawn anew."""
    one = draw(some.fixed_dictionaries(parts))
    changed = draw(some.lists(some.sampled_from(sorted(parts)), min_size=1, max_size=2))
    return one, one | {name: draw(parts[name]) for name in changed}


def style(document: dict[str, Any]) -> StyleContract:
    brand = {"palette": {"accent": "#FFFFFFFF"}, "fonts": FONTS, "handle": "@a"}
    return StyleContract.model_validate(
        {"title": "x", "brand": brand, "promise": ["9:16", "1:1"]} | document
    )


def read(style: StyleContract, language: str) -> dict[FacetName, Any]:
    """All that stages read, in each aspect ratio, by the facet that stands for it."""
    seen: dict[FacetName, Any] = {name: [] for name in FACETS}
    for aspect in style.promise:
        view = resolve(style, aspect, language).model_dump(mode="json")
        captions, visual, brand = view["subtitles"], view["visual"], view["brand"]
        # `enhance` and the proof take what may be said from the contract: words know no aspect.
        said = style.subtitles.profanity
        seen["plan"].append((view["pacing"], captions["enabled"], said))
        seen["reframe"].append(visual.pop("reframe"))
        del captions["profanity"]
        lines = view["pacing"]["max_lines"], view["pacing"]["max_chars_per_line"]
        faces = [face["sha256"] for face in (*brand["fonts"].values(), *brand["fallbacks"])]
        seen["compose"].append((captions, visual, lines, view["overlays"], faces, brand["handle"]))
        seen["audio"].append(view["audio"])
    return seen


BASE: dict[str, Any] = {"locales": {"Latn": {"pacing": {"max_words_per_card": 8}}}}
GERMAN: dict[str, Any] = {"de": {"pacing": {"max_words_per_card": 2}}}
MASKED: dict[str, Any] = {"subtitles": {"profanity": "mask"}}
EVERY: dict[str, Any] = {"9:16": MASKED, "1:1": MASKED}


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(neighbours())
@example((BASE | {"pacing": {"max_words_per_card": 4}}, BASE | {"pacing": {}}))
@example(({"locales": GERMAN}, {"locales": GERMAN | {"de-AT": {"case": "upper"}}}))
@example(({"aspects": EVERY}, {"aspects": EVERY} | MASKED))
def test_what_stages_read_does_not_change_behind_a_facet(
    both: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    one, other = (style(document) for document in both)
    before, after = facets_of(one), facets_of(other)
    for language in LANGUAGES:
        old, new = read(one, language), read(other, language)
        for name in FACETS:
            if old[name] != new[name]:
                assert getattr(before, name) != getattr(after, name), (name, language)


def test_a_base_that_one_script_hides_still_counts_for_the_others() -> None:
    """Contracts with a rule for Latin letters: the style's own pacing holds in Arabic."""
    four, seven = (style(BASE | {"pacing": {"max_words_per_card": n}}) for n in (4, 7))
    assert resolve(four, "9:16", "ar").pacing.max_words_per_card == 4
    assert resolve(seven, "9:16", "ar").pacing.max_words_per_card == 7
    assert compare(four, seven).changed_facets == ("plan",)


def test_a_rule_that_shadows_another_ones_pacing_is_a_change_of_plan() -> None:
    plain, shadowed = (
        style({"locales": GERMAN}),
        style({"locales": GERMAN | {"de-AT": {"case": "upper"}}}),
    )
    assert resolve(plain, "9:16", "de-AT").pacing.max_words_per_card == 2
    assert resolve(shadowed, "9:16", "de-AT").pacing.max_words_per_card == 8
    assert compare(plain, shadowed).least_bump == "major"


def test_a_rule_that_changes_letters_only_is_no_change_of_plan() -> None:
    arabic = {"Arab": {"direction": "rtl", "fonts": ["head"]}}
    spaced = {"locales": GERMAN | {"ar": {"case": "as_is"}} | arabic}
    assert compare(style({"locales": GERMAN}), style(spaced)).changed_facets == ("compose",)
