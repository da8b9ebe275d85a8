"""CaptionTrack -> cues: lines and times of all caption files of a short."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.enhancement import CaptionTrack, CaptionWord
from tasks.tools.drawing.clock import Clock
from tasks.tools.drawing.language import breaks_after, line_prices
from tasks.tools.drawing.lines import Spans, break_lines
from tasks.tools.drawing.scripts import breadth

CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


@dataclass(frozen=True)
class Cue:
    """Lines shown together; milliseconds within the short."""

    start_ms: int
    end_ms: int
    lines: tuple[tuple[CaptionWord, ...], ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """Its lines as text."""
        return tuple(" ".join(word.text for word in line) for line in self.lines)


def cues_of(track: CaptionTrack, rate: str) -> Iterator[Cue]:
    """The cards as cues, in order, without overlap, inside the short."""
    clock = Clock.over(track.spans, rate, track.start_ms, track.end_ms)
    for card in track.cards:
        words = track.words[card.first_word : card.last_word + 1]
        start, end = clock.output_ms(card.start_ms), clock.output_ms(card.end_ms)
        if end > start:
            texts = [word.text for word in words]
            spans = line_spans(texts, track.line_chars, track.language)
            said = [_within(word, clock, start, end) for word in words]
            yield Cue(start, end, tuple(tuple(said[a:b]) for a, b in spans))


def _within(word: CaptionWord, clock: Clock, start: int, end: int) -> CaptionWord:
    """The word with its times within the short, and within its cue."""
    times = {
        name: min(max(start, clock.output_ms(at)), end)
        for name, at in (("start_ms", word.start_ms), ("end_ms", word.end_ms))
    }
    return word.model_copy(update=times)


def line_spans(words: Sequence[str], line_chars: int, language: str) -> Spans:
    """As few lines as fit, broken as on the picture: (first, past the last word) of each.

    A word that is longer than a line makes its lines as long as it is.
    """
    lengths = [breadth(word) for word in words]
    prices = line_prices(breaks_after(words, set(), language), words[-1])
    longest = max(line_chars, *lengths)
    lines = break_lines(lengths, 1.0, longest, len(words), prices=prices)
    return lines or tuple((at, at + 1) for at in range(len(words)))


def one_line(text: str) -> str:
    """Text without what would end a line of a file."""
    return CONTROL.sub(" ", text)
