"""A contract for one aspect ratio and language: patches applied, palette tokens made colours."""

from __future__ import annotations

from typing import Any

from schemas.style.contract import StyleContract
from schemas.style.locales import LocaleRule, locale_of
from schemas.style.patches import merge_patch, patched
from schemas.units import Aspect

__all__ = ["merge_patch", "resolve"]


def resolve(style: StyleContract, aspect: Aspect, language: str | None = None) -> StyleContract:
    """The style as it holds in `aspect` for words in `language` (BCP 47).

    Without a language, as it holds where no locale rule does. `und` is a language: one that nobody
    knows, in Latin letters. No patch and no locale rule is left, and every paint is a plain colour.
    """
    document = style.model_dump(mode="json")
    patch = document["aspects"].get(aspect)
    document = patched(document, patch)
    rule = locale_of(style.locales, language) if language is not None else None
    document["locales"] = {}
    if rule is not None:
        _localize(document, rule)
    return StyleContract.model_validate(_painted(document, document["brand"]["palette"]))


def _localize(document: dict[str, Any], rule: LocaleRule) -> None:
    document["pacing"] = merge_patch(document["pacing"], rule.pacing)
    if rule.direction is not None:
        document["subtitles"]["direction"] = rule.direction
    if rule.case is not None:
        for part in (document["subtitles"], *document["overlays"]):
            part["case"] = rule.case
    if rule.fonts:
        brand = document["brand"]
        stack = [brand["fonts"][role] for role in rule.fonts]
        own = [brand["fonts"][role] for role in sorted(brand["fonts"])]
        brand["fallbacks"] = _once([*stack[1:], *own, *brand["fallbacks"]], besides=stack[0])
        brand["fonts"] = dict.fromkeys(brand["fonts"], stack[0])


def _once(faces: list[dict[str, Any]], besides: dict[str, Any]) -> list[dict[str, Any]]:
    """Faces in order, each once, without one of them."""
    kept: list[dict[str, Any]] = []
    for face in faces:
        if face != besides and face not in kept:
            kept.append(face)
    return kept


def _painted(value: Any, palette: dict[str, str]) -> Any:
    if isinstance(value, str) and value.startswith("{color.") and value.endswith("}"):
        return palette[value[7:-1]]
    if isinstance(value, dict):
        return {key: _painted(item, palette) for key, item in value.items()}
    if isinstance(value, list):
        return [_painted(item, palette) for item in value]
    return value
