"""Everything that the editor needs to know of a draft and of the plane, gathered once."""

from __future__ import annotations

from typing import Any

from schemas.style.contract import StyleContract
from schemas.style.fields import describe
from schemas.units import ASPECT_SIZES
from style_plane.access.actor import Actor
from style_plane.assets.kit import KitItem
from style_plane.assets.store import Assets
from style_plane.drafts.models import DraftView
from style_plane.previews.scenes import NAMES
from style_plane.samples.service import SamplePicture
from style_plane.samples.texts import texts
from tasks.tools.drawing.platforms import Insets, Platform, platforms


def state_of(
    actor: Actor,
    draft: DraftView,
    base: StyleContract | None,
    samples: tuple[SamplePicture, ...],
    kit: tuple[KitItem, ...],
    assets: Assets,
) -> dict[str, Any]:
    """JSON for the editor's scripts; `base` is the published version that the draft is held against."""
    return {
        "draft": draft.model_dump(mode="json"),
        "base": None if base is None else base.model_dump(mode="json"),
        "editable": editable(actor, draft),
        "fields": [field.model_dump(mode="json") for field in describe()],
        "sizes": {
            aspect: {"width": width, "height": height}
            for aspect, (width, height) in ASPECT_SIZES.items()
        },
        "grounds": list(NAMES),
        "samples": [{"sha256": item.sha256, "name": item.name} for item in samples],
        "languages": [
            {"code": code, "name": text.name, "direction": text.direction}
            for code, text in texts().items()
        ],
        "platforms": [_platform(item) for item in platforms()],
        "kit": _files(draft, kit, assets),
    }


def editable(actor: Actor, draft: DraftView) -> bool:
    """Whether this actor may change this draft now."""
    return draft.state not in ("published", "discarded") and actor.may("draft", draft.org)


def why_not(actor: Actor, draft: DraftView) -> str:
    """What keeps the actor from changing it, in words; empty when nothing does."""
    if editable(actor, draft):
        return ""
    if draft.state in ("published", "discarded"):
        return f"This draft is {draft.state}. Start a new one from the style's page."
    return f"You may look, not change: that takes the role author in {draft.org}."


def _platform(item: Platform) -> dict[str, Any]:
    return {
        "slug": item.slug,
        "title": item.title,
        "aspect": item.aspect,
        "ltr": _insets(item.insets()),
        "rtl": _insets(item.insets(right_to_left=True)),
        "verified_on": item.verified_on.isoformat(),
        "source": item.source,
    }


def _insets(found: Insets) -> dict[str, float]:
    return {"top": found[0], "right": found[1], "bottom": found[2], "left": found[3]}


def _files(draft: DraftView, kit: tuple[KitItem, ...], assets: Assets) -> list[dict[str, Any]]:
    """The organisation's kit, and what the document names beside it (such as a starter's fonts)."""
    found = {
        item.facts.sha256: {**_asset(item.facts.model_dump(mode="json")), "name": item.name}
        for item in kit
    }
    for sha256 in sorted(_digests(draft.document.get("brand"))):
        facts = assets.facts(sha256)
        if sha256 not in found and facts is not None:
            found[sha256] = {**_asset(facts.model_dump(mode="json")), "name": ""}
    return list(found.values())


def _asset(facts: dict[str, Any]) -> dict[str, Any]:
    kept = ("sha256", "kind", "family", "weight", "italic", "license", "width", "height")
    return {key: facts[key] for key in kept}


def _digests(value: Any) -> set[str]:
    """Every `sha256` in a part of a document, finished or not."""
    if isinstance(value, dict):
        own = {item for key, item in value.items() if key == "sha256" and isinstance(item, str)}
        return own.union(*map(_digests, value.values()))
    if isinstance(value, list):
        return set().union(*map(_digests, value))
    return set()
