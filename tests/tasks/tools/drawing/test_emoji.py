"""Glyphs with colours of their own come out in them."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import uharfbuzz as hb
from fontTools.colorLib.builder import buildCOLR, buildCPAL
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables import otTables

from tasks.tools.drawing.emoji import colored, picture_of
from tasks.tools.drawing.painter import Painter
from tests.looks import FONTS, a_plan, a_style, digest, face

SMILE, PLAIN = "\U0001f600", "\u2605"
RED, BLUE = (1.0, 0.0, 0.0, 1.0), (0.0, 0.0, 1.0, 1.0)
LAYERS: dict[int, Any] = {
    0: {"smile": [("lower", 0), ("upper", 1)]},
    1: {
        "smile": (
            otTables.PaintFormat.PaintColrLayers,
            [
                {
                    "Format": otTables.PaintFormat.PaintGlyph,
                    "Glyph": name,
                    "Paint": {
                        "Format": otTables.PaintFormat.PaintSolid,
                        "PaletteIndex": number,
                        "Alpha": 1.0,
                    },
                }
                for number, name in enumerate(("lower", "upper"))
            ],
        )
    },
}
"""By COLR version: red below, blue above."""


def _box(bottom: int, top: int) -> Any:
    pen = TTGlyphPen(None)
    pen.moveTo((100, bottom))
    for point in ((100, top), (900, top), (900, bottom)):
        pen.lineTo(point)
    pen.closePath()
    return pen.glyph()


def emoji_font(folder: Path, version: int) -> Path:
    """A font with one emoji in two colours, and one plain star."""
    builder = FontBuilder(1000, isTTF=True)
    names = [".notdef", "smile", "star", "lower", "upper"]
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(SMILE): "smile", ord(PLAIN): "star"})
    boxes = {"lower": (0, 400), "upper": (400, 800)}
    builder.setupGlyf({name: _box(*boxes.get(name, (0, 800))) for name in names})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 100)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Faces", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    glyphs = {name: number for number, name in enumerate(names)}
    builder.font["COLR"] = buildCOLR(LAYERS[version], version=version, glyphMap=glyphs)
    builder.font["CPAL"] = buildCPAL([[RED, BLUE]])
    path = folder / f"faces-{version}.ttf"
    builder.save(path)
    FONTS[digest(path)] = path
    return path


@pytest.mark.parametrize("version", [0, 1])
def test_layers_of_a_font_become_a_picture_with_its_place(tmp_path: Path, version: int) -> None:
    font = hb.Font(hb.Face(emoji_font(tmp_path, version).read_bytes()))
    smile, star = (font.get_nominal_glyph(ord(sign)) for sign in (SMILE, PLAIN))
    assert colored(font, star) is None
    found = colored(font, smile)
    assert found is not None
    assert (found.x, found.top) == pytest.approx((100, 800), abs=4)
    assert (found.width, found.height) == pytest.approx((800, 800), abs=8)
    pixels = cv2.imdecode(np.frombuffer(b64decode(found.png), np.uint8), cv2.IMREAD_UNCHANGED)
    assert pixels is not None
    height, width = pixels.shape[:2]
    assert pixels[height // 4, width // 2].tolist() == [255, 0, 0, 255], "blue above"
    assert pixels[height * 3 // 4, width // 2].tolist() == [0, 0, 255, 255], "red below"
    assert picture_of(found).dimensions().width() == width


@pytest.mark.parametrize("version", [0, 1])
def test_an_emoji_keeps_its_colours_among_words_of_another(tmp_path: Path, version: int) -> None:
    style = a_style(fallbacks=(face(emoji_font(tmp_path, version)),), color="#FFFFFFFF")
    plan, warnings = a_plan(style, f"so {SMILE} {PLAIN}")
    assert warnings == ()
    painter = Painter(plan, lambda ref: b"")
    seen = [layer.pixels.reshape(-1, 4) for layer in painter.paint(24)]
    counts = {
        name: sum(int((pixels == color).all(axis=1).sum()) for pixels in seen)
        for name, color in (("red", (255, 0, 0, 255)), ("blue", (0, 0, 255, 255)))
    }
    em = plan.captions.pages[0].block.em
    assert all(count > 0.25 * em * em for count in counts.values()), counts


def test_a_picture_that_is_none_is_refused(tmp_path: Path) -> None:
    font = hb.Font(hb.Face(emoji_font(tmp_path, 0).read_bytes()))
    found = colored(font, font.get_nominal_glyph(ord(SMILE)))
    assert found is not None
    with pytest.raises(ValueError, match="cannot be read"):
        picture_of(found.model_copy(update={"png": "QUJD"}))
