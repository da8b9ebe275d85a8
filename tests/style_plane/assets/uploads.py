"""Files as people upload them, made by the tests: small, and each with something known about it."""

from __future__ import annotations

import io
import struct
import wave
import zlib

import av
import brotli
import numpy as np
import numpy.typing as npt
import skia
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent
from fontTools.ttLib.tables.sbixGlyph import Glyph as PictureGlyph
from fontTools.ttLib.tables.sbixStrike import Strike

from style_plane.starters.fonts import font_path

VARIABLE = font_path("Manrope-ExtraBold.ttf").with_name("Manrope-VariableFont_wght.ttf")
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    b'viewBox="0 0 20 10">%s</svg>'
)
MARK = SVG % (
    b"<style>.a{fill:#E50914}</style>"
    b'<defs><linearGradient id="g"><stop offset="0" stop-color="#FFD166"/>'
    b'<stop offset="1" stop-color="#118AB2"/></linearGradient></defs>'
    b'<rect class="a" width="10" height="10" rx="2"/><circle cx="15" cy="5" r="4" fill="url(#g)"/>'
)


def png(width: int = 2, height: int = 2, *, packed: bytes | None = None, crc: int = 0) -> bytes:
    """A small RGBA picture; `packed` replaces its pixels, `crc` spoils its checksums."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        checksum = zlib.crc32(kind + body) ^ crc
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    pixels = zlib.compress(bytes(height * (1 + 4 * width))) if packed is None else packed
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def font(file: str = "Manrope-ExtraBold.ttf", flavor: str | None = None, **changes: int) -> bytes:
    """A starter font with fields of its OS/2 table changed, perhaps packed for the web."""
    loaded = TTFont(font_path(file), recalcTimestamp=False)
    for name, value in changes.items():
        setattr(loaded["OS/2"], name, value)
    loaded.flavor = flavor
    packed = io.BytesIO()
    loaded.save(packed)
    return packed.getvalue()


def pictured_font(picture: bytes) -> bytes:
    """A font whose A is a picture, too (sbix)."""
    loaded = TTFont(font_path("Roboto-Bold.ttf"), recalcTimestamp=False)
    strike = Strike(ppem=20, resolution=72)
    strike.glyphs = {name: PictureGlyph(glyphName=name) for name in loaded.getGlyphOrder()}
    strike.glyphs["A"] = PictureGlyph(
        glyphName="A",
        graphicType="png ",
        imageData=picture,
        originOffsetX=0,
        originOffsetY=0,
    )
    table = newTable("sbix")
    table.version, table.flags, table.strikes = 1, 1, {20: strike}
    loaded["sbix"] = table
    packed = io.BytesIO()
    loaded.save(packed)
    return packed.getvalue()


def without_outlines() -> bytes:
    """A font that has neither outlines nor pictures."""
    loaded = TTFont(font_path("Roboto-Bold.ttf"), recalcTimestamp=False)
    loaded.getGlyphOrder()
    for table in ("glyf", "loca", "fpgm", "prep", "cvt ", "gasp", "hdmx"):
        if table in loaded:
            del loaded[table]
    loaded["maxp"].tableVersion, loaded["maxp"].numGlyphs = 0x00005000, len(loaded.getGlyphOrder())
    packed = io.BytesIO()
    loaded.save(packed)
    return packed.getvalue()


def drawn_font() -> bytes:
    """A font with an SVG drawing for its A."""
    loaded = TTFont(font_path("Roboto-Bold.ttf"), recalcTimestamp=False)
    glyph = loaded.getGlyphID("A")
    table = newTable("SVG ")
    table.docList = [(f'<svg xmlns="http://www.w3.org/2000/svg" id="glyph{glyph}"/>', glyph, glyph)]
    loaded["SVG "] = table
    packed = io.BytesIO()
    loaded.save(packed)
    return packed.getvalue()


def circular_font() -> bytes:
    """A font in which a composite glyph is made of itself."""
    loaded = TTFont(font_path("Roboto-Bold.ttf"), recalcTimestamp=False, recalcBBoxes=False)
    names = loaded.getGlyphOrder()
    composite = next(name for name in names if loaded["glyf"][name].numberOfContours < 0)
    loaded["glyf"][composite].components[0].glyphName = composite
    packed = io.BytesIO()
    loaded.save(packed)
    return packed.getvalue()


def endless_characters() -> bytes:
    """A font whose character map says it names four thousand million characters."""
    data = bytearray(font("Roboto-Bold.ttf"))
    count = struct.unpack(">H", data[4:6])[0]
    for at in range(12, 12 + 16 * count, 16):
        if data[at : at + 4] == b"cmap":
            place = struct.unpack(">L", data[at + 8 : at + 12])[0]
            group = struct.pack(">LLL", 0, 0xFFFFFFFE, 0)
            sub = struct.pack(">HHLLL", 12, 0, 16 + len(group), 0, 1) + group
            table = struct.pack(">HHHHL", 0, 1, 3, 10, 12) + sub
            data[place : place + len(table)] = table
            data[at + 12 : at + 16] = struct.pack(">L", len(table))
    return bytes(data)


def woff2_bomb() -> bytes:
    """A WOFF2 of some hundred bytes that unpacks to 200 MB."""
    data = bytearray(font(flavor="woff2"))
    at = 48
    for _ in range(struct.unpack(">H", data[12:14])[0]):
        flags = data[at]
        at += 1 if flags & 0x3F != 0x3F else 5
        lengths = 1 + ((flags >> 6 != 3) if flags & 0x3F in (10, 11) else bool(flags >> 6))
        for _ in range(lengths):
            while data[at] & 0x80:
                at += 1
            at += 1
    packed = brotli.compress(bytes(200_000_000), quality=5)
    data[20:24] = struct.pack(">L", len(packed))
    return bytes(data[:at] + packed)


def tone(seconds: float = 1.0, level: float = -20.0, hz: float = 997.0) -> npt.NDArray[np.int16]:
    """A sine in both channels at 48 kHz; `level` is its peak in dBFS."""
    times = np.arange(round(48_000 * seconds)) / 48_000
    wanted = 10 ** (level / 20) * np.sin(2 * np.pi * hz * times)
    return np.repeat((wanted * 32767).round().astype(np.int16)[:, None], 2, axis=1)


def wav(pcm: npt.NDArray[np.int16], rate: int = 48_000) -> bytes:
    """A WAV file of samples by channels."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(pcm.shape[1])
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(np.ascontiguousarray(pcm).tobytes())
    return file.getvalue()


def encoded(pcm: npt.NDArray[np.int16], format_name: str, codec: str) -> bytes:
    """The samples in a lossy file."""
    file = io.BytesIO()
    with av.open(file, "w", format=format_name) as out:
        stream = out.add_stream(codec, rate=48_000, layout="stereo")
        assert isinstance(stream, av.AudioStream)
        context = stream.codec_context
        shape = av.AudioResampler(
            format=context.format.name,
            layout="stereo",
            rate=48_000,
            frame_size=context.frame_size or None,
        )
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(pcm).reshape(1, -1), "s16", "stereo"
        )
        frame.sample_rate = 48_000
        for part in (*shape.resample(frame), *shape.resample(None)):
            for packet in stream.encode(part):
                out.mux(packet)
        for packet in stream.encode(None):
            out.mux(packet)
    return file.getvalue()


def film(frames: int = 30, width: int = 128, height: int = 96) -> bytes:
    """An MP4 whose pictures grow brighter."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as out:
        stream = out.add_stream("libx264", rate=10)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for number in range(frames):
            picture = np.full((height, width, 3), 20 + 200 * number // frames, dtype=np.uint8)
            for packet in stream.encode(av.VideoFrame.from_ndarray(picture, "rgb24")):
                out.mux(packet)
        for packet in stream.encode(None):
            out.mux(packet)
    return file.getvalue()


def photograph(format_name: str = "jpeg", width: int = 60, height: int = 40) -> bytes:
    """A picture, red on its left and blue on its right."""
    surface = skia.Surface(width, height)
    canvas = surface.getCanvas()
    canvas.clear(skia.ColorBLUE)
    canvas.drawRect(skia.Rect.MakeWH(width / 2, height), skia.Paint(Color=skia.ColorRED))
    kinds = {"jpeg": skia.EncodedImageFormat.kJPEG, "webp": skia.EncodedImageFormat.kWEBP}
    return bytes(surface.makeImageSnapshot().encodeToData(kinds[format_name], 95))


def cube(size: int = 5, *, power: float = 1.0, head: str = 'TITLE "Evening"\n') -> bytes:
    """A LUT that raises every channel to a power; 1 changes nothing."""
    steps = [index / (size - 1) for index in range(size)]
    rows = [
        " ".join(f"{value**power:.6f}" for value in (red, green, blue))
        for blue in steps
        for green in steps
        for red in steps
    ]
    return (f"{head}LUT_3D_SIZE {size}\n" + "\n".join(rows) + "\n").encode()


def odd_png(
    *, depth: int = 8, color: int = 6, compression: int = 0, filtering: int = 0, interlace: int = 0
) -> bytes:
    """A picture of 4 x 4 whose header promises something unusual; its checksums are right."""
    samples = {2: 3, 3: 1, 6: 4}[color]
    header = struct.pack(">IIBBBBB", 4, 4, depth, color, compression, filtering, interlace)
    pixels = zlib.compress(bytes(4 * (1 + (4 * samples * depth + 7) // 8)))
    found = b"\x89PNG\r\n\x1a\n"
    for kind, body in ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b"")):
        found += struct.pack(">I", len(body)) + kind + body
        found += struct.pack(">I", zlib.crc32(kind + body))
    return found


def font_of_parts(each: int, layers: int) -> bytes:
    """A font in which one glyph has so many parts, which have so many, in so many layers."""
    loaded = TTFont(font_path("Roboto-Bold.ttf"), recalcTimestamp=False, recalcBBoxes=False)
    names = loaded.getGlyphOrder()
    inner = "period"
    for outer in names[-layers:]:
        made = Glyph()
        made.numberOfContours = -1
        made.xMin = made.yMin = made.xMax = made.yMax = 0
        made.components = []
        for _ in range(each):
            part = GlyphComponent()
            part.glyphName, part.x, part.y, part.flags = inner, 0, 0, 0x6
            made.components.append(part)
        loaded["glyf"].glyphs[outer] = made
        inner = outer
    packed = io.BytesIO()
    loaded.save(packed)
    return packed.getvalue()
