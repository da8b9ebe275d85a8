"""Each field moves exactly the facets of the stages that read it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from schemas.style.compare import FACETS, changed_facets
from schemas.style.contract import StyleContract
from schemas.style.facets import facets_of
from schemas.style.patches import COMMON, PARTS, merge_patch
from tests.leaves import ROWS, changed, given, leaves, rich


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return rich(tmp_path_factory.mktemp("style"))[0]


def test_every_field_of_the_contract_has_a_row_and_every_row_a_field() -> None:
    assert sorted(ROWS) == sorted(info.pointer for info in leaves())


@pytest.mark.parametrize("name", ROWS)
def test_a_field_moves_the_facets_of_its_row_and_no_other(
    name: str, document: dict[str, Any]
) -> None:
    row = ROWS[name]
    before = facets_of(StyleContract.model_validate(given(document, row)))
    after = facets_of(StyleContract.model_validate(changed(document, name, row)))
    moved = {facet for facet in FACETS if getattr(before, facet) != getattr(after, facet)}
    assert moved == set(row.facets)


def patch_of(name: str) -> dict[str, Any]:
    """A row's change as a merge patch of the contract; lists are patched whole."""
    row = ROWS[name]
    *path, last = (row.pointer or name)[1:].split("/")
    value: Any = [row.value] if last.isdigit() else {last: row.value}
    for key in reversed(path):
        value = {key: value}
    return dict(value)


def moved(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    one, other = (facets_of(StyleContract.model_validate(item)) for item in (before, after))
    return {facet for facet in FACETS if getattr(one, facet) != getattr(other, facet)}


PATCHED = [name for name in ROWS if name.split("/")[1] in PARTS]


@pytest.mark.parametrize("name", PATCHED)
def test_said_for_one_aspect_ratio_a_field_moves_the_facets_of_its_row(
    name: str, document: dict[str, Any]
) -> None:
    row = ROWS[name]
    before = given(document, row)
    after = merge_patch(before, {"aspects": {"1:1": patch_of(name)}})
    common = name.rsplit("/", 1)[-1] in COMMON.get(name.split("/")[1], ())
    assert moved(before, after) == (set() if common else set(row.facets))


RULED = [name for name in ROWS if name.startswith("/pacing/")]
RULED += ["/subtitles/case", "/subtitles/direction"]
"""What a locale rule may have its own of."""


@pytest.mark.parametrize("name", RULED)
def test_a_field_moves_its_facets_though_a_rule_hides_it_from_some_languages(
    name: str, document: dict[str, Any]
) -> None:
    row, field = ROWS[name], name.rsplit("/", maxsplit=1)[-1]
    own = {field: row.value}
    rule = {"pacing": own} if name.startswith("/pacing/") else own
    hidden = {"locales": {"Latn": rule, "de": rule}}
    before = merge_patch(given(document, row), hidden)
    after = merge_patch(changed(document, name, row), hidden)
    assert moved(before, after) == set(row.facets)


def test_a_patch_moves_what_it_patches_as_the_field_itself_would(document: dict[str, Any]) -> None:
    style = StyleContract.model_validate(document)
    patch = {"subtitles": {"size": 9}, "overlays": {}, "pacing": {}, "visual": {}}
    other = StyleContract.model_validate(document | {"aspects": {"1:1": patch}})
    assert changed_facets(style, other) == ("compose",)


def test_the_same_values_said_in_a_patch_or_in_the_style_are_one_facet(
    document: dict[str, Any],
) -> None:
    plain = document | {"promise": ["1:1"], "aspects": {}}
    said = plain | {"subtitles": document["subtitles"] | {"size": 9.0}}
    patched = plain | {"aspects": {"1:1": {"subtitles": {"size": 9}}}}
    one, other = (StyleContract.model_validate(item) for item in (said, patched))
    assert facets_of(one) == facets_of(other)


def test_a_field_that_is_added_with_its_default_moves_nothing(document: dict[str, Any]) -> None:
    style = StyleContract.model_validate(document)
    bare = StyleContract.model_validate(style.model_dump(mode="json", exclude_defaults=True))
    assert facets_of(bare) == facets_of(style)
    assert "inactive" not in style.subtitles.model_dump(exclude_defaults=True)


def test_facets_of_a_known_style_stay_what_they_are() -> None:
    """Runs reuse stages by these digests: who changes one makes every stage of every run anew."""
    body = (Path(__file__).parent / "known_style.json").read_bytes()
    known = facets_of(StyleContract.model_validate_json(body))
    assert known.model_dump() == KNOWN


KNOWN = {
    "plan": "80f24e68c8cdee3abdf81301aaea440567c7c7087ea0fcbdbc06d5848753f214",
    "reframe": "2bd1298c40bede5ed3cc083d6ab2163d23bd71c485c2c4cae85caf3a824370d7",
    "compose": "b9840367cd02a85dce8ad09ff10a01a31e862457d15447f7f8e9095598c39708",
    "audio": "3c2c1eb89ef4a81e72978cacf3f622cf702d70d5367f9efc67ddec6fc88ef170",
    "algorithm": 2,
}
