"""Pictures: PNG files as they are, JPEG and WebP written anew as PNG."""

from __future__ import annotations

import zlib

import skia

from schemas.artifacts import PNG
from schemas.units import Sha256
from style_plane.assets.facts import REVISION, AssetFacts, Refused
from style_plane.assets.signatures import JPEG_SIGNATURE, PNG_SIGNATURE

MAX_SIDE = 4096
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""PNG colour type to samples a pixel."""


def inspect_picture(data: bytes, sha256: Sha256) -> AssetFacts:
    """Facts of a PNG, after unpacking it.

    Raises:
        Refused: for what is damaged, too large, or not what it says.
    """
    chunks = _chunks(data)
    header = chunks.get(b"IHDR", b"")
    if len(header) != 13 or b"IDAT" not in chunks or b"IEND" not in chunks:
        raise Refused("The PNG image is cut off. Export it again.")
    width, height = int.from_bytes(header[:4], "big"), int.from_bytes(header[4:8], "big")
    check_size(width, height)
    _check_pixels(header, chunks[b"IDAT"], width, height)
    _check_decodes(data)
    return AssetFacts(
        sha256=sha256,
        kind="image",
        media_type=PNG,
        size=len(data),
        revision=REVISION,
        width=width,
        height=height,
    )


def _check_decodes(data: bytes) -> None:
    """The decoder of the painter reads it, whatever its parts look like one by one.

    Raises:
        Refused: when it does not.
    """
    image = skia.Image.MakeFromEncoded(skia.Data.MakeWithCopy(data))
    if image is None or image.makeRasterImage() is None:
        raise Refused("The PNG image cannot be decoded. Export it again as RGBA.")


def as_png(data: bytes, longest: int = MAX_SIDE) -> bytes:
    """PNG of a JPEG, WebP or PNG, upright, in sRGB, scaled down to `longest` pixels a side.

    Raises:
        Refused: when it cannot be decoded or is larger than a picture may be.
    """
    if not _is_whole(data):
        raise Refused("The picture is cut off. Export it again as PNG.")
    try:
        size = skia.Codec.MakeFromData(skia.Data.MakeWithCopy(data)).dimensions()
    except RuntimeError as error:
        raise Refused("The picture cannot be decoded. Export it again as PNG.") from error
    check_size(size.width(), size.height(), 2 * MAX_SIDE if longest < MAX_SIDE else MAX_SIDE)
    image = skia.Image.MakeFromEncoded(skia.Data.MakeWithCopy(data))
    image = image.makeRasterImage() if image is not None else None
    if image is None:
        raise Refused("The picture is damaged. Export it again as PNG.")
    return png_of(image, longest)


def _is_whole(data: bytes) -> bool:
    """Whether the file goes on to its end; the decoder would fill the rest with grey."""
    if data.startswith(JPEG_SIGNATURE):
        return b"\xff\xd9" in data[-65_536:]
    if data[:4] == b"RIFF":
        return int.from_bytes(data[4:8], "little") + 8 <= len(data)
    return True


def png_of(image: skia.Image, longest: int = MAX_SIDE) -> bytes:
    """PNG of a picture in sRGB, scaled down to `longest` pixels a side."""
    if image.colorSpace() is not None:
        image = image.makeColorSpace(skia.ColorSpace.MakeSRGB()) or image
    scale = longest / max(image.width(), image.height())
    if scale < 1:
        options = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
        width, height = round(image.width() * scale), round(image.height() * scale)
        image = image.resize(max(1, width), max(1, height), options)
    return bytes(image.encodeToData(skia.EncodedImageFormat.kPNG, 100))


def check_size(width: int, height: int, most: int = MAX_SIDE) -> None:
    """Refuse pictures without pixels or with too many.

    Raises:
        Refused: says both sizes.
    """
    if not (0 < width <= most and 0 < height <= most):
        raise Refused(
            f"The image has {width} x {height} pixels; at most {most} on each side are taken. "
            f"Make it smaller and upload it again."
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
            raise Refused(f"The PNG image is damaged in its {kind!r} part. Export it again.")
        chunks.setdefault(kind, bytearray()).extend(body)
        at += 12 + size
    return {kind: bytes(body) for kind, body in chunks.items()}


def _check_pixels(header: bytes, packed: bytes, width: int, height: int) -> None:
    """Unpack at most what the header promises; more or less is no picture."""
    depth, color, interlaced = header[8], header[9], header[12]
    if color not in CHANNELS or depth not in (1, 2, 4, 8, 16):
        raise Refused("The PNG image has an unknown pixel format. Export it as RGBA.")
    row = (width * CHANNELS[color] * depth + 7) // 8 + 1
    most = row * height if not interlaced else row * height + 8 * (height + width)
    unpacker = zlib.decompressobj()
    try:
        pixels = unpacker.decompress(packed, most + 1)
    except zlib.error as error:
        raise Refused(f"The PNG image cannot be unpacked: {error}.") from error
    if len(pixels) > most or (not interlaced and len(pixels) < most):
        raise Refused("The PNG image holds more or less than it says. Export it again.")
