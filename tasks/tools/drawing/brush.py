"""Small Skia vocabulary: colours, fills, plates, shadows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import skia

from schemas.renders import Fill, PixelBox
from schemas.style.subtitles import Plate, Shadow, Stroke

COLOURS = 1024
"""As many are kept: frame after frame has the same ones."""
LEAST_CONTRAST = 2.5
HARD_PX = 0.4
"""A blur that nobody sees."""


@lru_cache(COLOURS)
def color_of(paint: str) -> int:
    """`#RRGGBBAA` as a Skia colour."""
    red, green, blue, alpha = (int(paint[at : at + 2], 16) for at in (1, 3, 5, 7))
    return int(skia.Color(red, green, blue, alpha))


@lru_cache(COLOURS)
def mixed(one: str, other: str, part: float) -> str:
    """`#RRGGBBAA` between two colours."""
    values = []
    for at in (1, 3, 5, 7):
        a, b = int(one[at : at + 2], 16), int(other[at : at + 2], 16)
        values.append(round(a + (b - a) * part))
    return "#" + "".join(f"{value:02X}" for value in values)


def readable(color: str, ground: str) -> str:
    """The colour, or black or white where it could not be told from the ground."""
    if contrast(color, ground) >= LEAST_CONTRAST:
        return color
    return max(("#FFFFFFFF", "#101010FF"), key=lambda other: contrast(other, ground))


def contrast(one: str, other: str) -> float:
    """WCAG contrast of two opaque colours, 1 to 21."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    shares = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def rect_of(box: PixelBox) -> skia.Rect:
    return skia.Rect.MakeXYWH(box.x, box.y, box.width, box.height)


def filling(color: str) -> skia.Paint:
    return skia.Paint(AntiAlias=True, Color=color_of(color))


def stroking(stroke: Stroke, em: float) -> skia.Paint:
    """Round joins; half of the line lies under the glyph, so it is twice as wide."""
    paint = skia.Paint(
        AntiAlias=True,
        Color=color_of(stroke.color),
        Style=skia.Paint.kStroke_Style,
        StrokeWidth=2 * stroke.width * em,
        StrokeJoin=skia.Paint.kRound_Join,
        StrokeCap=skia.Paint.kRound_Cap,
    )
    return _softened(paint, stroke.blur * em)


def shadowing(shadow: Shadow, em: float) -> skia.Paint:
    """A blurred fill; the caller moves it by the shadow's offset."""
    return _softened(filling(shadow.color), shadow.blur * em)


def _softened(paint: skia.Paint, pixels: float) -> skia.Paint:
    """The paint with edges that blur over so many pixels."""
    if pixels > HARD_PX:
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, pixels / 2))
    return paint


def gradient(fill: Fill, box: PixelBox, upright: bool = False) -> skia.Paint:
    """Flat, or from left to right, or from top to bottom when `upright`."""
    paint = filling(fill.color)
    if fill.color_to is not None:
        end = skia.Point(box.x, box.bottom) if upright else skia.Point(box.right, box.y)
        colors = [color_of(fill.color), color_of(fill.color_to)]
        shader = skia.GradientShader.MakeLinear([skia.Point(box.x, box.y), end], colors)
        paint.setShader(shader)
        paint.setDither(True)
    return paint


def plate_path(boxes: Sequence[PixelBox], radius: float) -> skia.Path:
    """All plates as one shape: where they overlap, a see-through colour does not add up."""
    path = skia.Path()
    for box in boxes:
        round_by = min(radius, box.width / 2, box.height / 2)
        path.addRoundRect(rect_of(box), round_by, round_by)
    return path


def draw_plates(
    canvas: skia.Canvas,
    boxes: Sequence[PixelBox],
    plate: Plate,
    shadow: Shadow | None,
    em: float,
) -> None:
    """Filled plates with the shadow they throw. A gradient runs over all of them together."""
    if not boxes:
        return
    path = plate_path(boxes, plate.radius * em)
    if shadow is not None:
        canvas.save()
        canvas.clipPath(path, skia.ClipOp.kDifference, True)
        canvas.translate(shadow.dx * em, shadow.dy * em)
        canvas.drawPath(path, shadowing(shadow, em))
        canvas.restore()
    bounds = path.getBounds()
    whole = PixelBox(x=bounds.left(), y=bounds.top(), width=bounds.width(), height=bounds.height())
    canvas.drawPath(path, gradient(Fill(color=plate.color, color_to=plate.color_to), whole))
