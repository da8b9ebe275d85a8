"""Facet digests: each stage's key holds only the part of a style that the stage reads.

A colour cannot invalidate the plan, a loudness cannot invalidate the crop path.
"""

from __future__ import annotations

from typing import Any

from schemas.base import Contract, digest_of
from schemas.style.contract import StyleContract
from schemas.style.resolve import resolve
from schemas.units import Sha256


class Facets(Contract):
    """Digest of what each kind of stage reads."""

    plan: Sha256
    """Read by `enhance`: pacing, punctuation, which text overlays exist."""
    reframe: Sha256
    """Read by `reframe`: framing rules."""
    compose: Sha256
    """Read by `compose`: captions, overlays, colours, fonts, logos, grade."""
    audio: Sha256
    """Read by `compose`: loudness and cleaning."""


def facets_of(style: StyleContract) -> Facets:
    """The facet digests over resolved values, one entry for each promised aspect ratio."""
    views = {aspect: resolve(style, aspect).model_dump(mode="json") for aspect in style.promise}
    return Facets(
        plan=digest_of({aspect: _plan(view) for aspect, view in views.items()}),
        reframe=digest_of({aspect: view["visual"]["reframe"] for aspect, view in views.items()}),
        compose=digest_of({aspect: _compose(view) for aspect, view in views.items()}),
        audio=digest_of({aspect: view["audio"] for aspect, view in views.items()}),
    )


def _plan(view: dict[str, Any]) -> dict[str, Any]:
    return {
        "pacing": view["pacing"],
        "enabled": view["subtitles"]["enabled"],
        "handle": view["brand"]["handle"],
        "texts": [[item["id"], item["text"]] for item in view["overlays"] if item["text"]],
    }


def _compose(view: dict[str, Any]) -> dict[str, Any]:
    return {
        "subtitles": view["subtitles"],
        "overlays": view["overlays"],
        "brand": view["brand"],
        "visual": {key: value for key, value in view["visual"].items() if key != "reframe"},
    }
