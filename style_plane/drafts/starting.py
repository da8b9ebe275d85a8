"""What a new draft says."""

from __future__ import annotations

from schemas.style.contract import StyleContract
from style_plane.drafts.models import Document
from style_plane.drafts.tables import DraftRow
from style_plane.starters.seeding import contract_of
from style_plane.versions.service import Versions

ACCENT = "#FFD400FF"


def starting_document(versions: Versions, draft: DraftRow, base: str | None) -> Document:
    """The document of `base`; without one, of the newest version; without any, almost nothing.

    What begins as a copy of another style is not called as that one is.

    Raises:
        BadReferenceError, UnknownStyleError, UnknownVersionError, WithdrawnError: as `resolve`.
    """
    if base is None and draft.base_version is None:
        return blank(draft.name)
    ref = base or f"{draft.org}/{draft.name}@{draft.base_version}"
    found = versions.resolution(ref)[0]
    document = versions.contract(found.digest).model_dump(mode="json")
    if (found.org, found.name) != (draft.org, draft.name):
        document["title"] = title_of(draft.name)
    return document


def title_of(name: str) -> str:
    """What people are shown of `evening-talks`, until somebody writes a better title."""
    return name.replace("-", " ").capitalize()


def blank(name: str) -> Document:
    """The least that is a style: a title, one colour, and a font that every plane has.

    No lint objects to it.
    """
    face = contract_of("clean").brand.fonts["body"]
    contract = StyleContract.model_validate(
        {
            "title": title_of(name),
            "brand": {
                "palette": {"accent": ACCENT},
                "fonts": {"body": face.model_dump(mode="json")},
            },
            "subtitles": {"emphasis": {"kind": "pop", "scale": 1.1}},
            "pacing": {"max_cps": 17, "min_duration_ms": 833, "max_duration_ms": 3500},
        }
    )
    return contract.model_dump(mode="json")
