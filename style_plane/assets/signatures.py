"""What a file seems to be by its first bytes; reading it decides. Loads nothing."""

from __future__ import annotations

from typing import Literal

Seems = Literal["font", "png", "photograph", "svg", "cube", "sound"]

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
JPEG_SIGNATURE = b"\xff\xd8\xff"
SFNT_SIGNATURES = (b"\x00\x01\x00\x00", b"OTTO", b"true")
WOFF, WOFF2, COLLECTION = b"wOFF", b"wOF2", b"ttcf"
FONT_SIGNATURES = (*SFNT_SIGNATURES, WOFF, WOFF2, COLLECTION)


def seems(data: bytes) -> Seems | None:
    """The kind of a file, or None where styles have no use for it."""
    if data.startswith(PNG_SIGNATURE):
        return "png"
    if data.startswith(FONT_SIGNATURES):
        return "font"
    if is_photograph(data):
        return "photograph"
    if is_svg(data):
        return "svg"
    if is_cube(data):
        return "cube"
    return "sound" if sound_format(data) is not None else None


def is_photograph(data: bytes) -> bool:
    """JPEG or WebP."""
    return data.startswith(JPEG_SIGNATURE) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def is_svg(data: bytes) -> bool:
    """XML in whose beginning an `svg` element stands."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"<") and b"<svg" in data[:65536]


def is_cube(data: bytes) -> bool:
    """Text that names the size of a LUT."""
    head = data[:4096]
    return b"\x00" not in head and (b"LUT_3D_SIZE" in head or b"LUT_1D_SIZE" in head)


def sound_format(data: bytes) -> str | None:
    """`wav`, `flac`, `mp3`, `ogg` or `m4a`; None for all others."""
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return "wav"
    if data[:4] == b"fLaC":
        return "flac"
    if data[:4] == b"OggS":
        return "ogg"
    if data[4:8] == b"ftyp":
        return "m4a"
    frame = len(data) > 2 and data[0] == 0xFF and data[1] & 0xE6 == 0xE2
    return "mp3" if data[:3] == b"ID3" or frame else None
