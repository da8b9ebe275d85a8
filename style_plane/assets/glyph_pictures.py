"""Pictures of glyphs in a font (CBDT, sbix): each is a PNG that the painter can hold."""

from __future__ import annotations

import struct

import uharfbuzz as hb

from style_plane.assets.facts import Refused

PNG = b"\x89PNG\r\n\x1a\n"
MAX_SIDE = 1024
"""Pixels; emoji fonts have 128 to 512."""


def check_pictures(data: bytes) -> None:
    """Refuse a font with a picture that is no PNG, or too large to be drawn.

    Asked for as the painter asks for them, whatever the tables say of themselves.

    Raises:
        Refused: naming the glyph.
    """
    font = hb.Font(hb.Face(data))
    for glyph in range(font.face.glyph_count):
        found = font.get_glyph_color_png(glyph)
        if found is not None and found.data:
            _check(glyph, found.data)


def _check(glyph: int, data: bytes) -> None:
    if len(data) < 24 or not data.startswith(PNG) or data[12:16] != b"IHDR":
        raise Refused(
            f"The picture of glyph {glyph} is no PNG. Take the font's version with PNG pictures or "
            f"with COLR layers."
        )
    width, height = struct.unpack(">LL", data[16:24])
    if not 0 < width <= MAX_SIDE or not 0 < height <= MAX_SIDE:
        raise Refused(
            f"The picture of glyph {glyph} is {width} by {height} pixels; {MAX_SIDE} are drawn at "
            f"most. Take a smaller version of the font."
        )
