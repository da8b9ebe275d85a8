"""Text -> positioned glyph outlines, by HarfBuzz and the style's own pinned font files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import uharfbuzz as hb

from schemas.renders import GlyphPicture, GlyphRun, GlyphTable
from schemas.style.contract import Brand, FontFace
from tasks.errors.places import ArtifactMissingError
from tasks.errors.styles import StyleFontError
from tasks.tools.drawing.bidi import base_level, levels_of, visual_order
from tasks.tools.drawing.emoji import colored
from tasks.tools.drawing.scripts import JOINED, clusters, invisible, script_of

ROUGH_CAP_HEIGHT = 0.7
ROUGH_LINE_HEIGHT = 1.2
"""Em, for a font that does not say."""
_LINE = (hb.OTMetricsTag.HORIZONTAL_CLIPPING_ASCENT, hb.OTMetricsTag.HORIZONTAL_CLIPPING_DESCENT)


@dataclass(frozen=True)
class Shaped:
    """One word at an em of 1: multiply by pixels."""

    text: str
    """Without the characters that no font holds."""
    width: float
    pieces: tuple[Piece, ...]
    """In the order of reading."""
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Piece:
    """Neighbouring glyphs of one font and direction in the order of reading, at an em of 1."""

    font: int
    scale: float
    """Of this font against the text's em."""
    glyphs: tuple[int, ...]
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    rtl: bool = False

    def at(self, em: float) -> GlyphRun:
        raised = any(self.ys)
        return GlyphRun(
            font=self.font,
            em=self.scale * em,
            glyphs=self.glyphs,
            xs=tuple(x * em for x in self.xs),
            ys=tuple(y * em for y in self.ys) if raised else (),
            rtl=self.rtl,
        )

    def read_backwards(self) -> Piece:
        """HarfBuzz gives glyphs from left to right; readers of these begin at the right."""
        flipped = (self.glyphs[::-1], self.xs[::-1], self.ys[::-1])
        return Piece(self.font, self.scale, *flipped, rtl=True)


@dataclass(frozen=True)
class _Stretch:
    """Part of a word in one font, one script and one direction."""

    font: _Font
    script: str | None
    level: int
    start: int
    end: int
    """Past the last of its characters."""

    def goes_on(self, font: _Font, script: str | None, level: int) -> bool:
        fits = script is None or self.script is None or script == self.script
        return self.font is font and self.level == level and fits


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
        self.pictures: dict[str, GlyphPicture] = {}
        self._drawn: dict[int, str] = {}
        self._painted: dict[int, GlyphPicture | None] = {}

    def holds(self, text: str) -> bool:
        return all(invisible(c) or self._draws(c) for c in text)

    def _draws(self, char: str) -> bool:
        """Whether the font has the character, and as something to be seen."""
        glyph = self.font.get_nominal_glyph(ord(char))
        if glyph is None:
            return False
        return bool(self._outline(glyph)) or char.isspace() or self._picture(glyph) is not None

    def _picture(self, glyph: int) -> GlyphPicture | None:
        if glyph not in self._painted:
            self._painted[glyph] = colored(self.font, glyph)
        return self._painted[glyph]

    def _outline(self, glyph: int) -> str:
        if glyph not in self._drawn:
            pen = _SvgPen()
            self.font.draw_glyph(glyph, _DRAW, pen)
            self._drawn[glyph] = "".join(pen.parts)
        return self._drawn[glyph]

    def _use(self, glyph: int) -> None:
        """Keep what a glyph looks like for the plan."""
        name, picture = str(glyph), self._picture(glyph)
        if picture is not None:
            self.pictures[name] = picture
        self.outlines[name] = self._outline(glyph) if picture is None else ""

    def cap_height(self) -> float:
        units = self.font.get_metric_position(hb.OTMetricsTag.CAP_HEIGHT)
        return self.scale * (units / self.units if units else ROUGH_CAP_HEIGHT)

    def shape(
        self, text: str, part: _Stretch, x: float, tracking: float, language: str
    ) -> tuple[Piece, float]:
        """Shaped glyphs of a part beginning at `x`, and where the next begin; all at an em of 1."""
        buffer = hb.Buffer()
        buffer.add_str(text, part.start, part.end - part.start)
        buffer.direction = "rtl" if part.level % 2 else "ltr"
        buffer.language = language
        buffer.guess_segment_properties()
        hb.shape(self.font, buffer, {"liga": tracking == 0})
        unit = self.scale / self.units
        glyphs, xs, ys = [], [], []
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            self._use(info.codepoint)
            glyphs.append(info.codepoint)
            xs.append(x + place.x_offset * unit)
            ys.append(place.y_offset * unit)
            x += place.x_advance * unit + (tracking if place.x_advance else 0.0)
        piece = Piece(self.index, self.scale, tuple(glyphs), tuple(xs), tuple(ys))
        return piece.read_backwards() if part.level % 2 else piece, x


@dataclass(frozen=True)
class NamedFont:
    """A font as programs know it that take fonts by their names."""

    family: str
    """As the file calls itself (name 1); empty where it does not."""
    line_height: float
    """Em from the top to the bottom of its lines (OS/2 usWinAscent and usWinDescent)."""

    @classmethod
    def of(cls, data: bytes) -> NamedFont:
        """Of a font file."""
        face = hb.Face(data)
        font = hb.Font(face)
        units = sum(abs(font.get_metric_position(tag) or 0) for tag in _LINE)
        height = units / face.upem if units else ROUGH_LINE_HEIGHT
        return cls(face.get_name(hb.OTNameIdPredefined.FONT_FAMILY) or "", height)


class FontBook:
    """The fonts of one style, and every outline that was asked of them."""

    def __init__(self, brand: Brand, paths: Mapping[str, Path], language: str = "und") -> None:
        """`language` of all that is shaped (BCP 47): some letters look different in it.

        Raises `ArtifactMissingError` when a font that is used is not among `paths`.
        """
        self._brand = brand
        self._paths = paths
        self._language = language or "und"
        self._fonts: dict[tuple[str, float], _Font] = {}
        self._used: list[_Font] = []
        self._holders: dict[tuple[str, str], _Font | None] = {}

    def known(self, text: str, role: str) -> tuple[str, tuple[str, ...]]:
        """The text, composed (NFC), without what no font holds; and what that is."""
        kept, missing = "", []
        for cluster in clusters(text):
            if self._holder(cluster, role) is None:
                missing.append(cluster)
            else:
                kept += cluster
        return kept, tuple(missing)

    def shape(
        self, text: str, role: str, tracking: float = 0.0, levels: Sequence[int] | None = None
    ) -> Shaped:
        """One word in the font of `role`, then the fallbacks for what that font lacks.

        Args:
            tracking: em between letters; none between letters that are joined to each other.
            levels: of the characters of a known text, from the paragraph that the word stands in;
                None takes the word for all of it.
        """
        kept, missing = self.known(text, role)
        if levels is None or len(levels) != len(kept):
            levels = levels_of(kept, base_level(kept, language=self._language))
        parts = self._stretches(kept, role, levels)
        pieces: dict[int, Piece] = {}
        x = last = 0.0
        for index in visual_order([part.level for part in parts]):
            part = parts[index]
            last = 0.0 if part.script in JOINED else tracking
            font = self._numbered(part.font)
            pieces[index], x = font.shape(kept, part, x, last, self._language)
        ordered = tuple(pieces[index] for index in range(len(parts)))
        return Shaped(kept, max(0.0, x - last), ordered, missing)

    def _stretches(self, text: str, role: str, levels: Sequence[int]) -> list[_Stretch]:
        """Parts in the order of reading; signs go with the script before them, or after."""
        parts: list[_Stretch] = []
        at = 0
        for cluster in clusters(text):
            font, script = self._holder(cluster, role), script_of(cluster)
            end = at + len(cluster)
            if font is None:
                raise ValueError(f"{cluster!r} is not among the known characters of {text!r}")
            if parts and parts[-1].goes_on(font, script, levels[at]):
                before = parts.pop()
                parts.append(replace(before, script=before.script or script, end=end))
            else:
                parts.append(_Stretch(font, script, levels[at], at, end))
            at = end
        return parts

    def _holder(self, cluster: str, role: str) -> _Font | None:
        """The first font that holds all of a cluster."""
        if (role, cluster) not in self._holders:
            faces = (self._brand.fonts[role], *self._brand.fallbacks)
            fonts = (self._load(face) for face in faces)
            self._holders[role, cluster] = next((f for f in fonts if f.holds(cluster)), None)
        return self._holders[role, cluster]

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
        """The glyphs of every font that a shaped word used, in the order of first use."""
        return tuple(
            GlyphTable(units_per_em=font.units, outlines=font.outlines, pictures=font.pictures)
            for font in self._used
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
