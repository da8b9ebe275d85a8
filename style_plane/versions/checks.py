"""What is wrong with a contract that is to be published: functions that say it in words, or None.

To add a check: write `def name(style, ...) -> str | None` below and call it in `findings`.
`findings` looks at the style as it holds in each promised aspect ratio.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pydantic import ValidationError

from schemas.style.contract import FontFace, Logo, StyleContract
from schemas.style.overlays import Overlay
from schemas.style.resolve import resolve
from schemas.style.subtitles import SubtitleSystem
from schemas.units import ASPECT_SIZES, Aspect, Sha256
from style_plane.assets.inspect import AssetFacts
from style_plane.versions.contrast import caption_contrast, overlay_contrast

Finding = dict[str, str]
"""`pointer` (JSON pointer into the contract) and `message`."""

FactsOf = Callable[[Sha256], AssetFacts | None]


def findings(contract: StyleContract, facts_of: FactsOf) -> tuple[Finding, ...]:
    """Everything that keeps a contract from being published, each said once; none is good."""
    found = [*_of_whole(contract), *_of_assets(contract, facts_of)]
    for aspect in contract.promise:
        style, wrong = _resolved(contract, aspect)
        if style is None:
            found.append({"pointer": f"/aspects/{aspect}", "message": f"In {aspect}: {wrong}"})
        else:
            found += (_in(aspect, pointer, text) for pointer, text in _of_picture(style, aspect))
    return tuple(found)


def named_assets(contract: StyleContract) -> tuple[Sha256, ...]:
    """Every asset that a contract names, sorted."""
    faces = {face.sha256 for face in (*contract.brand.fonts.values(), *contract.brand.fallbacks)}
    return tuple(sorted(faces | {logo.sha256 for logo in contract.brand.logos.values()}))


def promise_is_odd(contract: StyleContract) -> str | None:
    """A style is made for at least one aspect ratio, each named once."""
    if not contract.promise:
        return "The style promises no aspect ratio. Name at least one in 'promise'."
    if len(set(contract.promise)) != len(contract.promise):
        return "'promise' names an aspect ratio twice. Name each once."
    return None


def patched_for_nothing(contract: StyleContract) -> str | None:
    """Patches for aspect ratios that nobody may ask for."""
    extra = sorted(set(contract.aspects) - set(contract.promise))
    if not extra:
        return None
    return f"'aspects' patches {', '.join(extra)}, which 'promise' does not name. Add or remove it."


def font_is_unusable(face: FontFace, facts: AssetFacts | None) -> str | None:
    """A face must be here, be a font, and be what the contract says."""
    if facts is None:
        return f"Font {face.family!r} ({face.sha256}) is not in the style plane. Upload it first."
    if facts.kind != "font":
        return f"{face.sha256} is an image and no font. Name the sha256 of the font file."
    stated = (face.family, face.weight, face.italic)
    found = (facts.family, facts.weight, facts.italic)
    if stated != found:
        return f"The font file is {_face(*found)}, not {_face(*stated)}. Correct the contract."
    return None


def logo_is_unusable(logo: Logo, facts: AssetFacts | None) -> str | None:
    """A logo must be here, be an image, and have the stated size."""
    if facts is None:
        return f"The image {logo.sha256} is not in the style plane. Upload it first."
    if facts.kind != "image":
        return f"{logo.sha256} is a font and no image. Name the sha256 of the PNG."
    if (logo.width, logo.height) != (facts.width, facts.height):
        return (
            f"The image has {facts.width} x {facts.height} pixels, not {logo.width} x "
            f"{logo.height}. Correct the contract."
        )
    return None


def box_leaves_frame(overlay: Overlay) -> str | None:
    """An overlay stands wholly inside the picture and has an extent."""
    box = overlay.box
    right, bottom = round(box.x + box.width, 3), round(box.y + box.height, 3)
    if right > 100 or bottom > 100:
        return (
            f"Overlay {overlay.id!r} reaches to {right} % of the width and {bottom} % of the "
            f"height. Move it or make it smaller, so that it ends at 100 %."
        )
    if not box.width or not box.height:
        return f"Overlay {overlay.id!r} has no extent. Give its box a width and a height."
    return None


def overlay_is_empty(overlay: Overlay) -> str | None:
    """A kind that shows something must be told what; titles and end cards know by themselves."""
    if overlay.kind == "text" and not (overlay.text or "").strip():
        return f"Overlay {overlay.id!r} is a text without words. Give it a text."
    if overlay.kind == "logo" and overlay.logo is None:
        return f"Overlay {overlay.id!r} is a logo without an image. Name one of brand.logos."
    return None


def captions_leave_frame(style: StyleContract, aspect: Aspect) -> str | None:
    """The tallest card of the style stays inside the picture."""
    if not style.subtitles.enabled:
        return None
    top, bottom = caption_block(style.subtitles, style.pacing.max_lines, aspect)
    if top >= 0 and bottom <= 100:
        return None
    return (
        f"A card of {style.pacing.max_lines} lines reaches from {top:.1f} % to {bottom:.1f} % of "
        f"the height. Use a smaller size, fewer lines or another offset."
    )


def caption_block(captions: SubtitleSystem, lines: int, aspect: Aspect) -> tuple[float, float]:
    """Top and bottom of the tallest card, in percent of the frame's height."""
    width, height = ASPECT_SIZES[aspect]
    em = captions.size * min(width, height) / height
    pad = captions.plate.pad_y if captions.plate.shape != "none" else 0.0
    extent = em * (lines * captions.leading + 2 * pad)
    offset = captions.placement.offset
    if captions.placement.anchor == "top":
        return offset, offset + extent
    if captions.placement.anchor == "bottom":
        return 100 - offset - extent, 100 - offset
    return 50 + offset - extent / 2, 50 + offset + extent / 2


def _of_whole(contract: StyleContract) -> Iterator[Finding]:
    yield from _said("/promise", promise_is_odd(contract))
    yield from _said("/aspects", patched_for_nothing(contract))


def _of_assets(contract: StyleContract, facts_of: FactsOf) -> Iterator[Finding]:
    brand = contract.brand
    named = {f"/brand/fonts/{role}": face for role, face in sorted(brand.fonts.items())}
    named |= {f"/brand/fallbacks/{i}": face for i, face in enumerate(brand.fallbacks)}
    for pointer, face in named.items():
        yield from _said(pointer, font_is_unusable(face, facts_of(face.sha256)))
    for name, logo in sorted(brand.logos.items()):
        yield from _said(f"/brand/logos/{name}", logo_is_unusable(logo, facts_of(logo.sha256)))


def _of_picture(style: StyleContract, aspect: Aspect) -> Iterator[tuple[str, str]]:
    """Pointer and words for everything that would look wrong in one aspect ratio."""
    checks = {"/subtitles/placement": captions_leave_frame(style, aspect)}
    checks["/subtitles/color"] = caption_contrast(style.subtitles)
    for overlay in style.overlays:
        where = f"/overlays/{overlay.id}"
        checks[f"{where}/box"] = box_leaves_frame(overlay)
        checks[f"{where}/kind"] = overlay_is_empty(overlay)
        checks[f"{where}/color"] = overlay_contrast(overlay, style.visual)
    yield from ((pointer, wrong) for pointer, wrong in checks.items() if wrong)


def _resolved(contract: StyleContract, aspect: Aspect) -> tuple[StyleContract | None, str]:
    """The style in an aspect ratio, or why its patch does not apply."""
    try:
        return resolve(contract, aspect), ""
    except ValidationError as error:
        return None, "; ".join(
            f"{'.'.join(map(str, item['loc'])) or 'style'}: {item['msg']}"
            for item in error.errors(include_url=False)
        )


def _said(pointer: str, wrong: str | None) -> Iterator[Finding]:
    if wrong is not None:
        yield {"pointer": pointer, "message": wrong}


def _in(aspect: Aspect, pointer: str, wrong: str) -> Finding:
    return {"pointer": pointer, "message": f"In {aspect}: {wrong}"}


def _face(family: str, weight: int, italic: bool) -> str:
    return f"{family} {weight}{' italic' if italic else ''}"
