"""Contrast of text with what is behind it, by WCAG 2: large text needs 3 to 1.

What lies under a translucent plate is unknown, so the plate is taken over black and over white and
the worse of the two counts.
"""

from __future__ import annotations

from schemas.style.overlays import Overlay
from schemas.style.subtitles import Plate, Shadow, Stroke, SubtitleSystem
from schemas.style.visuals import VisualRules

LEAST = 3.0
THIN = 0.04
"""A stroke below this many em does not hold letters apart from the picture."""
FAINT = 0.35
"""Opacity below which a shadow does not."""
BLACK, WHITE = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)

Rgb = tuple[float, float, float]


def caption_contrast(captions: SubtitleSystem) -> str | None:
    """Every colour that caption words take stands out from plate, stroke or shadow."""
    if not captions.enabled:
        return None
    plate = captions.plate if captions.plate.shape in ("line", "block") else Plate()
    problems = [
        _problem(f"{what} of captions", color, plate, captions.stroke, captions.shadow)
        for what, color in _word_colors(captions).items()
    ]
    if captions.plate.shape == "word":
        spoken = captions.color if captions.emphasis.kind == "none" else captions.emphasis.color
        problems.append(_problem("The spoken word on its plate", spoken, captions.plate))
    return next((problem for problem in problems if problem), None)


def overlay_contrast(overlay: Overlay, visual: VisualRules) -> str | None:
    """The text of an overlay stands out from its plate, stroke or shadow.

    An end card without a plate is drawn on the style's background.
    """
    if overlay.kind not in ("title", "text", "end_card"):
        return None
    plate = overlay.plate
    if overlay.kind == "end_card" and plate.shape == "none":
        plate = Plate(shape="block", color=visual.background, color_to=visual.background_to)
    what = f"The text of overlay {overlay.id!r}"
    return _problem(what, overlay.color, plate, overlay.stroke, overlay.shadow)


def ratio(one: Rgb, other: Rgb) -> float:
    """Contrast ratio of two opaque colours, 1 to 21."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _word_colors(captions: SubtitleSystem) -> dict[str, str]:
    emphasis = captions.emphasis  # `plate` picks a colour that can be read by itself
    colors = {"The colour": captions.color}
    if emphasis.kind in ("fill", "sweep", "pop", "reveal") and captions.plate.shape != "word":
        colors["The emphasis colour"] = emphasis.color
    if emphasis.kind != "none" and emphasis.spoken:
        colors["The spoken colour"] = emphasis.spoken
    if captions.keyword_color:
        colors["The keyword colour"] = captions.keyword_color
    return colors


def _problem(
    what: str, color: str, plate: Plate, stroke: Stroke | None = None, shadow: Shadow | None = None
) -> str | None:
    text, opacity = _parts(color)
    if opacity < 0.5:
        return f"{what} is {opacity:.0%} opaque ({color}) and cannot be read. Use at least 50 %."
    found = max(
        _against_plate(text, plate), _against_stroke(text, stroke), _against_shadow(text, shadow)
    )
    if found >= LEAST:
        return None
    if found == 0:
        return (
            f"{what} has neither plate nor stroke nor shadow, so it vanishes on a picture of its "
            f"own colour. Add one of them."
        )
    return (
        f"{what} ({color}) has a contrast of {found:.1f} to 1 with what is behind it; at least "
        f"{LEAST:.0f} to 1 can be read. Change the plate, the stroke or the colour."
    )


def _against_plate(text: Rgb, plate: Plate) -> float:
    """The worst contrast over both stops of the plate, over black and over white; 0: no plate."""
    if plate.shape == "none":
        return 0.0
    stops = [_parts(color) for color in (plate.color, plate.color_to) if color]
    return min(
        ratio(text, _over(color, opacity, ground))
        for color, opacity in stops
        for ground in (BLACK, WHITE)
    )


def _against_stroke(text: Rgb, stroke: Stroke | None) -> float:
    if stroke is None or stroke.width < THIN:
        return 0.0
    color, opacity = _parts(stroke.color)
    return ratio(text, color) if opacity >= 0.5 else 0.0


def _against_shadow(text: Rgb, shadow: Shadow | None) -> float:
    if shadow is None:
        return 0.0
    color, opacity = _parts(shadow.color)
    return ratio(text, color) if opacity >= FAINT else 0.0


def _parts(color: str) -> tuple[Rgb, float]:
    """Channels and opacity of `#RRGGBBAA`, 0 to 1."""
    red, green, blue, alpha = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5, 7))
    return (red, green, blue), alpha


def _over(color: Rgb, opacity: float, ground: Rgb) -> Rgb:
    red, green, blue = (
        part * opacity + under * (1 - opacity) for part, under in zip(color, ground, strict=True)
    )
    return red, green, blue


def _luminance(color: Rgb) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
