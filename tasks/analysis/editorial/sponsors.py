"""Sponsor reads: from where a sponsor is named to where nothing speaks of it any more.

Little of a read sounds like one: hosts tell a story, then the price. What holds it together is the
sponsor's name, the speaker and the clock.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from tasks.analysis.editorial import lexicon

GAP = 3
"""Sentences without a hit between two with one that still belong to the read."""
NEAR = 6
"""Sentences between a hit and what only hints at one."""
READ_MS = 150_000
"""A read is not longer."""
TURN_MS = 100_000
"""A speaker who opens with a sponsor and stops so soon has read nothing else."""
AFTER = 2
"""Sentences behind the last hit that are left out when the same speaker goes on, unless the read
is closed in words: a price is seldom the last word."""
OPENS = re.compile(
    r"(?i:\b(?:brought to you by|sponsored by|made possible by|supported by|presented by"
    r"|sponsors? (?:is|are|today|for)|word from|partners? at|friends at|thanks? to|comes from"
    r"|partnered with|powered by))\b(?P<rest>.*)"
)
NAME = re.compile(r"\b[A-Z][\w'’-]{2,}")
COMMON = lexicon.words(
    "The This That Today You Your And But They Our When With For Every From What How Visit Get Use"
)


def sponsored(
    texts: Sequence[str], speakers: Sequence[str | None], starts_ms: Sequence[int]
) -> list[int]:
    """Indices of all sentences of sponsor reads and self-promotion, in order."""
    hits = [
        index
        for index, text in enumerate(texts)
        if lexicon.SPONSOR.search(text) or lexicon.PROMOTION.search(text)
    ]
    hits = _with_hints(hits, texts)
    found: set[int] = set(hits)
    for index in hits:
        found |= _read(index, hits, texts, speakers, starts_ms)
    for one, other in pairwise(hits):
        gap = range(one + 1, other)
        if len(gap) <= GAP and not any(_ended(texts[index]) for index in gap):
            found.update(gap)
    return sorted(found)


def _with_hints(hits: Sequence[int], texts: Sequence[str]) -> list[int]:
    """And what is a hit only because another is near."""
    hints = [index for index, text in enumerate(texts) if lexicon.SPONSOR_HINT.search(text)]
    near = {hint for hint in hints for hit in hits if abs(hint - hit) <= NEAR}
    return sorted({*hits, *near})


def _ended(text: str) -> bool:
    return bool(lexicon.SPONSOR_END.search(text))


def _read(
    index: int,
    hits: Sequence[int],
    texts: Sequence[str],
    speakers: Sequence[str | None],
    starts_ms: Sequence[int],
) -> set[int]:
    """The read that a sentence opens; nothing where it opens none."""
    opened = OPENS.search(texts[index])
    if opened is None or not lexicon.SPONSOR.search(texts[index]):
        return set()
    names = {name for name in NAME.findall(opened["rest"]) if name not in COMMON}
    known = set(hits)
    stop = index + 1
    last = index
    while stop < len(texts) and starts_ms[stop] - starts_ms[index] <= READ_MS:
        other = speakers[stop] != speakers[index]
        if _ended(texts[stop]) or (other and speakers[index] is not None):
            break
        if stop in known or any(name in texts[stop] for name in names):
            last = stop
        stop += 1
    whole = stop < len(texts) and speakers[stop] != speakers[index]
    closed = stop < len(texts) and _ended(texts[stop])
    if not closed and not (whole and starts_ms[stop] - starts_ms[index] <= TURN_MS):
        stop = min(stop, last + 1 + AFTER)
    while stop > last + 1 and texts[stop - 1].endswith("?"):
        stop -= 1
    return set(range(index, stop))
