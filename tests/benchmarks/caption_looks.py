"""Captions cut, laid out and written as the product does it, held against `tests.caption_rules`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from schemas.enhancement import CaptionCard, EnhancedClip
from schemas.style.contract import StyleContract
from schemas.style.resolve import resolve
from schemas.style.subtitles import Pacing
from schemas.units import ASPECT_SIZES, Aspect, frame_at
from style_plane.starters.fonts import FONTS, font_path
from tasks.delivery.cues import cues_of
from tasks.tools.artifacts.local import sha256_of
from tasks.tools.drawing.captions import Canvas, caption_pages
from tasks.tools.drawing.clock import Clock
from tasks.tools.drawing.cueing import cards_of
from tasks.tools.drawing.fonts import FontBook
from tasks.tools.drawing.placement import safe_area
from tasks.tools.drawing.proof import RATE, bare_timeline
from tests.benchmarks.caption_words import Words, sentence_ends
from tests.caption_rules import Count, Cue, checked

STARTERS = Path(__file__).resolve().parents[2] / "style_plane" / "starters"


@dataclass(frozen=True)
class Look:
    """A style as it holds in one aspect ratio."""

    style: StyleContract
    """Resolved for it."""
    aspect: Aspect

    @classmethod
    def of(cls, style: StyleContract, aspect: Aspect) -> Look:
        return cls(resolve(style, aspect, "en"), aspect)

    def paced(self, **changes: Any) -> Look:
        """The same with another pacing."""
        pacing = self.style.pacing.model_copy(update=changes)
        return Look(self.style.model_copy(update={"pacing": pacing}), self.aspect)

    @property
    def pacing(self) -> Pacing:
        return self.style.pacing

    @property
    def name(self) -> str:
        return f"{self.style.title} {self.aspect}, {self.pacing.max_chars_per_line} characters"


def judged(words: Words, look: Look) -> tuple[Count, Count]:
    """What is found on the picture, and in the caption files."""
    ends = sentence_ends(words)
    end_ms = words[-1].end_ms + 500
    pacing = look.pacing
    cards = cards_of(words, set(ends), pacing, end_ms=end_ms, language="en")
    clip = EnhancedClip(
        clip_id="clip",
        start_ms=0,
        end_ms=end_ms,
        title="",
        hook="",
        words=tuple(words),
        cards={look.aspect: cards},
        language="en",
        line_chars={look.aspect: pacing.max_chars_per_line},
    )
    room, painted = _painted(clip, look)
    lined = _written(clip, look.aspect)
    return (
        checked(words, painted, room, ends),
        checked(words, lined, pacing.max_chars_per_line, ends),
    )


def _painted(clip: EnhancedClip, look: Look) -> tuple[float, list[Cue]]:
    """What a line may be wide, in pixels, and the pages as cues."""
    style = look.style
    width, height = ASPECT_SIZES[look.aspect]
    canvas = Canvas(width, height, clip.end_ms)
    book = FontBook(style.brand, fonts(), clip.language)
    timeline = bare_timeline(clip.clip_id, look.aspect, frame_at(clip.end_ms, RATE) + 1)
    pages = caption_pages(style, timeline, clip, book, canvas, [], []).pages
    clock = Clock(timeline.spans, timeline.rate)
    cards = {clock.output_ms(card.start_ms): card for card in clip.cards[look.aspect]}
    cues = []
    for page in pages:
        card = cards[page.start_ms]
        rows = sorted({word.baseline for word in page.block.words})
        lines = [[w for w in page.block.words if w.baseline == row] for row in rows]
        widths = [max(w.x + w.width for w in line) - min(w.x for w in line) for line in lines]
        numbers = _numbers(clip.words, card, [[w.text for w in line] for line in lines])
        cues.append(Cue(page.start_ms, page.end_ms, numbers, max(widths)))
    room = min(
        style.subtitles.placement.box_width / 100 * width,
        safe_area(look.aspect, width, height).width,
    )
    return room, cues


def _numbers(
    words: Words, card: CaptionCard, lines: Sequence[Sequence[str]]
) -> tuple[tuple[int, ...], ...]:
    """Which words end on which line, told by their letters; what is not there is left out."""
    waiting = list(range(card.first_word, card.last_word + 1))
    found: list[tuple[int, ...]] = []
    left = ""
    for line in lines:
        ended = []
        for shown in line:
            letters = _letters(shown)
            while letters and not left and waiting and not _letters(words[waiting[0]].text):
                waiting.pop(0)
            if not waiting:
                break
            left = left or _letters(words[waiting[0]].text)
            if not left.startswith(letters) or bool(left) != bool(letters):
                break
            left = left[len(letters) :]
            if not left:
                ended.append(waiting.pop(0))
        found.append(tuple(ended))
    return tuple(found)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


def _written(clip: EnhancedClip, aspect: Aspect) -> list[Cue]:
    """The caption file's cues; a word that is longer than a line may be."""
    cues, at = [], 0
    for cue in cues_of(clip.track(aspect), RATE):
        lines = []
        for line in cue.lines:
            lines.append(tuple(range(at, at + len(line))))
            at += len(line)
        several = [text for text in cue.texts if " " in text]
        cues.append(Cue(cue.start_ms, cue.end_ms, tuple(lines), max(map(len, several), default=0)))
    return cues


@cache
def starters() -> tuple[StyleContract, ...]:
    """The starters' contracts, in the order of their names."""
    paths = sorted(STARTERS.glob("*.json"))
    return tuple(StyleContract.model_validate_json(path.read_text()) for path in paths)


@cache
def fonts() -> dict[str, Path]:
    """The starters' fonts by sha256."""
    return {sha256_of(font_path(name)): font_path(name) for name in FONTS}
