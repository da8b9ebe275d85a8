"""How long each caption card stands: long enough to be read, never into the next one."""

from __future__ import annotations

import math
from collections.abc import Sequence

from schemas.enhancement import CaptionCard, CaptionWord
from schemas.style.subtitles import Pacing
from tasks.tools.drawing.scripts import breadth

BLINK_MS = 80
"""Where a card may not stand until the next one comes, so long nothing is there at least: two frames
of 25 a second. Less looks like a mistake."""


def stood(
    words: Sequence[CaptionWord],
    spans: Sequence[tuple[int, int]],
    pacing: Pacing,
    start_ms: int,
    end_ms: int,
    cuts: Sequence[int] = (),
) -> list[CaptionCard]:
    """Cards with times: from the first word until read, short gaps closed, never overlapping.

    Args:
        spans: first and last word of each card, as indexes into `words`.
        start_ms, end_ms: the clip; no card stands outside of it.
        cuts: when the picture cuts, in milliseconds; a card that would come or go within
            `pacing.snap_to_shot_ms` of one does so with it, where its words allow.
    """
    starts = [_begin(words, span, pacing, start_ms, cuts) for span in spans]
    cards = []
    for number, (first, last) in enumerate(spans):
        start = starts[number]
        following = number + 1 < len(spans)
        limit = starts[number + 1] if following else end_ms
        spoken = words[last].end_ms
        wanted = max(spoken + pacing.linger_ms, start + _reading_ms(words, first, last, pacing))
        # a word that is spoken for longer than a card may stand is shown to its end
        longest = max(start + pacing.max_duration_ms, spoken)
        free = pacing.min_gap_ms if following else 0
        latest = min(longest, max(limit - free, (start + limit) // 2))
        if following and limit - wanted < pacing.gap_ms:
            wanted = limit
        else:
            wanted = _at_cut(wanted, spoken, latest, pacing, cuts)
        end = min(wanted, latest)
        if following and not free and 0 < limit - end < BLINK_MS:
            end = max(spoken, limit - BLINK_MS)
        cards.append(CaptionCard(first_word=first, last_word=last, start_ms=start, end_ms=end))
    return cards


def _begin(
    words: Sequence[CaptionWord],
    span: tuple[int, int],
    pacing: Pacing,
    start_ms: int,
    cuts: Sequence[int],
) -> int:
    """When a card comes: a little early, or with a cut just before, but not while the card before
    it is spoken, and not so early that it would stand too long."""
    first, last = span
    spoken = words[first].start_ms
    before = words[first - 1].end_ms if first > 0 else start_ms
    earliest = max(before, words[last].end_ms - pacing.max_duration_ms)
    begin = min(spoken, max(spoken - pacing.lead_in_ms, earliest))
    return _at_cut(begin, earliest, spoken, pacing, cuts)


def _reading_ms(words: Sequence[CaptionWord], first: int, last: int, pacing: Pacing) -> int:
    """The least time that a card of these words is to stand."""
    letters = sum(breadth(word.text) + 1 for word in words[first : last + 1]) - 1
    return max(pacing.min_duration_ms, math.ceil(letters * 1000 / pacing.max_cps))


def _at_cut(at: int, earliest: int, latest: int, pacing: Pacing, cuts: Sequence[int]) -> int:
    """The cut nearest to a moment, if it is near enough and between the two; else the moment."""
    near = [
        cut for cut in cuts if earliest <= cut <= latest and abs(cut - at) <= pacing.snap_to_shot_ms
    ]
    return min(near, key=lambda cut: abs(cut - at), default=at)
