"""Contrast of text with what its style puts behind it (C1 to C3), from colours alone.

What the picture itself does is measured on frames: see `frames`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from schemas.style.contract import merge_patch
from schemas.style.subtitles import Emphasis, Stroke
from style_plane.lint.colors import BLACK, WHITE, Rgb, over, parts, ratio, readable_on
from style_plane.lint.finding import Severity
from style_plane.lint.scene import Said, Scene
from style_plane.lint.written import OPAQUE, Written, written

LEAST, GOOD, BEST = 3.0, 4.5, 7.0
"""Below: an error, a warning, an info."""
UNLIKE = 1.5
"""Luminance ratio at which two words differ to those who see no hues."""
GROWN = 1.05
STROKE: dict[str, Any] = {"width": 0.1}


def stands_out(scene: Scene) -> Iterator[Said]:
    """C1: every colour that text takes has a contrast with its plate, stroke or shadow."""
    for text in written(scene):
        if text.opacity < OPAQUE:
            yield Said(
                "error",
                text.pointer,
                f"{text.what} is {text.opacity:.0%} opaque ({text.color}) and cannot be read. Use "
                f"at least {OPAQUE:.0%}.",
                {"opacity": text.opacity, "least": OPAQUE},
                _made_opaque(text),
            )
        elif not text.bare and (severity := _severity(text.contrast)):
            limit = {"error": LEAST, "warning": GOOD, "info": BEST}[severity]
            yield Said(
                severity,
                text.pointer,
                f"{text.what} ({text.color}) has a contrast of {text.contrast:.1f} to 1 with what "
                f"is behind it; {_asks(severity)}. Change the plate, the stroke or the colour.",
                {"contrast": round(text.contrast, 2), "least": limit},
                _mended(text),
            )


def held_apart(scene: Scene) -> Iterator[Said]:
    """C2: text has a plate, a stroke or a shadow, so that no picture can swallow it."""
    for text in written(scene):
        if text.bare and text.opacity >= OPAQUE:
            yield Said(
                "error",
                text.pointer,
                f"{text.what} has neither plate nor stroke nor shadow, so it vanishes on a picture "
                f"of its own colour. Add one of them.",
                {"contrast": 1.0, "least": LEAST},
                text.set_to(("stroke",), STROKE | {"color": readable_on(text.color)}),
            )


def more_than_hue(scene: Scene) -> Iterator[Said]:
    """C3: the spoken word differs from its neighbours by more than its hue."""
    captions, emphasis = scene.style.subtitles, scene.style.subtitles.emphasis
    if not captions.enabled or emphasis.kind not in ("fill", "sweep", "pop"):
        return
    if captions.plate.shape == "word" or (emphasis.kind == "pop" and emphasis.scale >= GROWN):
        return
    idle = captions.inactive or captions.color
    found = ratio(parts(idle)[0], parts(emphasis.color)[0])
    if found < UNLIKE:
        yield Said(
            "warning",
            "/subtitles/emphasis/color",
            f"The spoken word ({emphasis.color}) is told from the others ({idle}) by its hue only: "
            f"their luminances differ by {found:.2f} to 1. Make it lighter or darker, or let it pop.",
            {"contrast": round(found, 2), "least": UNLIKE, "scale": emphasis.scale},
            {"subtitles": {"emphasis": _popping(emphasis)}},
        )


def _severity(contrast: float) -> Severity | None:
    if contrast >= BEST:
        return None
    if contrast >= GOOD:
        return "info"
    return "warning" if contrast >= LEAST else "error"


def _asks(severity: Severity) -> str:
    if severity == "error":
        return f"at least {LEAST:.0f} to 1 can be read"
    if severity == "warning":
        return f"{GOOD} to 1 is read without effort"
    return f"{BEST:.0f} to 1 is what WCAG asks for at its highest level"


def _made_opaque(text: Written) -> dict[str, Any] | None:
    """The same colour without transparency, and another one where that is not enough."""
    if not text.mendable:
        return None
    whole = f"{text.color[:7]}FF"
    solid = replace(text, color=whole, layer=1.0)
    enough = solid.bare or _severity(solid.contrast) != "error"
    cure = (None if enough else _mended(solid)) or text.set_to(text.field, whole)
    return merge_patch(cure, text.set_to(("opacity",), 1.0)) if text.layer < 1 else cure


def _mended(text: Written) -> dict[str, Any] | None:
    """The first change that brings the best contrast, or the one that brings most."""
    best, contrast = None, text.contrast
    for patch, changed in _candidates(text):
        if changed.contrast >= BEST:
            return patch
        if changed.contrast > contrast:
            best, contrast = patch, changed.contrast
    return best if _severity(contrast) != _severity(text.contrast) else None


def _candidates(text: Written) -> Iterator[tuple[dict[str, Any], Written]]:
    """Ever lighter and darker colours, then black or white with a stroke of the other."""
    if not text.mendable:
        return
    if text.layer < 1:
        yield text.set_to(("opacity",), 1.0), replace(text, layer=1.0)
    color, opacity = parts(text.color)
    if opacity < 1:
        whole = _hex(color, 1.0)
        yield text.set_to(text.field, whole), replace(text, color=whole)
    for step in range(1, 11):
        for end in (WHITE, BLACK):
            found = _hex(over(end, step / 10, color), opacity)
            yield text.set_to(text.field, found), replace(text, color=found)
    if text.field == ("color",) and not text.on_plate:
        plain = readable_on(readable_on(text.color))
        stroke = STROKE | {"color": readable_on(plain)}
        patch = merge_patch(text.set_to(text.field, plain), text.set_to(("stroke",), stroke))
        yield patch, replace(text, color=plain, stroke=Stroke.model_validate(stroke))


def _hex(color: Rgb, opacity: float) -> str:
    return "#" + "".join(f"{round(part * 255):02X}" for part in (*color, opacity))


def _popping(emphasis: Emphasis) -> dict[str, Any]:
    return {"kind": "pop", "scale": max(emphasis.scale, 1.1)}
