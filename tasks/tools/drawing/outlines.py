"""What glyphs look like in Skia: SVG path data as paths, and pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import skia

from schemas.renders import GlyphRun, GlyphTable, PlacedWord
from tasks.tools.drawing.emoji import picture_of

_TOKEN = re.compile(r"[MLQCZ]|-?[0-9.]+(?:e-?[0-9]+)?")
_ARITY = {"M": 2, "L": 2, "Q": 4, "C": 6, "Z": 0}


def parsed(data: str) -> skia.Path:
    """The path of absolute M, L, Q, C and Z commands, each written out."""
    path = skia.Path()
    verbs = {
        "M": path.moveTo,
        "L": path.lineTo,
        "Q": path.quadTo,
        "C": path.cubicTo,
        "Z": path.close,
    }
    tokens = _TOKEN.findall(data)
    at = 0
    while at < len(tokens):
        verb = tokens[at]
        values = [float(token) for token in tokens[at + 1 : at + 1 + _ARITY[verb]]]
        verbs[verb](*values)
        at += 1 + len(values)
    return path


class Outlines:
    """The glyphs of one plan; each is parsed once."""

    def __init__(self, tables: Sequence[GlyphTable]) -> None:
        self._tables = tables
        self._glyphs: dict[tuple[int, int], skia.Path] = {}
        self._words: dict[tuple[int, float], tuple[PlacedWord, skia.Path]] = {}
        self._pictures: dict[tuple[int, int], skia.Image] = {}
        self._colored = any(table.pictures for table in tables)

    def glyph(self, font: int, number: int) -> skia.Path:
        key = (font, number)
        if key not in self._glyphs:
            self._glyphs[key] = parsed(self._tables[font].outlines[str(number)])
        return self._glyphs[key]

    def word(self, word: PlacedWord, shown: float = 1.0) -> skia.Path:
        """A word in canvas pixels; only the first `shown` of its glyphs."""
        key = (id(word), round(shown, 3))
        if key not in self._words:
            self._words[key] = (word, self._draw(word, shown))
        return self._words[key][1]

    def pictures(self, word: PlacedWord, shown: float = 1.0) -> list[tuple[skia.Image, skia.Rect]]:
        """Its glyphs that have colours of their own, and where they stand on the canvas."""
        if not self._colored:  # asked for every word that is drawn
            return []
        found = []
        for run, number, x, y in _glyphs(word, shown):
            table = self._tables[run.font]
            glyph, scale = table.pictures.get(str(number)), run.em / table.units_per_em
            if glyph is not None:
                key = (run.font, number)
                if key not in self._pictures:
                    self._pictures[key] = picture_of(glyph)
                left, top = x + glyph.x * scale, y - glyph.top * scale
                size = (glyph.width * scale, glyph.height * scale)
                found.append((self._pictures[key], skia.Rect.MakeXYWH(left, top, *size)))
        return found

    def _draw(self, word: PlacedWord, shown: float) -> skia.Path:
        path = skia.Path()
        for run, number, x, y in _glyphs(word, shown):
            scale = run.em / self._tables[run.font].units_per_em
            matrix = skia.Matrix()
            matrix.setTranslate(x, y)
            matrix.preScale(scale, -scale)
            path.addPath(self.glyph(run.font, number), matrix)
        return path


def _glyphs(word: PlacedWord, shown: float) -> Iterator[tuple[GlyphRun, int, float, float]]:
    """The first `shown` of a word's glyphs, each with its place on the canvas."""
    left = round(shown * letters(word))
    for run in word.runs:
        heights = run.ys or (0.0,) * len(run.xs)
        for number, x, y in zip(run.glyphs, run.xs, heights, strict=True):
            if left <= 0:
                return
            left -= 1
            yield run, number, word.x + x, word.baseline - y


def letters(word: PlacedWord) -> int:
    """How many glyphs a word has."""
    return sum(len(run.glyphs) for run in word.runs)
