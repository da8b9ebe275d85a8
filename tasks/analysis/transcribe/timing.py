"""Cues -> words with times that hold: in order, inside the recording, none on top of another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from schemas.transcript import Word
from tasks.analysis.transcribe.cues import Cue, Token

SHORTEST_MS = 60
"""Least time of a word whose time is only estimated."""
SPOKEN_MS, LETTER_MS = 200, 80
"""A word whose start alone is known takes about so long, and for each letter so much more, unless the
next one begins sooner."""
SLOWEST_MS = 1000
"""No estimated word takes longer: a cue that lingers is silent at its end."""


@dataclass
class Repairs:
    """What was wrong with the times, counted."""

    counts: dict[str, int] = field(default_factory=dict)

    def add(self, what: str, count: int = 1) -> None:
        if count:
            self.counts[what] = self.counts.get(what, 0) + count

    def notes(self) -> tuple[str, ...]:
        return tuple(f"{what}: {count}" for what, count in self.counts.items())


@dataclass
class Span:
    """Tokens that share a stretch of time."""

    start: int
    end: int
    tokens: list[Token]

    @property
    def needs(self) -> int:
        return SHORTEST_MS * len(self.tokens)


def timed_words(cues: Sequence[Cue], duration_ms: int | None, repairs: Repairs) -> tuple[Word, ...]:
    """Words of all cues. Each ends after it starts and at or before the start of the next.

    Known times are kept where they are in order; others are spread by the words' lengths, at least
    60 ms each. Words that do not fit before the recording's end are left out.
    """
    words: list[Word] = []
    for span in _spans(_ordered(cues, duration_ms, repairs), repairs):
        words.extend(_spread(span))
    if duration_ms is None:
        return tuple(words)
    kept = [_clipped(word, duration_ms) for word in words if word.start_ms < duration_ms]
    repairs.add("words after the recording's end left out", len(words) - len(kept))
    return tuple(kept)


def _clipped(word: Word, duration_ms: int) -> Word:
    return word.model_copy(update={"end_ms": min(word.end_ms, duration_ms)})


def _ordered(cues: Sequence[Cue], duration_ms: int | None, repairs: Repairs) -> list[Cue]:
    """Cues by start, none before zero or after the end, each as long as one word at least."""
    if any(a.start > b.start for a, b in pairwise(cues)):
        repairs.add("captions were out of order and are sorted")
    result = []
    for cue in sorted(cues, key=lambda cue: cue.start):
        if duration_ms is not None and cue.start >= duration_ms:
            repairs.add("captions after the recording's end left out")
            continue
        if cue.start < 0 or cue.end <= cue.start:
            repairs.add("captions without a valid time span repaired")
        start = max(0, cue.start)
        end = cue.end if duration_ms is None else min(cue.end, duration_ms)
        result.append(replace(cue, start=start, end=max(end, start + 1)))
    return result


def _spans(cues: list[Cue], repairs: Repairs) -> list[Span]:
    """Stretches of time that do not overlap, each with room for its words."""
    spans: list[Span] = []
    for cue in cues:
        here = Span(cue.start, cue.end, list(cue.tokens))
        last = spans[-1] if spans else None
        if last and here.start < last.end:
            repairs.add("overlapping captions repaired")
            if here.start - last.start >= last.needs:
                last.end = here.start
            else:
                last.tokens += here.tokens
                last.end = max(last.end, here.end)
                here = spans.pop()
        here.end = max(here.end, here.start + here.needs)
        spans.append(here)
    return spans


def _spread(span: Span) -> list[Word]:
    """Words of one span: known starts are anchors, what lies between them is spread by length."""
    anchors = _anchors(span)
    words: list[Word] = []
    for (first, start), (stop, end) in pairwise(anchors):
        words.extend(_between(span.tokens[first:stop], start, end))
    return words


def _anchors(span: Span) -> list[tuple[int, int]]:
    """(token, time) that are in order and leave room; ends with (count, end of the span)."""
    anchors = [(0, span.start)]
    total = len(span.tokens)
    for index, token in enumerate(span.tokens):
        at = token.start
        if at is None or at >= span.end:
            continue
        last, time = anchors[-1]
        room = at - time >= _least(span.tokens[last:index])
        if index == 0 and at >= span.start and span.end - at >= total:
            anchors[0] = (0, at)
        elif index > last and room and span.end - at >= total - index:
            anchors.append((index, at))
    return [*anchors, (total, span.end)]


def _least(tokens: Sequence[Token]) -> int:
    """One measured word may be as short as it likes; estimated ones need room."""
    return 1 if len(tokens) == 1 else SHORTEST_MS * len(tokens)


def _between(tokens: Sequence[Token], start: int, end: int) -> list[Word]:
    """Words from an anchor to the next one; the first may bring its own end."""
    if len(tokens) == 1:
        return [_word(tokens[0], start, _own_end(tokens[0], start, end))]
    spoken = min(end, start + SLOWEST_MS * len(tokens))
    least = min(SHORTEST_MS, (spoken - start) // len(tokens))
    spare = spoken - start - least * len(tokens)
    weights = [len(token.text) + 1 for token in tokens]
    words, done, total = [], 0, sum(weights)
    for index, (token, weight) in enumerate(zip(tokens, weights, strict=True)):
        begin = start + least * index + spare * done // total
        done += weight
        stop = start + least * (index + 1) + spare * done // total
        words.append(_word(token, begin, stop))
    return words


def _own_end(token: Token, start: int, end: int) -> int:
    """The word's measured end, or a plausible one: a word does not last through a pause."""
    if token.end is not None and start < token.end <= end:
        return token.end
    return min(end, start + SPOKEN_MS + LETTER_MS * len(token.text))


def _word(token: Token, start: int, end: int) -> Word:
    return Word(
        text=token.text,
        start_ms=start,
        end_ms=end,
        speaker=token.speaker,
        confidence=token.confidence,
    )
