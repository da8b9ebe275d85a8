"""Differences between styles in words: named fields, grouped, with what a rerun has to do."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from schemas.style.compare import Change, Comparison
from schemas.style.contract import StyleContract
from schemas.style.fields import FieldInfo, describe

SECTIONS = {
    "style": "The style itself",
    "brand": "Brand",
    "slots": "Slots",
    "subtitles": "Captions",
    "pacing": "Pacing",
    "overlays": "Overlays",
    "visual": "Picture",
    "audio": "Sound",
    "cuts": "Jump cuts",
    "aspects": "One aspect ratio only",
    "locales": "Languages",
}
FACETS = {
    "plan": "Captions are cut anew",
    "reframe": "The picture is framed anew",
    "compose": "Captions and overlays are drawn anew",
    "audio": "The sound is mixed anew",
}
RESTARTS = {
    None: "A rerun has nothing to make anew: every stage attaches to what is there.",
    "enhance": "A rerun starts where captions are planned. Transcript and choice of clips stay.",
    "reframe": "A rerun starts where the picture is framed. Transcript, clips and captions stay.",
    "compose": "A rerun starts at composition. Transcript, clips, captions and crops stay.",
}
BUMPS = {
    "none": "Nothing changed.",
    "patch": "Patch: no picture and no sound changes.",
    "minor": "Minor: it looks or sounds different, and promises at least as much.",
    "major": "Major: captions are cut differently, or something is no longer promised.",
}
UNITS = {"% width": "% of the width", "% height": "% of the height"}
LONGEST_VALUE = 60


class Shown(NamedTuple):
    """One side of a change."""

    text: str
    color: str | None
    """For a swatch."""


class Row(NamedTuple):
    """One changed field."""

    pointer: str
    title: str
    old: Shown | None
    new: Shown | None


class Group(NamedTuple):
    """Changed fields of one section."""

    title: str
    rows: list[Row]


def grouped(comparison: Comparison, newer: StyleContract) -> list[Group]:
    """What changed up to `newer`, by section, in the contract's order."""
    ids = [overlay.id for overlay in newer.overlays]
    groups: dict[str, list[Row]] = {}
    for change in chain.from_iterable(map(_leaves, comparison.changes)):
        groups.setdefault(_section(change.pointer), []).append(_row(change, ids))
    return [Group(title, groups[key]) for key, title in SECTIONS.items() if key in groups]


def restart_words(comparison: Comparison) -> str:
    """What a rerun with the newer style has to do."""
    stage = comparison.restart_at
    return RESTARTS[stage.value if stage is not None else None]


def _leaves(change: Change) -> Iterator[Change]:
    """An aspect ratio's patch that came or went as one change for each field it holds."""
    value = change.old if change.new is None else change.new
    one_sided = change.old is None or change.new is None
    if not (change.pointer.startswith("/aspects/") and one_sided and isinstance(value, dict)):
        yield change
        return
    for key, inner in value.items():
        pointer = f"{change.pointer}/{key}"
        old, new = (None, inner) if change.old is None else (inner, None)
        yield from _leaves(Change(pointer=pointer, old=old, new=new))


def _section(pointer: str) -> str:
    first = pointer[1:].split("/", 1)[0]
    return first if first in SECTIONS else "style"


def _row(change: Change, ids: list[str]) -> Row:
    return Row(
        pointer=change.pointer,
        title=_whole_overlay(change) or field_title(change.pointer, ids),
        old=_shown(change.pointer, change.old),
        new=_shown(change.pointer, change.new),
    )


def _whole_overlay(change: Change) -> str:
    """The id of an overlay that came or went, or nothing."""
    value = change.new or change.old
    whole = change.pointer.startswith("/overlays/") and change.pointer.count("/") == 2
    return str(value["id"]) if whole and isinstance(value, dict) else ""


def _shown(pointer: str, value: Any) -> Shown | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return Shown("on" if value else "off", None)
    if isinstance(value, str):
        text = value if len(value) <= LONGEST_VALUE else f"{value[: LONGEST_VALUE - 1]}…"
        return Shown(text or "nothing", value if value.startswith("#") else None)
    if isinstance(value, (int, float)):
        field = _field(pointer)
        unit = UNITS.get(field.unit, field.unit) if field else ""
        return Shown(f"{value:g} {unit}".strip(), None)
    if isinstance(value, dict) and "kind" in value:
        span = value.get("span")
        covers = isinstance(span, dict) and span.get("anchor") == "cover"
        return Shown(
            str(value["kind"]).replace("_", " ") + (" on the cover" if covers else ""), None
        )
    text = json.dumps(value, ensure_ascii=False)
    return Shown(text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…", None)


def field_title(pointer: str, overlays: Sequence[str] = ()) -> str:
    """A field in words, such as `Placement, Offset`; overlays have their ids, in order."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer[1:].split("/")]
    if parts[0] == "aspects" and len(parts) > 2:
        inner = f", {field_title('/' + '/'.join(parts[2:]))}" if len(parts) > 3 else ""
        return f"{parts[1]}: {SECTIONS.get(parts[2], parts[2])}{inner}"
    if parts[0] == "overlays" and len(parts) > 2 and parts[1].isdigit():
        index = int(parts[1])
        return ", ".join([*overlays[index : index + 1], *_names(parts)[2:]])
    return ", ".join(_names(parts)[1:] or _names(parts))


def _names(parts: list[str]) -> list[str]:
    """Titles along a pointer; what people named stays as they wrote it."""
    known, at, names = _by_pointer(), "", []
    for part in parts:
        if f"{at}/{part}" in known:
            at = f"{at}/{part}"
            names.append(known[at].title)
        else:
            at = f"{at}/*"
            names.append(part)
    return names


def _field(pointer: str) -> FieldInfo | None:
    """The description of a field, also where an aspect ratio patches it; names fit `*`."""
    known, at = _by_pointer(), ""
    if pointer.startswith("/aspects/"):
        pointer = "/" + "/".join(pointer.split("/")[3:])
    for part in pointer[1:].split("/"):
        at = f"{at}/{part}" if f"{at}/{part}" in known else f"{at}/*"
    return known.get(at)


@lru_cache(maxsize=1)
def _by_pointer() -> dict[str, FieldInfo]:
    return {field.pointer: field for field in describe()}
