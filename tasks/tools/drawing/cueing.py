"""Words -> caption cards: where one card ends and the next begins, and how long each one stands.

Cards are chosen over the whole clip at once, by dynamic programming: the least sum of what it costs
to break after a word, and of what is wrong with each card.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from schemas.enhancement import CaptionCard, CaptionWord
from schemas.style.subtitles import Pacing
from tasks.tools.drawing.language import Break, breaks_after, is_short, line_prices
from tasks.tools.drawing.lines import WIDER, Spans, break_lines, torn
from tasks.tools.drawing.scripts import breadth
from tasks.tools.drawing.standing import stood

LONG_PAUSE_MS = 350
"""A pause that a reader notices; a card should end there."""
SILENCE_MS = 1000
"""A silence: nobody is to read what is said after it while it lasts."""
IMPOSSIBLE = 1e6
"""Cost of a card that breaks a limit of the style; taken only where a single word does."""


@dataclass(frozen=True)
class Prices:
    """What a cut costs in one mode."""

    card: float
    """For each card: fewer are calmer."""
    breaking: float
    """Weight of how well a card ends; see `Break.cost`."""
    sentence_inside: float
    """A sentence that ends inside a card."""
    pause_inside: float
    """A long pause inside a card."""


PRICES: dict[str, Prices] = {
    "sentence": Prices(card=2.0, breaking=1.5, sentence_inside=6.0, pause_inside=0.8),
    "phrase": Prices(card=1.2, breaking=1.0, sentence_inside=1.5, pause_inside=1.5),
    "words": Prices(card=0.6, breaking=0.5, sentence_inside=4.0, pause_inside=2.5),
}
STEPS_BACK = 4
"""Words by which a greedy card may be less full than it could."""
BAD_END = 30.0
"""A card that ends with a word which leads to the next, in every mode."""
LINE_END = 5.0
"""For each square of a line's width that `line_prices` takes for the lines of a card."""
ORPHAN = 14.0
"""A card of one short word between two cards that it could be on."""
SILENCE_INSIDE = 25.0
"""A silence between two words of a card; above an orphan, below a card that is torn."""
SPEAKER_INSIDE = 20.0
"""Two speakers on one card."""
BEGUN, BEGUN_WORDS = 2.0, 3
"""A card that ends in the middle of a clause of which it shows so few words, after another's end."""
CUT_INSIDE = 4.0
"""A cut of the picture between two words of a card, where the style minds cuts."""
LEFT_OPEN = 2.0
"""A card after which a short gap stays, since it may not stand for longer."""
TOO_FAST = 0.12
"""For each character a second above what the style allows."""
TOO_SHORT = 10.0
"""For a card that cannot stand as long as it must, times the part that is missing."""


def cards_of(
    words: Sequence[CaptionWord],
    sentence_ends: set[int],
    pacing: Pacing,
    *,
    end_ms: int,
    language: str,
    start_ms: int = 0,
    cuts: Sequence[int] = (),
) -> tuple[CaptionCard, ...]:
    """All words in cards, each word once and in order; no word gives no card.

    Args:
        sentence_ends: words that end a sentence, as indexes into `words`.
        end_ms: where the clip ends; no card stands longer.
        start_ms: where it begins; no card comes earlier.
        language: BCP-47; break rules that need a word list are known for English.
        cuts: when the picture cuts, ascending, in milliseconds.
    """
    if not words:
        return ()
    near = cuts if pacing.snap_to_shot_ms else ()
    talk = _talk_of(words, sentence_ends, language, end_ms, near)
    choose = _filled if pacing.breaking == "greedy" else _spans
    return tuple(stood(words, choose(talk, pacing), pacing, start_ms, end_ms, near))


@dataclass(frozen=True)
class _Talk:
    """Words, and what lies between them. Places are numbered by the word after them, from the
    start of the clip, 0, to its end."""

    words: Sequence[CaptionWord]
    breaks: Sequence[Break]
    """After each word."""
    hard: Sequence[bool]
    """Places where the talk itself breaks: sentence, pause, speaker, clip."""
    torn: Sequence[bool]
    """Places where no card should end, since the word before leads to the one after."""
    stops: Sequence[int]
    """When what ends at a place must be gone, in milliseconds."""
    cuts: frozenset[int]
    """Places between words where the picture cuts."""

    def is_orphan(self, first: int, end: int) -> bool:
        """Whether the words `first` to before `end` are one short word that nothing isolates."""
        alone = end - first == 1 and is_short(self.words[first].text)
        return alone and not (self.hard[first] and self.hard[end])


def _talk_of(
    words: Sequence[CaptionWord],
    sentence_ends: set[int],
    language: str,
    end_ms: int,
    cuts: Sequence[int],
) -> _Talk:
    breaks = breaks_after([word.text for word in words], sentence_ends, language)
    parted = [
        there.start_ms - here.end_ms > LONG_PAUSE_MS or there.speaker != here.speaker
        for here, there in pairwise(words)
    ]
    inner = [apart or place.sentence for apart, place in zip(parted, breaks, strict=False)]
    torn = [place.bad and not apart for apart, place in zip(parted, breaks, strict=False)]
    return _Talk(
        words=words,
        breaks=breaks,
        hard=[True, *inner, True],
        torn=[False, *torn, False],
        stops=[*(word.start_ms for word in words), end_ms],
        cuts=frozenset(_places_of(words, cuts)),
    )


def _places_of(words: Sequence[CaptionWord], cuts: Sequence[int]) -> Iterator[int]:
    """The places that cuts fall on; one within a word falls on neither side of it."""
    starts = [word.start_ms for word in words]
    for cut in cuts:
        place = bisect_left(starts, cut)
        if 0 < place < len(words) and words[place - 1].end_ms <= cut:
            yield place


def line_count(texts: Sequence[str], line_chars: int) -> int:
    """Lines that words take when each line is filled; a longer word has a line of its own."""
    lines, used = 1, -1
    for text in texts:
        if used >= 0 and used + 1 + breadth(text) > line_chars:
            lines, used = lines + 1, breadth(text)
        else:
            used += 1 + breadth(text)
    return lines


def _filled(talk: _Talk, pacing: Pacing) -> list[tuple[int, int]]:
    """First and last word of each card, each as full as the limits allow.

    A card also ends with a sentence, before another speaker, and before a long pause; and up to
    `STEPS_BACK` words earlier where it would tear words apart or leave a short one behind.
    """
    spans: list[tuple[int, int]] = []
    first = 0
    while first < len(talk.words):
        full = _full(talk, first, pacing)
        ends = range(full, max(first, full - STEPS_BACK - 1), -1)
        end = min(ends, key=lambda end: _harm(talk, first, end, pacing))
        spans.append((first, end - 1))
        first = end
    return spans


def _full(talk: _Talk, first: int, pacing: Pacing) -> int:
    """Past the last word of the fullest card that begins with `first`."""
    end = first + 1
    while not talk.hard[end] and _joins(talk.words, first, end, pacing):
        end += 1
    return end


def _harm(talk: _Talk, first: int, end: int, pacing: Pacing) -> int:
    """How much is wrong with ending a card, begun with `first`, at a place."""
    lines = _lines(talk, first, end, pacing, _line_prices(talk, first, end)) or ()
    ends = [first + past - 1 for _, past in lines[:-1]]
    left = not talk.hard[end] and talk.hard[end + 1] and talk.is_orphan(end, end + 1)
    alone = talk.is_orphan(first, end)
    return 2 * talk.torn[end] + sum(talk.breaks[at].bad for at in ends) + left + alone


def _joins(words: Sequence[CaptionWord], first: int, following: int, pacing: Pacing) -> bool:
    """Whether word `following` still goes on the card that begins with `first`."""
    card = words[first : following + 1]
    texts = [word.text for word in card]
    return (
        len(card) <= pacing.max_words_per_card
        and card[-1].end_ms - card[0].start_ms <= pacing.max_duration_ms
        and max(map(breadth, texts)) <= pacing.max_chars_per_line
        and line_count(texts, pacing.max_chars_per_line) <= pacing.max_lines
    )


def _spans(talk: _Talk, pacing: Pacing) -> list[tuple[int, int]]:
    """First and last word of each card; ties go to fewer, longer first cards."""
    prices = PRICES[pacing.mode]
    count = len(talk.words)
    best = [0.0] + [math.inf] * count
    came = [0] * (count + 1)
    for end in range(1, count + 1):
        after = _end_cost(talk, end, prices)
        for first in range(max(0, end - pacing.max_words_per_card), end):
            inside = _card_cost(talk, first, end, pacing, prices)
            total = round(best[first] + inside + after, 6)
            if total < best[end]:
                best[end], came[end] = total, first
    spans: list[tuple[int, int]] = []
    end = count
    while end > 0:
        spans.append((came[end], end - 1))
        end = came[end]
    return spans[::-1]


def _end_cost(talk: _Talk, end: int, prices: Prices) -> float:
    """Cost of ending a card at a place; a pause or another speaker makes it cheap."""
    if end == len(talk.words):
        return 0.0
    here, there = talk.words[end - 1], talk.words[end]
    if there.speaker != here.speaker:
        return 0.0
    cost = prices.breaking * talk.breaks[end - 1].cost + (BAD_END if talk.torn[end] else 0.0)
    return min(cost, 0.5) if there.start_ms - here.end_ms > LONG_PAUSE_MS else cost


def _card_cost(talk: _Talk, first: int, end: int, pacing: Pacing, prices: Prices) -> float:
    """What is wrong with a card of the words `first` to before `end`."""
    card = talk.words[first:end]
    texts = [word.text for word in card]
    spoken = card[-1].end_ms - card[0].start_ms
    if len(card) > 1 and spoken > pacing.max_duration_ms:
        return IMPOSSIBLE
    inner = talk.breaks[first : end - 1]
    cost = prices.card + _line_cost(talk, first, end, pacing) + _inner_cost(card, inner, prices)
    cost += CUT_INSIDE * sum(place in talk.cuts for place in range(first + 1, end))
    if talk.is_orphan(first, end):
        cost += ORPHAN
    if _begins_at_its_end(inner, talk.breaks[end - 1]):
        cost += BEGUN
    if 0 < talk.stops[end] - card[0].start_ms - pacing.max_duration_ms < pacing.gap_ms:
        cost += LEFT_OPEN
    return cost + _reading_cost(texts, spoken, talk.stops[end] - card[0].start_ms, pacing)


def _begins_at_its_end(inner: Sequence[Break], last: Break) -> bool:
    return not _ends_clause(last) and any(map(_ends_clause, inner[-BEGUN_WORDS:]))


def _ends_clause(place: Break) -> bool:
    return place.cost < 1 and not place.bad


def _line_cost(talk: _Talk, first: int, end: int, pacing: Pacing) -> float:
    """What is wrong with the lines that a card is set in. Where those of the style's measure are torn
    and slightly longer ones would not be, half of what both cost: files keep to the measure, the
    picture does not where it has room."""
    prices = _line_prices(talk, first, end)
    lines = _lines(talk, first, end, pacing, prices)
    if lines is None:
        return IMPOSSIBLE
    cost = _ends_cost(lines, prices)
    if not torn(lines, prices):
        return cost
    wider = _lines(talk, first, end, pacing, prices, WIDER) or lines
    if torn(wider, prices) == torn(lines, prices):
        return cost
    return (cost + _ends_cost(wider, prices)) / 2


def _ends_cost(lines: Spans, prices: Sequence[float]) -> float:
    return LINE_END * sum(prices[past - 1] for _, past in lines) if len(lines) > 1 else 0.0


def _lines(
    talk: _Talk,
    first: int,
    end: int,
    pacing: Pacing,
    prices: Sequence[float],
    wider: float = 1.0,
) -> Spans | None:
    """The lines of a card, as they will be broken where letters are as wide as planned; None where
    they are too many. A single word has a line whatever its length."""
    widths = [breadth(word.text) for word in talk.words[first:end]]
    limit = wider * pacing.max_chars_per_line
    if len(widths) == 1 or sum(widths) + len(widths) - 1 <= limit:
        return ((0, len(widths)),)
    return break_lines(widths, 1.0, limit, pacing.max_lines, prices=prices)


def _line_prices(talk: _Talk, first: int, end: int) -> list[float]:
    inner = talk.breaks[first : end - 1]
    return line_prices([*inner, Break(0.0, True)], talk.words[end - 1].text)


def _inner_cost(card: Sequence[CaptionWord], inner: Sequence[Break], prices: Prices) -> float:
    """Cost of what lies between the words of one card."""
    cost = 0.0
    for number, place in enumerate(inner):
        here, there = card[number], card[number + 1]
        pause = there.start_ms - here.end_ms
        if pause > LONG_PAUSE_MS:
            cost += prices.pause_inside * min(3.0, pause / (2 * LONG_PAUSE_MS))
        if pause > SILENCE_MS:
            cost += SILENCE_INSIDE
        if place.sentence:
            cost += prices.sentence_inside
        if here.speaker != there.speaker:
            cost += SPEAKER_INSIDE
    return cost


def _reading_cost(texts: Sequence[str], spoken: int, room: int, pacing: Pacing) -> float:
    """Cost of a card that cannot stand long enough to be read in the `room` it has, in ms."""
    stands = max(1, min(room, max(spoken + pacing.linger_ms, pacing.max_duration_ms)))
    letters = sum(map(breadth, texts)) + len(texts) - 1
    cost = TOO_FAST * max(0.0, letters * 1000 / stands - pacing.max_cps)
    missing = max(0.0, 1 - stands / pacing.min_duration_ms)
    return cost + TOO_SHORT * missing
