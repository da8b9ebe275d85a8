"""A small Skia vocabulary for the demo's rooms and cards: 1280 x 720, full-range RGB."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, cast

import font_manrope
import numpy as np
import skia

from deployments.demo.planes import Bytes

WIDTH, HEIGHT = 1280, 720
Weight = Literal["Medium", "Bold", "ExtraBold"]
Colour = int
"""0xAARRGGBB."""

NIGHT, TEAL, MINT = 0xFF0B1722, 0xFF1D4B57, 0xFF8FD6C1
SAND, CORAL, CREAM = 0xFFE9C46A, 0xFFF4715D, 0xFFF7F0E1


def faded(colour: Colour, share: float) -> Colour:
    """The colour with its alpha multiplied."""
    return (round((colour >> 24) * share) << 24) | (colour & 0xFFFFFF)


class Brush:
    """Draws on one picture; later strokes lie over earlier ones."""

    def __init__(self, width: int = WIDTH, height: int = HEIGHT) -> None:
        self._surface = skia.Surface.MakeRasterN32Premul(width, height)
        self._canvas = self._surface.getCanvas()

    def rgba(self) -> Bytes:
        """H x W x 4, colour not multiplied by alpha."""
        image = self._surface.makeImageSnapshot()
        return cast(Bytes, image.toarray(colorType=skia.ColorType.kRGBA_8888_ColorType))

    def rgb(self) -> Bytes:
        """H x W x 3 with fixed fine grain, so that soft gradients do not band."""
        grain = np.random.default_rng(3).normal(0, 0.5, (HEIGHT, WIDTH, 1))
        noisy = self.rgba()[..., :3].astype(np.float32) + grain
        return cast(Bytes, np.clip(np.round(noisy), 0, 255).astype(np.uint8))

    def box(
        self,
        place: tuple[float, float, float, float],
        colours: Colour | Sequence[Colour],
        *,
        radius: float = 0,
        blur: float = 0,
        across: bool = False,
    ) -> None:
        """A rectangle (x, y, width, height) in one colour or a gradient, downwards or across."""
        x, y, width, height = place
        paint = _paint(blur)
        if isinstance(colours, int):
            paint.setColor(colours)
        else:
            ends = [(x, y), (x + width, y) if across else (x, y + height)]
            paint.setShader(
                skia.GradientShader.MakeLinear([skia.Point(*end) for end in ends], list(colours))
            )
        self._canvas.drawRoundRect(skia.Rect.MakeXYWH(x, y, width, height), radius, radius, paint)

    def disc(self, x: float, y: float, radius: float, colour: Colour, *, blur: float = 0) -> None:
        paint = _paint(blur)
        paint.setColor(colour)
        self._canvas.drawCircle(x, y, radius, paint)

    def glow(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """Light that fades to nothing at the radius."""
        paint = skia.Paint(AntiAlias=True)
        paint.setShader(skia.GradientShader.MakeRadial((x, y), radius, [colour, faded(colour, 0)]))
        self._canvas.drawCircle(x, y, radius, paint)

    def ring(
        self, x: float, y: float, radius: float, colour: Colour, width: float, blur: float = 0
    ) -> None:
        paint = _paint(blur)
        paint.setColor(colour)
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(width)
        self._canvas.drawCircle(x, y, radius, paint)

    def leaf(self, x: float, y: float, length: float, degrees: float, colour: Colour) -> None:
        """A pointed leaf that starts at (x, y); 0 degrees points up."""
        self._canvas.save()
        self._canvas.translate(x, y)
        self._canvas.rotate(degrees)
        path = skia.Path()
        path.moveTo(0, 0)
        path.quadTo(-length * 0.22, -length * 0.55, 0, -length)
        path.quadTo(length * 0.22, -length * 0.55, 0, 0)
        paint = skia.Paint(AntiAlias=True)
        paint.setColor(colour)
        self._canvas.drawPath(path, paint)
        self._canvas.restore()

    def line(
        self, x: float, y: float, to_x: float, to_y: float, colour: Colour, width: float
    ) -> None:
        paint = skia.Paint(AntiAlias=True, StrokeWidth=width, StrokeCap=skia.Paint.kRound_Cap)
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setColor(colour)
        self._canvas.drawLine(x, y, to_x, to_y, paint)

    def text(
        self, text: str, x: float, y: float, size: float, colour: Colour, weight: Weight = "Bold"
    ) -> None:
        """One line whose baseline starts at (x, y)."""
        font = skia.Font(_typeface(weight), size)
        font.setSubpixel(True)
        font.setEdging(skia.Font.Edging.kAntiAlias)
        paint = skia.Paint(AntiAlias=True)
        paint.setColor(colour)
        self._canvas.drawString(text, x, y, font, paint)

    def hole(self, place: tuple[float, float, float, float], radius: float) -> None:
        """Make a rounded rectangle see-through."""
        paint = skia.Paint(AntiAlias=True, BlendMode=skia.BlendMode.kClear)
        self._canvas.drawRoundRect(skia.Rect.MakeXYWH(*place), radius, radius, paint)


def _paint(blur: float) -> skia.Paint:
    paint = skia.Paint(AntiAlias=True)
    if blur:
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur))
    return paint


def _typeface(weight: Weight) -> skia.Typeface:
    path = Path(font_manrope.__file__).parent / "files" / f"Manrope-{weight}.ttf"
    return skia.Typeface.MakeFromFile(str(path))
