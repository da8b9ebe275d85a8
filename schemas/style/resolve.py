"""A contract for one aspect ratio: patches applied, palette tokens replaced by colours."""

from __future__ import annotations

from typing import Any

from schemas.style.contract import StyleContract
from schemas.units import Aspect


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


def resolve(style: StyleContract, aspect: Aspect) -> StyleContract:
    """The style as it holds in `aspect`: no patches left, every paint a plain colour.

    Raises:
        pydantic.ValidationError: when a patch makes the style invalid.
    """
    document = style.model_dump(mode="json")
    patch = document["aspects"].get(aspect)
    document["aspects"] = {}
    if patch is not None:
        for part in ("subtitles", "pacing", "visual"):
            document[part] = merge_patch(document[part], patch[part])
        document["overlays"] = _patched_overlays(document["overlays"], patch["overlays"])
    return StyleContract.model_validate(_painted(document, document["brand"]["palette"]))


def _patched_overlays(
    overlays: list[dict[str, Any]], patches: dict[str, Any]
) -> list[dict[str, Any]]:
    kept = [item for item in overlays if patches.get(item["id"], {}) is not None]
    return [merge_patch(item, patches.get(item["id"], {})) for item in kept]


def _painted(value: Any, palette: dict[str, str]) -> Any:
    if isinstance(value, str) and value.startswith("{color.") and value.endswith("}"):
        return palette[value[7:-1]]
    if isinstance(value, dict):
        return {key: _painted(item, palette) for key, item in value.items()}
    if isinstance(value, list):
        return [_painted(item, palette) for item in value]
    return value
