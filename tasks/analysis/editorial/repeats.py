"""Cold opens: what an editor put at the start of a recording is said again where it comes from.

It is the editor's own label of what is worth hearing: the copy is left out, its source is preferred.
An editor cuts pauses, fillers and half sentences out of a copy, so that it need not be word for word:
runs of a few words are chained as long as they come in the same order, near each other.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from schemas.segments import Sentence
from tasks.analysis.editorial.terms import tokens

RUN = 5
"""Words in a row that make a seed."""
OPENING_MS = 240_000
APART_MS = 60_000
COVERED = 0.5
LEAST = 8
"""Words that a chain holds at least: nobody says these twice by chance."""
GAP = 12
"""Words that may be missing on either side between two seeds of a chain."""
APART_COPIES_MS = 30_000
"""Between the copies of an opening, and in front of the first."""
MOST_PLACES = 6
"""A seed said more often than this is a phrase of the speaker's."""


@dataclass(frozen=True)
class ColdOpen:
    """Indices of sentences."""

    copies: frozenset[int]
    """At the start."""
    sources: frozenset[int]
    """The same words, where they were said."""


@dataclass
class _Chain:
    """Seeds in the same order: (place of the copy, place of the source) of the last one."""

    copy: int
    source: int
    copied: set[int]
    said: set[int]


def cold_open(sentences: Sequence[Sentence], read: Collection[int] = ()) -> ColdOpen:
    """Sentences of the first minutes whose words come again at least a minute later.

    Args:
        read: sentences of sponsor reads: they too are said twice, and mean nothing.
    """
    barred = set(read) | {item.id for item in sentences if "sponsor" in item.flags}
    words = [
        (word, index)
        for index, item in enumerate(sentences)
        if index not in barred
        for word in tokens(item.text)
    ]
    long = [chain for chain in _chains(words, sentences) if len(chain.copied) >= LEAST]
    chains = _from_the_start(long, words, sentences)
    copied: set[int] = set()
    source: set[int] = set()
    for chain in sorted(chains, key=lambda chain: (-len(chain.copied), chain.copy, chain.source)):
        if 2 * len(chain.copied & copied) < len(chain.copied):
            copied |= chain.copied
            source |= chain.said
    return ColdOpen(_covered(words, copied), _covered(words, source - copied))


def _from_the_start(
    chains: Sequence[_Chain], words: Sequence[tuple[str, int]], sentences: Sequence[Sentence]
) -> list[_Chain]:
    """Chains of an opening: it begins at once, and one copy soon follows the other. What is said
    twice later on is only said twice."""
    kept: list[_Chain] = []
    reached = 0
    for chain in sorted(chains, key=lambda chain: min(chain.copied)):
        first, last = (sentences[words[at][1]] for at in (min(chain.copied), max(chain.copied)))
        if first.start_ms - reached > APART_COPIES_MS:
            break
        reached = max(reached, last.end_ms)
        kept.append(chain)
    return kept


def _chains(words: Sequence[tuple[str, int]], sentences: Sequence[Sentence]) -> list[_Chain]:
    """All chains of seeds between the opening and what comes later."""
    places: dict[tuple[str, ...], list[int]] = {}
    opening = sum(1 for _, index in words if sentences[index].start_ms < OPENING_MS)
    for place in range(min(opening, len(words) - RUN + 1)):
        places.setdefault(_run(words, place), [])
    for place in range(len(words) - RUN + 1):
        run = _run(words, place)
        if run in places:
            places[run].append(place)
    done: list[_Chain] = []
    live: list[_Chain] = []
    for copy in range(min(opening, len(words) - RUN + 1)):
        begin = sentences[words[copy][1]].start_ms
        later = [
            place
            for place in places[_run(words, copy)]
            if sentences[words[place][1]].start_ms - begin >= APART_MS
        ]
        if len(later) <= MOST_PLACES:
            for source in later:
                _extend(live, copy, source)
        done += [chain for chain in live if copy - chain.copy > RUN + GAP]
        live = [chain for chain in live if copy - chain.copy <= RUN + GAP]
    return done + live


def _extend(live: list[_Chain], copy: int, source: int) -> None:
    """Put a seed behind the chain that it continues, or begin one."""
    fitting = [
        chain for chain in live if chain.copy < copy and 0 < source - chain.source <= RUN + GAP
    ]
    if fitting:
        chain = min(
            fitting,
            key=lambda chain: (abs((source - chain.source) - (copy - chain.copy)), -chain.copy),
        )
    else:
        chain = _Chain(copy, source, set(), set())
        live.append(chain)
    chain.copy, chain.source = copy, source
    chain.copied.update(range(copy, copy + RUN))
    chain.said.update(range(source, source + RUN))


def _run(words: Sequence[tuple[str, int]], place: int) -> tuple[str, ...]:
    return tuple(word for word, _ in words[place : place + RUN])


def _covered(words: Sequence[tuple[str, int]], hit: set[int]) -> frozenset[int]:
    """Sentences at least half of whose words are hit."""
    total: dict[int, int] = {}
    found: dict[int, int] = {}
    for place, (_, index) in enumerate(words):
        total[index] = total.get(index, 0) + 1
        found[index] = found.get(index, 0) + (place in hit)
    return frozenset(index for index, count in found.items() if count >= COVERED * total[index])
