"""What an uploaded file is, found out by reading it and not by its name.

Refused are: anything but static TrueType or OpenType fonts and PNG images, fonts whose licence bits
forbid embedding, fonts with axes (a renderer would draw the wrong weight), oversized images.
"""

from __future__ import annotations

import io
import zlib
from typing import Literal

from fontTools.ttLib import TTFont, TTLibError

from schemas.artifacts import FONT, PNG
from schemas.base import Contract
from schemas.units import Sha256
from style_plane.errors import AssetRefusedError

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
FONT_SIGNATURES = (b"\x00\x01\x00\x00", b"OTTO", b"true")
MAX_SIDE = 4096
RESTRICTED_LICENSE = 0x0002
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""PNG colour type to samples a pixel."""


class AssetFacts(Contract):
    """What the style plane knows of a font or an image."""

    sha256: Sha256
    kind: Literal["font", "image"]
    media_type: str
    size: int
    """Bytes."""
    family: str = ""
    weight: int = 0
    """100 to 900; 0 for an image."""
    italic: bool = False
    glyphs: int = 0
    """How many characters the font can show."""
    width: int = 0
    """Pixels; 0 for a font."""
    height: int = 0


def inspect(data: bytes, sha256: Sha256) -> AssetFacts:
    """Say what a file is.

    Raises:
        AssetRefusedError: with what is wrong and what to upload instead.
    """
    if data.startswith(PNG_SIGNATURE):
        return _image(data, sha256)
    if data.startswith(FONT_SIGNATURES):
        return _font(data, sha256)
    raise AssetRefusedError(
        f"The file starts with {data[:8].hex(' ')!r} and is neither a TrueType or OpenType font nor "
        f"a PNG image. Convert it to .ttf, .otf or .png and upload it again."
    )


def _font(data: bytes, sha256: Sha256) -> AssetFacts:
    try:
        font = TTFont(io.BytesIO(data))
        names, metrics, characters = font["name"], font["OS/2"], font.getBestCmap()
        outlines = font["glyf"] if "glyf" in font else font["CFF "]
        family = names.getDebugName(16) or names.getDebugName(1)
    except Exception as error:
        raise AssetRefusedError(_broken_font(error)) from error
    if "fvar" in font:
        raise AssetRefusedError(
            "The font is variable. Upload the static instance of the weight that is wanted, "
            "such as one made with `fonttools varLib.instancer FONT.ttf wght=700`."
        )
    if metrics.fsType & RESTRICTED_LICENSE:
        raise AssetRefusedError(
            f"The licence bits of the font (fsType {metrics.fsType}) forbid embedding it. "
            f"Choose a font that may be embedded, such as one under the Open Font License."
        )
    if not characters or not family or not outlines:
        raise AssetRefusedError("The font holds no named characters. Export it again.")
    return AssetFacts(
        sha256=sha256,
        kind="font",
        media_type=FONT,
        size=len(data),
        family=family,
        weight=metrics.usWeightClass,
        italic=bool(metrics.fsSelection & 1),
        glyphs=len(characters),
    )


def _broken_font(error: Exception) -> str:
    why = str(error) if isinstance(error, TTLibError) else f"{type(error).__name__}: {error}"
    return f"The font cannot be read ({why}). Export it again as .ttf or .otf."


def _image(data: bytes, sha256: Sha256) -> AssetFacts:
    chunks = _chunks(data)
    header = chunks.get(b"IHDR", b"")
    if len(header) != 13 or b"IDAT" not in chunks or b"IEND" not in chunks:
        raise AssetRefusedError("The PNG image is cut off. Export it again.")
    width, height = int.from_bytes(header[:4], "big"), int.from_bytes(header[4:8], "big")
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        raise AssetRefusedError(
            f"The image has {width} x {height} pixels; at most {MAX_SIDE} on each side are taken. "
            f"Make it smaller and upload it again."
        )
    _check_pixels(header, chunks[b"IDAT"], width, height)
    return AssetFacts(
        sha256=sha256, kind="image", media_type=PNG, size=len(data), width=width, height=height
    )


def _chunks(data: bytes) -> dict[bytes, bytes]:
    """PNG chunks by type, those of one type joined; each checked against its CRC."""
    chunks: dict[bytes, bytearray] = {}
    at = len(PNG_SIGNATURE)
    while at + 12 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        stated = int.from_bytes(data[at + 8 + size : at + 12 + size], "big")
        if zlib.crc32(kind + body) != stated:
            raise AssetRefusedError(
                f"The PNG image is damaged in its {kind!r} part. Export it again."
            )
        chunks.setdefault(kind, bytearray()).extend(body)
        at += 12 + size
    return {kind: bytes(body) for kind, body in chunks.items()}


def _check_pixels(header: bytes, packed: bytes, width: int, height: int) -> None:
    """Unpack at most what the header promises; more or less is no picture."""
    depth, color, interlaced = header[8], header[9], header[12]
    if color not in CHANNELS or depth not in (1, 2, 4, 8, 16):
        raise AssetRefusedError("The PNG image has an unknown pixel format. Export it as RGBA.")
    row = (width * CHANNELS[color] * depth + 7) // 8 + 1
    most = row * height if not interlaced else row * height + 8 * (height + width)
    unpacker = zlib.decompressobj()
    try:
        pixels = unpacker.decompress(packed, most + 1)
    except zlib.error as error:
        raise AssetRefusedError(f"The PNG image cannot be unpacked: {error}.") from error
    if len(pixels) > most or (not interlaced and len(pixels) < most):
        raise AssetRefusedError("The PNG image holds more or less than it says. Export it again.")
