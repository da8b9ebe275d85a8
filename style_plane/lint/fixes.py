"""From what would cure one aspect ratio to a merge patch of the contract's document."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from schemas.style.contract import StyleContract, merge_patch
from schemas.units import Aspect

PATCHED = ("subtitles", "pacing", "visual", "overlays")
"""Sections that an aspect ratio may have of its own."""


def in_aspect(aspect: Aspect, cure: dict[str, Any] | None) -> dict[str, Any] | None:
    """The patch that changes one aspect ratio only; other sections change for all of them."""
    if cure is None:
        return None
    own = {part: change for part, change in cure.items() if part in PATCHED}
    rest = {part: change for part, change in cure.items() if part not in PATCHED}
    return rest | ({"aspects": {aspect: own}} if own else {})


def in_aspects(
    style: StyleContract, aspects: Collection[Aspect], cure: dict[str, Any] | None
) -> dict[Aspect, dict[str, Any] | None]:
    """Patches for the same trouble in some aspect ratios.

    Where these, and no others, take the fields from the style itself, all patches are one that
    changes it there; else each changes its aspect ratio only.
    """
    shared = cure is not None and all(
        _overrides(style, aspect, cure) is (aspect not in aspects) for aspect in style.promise
    )
    one = in_style(style, cure) if shared and cure is not None else None
    return {aspect: one or in_aspect(aspect, cure) for aspect in aspects}


def everywhere(style: StyleContract, cure: dict[str, Any] | None) -> dict[str, Any] | None:
    """The patch that changes the style itself, and each aspect ratio that overrides it there."""
    if cure is None:
        return None
    fix, aspects = in_style(style, cure), {}
    for aspect, patch in style.aspects.items():
        document = patch.model_dump(mode="json")
        own = {
            part: shared
            for part in PATCHED
            if part in cure and (shared := _shared(cure[part], document[part]))
        }
        if own:
            aspects[aspect] = own
    return fix | ({"aspects": aspects} if aspects else {})


def in_style(style: StyleContract, cure: dict[str, Any]) -> dict[str, Any]:
    """The patch that changes the style itself only."""
    fix = {part: change for part, change in cure.items() if part != "overlays"}
    if "overlays" in cure:
        fix["overlays"] = _overlays(style, cure["overlays"])
    return fix


def _overrides(style: StyleContract, aspect: Aspect, cure: dict[str, Any]) -> bool | None:
    """Whether an aspect ratio has its own of all fields of a cure; None where only of some."""
    patch = style.aspects.get(aspect)
    document = {} if patch is None else patch.model_dump(mode="json")
    own = {part: _shared(change, document.get(part)) for part, change in cure.items()}
    if not any(own.values()):
        return False
    return True if own == cure else None


def _overlays(style: StyleContract, changes: dict[str, Any]) -> list[dict[str, Any]]:
    """A merge patch replaces lists whole, so all overlays are in it."""
    documents = [item.model_dump(mode="json") for item in style.overlays]
    return [merge_patch(item, changes.get(item["id"], {})) for item in documents]


def _shared(change: dict[str, Any], document: Any) -> dict[str, Any]:
    """The part of a change whose fields a document has, too."""
    found = {}
    for key, value in change.items():
        if not isinstance(document, dict) or key not in document:
            continue
        own = _shared(value, document[key]) if isinstance(value, dict) else value
        if own or not isinstance(value, dict):
            found[key] = own
    return found
