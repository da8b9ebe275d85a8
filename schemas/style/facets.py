"""Facet digests: each stage's key holds only the part of a style that the stage reads.

A colour cannot invalidate the plan, a loudness cannot invalidate the crop path. A value that is
the field's default is left out: a field that a later release adds moves nothing.

What holds for all languages and what locale rules say stand side by side: a rule never hides what
holds where it does not apply.
"""

from __future__ import annotations

from typing import Any

from schemas.base import Contract, digest_of
from schemas.style.brand import Brand
from schemas.style.contract import StyleContract
from schemas.style.locales import LocaleRule, shadowed
from schemas.style.resolve import resolve
from schemas.units import Sha256

ALGORITHM = 2
"""How facets are taken. The first way let a rule for Latin letters hide the style's own values. A run
takes them from the contract that it pins, whatever was stored with the version."""
LINES = ("max_lines", "max_chars_per_line")
"""Pacing that layout reads too, to break lines."""
WRITTEN = ("enabled", "profanity")
"""Caption rules that `enhance` reads."""

SHOWN = ("punch_in",)
"""Of jump cuts, what `compose` reads."""


class Facets(Contract):
    """Digest of what each kind of stage reads."""

    plan: Sha256
    """Read by `enhance`: pacing, swear words, whether captions are on, what is left out."""
    reframe: Sha256
    """Read by `reframe`: framing rules."""
    compose: Sha256
    """Read by `compose`: captions, overlays, colours, fonts, pictures, grade, slots, the handle,
    the platforms whose controls captions keep away from."""
    audio: Sha256
    """Read by `compose`: loudness, cleaning, stings and music."""
    algorithm: int = 1
    """How they were taken; equal digests mean something only where this is equal, too."""


def facets_of(style: StyleContract) -> Facets:
    """The facet digests over resolved values, one entry for each promised aspect ratio."""
    views = {aspect: resolve(style, aspect) for aspect in style.promise}
    locales = {key: _laid_out(_said(rule)) for key, rule in style.locales.items()}
    return Facets(
        plan=digest_of({"views": _each(views, _plan), "locales": _paced(style.locales)}),
        reframe=digest_of(_each(views, lambda view: _said(view.visual.reframe))),
        compose=digest_of({"views": _each(views, _compose), "locales": locales}),
        audio=digest_of(_each(views, _audio)),
        algorithm=ALGORITHM,
    )


def _each(views: dict[Any, StyleContract], part: Any) -> dict[str, Any]:
    return {aspect: part(view) for aspect, view in views.items()}


def _said(part: Contract) -> dict[str, Any]:
    """What a part of a style says that its defaults do not."""
    return part.model_dump(mode="json", exclude_defaults=True)


def _plan(view: StyleContract) -> dict[str, Any]:
    written, left_out = _said(view.subtitles), _cuts(view, planned=True)
    return {
        "pacing": _said(view.pacing),
        "subtitles": {key: written[key] for key in WRITTEN if key in written},
    } | ({"cuts": left_out} if left_out else {})


def _cuts(view: StyleContract, *, planned: bool) -> dict[str, Any]:
    """What is said of jump cuts: where they lie, or how they look."""
    said = _said(view.cuts)
    return {key: value for key, value in said.items() if planned == (key not in SHOWN)}


def _compose(view: StyleContract) -> dict[str, Any]:
    pacing, visual, jumps = _said(view.pacing), _said(view.visual), _cuts(view, planned=False)
    platforms = {"platforms": sorted(view.platforms)} if view.platforms else {}
    return {
        "subtitles": {k: v for k, v in _said(view.subtitles).items() if k != "profanity"},
        "pacing": {key: pacing[key] for key in LINES if key in pacing},
        "overlays": [_said(item) for item in view.overlays],
        "slots": {name: [slot.type, slot.default] for name, slot in view.slots.items()},
        "brand": _drawn(view.brand),
        "visual": {key: value for key, value in visual.items() if key != "reframe"},
        **platforms,
        **({"cuts": jumps} if jumps else {}),
    }


def _paced(rules: dict[str, LocaleRule]) -> dict[str, Any]:
    """Pacing by locale. A rule without counts only where it keeps another one's from holding."""
    return {
        key: rule.pacing
        for key, rule in rules.items()
        if rule.pacing or any(rules[other].pacing for other in shadowed(key, rules))
    }


def _laid_out(rule: dict[str, Any]) -> dict[str, Any]:
    """A locale rule with as much of its pacing as layout reads."""
    pacing = {key: value for key, value in rule.get("pacing", {}).items() if key in LINES}
    return rule | {"pacing": pacing}


def _drawn(brand: Brand) -> dict[str, Any]:
    """What of the brand can be seen; colours stand where they are used."""
    return {
        "fonts": {role: [face.sha256, face.size_adjust] for role, face in brand.fonts.items()},
        "fallbacks": [[face.sha256, face.size_adjust] for face in brand.fallbacks],
        "logos": {k: [v.sha256, v.width, v.height] for k, v in brand.logos.items()},
        "luts": {name: lut.sha256 for name, lut in brand.luts.items()},
        "handle": brand.handle,
    }


def _audio(view: StyleContract) -> dict[str, Any]:
    brand = view.brand
    return {
        "audio": _said(view.audio),
        "stings": {name: sound.sha256 for name, sound in brand.stings.items()},
        "music": {name: sound.sha256 for name, sound in brand.music.items()},
    }
