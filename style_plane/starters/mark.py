"""Draws the wordmark of the starters: `python -m style_plane.starters.mark` writes the PNG file.

The file is checked in, because its sha256 is part of the starters; drawing them again is only
needed when the mark changes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import skia

from style_plane.starters.fonts import font_path

HERE = Path(__file__).parent
HEIGHT = 144
PAD = 20
REEL = 104
"""Diameter of the reel, pixels."""
TEXT = 84
FILE = HERE / "reelwright.png"


def wordmark() -> bytes:
    """A film reel and the name beside it, white with a soft shadow, on nothing; PNG."""
    face = skia.Typeface.MakeFromFile(str(font_path("Manrope-ExtraBold.ttf")))
    font = skia.Font(face, TEXT)
    font.setEdging(skia.Font.Edging.kAntiAlias)
    font.setHinting(skia.FontHinting.kNone)
    left = PAD + REEL + 26
    width = round(left + font.measureText("reelwright") + PAD)
    surface = skia.Surface(width, HEIGHT)
    canvas = surface.getCanvas()
    shadow = skia.ImageFilters.DropShadow(0, 2, 7, 7, skia.Color(0, 0, 0, 120))
    canvas.saveLayer(None, skia.Paint(ImageFilter=shadow))
    paint = skia.Paint(AntiAlias=True, Color=skia.ColorWHITE)
    _reel(canvas, paint)
    canvas.drawString("reelwright", left, HEIGHT / 2 + TEXT * 0.265, font, paint)
    canvas.restore()
    return bytes(surface.makeImageSnapshot().encodeToData(skia.kPNG, 100))


def _reel(canvas: Any, paint: Any) -> None:
    """A disc with a play mark cut out, and four round holes around it."""
    centre_x, centre_y, radius = PAD + REEL / 2, HEIGHT / 2, REEL / 2
    path = skia.Path()
    path.addCircle(centre_x, centre_y, radius)
    for dx, dy in ((0.0, -0.7), (0.7, 0.0), (0.0, 0.7), (-0.7, 0.0)):
        path.addCircle(centre_x + dx * radius, centre_y + dy * radius, radius * 0.13)
    size = radius * 0.34
    path.moveTo(centre_x - size * 0.8, centre_y - size * 1.1)
    path.lineTo(centre_x + size * 1.25, centre_y)
    path.lineTo(centre_x - size * 0.8, centre_y + size * 1.1)
    path.close()
    path.setFillType(skia.PathFillType.kEvenOdd)
    canvas.drawPath(path, paint)


def main() -> None:
    """Write the wordmark beside this file."""
    FILE.write_bytes(wordmark())


if __name__ == "__main__":
    main()
