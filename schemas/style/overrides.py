"""What one run changes of the style it pins: a merge patch on a few sections, checked as a style.

The published contract is not touched; the patched document is another contract with its own digest,
and both are in the pin. Where the style says something else for one aspect ratio, the run's word
holds there too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from schemas.base import Contract
from schemas.style.audio import AudioTreatment
from schemas.style.contract import StyleContract
from schemas.style.cuts import CutRules
from schemas.style.patches import laid_over, patched_overlays
from schemas.style.resolve import resolve
from schemas.style.subtitles import SubtitleSystem
from schemas.style.visuals import VisualRules
from schemas.units import Slug

SECTIONS: dict[str, type[Contract]] = {
    "subtitles": SubtitleSystem,
    "visual": VisualRules,
    "audio": AudioTreatment,
    "cuts": CutRules,
}


class StyleOverrides(Contract):
    """Changes of this run only, as merge patches. null turns off what may be off, such as a stroke
    or music, and brings any other default back."""

    subtitles: dict[str, Any] = {}
    """Such as `{"size": 7, "color": "#FFFFFF"}`."""
    overlays: dict[Slug, dict[str, Any] | None] = {}
    """By overlay id, such as `{"cta": {"text": "Out on Friday"}}`; null leaves the overlay out."""
    visual: dict[str, Any] = {}
    """Such as `{"punch_in": 1.1}`."""
    audio: dict[str, Any] = {}
    """Such as `{"loudness": -16}`."""
    cuts: dict[str, Any] = {}
    """Such as `{"silences": "tighten"}`."""

    @property
    def empty(self) -> bool:
        """Whether nothing is changed."""
        return self.document() is None

    def document(self) -> dict[str, Any] | None:
        """What is kept in the pin: the sections that change something; None for none."""
        changed = {name: value for name, value in self.model_dump(mode="json").items() if value}
        return changed or None


class OverrideError(ValueError):
    """The patched document is no style; `wrong` says where, as JSON pointers and messages."""

    def __init__(self, wrong: tuple[str, ...]) -> None:
        super().__init__(wrong)
        self.wrong = wrong

    def __str__(self) -> str:
        return "; ".join(self.wrong)


def overridden(published: Mapping[str, Any], overrides: StyleOverrides) -> dict[str, Any]:
    """The published document with a run's changes, not yet checked.

    Raises:
        OverrideError: when an overlay is named that the style does not have.
    """
    document = dict(published)
    known = [item["id"] for item in document.get("overlays", [])]
    unknown = [name for name in overrides.overlays if name not in known]
    if unknown:
        has = ", ".join(known) or "none"
        raise OverrideError(
            tuple(f"/overlays/{name}: there is no such overlay; it has {has}" for name in unknown)
        )
    for section, part in SECTIONS.items():
        if patch := getattr(overrides, section):
            document[section] = laid_over(document.get(section, {}), patch, part)
    if overrides.overlays:
        document["overlays"] = patched_overlays(document["overlays"], overrides.overlays)
    if document.get("aspects"):
        document["aspects"] = {
            aspect: _outvoted(patch, overrides) for aspect, patch in document["aspects"].items()
        }
    return document


def checked(document: Mapping[str, Any]) -> StyleContract:
    """The patched document as a style.

    Raises:
        OverrideError: where it is none, also in one aspect ratio only.
    """
    try:
        style = StyleContract.model_validate(dict(document))
        for aspect in style.promise:
            resolve(style, aspect)
    except ValidationError as error:
        raise OverrideError(tuple(_told(document, item) for item in error.errors())) from error
    return style


def _outvoted(patch: Mapping[str, Any], overrides: StyleOverrides) -> dict[str, Any]:
    """An aspect ratio's patch without what the run says itself; what it leaves out stays out."""
    left = {name: _without(part, getattr(overrides, name, {})) for name, part in patch.items()}
    if "overlays" in patch:
        left["overlays"] = {
            name: item and _without(item, overrides.overlays.get(name) or {})
            for name, item in patch["overlays"].items()
            if overrides.overlays.get(name, {}) is not None
        }
    return left


def _without(patch: Any, said: Mapping[str, Any]) -> Any:
    """A patch less the leaves that `said` names."""
    if not isinstance(patch, dict):
        return patch
    left = {}
    for key, value in patch.items():
        if key not in said:
            left[key] = value
        elif isinstance(value, dict) and isinstance(said[key], dict):
            left[key] = _without(value, said[key])
    return left


def _told(document: Mapping[str, Any], item: Any) -> str:
    """One problem with its JSON pointer; overlays by id."""
    where = list(item["loc"])
    if len(where) > 1 and where[0] == "overlays" and isinstance(where[1], int):
        where[1] = document["overlays"][where[1]].get("id", where[1])
    pointer = "".join(f"/{part}" for part in where) or "the style"
    return f"{pointer}: {item['msg']}"
