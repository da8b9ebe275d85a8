"""Widths and heights of text by the style's own fonts, as the layout of renders has them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from schemas.style.contract import StyleContract
from schemas.style.subtitles import SubtitleSystem
from schemas.units import ASPECT_SIZES, Aspect
from tasks.tools.drawing.fonts import FontBook
from tasks.tools.drawing.layout import DESCENT
from tasks.tools.drawing.placement import safe_area
from tasks.tools.drawing.words import cased


@dataclass(frozen=True)
class Line:
    """What one line of captions holds."""

    em: float
    """Pixels."""
    width: float
    """Pixels, plates' pads taken off."""
    gap: float
    """Em between two words."""

    @property
    def ems(self) -> float:
        """Its width in em."""
        return self.width / self.em


def caption_line(style: StyleContract, aspect: Aspect, book: FontBook) -> Line:
    """A line at the style's full size."""
    captions = style.subtitles
    width, height = ASPECT_SIZES[aspect]
    em = captions.size / 100 * min(width, height)
    pad = captions.plate.pad_x * em if captions.plate.shape in ("line", "block") else 0.0
    room = min(captions.placement.box_width / 100 * width, safe_area(aspect, width, height).width)
    gap = book.space(captions.font) + captions.tracking
    return Line(em=em, width=max(em, room - 2 * pad), gap=gap)


def word_width(book: FontBook, word: str, captions: SubtitleSystem, language: str) -> float:
    """Em of a word as captions write it."""
    text = cased(word, captions.case, language)
    return book.shape(text, captions.font, captions.tracking).width


def letter_width(
    book: FontBook, words: Iterable[str], captions: SubtitleSystem, language: str
) -> float:
    """Em that a character takes on average, spaces between words included; 0 for no words."""
    texts = [cased(word, captions.case, language) for word in words]
    space = book.space(captions.font) + captions.tracking
    total = sum(book.shape(text, captions.font, captions.tracking).width for text in texts)
    letters = sum(map(len, texts)) + max(0, len(texts) - 1)
    return (total + space * max(0, len(texts) - 1)) / letters if letters else 0.0


def ink_height(style: StyleContract, book: FontBook) -> float:
    """Em of the tallest card: all its lines, with its plate."""
    captions, lines = style.subtitles, style.pacing.max_lines
    pad = captions.plate.pad_y if captions.plate.shape != "none" else 0.0
    descent = 0.0 if captions.case == "upper" else DESCENT
    return (lines - 1) * captions.leading + book.cap_height(captions.font) + descent + 2 * pad


def caption_block(captions: SubtitleSystem, lines: int, aspect: Aspect) -> tuple[float, float]:
    """Top and bottom of the tallest card, in percent of the frame's height."""
    width, height = ASPECT_SIZES[aspect]
    em = captions.size * min(width, height) / height
    pad = captions.plate.pad_y if captions.plate.shape != "none" else 0.0
    extent = em * (lines * captions.leading + 2 * pad)
    offset = captions.placement.offset
    if captions.placement.anchor == "top":
        return offset, offset + extent
    if captions.placement.anchor == "bottom":
        return 100 - offset - extent, 100 - offset
    return 50 + offset - extent / 2, 50 + offset + extent / 2
