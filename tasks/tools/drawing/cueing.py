"""Words -> caption cards: where one card ends and the next begins, and how long each one stands.

Cards are chosen over the whole clip at once, by dynamic programming: the least sum of what it costs
to break after a word, and of what is wrong with each card.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.enhancement import CaptionCard, CaptionWord
from schemas.style.subtitles import Pacing
from tasks.tools.drawing.language import Break, breaks_after

LONG_PAUSE_MS = 350
"""A pause that a reader notices; a card should end there."""
IMPOSSIBLE = 1e6
"""Cost of a card that breaks a limit of the style; taken only where a single word does."""


@dataclass(frozen=True)
class Prices:
    """What a cut costs in one mode."""

    card: float
    """For each card: fewer are calmer."""
    breaking: float
    """Weight of breaking after a word that should not be broken after."""
    sentence_inside: float
    """A sentence that ends inside a card."""
    pause_inside: float
    """A long pause inside a card."""
    orphan: float
    """A card of one word that is no sentence by itself."""


PRICES: dict[str, Prices] = {
    "sentence": Prices(card=2.0, breaking=1.5, sentence_inside=6.0, pause_inside=0.8, orphan=3.0),
    "phrase": Prices(card=1.2, breaking=1.0, sentence_inside=1.5, pause_inside=1.5, orphan=2.0),
    "words": Prices(card=0.6, breaking=0.5, sentence_inside=4.0, pause_inside=2.5, orphan=0.5),
}
SPEAKER_INSIDE = 8.0
"""Two speakers on one card."""
TOO_FAST = 0.12
"""For each character a second above what the style allows."""
TOO_SHORT = 3.0
"""For a card that cannot stand as long as it must, times the part that is missing."""


def cards_of(
    words: Sequence[CaptionWord],
    sentence_ends: set[int],
    pacing: Pacing,
    *,
    end_ms: int,
    language: str,
    start_ms: int = 0,
) -> tuple[CaptionCard, ...]:
    """All words in cards, each word once and in order; no word gives no card.

    Args:
        sentence_ends: words that end a sentence, as indexes into `words`.
        end_ms: where the clip ends; no card stands longer.
        start_ms: where it begins; no card comes earlier.
        language: BCP-47; break rules that need a word list are known for English.
    """
    if not words:
        return ()
    if pacing.breaking == "greedy":
        spans = _filled(words, sentence_ends, pacing)
    else:
        spans = _spans(words, sentence_ends, pacing, language, end_ms)
    return tuple(_timed(words, spans, pacing, start_ms, end_ms))


def line_count(texts: Sequence[str], line_chars: int) -> int:
    """Lines that words take when each line is filled; a longer word has a line of its own."""
    lines, used = 1, -1
    for text in texts:
        if used >= 0 and used + 1 + len(text) > line_chars:
            lines, used = lines + 1, len(text)
        else:
            used += 1 + len(text)
    return lines


def _filled(
    words: Sequence[CaptionWord], sentence_ends: set[int], pacing: Pacing
) -> list[tuple[int, int]]:
    """First and last word of each card, each as full as the limits allow.

    A card also ends with a sentence, before another speaker, and before a long pause.
    """
    spans: list[tuple[int, int]] = []
    first = 0
    for last in range(len(words)):
        final = last + 1 == len(words)
        if final or last in sentence_ends or not _joins(words, first, last + 1, pacing):
            spans.append((first, last))
            first = last + 1
    return spans


def _joins(words: Sequence[CaptionWord], first: int, following: int, pacing: Pacing) -> bool:
    """Whether word `following` still goes on the card that begins with `first`."""
    here, there = words[following - 1], words[following]
    card = words[first : following + 1]
    texts = [word.text for word in card]
    return (
        here.speaker == there.speaker
        and there.start_ms - here.end_ms <= LONG_PAUSE_MS
        and len(card) <= pacing.max_words_per_card
        and there.end_ms - card[0].start_ms <= pacing.max_duration_ms
        and max(map(len, texts)) <= pacing.max_chars_per_line
        and line_count(texts, pacing.max_chars_per_line) <= pacing.max_lines
    )


def _spans(
    words: Sequence[CaptionWord],
    sentence_ends: set[int],
    pacing: Pacing,
    language: str,
    end_ms: int,
) -> list[tuple[int, int]]:
    """First and last word of each card; ties go to fewer, longer first cards."""
    prices = PRICES[pacing.mode]
    breaks = breaks_after([word.text for word in words], sentence_ends, language)
    count = len(words)
    best = [0.0] + [math.inf] * count
    came = [0] * (count + 1)
    for end in range(1, count + 1):
        until = words[end].start_ms if end < count else end_ms
        for first in range(max(0, end - pacing.max_words_per_card), end):
            inside = _card_cost(words, first, end, until, breaks, pacing, prices)
            after = _break_cost(words, end, breaks, prices) if end < count else 0.0
            total = round(best[first] + inside + after, 6)
            if total < best[end]:
                best[end], came[end] = total, first
    spans: list[tuple[int, int]] = []
    end = count
    while end > 0:
        spans.append((came[end], end - 1))
        end = came[end]
    return spans[::-1]


def _break_cost(
    words: Sequence[CaptionWord], end: int, breaks: Sequence[Break], prices: Prices
) -> float:
    """Cost of ending a card before word `end`; a pause or another speaker makes it cheap."""
    cost = prices.breaking * breaks[end - 1].cost
    if words[end].start_ms - words[end - 1].end_ms > LONG_PAUSE_MS:
        cost = min(cost, 0.5)
    return 0.0 if words[end].speaker != words[end - 1].speaker else cost


def _card_cost(
    words: Sequence[CaptionWord],
    first: int,
    end: int,
    until: int,
    breaks: Sequence[Break],
    pacing: Pacing,
    prices: Prices,
) -> float:
    """What is wrong with a card of the words `first` to before `end`, standing at most to `until`."""
    card = words[first:end]
    texts = [word.text for word in card]
    cost = prices.card
    if line_count(texts, pacing.max_chars_per_line) > pacing.max_lines:
        cost += IMPOSSIBLE
    if len(card) > 1 and max(map(len, texts)) > pacing.max_chars_per_line:
        cost += IMPOSSIBLE
    spoken = card[-1].end_ms - card[0].start_ms
    if len(card) > 1 and spoken > pacing.max_duration_ms:
        cost += IMPOSSIBLE
    cost += _inner_cost(card, breaks[first : end - 1], prices)
    if len(card) == 1 and not breaks[end - 1].sentence and len(words) > 1:
        cost += prices.orphan
    return cost + _reading_cost(texts, spoken, until - card[0].start_ms, pacing)


def _inner_cost(card: Sequence[CaptionWord], inner: Sequence[Break], prices: Prices) -> float:
    """Cost of what lies between the words of one card."""
    cost = 0.0
    for number, place in enumerate(inner):
        here, there = card[number], card[number + 1]
        pause = there.start_ms - here.end_ms
        if pause > LONG_PAUSE_MS:
            cost += prices.pause_inside * min(3.0, pause / (2 * LONG_PAUSE_MS))
        if place.sentence:
            cost += prices.sentence_inside
        if here.speaker != there.speaker:
            cost += SPEAKER_INSIDE
    return cost


def _reading_cost(texts: Sequence[str], spoken: int, room: int, pacing: Pacing) -> float:
    """Cost of a card that cannot stand long enough to be read in the `room` it has, in ms."""
    stands = max(1, min(room, max(spoken + pacing.linger_ms, pacing.max_duration_ms)))
    letters = sum(map(len, texts)) + len(texts) - 1
    cost = TOO_FAST * max(0.0, letters * 1000 / stands - pacing.max_cps)
    missing = max(0.0, 1 - stands / pacing.min_duration_ms)
    return cost + TOO_SHORT * missing


def _timed(
    words: Sequence[CaptionWord],
    spans: list[tuple[int, int]],
    pacing: Pacing,
    start_ms: int,
    end_ms: int,
) -> list[CaptionCard]:
    """Cards with times: from the first word until read, short gaps closed, never overlapping."""
    cards = []
    starts = [_begin(words, span, pacing, start_ms) for span in spans]
    for number, (first, last) in enumerate(spans):
        start = starts[number]
        following = number + 1 < len(spans)
        limit = starts[number + 1] if following else end_ms
        texts = [word.text for word in words[first : last + 1]]
        letters = sum(map(len, texts)) + len(texts) - 1
        wanted = max(
            words[last].end_ms + pacing.linger_ms,
            start + pacing.min_duration_ms,
            start + math.ceil(letters * 1000 / pacing.max_cps),
        )
        if following and limit - wanted < pacing.gap_ms:
            wanted = limit
        # a word that is spoken for longer than a card may stand is shown to its end
        longest = max(start + pacing.max_duration_ms, words[last].end_ms)
        end = min(wanted, longest, limit)
        cards.append(CaptionCard(first_word=first, last_word=last, start_ms=start, end_ms=end))
    return cards


def _begin(
    words: Sequence[CaptionWord], span: tuple[int, int], pacing: Pacing, start_ms: int
) -> int:
    """When a card comes: a little early, but not while the one before it is spoken, and not so
    early that it would stand too long."""
    first, last = span
    spoken = words[first].start_ms
    before = words[first - 1].end_ms if first > 0 else start_ms
    earliest = max(before, words[last].end_ms - pacing.max_duration_ms)
    return min(spoken, max(spoken - pacing.lead_in_ms, earliest))
