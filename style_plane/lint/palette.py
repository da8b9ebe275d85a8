"""Whether colours come from the palette (C4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from style_plane.lint.fixes import in_style
from style_plane.lint.scene import Bench, Said

NEUTRAL = ("#000000", "#FFFFFF")
"""Black and white belong to every palette, in any opacity."""
RGB = slice(0, 7)


class Plain(NamedTuple):
    """A colour that is written out."""

    pointer: str
    color: str
    put: Callable[[str], dict[str, Any]]
    """The patch of the contract that writes something else there; overlays go by their ids."""


def of_the_palette(bench: Bench) -> Iterator[Said]:
    """C4: colours come from the palette and are written as its tokens, in aspect ratios too.

    What has its default was chosen by nobody. The palette's colours may have any opacity.
    """
    palette = bench.contract.brand.palette
    names = {color: name for name, color in sorted(palette.items(), reverse=True)}
    known = {color[RGB] for color in names} | set(NEUTRAL)
    document = bench.contract.model_dump(
        mode="json", exclude={"brand", "locales"}, exclude_defaults=True
    )
    for plain in _plain_colors(document, "", lambda change: change):
        if plain.color in names:
            token = f"{{color.{names[plain.color]}}}"
            yield Said(
                "info",
                plain.pointer,
                f"{plain.color} is {token} of the palette, written out. Write the token, so that it "
                f"changes with the palette.",
                fix=in_style(bench.contract, plain.put(token)),
            )
        elif plain.color[RGB] not in known:
            name = f"c-{plain.color[1:].lower()}"
            cure = {"brand": {"palette": {name: plain.color}}} | plain.put(f"{{color.{name}}}")
            yield Said(
                "warning",
                plain.pointer,
                f"{plain.color} is not in the palette. Take one of its colours, or add this one to "
                f"brand.palette.",
                fix=in_style(bench.contract, cure),
            )


def _plain_colors(
    value: Any, pointer: str, put: Callable[[Any], dict[str, Any]]
) -> Iterator[Plain]:
    """Every colour below that is no token; `put` gives the patch that replaces `value`."""
    if isinstance(value, str):
        if len(value) == 9 and value.startswith("#"):
            yield Plain(pointer, value, put)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _plain_colors(item, f"{pointer}/{key}", _under(put, key))
    elif isinstance(value, list) and pointer == "/overlays":
        for item in value:
            yield from _plain_colors(item, f"/overlays/{item['id']}", _under(put, item["id"]))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _plain_colors(item, f"{pointer}/{number}", _among(put, value, number))


def _under(put: Callable[[Any], dict[str, Any]], key: str) -> Callable[[Any], dict[str, Any]]:
    return lambda change: put({key: change})


def _among(
    put: Callable[[Any], dict[str, Any]], items: list[Any], number: int
) -> Callable[[Any], dict[str, Any]]:
    """A merge patch replaces lists whole."""
    return lambda change: put([*items[:number], change, *items[number + 1 :]])
