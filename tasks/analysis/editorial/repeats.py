"""Cold opens: what an editor put at the start of a recording is said again where it comes from.

It is the editor's own label of what is worth hearing: the copy is left out, its source is preferred.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.segments import Sentence
from tasks.analysis.editorial.terms import tokens

RUN = 8
"""Words in a row that nobody says twice by chance."""
OPENING_MS = 180_000
APART_MS = 60_000
COVERED = 0.5


@dataclass(frozen=True)
class ColdOpen:
    """Indices of sentences."""

    copies: frozenset[int]
    """At the start."""
    sources: frozenset[int]
    """The same words, where they were said."""


def cold_open(sentences: Sequence[Sentence]) -> ColdOpen:
    """Sentences of the first three minutes whose words come again at least a minute later."""
    words = [(word, index) for index, item in enumerate(sentences) for word in tokens(item.text)]
    places: dict[tuple[str, ...], list[int]] = {}
    opening = [n for n, (_, index) in enumerate(words) if sentences[index].start_ms < OPENING_MS]
    limit = max(opening, default=-1)
    for place in range(min(limit + 1, len(words) - RUN + 1)):
        places.setdefault(_run(words, place), []).append(place)
    copied: set[int] = set()
    source: set[int] = set()
    for place in range(len(words) - RUN + 1):
        for first in places.get(_run(words, place), ()):
            apart = sentences[words[place][1]].start_ms - sentences[words[first][1]].start_ms
            if apart >= APART_MS:
                copied.update(range(first, first + RUN))
                source.update(range(place, place + RUN))
    return ColdOpen(_covered(words, copied), _covered(words, source))


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
