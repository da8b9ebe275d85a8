"""Every field of a contract as a form needs it, read from the models themselves.

A field that is added to a model appears here, with its bounds, its unit and its docstring.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Literal

from schemas.base import Contract
from schemas.style.contract import StyleContract

Kind = Literal[
    "text",
    "number",
    "integer",
    "toggle",
    "choice",
    "choices",
    "color",
    "paint",
    "digest",
    "texts",
    "list",
    "map",
    "group",
    "patch",
]
Schema = dict[str, Any]
COLOR, PAINT, DIGEST = "^#[0-9A-F]{8}$", "color\\.", "^[0-9a-f]{64}$"
PLAIN: dict[str, Kind] = {
    "enum": "choice",
    "boolean": "toggle",
    "integer": "integer",
    "number": "number",
}
FINE, USUAL, COARSE = 0.01, 0.1, 0.5
HEAD = "style"
HELD = frozenset(
    ["brand", "slots", "subtitles", "pacing", "overlays", "visual", "audio", "cuts", "locales"]
)
"""Sections of their own, besides whatever holds fields."""
NAMES = {
    "sha256": "File",
    "lut": "LUT",
    "luts": "LUTs",
    "lut strength": "LUT strength",
    "max cps": "Max reading speed",
    "highpass hz": "High-pass",
    "pad x": "Padding, sideways",
    "pad y": "Padding, up and down",
    "dx": "To the right",
    "dy": "Downwards",
    "color to": "Second colour",
    "color": "Colour",
    "keyword color": "Keyword colour",
    "speaker colors": "Speaker colours",
    "speaker color": "Speaker colour",
    "background to": "Second background",
    "promise": "Aspect ratios",
    "z": "Layer",
    "x": "Left edge",
    "y": "Top edge",
    "size adjust": "Size correction",
    "license": "Licence",
    "max chars": "Most characters",
    "max chars per line": "Characters per line",
    "max words per card": "Words per card",
    "max lines": "Lines",
    "gap": "Close gaps up to",
    "lead in": "Lead-in",
    "made for": "Made for ground",
    "valign": "Align, up and down",
    "span": "When it is shown",
}
"""Titles of fields whose names would not read well."""


class FieldInfo(Contract):
    """One field of a form."""

    pointer: str
    """JSON pointer; `*` stands for an index of a list or a name of a map."""
    section: str
    """First part of the pointer; what describes the style itself is in `style`."""
    title: str
    help: str
    """The field's docstring, empty where its title says all."""
    kind: Kind
    """`choices` picks several; `texts` is a list of words; `group` holds the fields below it, and
    so do a `list` or a `map` for each of its items; a `patch` is free JSON."""
    nullable: bool = False
    """null is a value, and means what the help says, or that the group is off."""
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    unit: str = ""
    choices: tuple[str, ...] = ()
    most: int | None = None
    """Characters of a text, items of a list or map."""
    default: Any = None
    """None also where a value must be given."""


@lru_cache(maxsize=1)
def describe() -> tuple[FieldInfo, ...]:
    """All fields in the models' order, groups before what they hold.

    Patches of aspect ratios are left out: they patch fields that are listed.
    """
    schema = StyleContract.model_json_schema()
    root = schema["properties"]
    found: list[FieldInfo] = []
    for name, field in root.items():
        if name not in ("format", "aspects"):
            found += _fields(f"/{name}", name, field, schema["$defs"], None)
    return tuple(found)


def _fields(
    pointer: str, name: str, field: Schema, defs: dict[str, Schema], above: Any
) -> Iterator[FieldInfo]:
    """A field and what lies below it; `above` is the default of the group that holds it."""
    inner, nullable = _inner(field, defs)
    default = above.get(name) if isinstance(above, dict) and name in above else field.get("default")
    kind = _kind(inner, defs)
    yield FieldInfo(
        pointer=pointer,
        section=_section(pointer),
        title=_title(name, field),
        help=" ".join((field.get("description") or inner.get("description") or "").split()),
        kind=kind,
        nullable=nullable,
        minimum=inner.get("minimum"),
        maximum=inner.get("maximum"),
        step=_step(kind, inner),
        unit=inner.get("format", ""),
        choices=_choices(inner, defs),
        most=_most(field, inner),
        default=default,
    )
    if kind == "group":
        for key, value in inner["properties"].items():
            yield from _fields(f"{pointer}/{key}", key, value, defs, default)
    elif kind in ("list", "map"):
        item, _ = _inner(_item(inner), defs)
        below = item.get("properties")
        for key, value in (below or {}).items():
            yield from _fields(f"{pointer}/*/{key}", key, value, defs, None)
        if below is None:
            yield from _fields(f"{pointer}/*", name.removesuffix("s"), item, defs, None)


def _inner(field: Schema, defs: dict[str, Schema]) -> tuple[Schema, bool]:
    """A field's schema without references, and whether null is allowed beside it."""
    options = field.get("anyOf", [field])
    nullable = any(option.get("type") == "null" for option in options)
    found = next(option for option in options if option.get("type") != "null")
    if "$ref" in found:
        found = {**defs[found["$ref"].rsplit("/", 1)[-1]], **_beside(found)}
    return found, nullable


def _beside(found: Schema) -> Schema:
    return {key: value for key, value in found.items() if key not in ("$ref", "description")}


def _item(inner: Schema) -> Schema:
    """Schema of what a list or a map holds."""
    if "items" in inner:
        return dict(inner["items"])
    patterns = inner.get("patternProperties", {})
    held = next(iter(patterns.values()), inner.get("additionalProperties"))
    return held if isinstance(held, dict) else {}


def _kind(inner: Schema, defs: dict[str, Schema]) -> Kind:
    kind = "enum" if "enum" in inner or "const" in inner else inner.get("type", "")
    if kind == "object":
        holds: Kind = "map" if _item(inner) else "patch"
        return "group" if "properties" in inner else holds
    if kind == "array":
        return _list_kind(_inner(_item(inner), defs)[0])
    return _text_kind(inner) if kind == "string" else PLAIN[kind]


def _list_kind(item: Schema) -> Kind:
    if "enum" in item:
        return "choices"
    plain = item.get("type") == "string" and _text_kind(item) == "text"
    return "texts" if plain else "list"


def _text_kind(inner: Schema) -> Kind:
    pattern = inner.get("pattern", "")
    if pattern == COLOR:
        return "color"
    if PAINT in pattern:
        return "paint"
    return "digest" if pattern == DIGEST else "text"


def _choices(inner: Schema, defs: dict[str, Schema]) -> tuple[str, ...]:
    if inner.get("type") == "array":
        inner, _ = _inner(_item(inner), defs)
    return tuple(map(str, inner.get("enum", ())))


def _step(kind: Kind, inner: Schema) -> float | None:
    if kind == "integer":
        return 10.0 if inner.get("format") == "ms" else 1.0
    if kind != "number":
        return None
    span = inner.get("maximum", 100.0) - inner.get("minimum", 0.0)
    return FINE if span <= 3 else USUAL if span <= 45 else COARSE


def _most(field: Schema, inner: Schema) -> int | None:
    names = ("maxLength", "maxItems", "maxProperties")
    return next((part[name] for part in (inner, field) for name in names if name in part), None)


def _section(pointer: str) -> str:
    first, *rest = pointer[1:].split("/")
    return first if first in HELD or rest else HEAD


def _title(name: str, field: Schema) -> str:
    """The model's own title where it gives one, or the name in words."""
    given = str(field.get("title", ""))
    if given and given.lower().replace(" ", "_") != name:
        return given
    words = name.removesuffix("_ms").replace("_", " ")
    return NAMES.get(words, words[:1].upper() + words[1:])
