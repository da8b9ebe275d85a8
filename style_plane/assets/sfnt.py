"""Font files as containers: WOFF and WOFF2 unpacked within bounds, tables and composites checked.

What a font says of its own sizes is checked here, before any library believes it.
"""

from __future__ import annotations

import io
import itertools
import struct
import zlib
from collections.abc import Iterator

import brotli
from fontTools.ttLib import TTFont

from style_plane.assets.facts import Refused
from style_plane.assets.signatures import COLLECTION, WOFF, WOFF2

MAX_UNPACKED = 48 * 1024 * 1024
MAX_TABLES = 100
MAX_NAMED = 1_000_000
"""Characters in all maps of a font together; the largest real fonts have a fifth of that."""
MAX_DEPTH = 8
MAX_PARTS = 4096
"""Outlines that one glyph is put together from, each as often as it is used."""
"""Composite glyphs inside each other; real fonts have at most three."""

WORDS, OFFSETS, MORE = 0x0001, 0x0002, 0x0020
SCALE, SCALE_XY, MATRIX = 0x0008, 0x0040, 0x0080


def unpacked(data: bytes) -> bytes:
    """The TrueType or OpenType bytes of a font file; those of a plain font are left as they are.

    Raises:
        Refused: for collections, and for files that unpack to more than they say.
    """
    if data.startswith(COLLECTION):
        raise Refused("The file is a collection of fonts. Upload one of its fonts as .ttf or .otf.")
    if data.startswith(WOFF2):
        _check_woff2(data)
    elif data.startswith(WOFF):
        _check_woff(data)
    else:
        return data
    font = TTFont(io.BytesIO(data), recalcTimestamp=False, lazy=True)
    font.flavor = None
    plain = io.BytesIO()
    font.save(plain, reorderTables=True)
    return plain.getvalue()


def check_tables(data: bytes) -> dict[str, bytes]:
    """The tables of a plain font by tag.

    Raises:
        Refused: when a table lies outside the file or the font is too large.
    """
    if len(data) < 12:
        raise Refused("The font is cut off. Export it again as .ttf or .otf.")
    count = struct.unpack(">H", data[4:6])[0]
    if not 0 < count <= MAX_TABLES or len(data) < 12 + 16 * count or len(data) > MAX_UNPACKED:
        raise Refused(f"The font cannot be read: {count} tables in {len(data)} bytes.")
    tables: dict[str, bytes] = {}
    for at in range(12, 12 + 16 * count, 16):
        tag, _, offset, length = struct.unpack(">4sLLL", data[at : at + 16])
        if offset + length > len(data):
            raise Refused(
                f"The font cannot be read: its table {tag.decode('latin-1')!r} is cut off. "
                f"Export it again as .ttf or .otf."
            )
        tables[tag.decode("latin-1")] = data[offset : offset + length]
    if sum(map(len, tables.values())) > 2 * len(data):
        raise Refused("The font cannot be read: its tables lie over each other.")
    return tables


def check_characters(tables: dict[str, bytes]) -> None:
    """Refuse character maps whose few bytes name more characters than there are.

    Raises:
        Refused: says how many.
    """
    cmap = tables.get("cmap", b"")
    count = struct.unpack(">H", cmap[2:4])[0] if len(cmap) >= 4 else 0
    named = 0
    for at in range(4, min(4 + 8 * count, len(cmap) - 7), 8):
        place = struct.unpack(">L", cmap[at + 4 : at + 8])[0]
        named += sum(_ranges(cmap[place:]))
        if named > MAX_NAMED:
            raise Refused(f"The font names {named} characters or more. Export it again.")


def _ranges(subtable: bytes) -> Iterator[int]:
    """How many characters each range of a subtable names; only those of formats 12 and 13."""
    if len(subtable) < 16 or subtable[:2] not in (b"\x00\x0c", b"\x00\x0d"):
        return
    count = struct.unpack(">L", subtable[12:16])[0]
    for at in range(16, min(16 + 12 * count, len(subtable) - 11), 12):
        first, last = struct.unpack(">LL", subtable[at : at + 8])
        yield max(0, last - first + 1)


def check_composites(tables: dict[str, bytes]) -> None:
    """Refuse glyphs that are made of themselves, of too many layers, or of too many parts.

    Raises:
        Refused: naming the glyph.
    """
    if "glyf" not in tables or "loca" not in tables or len(tables.get("head", b"")) < 54:
        return
    parts = dict(_composites(tables["glyf"], _places(tables)))
    depth: dict[int, int] = {}
    drawn: dict[int, int] = {}
    for first in parts:
        todo = [(first, False)]
        open_now: set[int] = set()
        while todo:
            glyph, done = todo.pop()
            if done:
                open_now.discard(glyph)
                depth[glyph] = 1 + max((depth.get(part, 0) for part in parts[glyph]), default=0)
                if depth[glyph] > MAX_DEPTH:
                    raise Refused(f"Glyph {glyph} of the font is nested too deeply to be drawn.")
                drawn[glyph] = sum(drawn.get(part, 1) for part in parts[glyph])
                if drawn[glyph] > MAX_PARTS:
                    raise Refused(f"Glyph {glyph} of the font has too many parts to be drawn.")
            elif glyph in open_now:
                raise Refused(f"Glyph {glyph} of the font is made of itself and cannot be drawn.")
            elif glyph in parts and glyph not in depth:
                open_now.add(glyph)
                todo += [(glyph, True), *((part, False) for part in parts[glyph])]


def _places(tables: dict[str, bytes]) -> list[int]:
    """Where each glyph starts, and where the last one ends."""
    long = struct.unpack(">h", tables["head"][50:52])[0] != 0
    loca = tables["loca"]
    if long:
        return list(struct.unpack(f">{len(loca) // 4}L", loca[: len(loca) // 4 * 4]))
    short = struct.unpack(f">{len(loca) // 2}H", loca[: len(loca) // 2 * 2])
    return [place * 2 for place in short]


def _composites(glyf: bytes, places: list[int]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Each composite glyph with the glyphs that it is made of."""
    for glyph, (start, end) in enumerate(itertools.pairwise(places)):
        if start + 10 > min(end, len(glyf)):
            continue
        if struct.unpack(">h", glyf[start : start + 2])[0] < 0:
            yield glyph, tuple(_components(glyf[start + 10 : end]))


def _components(data: bytes) -> Iterator[int]:
    at, flags = 0, MORE
    while flags & MORE and at + 4 <= len(data):
        flags, part = struct.unpack(">HH", data[at : at + 4])
        at += 8 if flags & WORDS else 6
        at += 2 if flags & SCALE else 4 if flags & SCALE_XY else 8 if flags & MATRIX else 0
        yield part


def _check_woff(data: bytes) -> None:
    """Each table unpacks to exactly what its entry says."""
    if len(data) < 44:
        raise Refused("The WOFF font is cut off. Export it again.")
    count = struct.unpack(">H", data[12:14])[0]
    total = 0
    for at in range(44, 44 + 20 * min(count, MAX_TABLES), 20):
        if at + 20 > len(data):
            raise Refused("The WOFF font is cut off. Export it again.")
        _, offset, packed, length, _ = struct.unpack(">4sLLLL", data[at : at + 20])
        total += length
        if count > MAX_TABLES or total > MAX_UNPACKED or offset + packed > len(data):
            raise Refused("The WOFF font cannot be read: its tables do not fit. Export it again.")
        if packed < length:
            unpacker = zlib.decompressobj()
            if len(unpacker.decompress(data[offset : offset + packed], length + 1)) != length:
                raise Refused("The WOFF font unpacks to more or less than it says.")


def _check_woff2(data: bytes) -> None:
    """The packed part unpacks to at most `MAX_UNPACKED` bytes; what it says is not asked."""
    if len(data) < 48:
        raise Refused("The WOFF2 font is cut off. Export it again.")
    start = _woff2_directory(data)
    packed = data[start : start + struct.unpack(">L", data[20:24])[0]]
    unpacker, size = brotli.Decompressor(), 0
    piece = unpacker.process(packed, output_buffer_limit=1 << 20)
    while size <= MAX_UNPACKED:
        size += len(piece)
        if unpacker.is_finished():
            return
        if not piece and unpacker.can_accept_more_data():
            raise Refused("The WOFF2 font is cut off. Export it again.")
        piece = unpacker.process(b"", output_buffer_limit=1 << 20)
    raise Refused(f"The WOFF2 font unpacks to more than {MAX_UNPACKED >> 20} MiB.")


def _woff2_directory(data: bytes) -> int:
    """Where the packed part starts: behind entries of variable length."""
    count, at = struct.unpack(">H", data[12:14])[0], 48
    if not 0 < count <= MAX_TABLES:
        raise Refused(f"The WOFF2 font says it has {count} tables. Export it again.")
    total = 0
    for _ in range(count):
        if at >= len(data):
            raise Refused("The WOFF2 font is cut off. Export it again.")
        flags = data[at]
        at += 1 if flags & 0x3F != 0x3F else 5
        length, at = _base128(data, at)
        transformed = (flags >> 6 != 3) if flags & 0x3F in (10, 11) else bool(flags >> 6)
        if transformed:
            _, at = _base128(data, at)
        total += length
        if total > MAX_UNPACKED:
            raise Refused(f"The WOFF2 font unpacks to more than {MAX_UNPACKED >> 20} MiB.")
    return at


def _base128(data: bytes, at: int) -> tuple[int, int]:
    """A number of one to five bytes, and where it ends."""
    value = 0
    for place in range(at, min(at + 5, len(data))):
        value = value << 7 | data[place] & 0x7F
        if not data[place] & 0x80:
            return value, place + 1
    raise Refused("The WOFF2 font is cut off. Export it again.")
