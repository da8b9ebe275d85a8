"""What a LUT does, as pictures: the portrait before and after it."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np
import skia

from style_plane.assets.luts import Table, graded, parse_cube
from style_plane.samples.grounds import ground

WIDTH = 480
RATIO = 4 / 5
QUALITY = 86
Which = Literal["before", "after"]


@lru_cache(maxsize=32)
def lut_picture(cube: bytes, which: Which) -> bytes:
    """WebP of the portrait, with a table applied or without.

    Raises:
        Refused: as `parse_cube`.
    """
    pixels = _portrait()
    if which == "after":
        table: Table = parse_cube(cube)[0]
        pixels = graded(pixels, table)
    opaque = np.dstack([pixels, np.full(pixels.shape[:2], 255, dtype=np.uint8)])
    image = skia.Image.fromarray(np.ascontiguousarray(opaque), skia.kRGBA_8888_ColorType)
    return bytes(image.encodeToData(skia.EncodedImageFormat.kWEBP, QUALITY))


@lru_cache(maxsize=1)
def _portrait() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    image = skia.Image.MakeFromEncoded(skia.Data.MakeWithCopy(ground("portrait", RATIO)))
    options = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
    image = image.resize(WIDTH, round(WIDTH / RATIO), options)
    return np.ascontiguousarray(image.toarray(colorType=skia.kRGBA_8888_ColorType)[:, :, :3])
