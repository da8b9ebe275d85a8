"""Forms learn everything about a field from the models."""

from __future__ import annotations

from schemas.style.contract import StyleContract
from schemas.style.fields import FieldInfo, describe

FIELDS = {info.pointer: info for info in describe()}


def test_a_number_brings_bounds_unit_step_and_default() -> None:
    size = FIELDS["/subtitles/size"]
    assert (size.minimum, size.maximum, size.step, size.unit) == (2.5, 16, 0.1, "vmin")
    assert (size.default, size.kind, size.title) == (6.0, "number", "Size")
    assert "shorter side" in size.help


def test_every_number_has_bounds_and_every_duration_a_unit() -> None:
    pixels = ("/brand/logos/*/width", "/brand/logos/*/height")
    for info in describe():
        if info.kind in ("number", "integer") and info.pointer not in pixels:
            assert info.minimum is not None, info.pointer
            assert info.maximum is not None, info.pointer
            assert info.minimum < info.maximum, info.pointer
        if info.pointer.endswith("_ms"):
            assert info.unit == "ms", info.pointer


def test_kinds_tell_which_control_a_field_needs() -> None:
    kinds = {
        "/title": "text",
        "/promise": "choices",
        "/tags": "texts",
        "/brand/palette/*": "color",
        "/subtitles/color": "paint",
        "/subtitles/enabled": "toggle",
        "/subtitles/case": "choice",
        "/subtitles/stroke": "group",
        "/overlays": "list",
        "/brand/fonts": "map",
        "/brand/fonts/*/sha256": "digest",
        "/locales/*/pacing": "patch",
        "/pacing/max_lines": "integer",
    }
    assert {pointer: FIELDS[pointer].kind for pointer in kinds} == kinds
    assert FIELDS["/subtitles/case"].choices == ("as_is", "upper", "lower")
    assert FIELDS["/subtitles/stroke"].nullable
    assert FIELDS["/overlays"].most == 16


def test_a_group_stands_before_what_it_holds() -> None:
    order = list(FIELDS)
    for pointer in order:
        above = pointer.rpartition("/")[0].removesuffix("/*")
        if above in FIELDS:
            assert order.index(above) < order.index(pointer)


def test_defaults_are_those_of_the_models() -> None:
    document = StyleContract.model_validate(
        {
            "title": "x",
            "brand": {
                "palette": {"accent": "#FFFFFFFF"},
                "fonts": {"body": {"sha256": "0" * 64, "family": "x"}},
            },
        }
    ).model_dump(mode="json")
    for pointer, info in FIELDS.items():
        if pointer.startswith(("/subtitles/", "/pacing/", "/visual/", "/audio/")):
            found = _at(document, pointer, info)
            assert found == info.default, pointer


def _at(document: object, pointer: str, info: FieldInfo) -> object:
    """The value at a pointer; what lies in a group that is off has the field's own default."""
    value = document
    for key in pointer[1:].split("/"):
        if not isinstance(value, dict):
            return info.default
        value = value[key]
    return value
