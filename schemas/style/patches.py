"""Patches: what a style says otherwise for one aspect ratio, one language or one run."""

from __future__ import annotations

from typing import Annotated, Any, get_args

from pydantic import AfterValidator
from pydantic.fields import FieldInfo

from schemas.base import Contract
from schemas.style.overlays import Overlay
from schemas.style.subtitles import Pacing, SubtitleSystem
from schemas.style.visuals import VisualRules
from schemas.units import rounded

PARTS: dict[str, type[Contract]] = {
    "subtitles": SubtitleSystem,
    "pacing": Pacing,
    "visual": VisualRules,
}
"""Sections that an aspect ratio may have its own of, besides overlays."""
COMMON: dict[str, tuple[str, ...]] = {"subtitles": ("profanity",)}
"""Fields of those sections that hold for all aspect ratios: the words of a clip are one list.
Patches do not reach them; publishing refuses the attempt."""


def _tidy(value: Any) -> Any:
    """Numbers as the fields that they patch keep them: one writing, one digest."""
    if isinstance(value, float):
        return rounded(value)
    if isinstance(value, dict):
        return {key: _tidy(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_tidy(item) for item in value]
    return value


Patch = Annotated[dict[str, Any], AfterValidator(_tidy)]
"""A merge patch of a part of a style; it is checked by applying it."""


def merge_patch(target: Any, patch: Any) -> Any:
    """RFC 7396: null removes, objects merge, everything else replaces."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merge_patch(result.get(key), value)
    return result


def laid_over(target: Any, patch: dict[str, Any], part: type[Contract]) -> dict[str, Any]:
    """A merge patch on the document of a `part`, in which null turns off what may be off.

    Plain RFC 7396 would bring a default back, such as the black stroke that a patch takes away.
    Where a field cannot be off, it does.
    """
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        field = part.model_fields.get(key)
        held = _held(field)
        if value is None and field is not None and type(None) in get_args(field.annotation):
            result[key] = None
        elif isinstance(value, dict) and held is not None:
            result[key] = laid_over(result.get(key), value, held)
        else:
            result = merge_patch(result, {key: value})
    return result


def _held(field: FieldInfo | None) -> type[Contract] | None:
    """The contract that a field holds; None for plain values."""
    if field is None:
        return None
    kinds = (field.annotation, *get_args(field.annotation))
    return next(
        (kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Contract)), None
    )


def patched(document: dict[str, Any], patch: dict[str, Any] | None) -> dict[str, Any]:
    """A contract's document with one aspect ratio's patch applied, and without any patch left."""
    result = document | {"aspects": {}}
    if patch is not None:
        for name, part in PARTS.items():
            own = {key: at for key, at in patch[name].items() if key not in COMMON.get(name, ())}
            result[name] = laid_over(result[name], own, part)
        result["overlays"] = patched_overlays(result["overlays"], patch["overlays"])
    return result


def patched_overlays(
    overlays: list[dict[str, Any]], patches: dict[str, dict[str, Any] | None]
) -> list[dict[str, Any]]:
    """Overlays with patches by id; null leaves one out."""
    kept = ((item, patches.get(item["id"], {})) for item in overlays)
    return [laid_over(item, patch, Overlay) for item, patch in kept if patch is not None]
