"""Text -> positioned glyph outlines, by HarfBuzz and the style's own pinned font files."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uharfbuzz as hb

from schemas.renders import GlyphRun, GlyphTable
from schemas.style.contract import Brand, FontFace
from tasks.errors import ArtifactMissingError, StyleFontError

ROUGH_CAP_HEIGHT = 0.7
"""Em, for a font that does not say."""


@dataclass(frozen=True)
class Shaped:
    """One word at an em of 1: multiply by pixels."""

    text: str
    """Without the characters that no font holds."""
    width: float
    pieces: tuple[Piece, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Piece:
    """Neighbouring glyphs of one font, at an em of 1."""

    font: int
    scale: float
    """Of this font against the text's em."""
    glyphs: tuple[int, ...]
    xs: tuple[float, ...]
    ys: tuple[float, ...]

    def at(self, em: float) -> GlyphRun:
        raised = any(self.ys)
        return GlyphRun(
            font=self.font,
            em=self.scale * em,
            glyphs=self.glyphs,
            xs=tuple(x * em for x in self.xs),
            ys=tuple(y * em for y in self.ys) if raised else (),
        )


class _Font:
    """One loaded font file."""

    def __init__(self, face: FontFace, path: Path, index: int) -> None:
        loaded = hb.Face(path.read_bytes())
        if loaded.glyph_count == 0:
            raise StyleFontError(face.family, face.sha256)
        self.index = index
        self.scale = face.size_adjust
        self.units = int(loaded.upem)
        self.font = hb.Font(loaded)
        self.outlines: dict[str, str] = {}
        self._drawn: dict[int, str] = {}

    def holds(self, text: str) -> bool:
        return all(_invisible(c) or self._draws(c) for c in text)

    def _draws(self, char: str) -> bool:
        """Whether the font has the character, and as an outline: bitmap glyphs cannot be laid out."""
        glyph = self.font.get_nominal_glyph(ord(char))
        if glyph is None:
            return False
        return bool(self._outline(glyph)) or char.isspace()

    def _outline(self, glyph: int) -> str:
        if glyph not in self._drawn:
            pen = _SvgPen()
            self.font.draw_glyph(glyph, _DRAW, pen)
            self._drawn[glyph] = "".join(pen.parts)
        return self._drawn[glyph]

    def cap_height(self) -> float:
        units = self.font.get_metric_position(hb.OTMetricsTag.CAP_HEIGHT)
        return self.scale * (units / self.units if units else ROUGH_CAP_HEIGHT)

    def shape(self, text: str, x: float, tracking: float) -> tuple[Piece, float]:
        """Shaped glyphs beginning at `x`, and where the next begin; all at an em of 1."""
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        hb.shape(self.font, buffer, {"liga": tracking == 0})
        unit = self.scale / self.units
        glyphs, xs, ys = [], [], []
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            self.outlines[str(info.codepoint)] = self._outline(info.codepoint)
            glyphs.append(info.codepoint)
            xs.append(x + place.x_offset * unit)
            ys.append(place.y_offset * unit)
            x += place.x_advance * unit + (tracking if place.x_advance else 0.0)
        return Piece(self.index, self.scale, tuple(glyphs), tuple(xs), tuple(ys)), x


class FontBook:
    """The fonts of one style, and every outline that was asked of them."""

    def __init__(self, brand: Brand, paths: Mapping[str, Path]) -> None:
        """Raises `ArtifactMissingError` when a font that is used is not among `paths`."""
        self._brand = brand
        self._paths = paths
        self._fonts: dict[tuple[str, float], _Font] = {}
        self._used: list[_Font] = []

    def shape(self, text: str, role: str, tracking: float = 0.0) -> Shaped:
        """One word in the font of `role`, then the fallbacks for what that font lacks."""
        faces = (self._brand.fonts[role], *self._brand.fallbacks)
        kept, missing, stretches = "", [], list[tuple[_Font, str]]()
        for cluster in _clusters(unicodedata.normalize("NFC", text)):
            font = next((f for f in map(self._load, faces) if f.holds(cluster)), None)
            if font is None:
                missing.append(cluster)
                continue
            kept += cluster
            if stretches and stretches[-1][0] is font:
                stretches[-1] = (font, stretches[-1][1] + cluster)
            else:
                stretches.append((font, cluster))
        pieces, x = [], 0.0
        for font, stretch in stretches:
            piece, x = self._numbered(font).shape(stretch, x, tracking)
            pieces.append(piece)
        return Shaped(kept, max(0.0, x - tracking), tuple(pieces), tuple(missing))

    def cap_height(self, role: str) -> float:
        """Em from the baseline to the top of capitals."""
        return self._load(self._brand.fonts[role]).cap_height()

    def space(self, role: str) -> float:
        """Em between two words."""
        font = self._load(self._brand.fonts[role])
        glyph = font.font.get_nominal_glyph(ord(" "))
        if glyph is None:
            return 0.25
        return float(font.font.get_glyph_h_advance(glyph)) / font.units * font.scale

    def tables(self) -> tuple[GlyphTable, ...]:
        """The outlines of every font that a shaped word used, in the order of first use."""
        return tuple(
            GlyphTable(units_per_em=font.units, outlines=font.outlines) for font in self._used
        )

    def _load(self, face: FontFace) -> _Font:
        key = (face.sha256, face.size_adjust)
        if key not in self._fonts:
            if face.sha256 not in self._paths:
                raise ArtifactMissingError(face.sha256)
            self._fonts[key] = _Font(face, self._paths[face.sha256], -1)
        return self._fonts[key]

    def _numbered(self, font: _Font) -> _Font:
        if font.index < 0:
            font.index = len(self._used)
            self._used.append(font)
        return font


class _SvgPen:
    """Collects an outline as SVG path data."""

    def __init__(self) -> None:
        self.parts: list[str] = []


def _point(*values: float) -> str:
    return " ".join(f"{value:g}" for value in values)


def _pen_functions() -> Any:
    funcs = hb.DrawFuncs()
    funcs.set_move_to_func(lambda x, y, pen: pen.parts.append(f"M{_point(x, y)}"))
    funcs.set_line_to_func(lambda x, y, pen: pen.parts.append(f"L{_point(x, y)}"))
    funcs.set_quadratic_to_func(lambda *a: a[-1].parts.append(f"Q{_point(*a[:-1])}"))
    funcs.set_cubic_to_func(lambda *a: a[-1].parts.append(f"C{_point(*a[:-1])}"))
    funcs.set_close_path_func(lambda pen: pen.parts.append("Z"))
    return funcs


_DRAW = _pen_functions()


def _invisible(char: str) -> bool:
    """Joiners, variation selectors, direction marks: they shape others and show nothing."""
    return unicodedata.category(char) in ("Cf", "Cc") or "\ufe00" <= char <= "\ufe0f"


def _clusters(text: str) -> list[str]:
    """The text in pieces that must share a font: a character with what is put on or joined to it."""
    clusters: list[str] = []
    joined = False
    for char in text:
        if clusters and (joined or _invisible(char) or unicodedata.category(char).startswith("M")):
            clusters[-1] += char
        else:
            clusters.append(char)
        joined = char == "\u200d"
    return clusters
