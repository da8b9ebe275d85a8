"""Sponsor reads: from where a sponsor is named to where nothing speaks of it any more.

Little of a read sounds like one: hosts tell a story, then the price. What holds it together is the
sponsor's name, the speaker and the clock.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from tasks.analysis.editorial import besides, lexicon
from tasks.analysis.editorial.terms import is_content, tokens
from tasks.analysis.editorial.tongues import Reads

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
OWN_NAME = 2
"""Words behind `sponsored by` that may be a name without capital letters."""
ENGLISH = Reads(
    sponsor=besides.SPONSOR,
    promotion=besides.PROMOTION,
    hint=besides.SPONSOR_HINT,
    end=besides.SPONSOR_END,
    opens=re.compile(
        r"(?i:\b(?:brought to you by|sponsored by|made possible by|supported by|presented by"
        r"|sponsors? (?:is|are|today|for)|word from|partners? at|friends at|thanks? to|comes from"
        r"|partnered with|powered by))\b(?P<rest>.*)"
    ),
)
NAME = re.compile(r"\b[A-Z][\w'’-]{2,}")
COMMON = lexicon.words(
    "The This That Today You Your And But They Our When With For Every From What How Visit Get Use"
)


def sponsored(
    texts: Sequence[str],
    speakers: Sequence[str | None],
    starts_ms: Sequence[int],
    reads: Reads = ENGLISH,
) -> list[int]:
    """Indices of all sentences of sponsor reads and self-promotion, in order."""
    hits = [
        index
        for index, text in enumerate(texts)
        if reads.sponsor.search(text) or reads.promotion.search(text)
    ]
    hits = _with_hints(hits, texts, reads)
    found: set[int] = set(hits)
    for index in hits:
        found |= _read(index, hits, texts, speakers, starts_ms, reads)
    for one, other in pairwise(hits):
        gap = range(one + 1, other)
        if len(gap) <= GAP and not any(_ended(texts[index], reads) for index in gap):
            found.update(gap)
    return sorted(found)


def _with_hints(hits: Sequence[int], texts: Sequence[str], reads: Reads) -> list[int]:
    """And what is a hit only because another is near."""
    hints = [index for index, text in enumerate(texts) if reads.hint.search(text)]
    near = {hint for hint in hints for hit in hits if abs(hint - hit) <= NEAR}
    return sorted({*hits, *near})


def _ended(text: str, reads: Reads) -> bool:
    return bool(reads.end.search(text))


def _names(rest: str) -> set[str]:
    """The sponsor's names: those with capitals, else the first words that say something."""
    names = {name for name in NAME.findall(rest) if name not in COMMON}
    return names or {token for token in tokens(rest)[:OWN_NAME] if is_content(token)}


def _named(name: str, text: str) -> bool:
    """Whether a text holds a name; one in small letters in any case."""
    return name in text or (name.islower() and name in text.lower())


def _read(
    index: int,
    hits: Sequence[int],
    texts: Sequence[str],
    speakers: Sequence[str | None],
    starts_ms: Sequence[int],
    reads: Reads,
) -> set[int]:
    """The read that a sentence opens; nothing where it opens none."""
    opened = reads.opens.search(texts[index])
    if opened is None or not reads.sponsor.search(texts[index]):
        return set()
    names = _names(opened["rest"])
    known = set(hits)
    stop = index + 1
    last = index
    while stop < len(texts) and starts_ms[stop] - starts_ms[index] <= READ_MS:
        other = speakers[stop] != speakers[index]
        if _ended(texts[stop], reads) or (other and speakers[index] is not None):
            break
        if stop in known or any(_named(name, texts[stop]) for name in names):
            last = stop
        stop += 1
    whole = stop < len(texts) and speakers[stop] != speakers[index]
    closed = stop < len(texts) and _ended(texts[stop], reads)
    if not closed and not (whole and starts_ms[stop] - starts_ms[index] <= TURN_MS):
        stop = min(stop, last + 1 + AFTER)
    while stop > last + 1 and texts[stop - 1].endswith("?"):
        stop -= 1
    return set(range(index, stop))
