"""Small fonts made for a test: boxes for letters, with whatever else a rule looks at."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen


def boxes(path: Path, letters: Iterable[str], *, axis: bool = False) -> Path:
    """A font of equal boxes without any shaping rule; with a weight axis where asked."""
    cmap = {ord(char): f"u{ord(char):04X}" for char in sorted({*letters, " "})}
    names = [".notdef", *cmap.values()]
    pen = TTGlyphPen(None)
    for number, (x, y) in enumerate(((50, 0), (50, 700), (450, 700), (450, 0))):
        (pen.lineTo if number else pen.moveTo)((x, y))
    pen.closePath()
    box, blank = pen.glyph(), TTGlyphPen(None).glyph()
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder(names)
    font.setupCharacterMap(cmap)
    font.setupGlyf({name: blank if name == cmap[32] else box for name in names})
    font.setupHorizontalMetrics(dict.fromkeys(names, (500, 50)))
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": "Boxes", "styleName": "Regular"})
    font.setupOS2(usWeightClass=400, sCapHeight=700, sxHeight=500)
    font.setupPost()
    if axis:
        font.setupFvar([("wght", 100, 400, 900, "Weight")], [])
    font.save(path)
    return path
