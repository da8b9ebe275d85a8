"""Glyphs with colours of their own, as pictures: bitmaps (CBDT, sbix) and layers (COLR)."""

from __future__ import annotations

from base64 import b64decode, b64encode

import cv2
import numpy as np
import skia
import uharfbuzz as hb

from schemas.renders import GlyphPicture

PIXELS = 256
"""To the em, for glyphs that a font draws in layers; bitmaps have the size that they have."""


def colored(font: hb.Font, glyph: int) -> GlyphPicture | None:
    """A glyph as the font colours it; None where it leaves that to the text."""
    return _bitmap(font, glyph) or _layered(font, glyph)


def _bitmap(font: hb.Font, glyph: int) -> GlyphPicture | None:
    box = font.get_glyph_extents(glyph)
    if not font.face.has_color_png or box is None or not box.width:
        return None
    found = font.get_glyph_color_png(glyph)
    if found is None or not found.data:
        return None
    return GlyphPicture(
        png=b64encode(found.data).decode(),
        x=box.x_bearing,
        top=box.y_bearing,
        width=box.width,
        height=-box.height,
    )


def _layered(font: hb.Font, glyph: int) -> GlyphPicture | None:
    face, box = font.face, font.get_glyph_extents(glyph)
    has_layers = face.has_color_layers and bool(face.get_glyph_color_layers(glyph))
    if not has_layers and not (face.has_color_paint and face.glyph_has_color_paint(glyph)):
        return None
    scale = PIXELS / face.upem
    paint = hb.RasterPaint()
    paint.transform = (scale, 0.0, 0.0, scale, 0.0, 0.0)
    if box is None or not paint.set_glyph_extents(box):
        return None
    if not paint.paint_glyph_or_fail(font, glyph):
        return None
    image = paint.render()
    return None if image is None else _framed(image, scale)


def _framed(image: hb.RasterImage, scale: float) -> GlyphPicture:
    """HarfBuzz's pixels (premultiplied BGRA, bottom row first), and where they stand."""
    at = image.extents
    rows = np.frombuffer(image.buffer, np.uint8)[: at.stride * at.height]
    pixels = rows.reshape(at.height, at.stride)[::-1, : at.width * 4].reshape(at.height, -1, 4)
    alpha = pixels[:, :, 3:].astype(np.float32)
    plain = np.round(pixels[:, :, :3] * (255 / np.maximum(alpha, 1))).clip(0, 255)
    _, png = cv2.imencode(".png", np.concatenate([plain, alpha], axis=2).astype(np.uint8))
    return GlyphPicture(
        png=b64encode(png.tobytes()).decode(),
        x=at.x_origin / scale,
        top=(at.y_origin + at.height) / scale,
        width=at.width / scale,
        height=at.height / scale,
    )


def picture_of(glyph: GlyphPicture) -> skia.Image:
    """Its pixels.

    Raises:
        ValueError: when they are no picture.
    """
    image = skia.Image.MakeFromEncoded(skia.Data.MakeWithCopy(b64decode(glyph.png)))
    if image is None:
        raise ValueError("a glyph's picture cannot be read")
    return image.makeRasterImage()
