"""Sentences -> sections, by the words alone: the most likely division under Utiyama and Isahara.

A section is likely when few words are said often in it; each further section must earn its cost.
The best division is found exactly, by dynamic programming over blocks of about ten seconds.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from schemas.segments import Section, Sentence
from tasks.analysis.editorial.terms import keywords, salience, stems

BLOCK_MS = 10_000
LEAST_BLOCK_MS = 4_000
BLOCKS = 60
"""Shorter recordings have shorter blocks, so that there are about this many."""
LONGEST_MS = 30 * 60_000
PRICE = 3.0
"""What a further section costs, in logarithms of the number of words. One, as published, gives
twice as many sections of a meeting as people do."""
LABEL_WORDS = 3

Costs = NDArray[np.float64]


def sections(
    sentences: Sequence[Sentence], language: str, count: int | None = None
) -> tuple[Section, ...]:
    """Sections that cover all sentences without gap or overlap.

    Args:
        count: how many; None lets the words decide.
    """
    if not sentences:
        return ()
    blocks = _blocks(sentences)
    bounds = divide(
        [_stems(sentences, *block) for block in blocks], _longest(blocks, sentences), count
    )
    spans = [(blocks[first][0], blocks[stop - 1][1]) for first, stop in bounds]
    telling = salience([sentence.text for sentence in sentences], language)
    return tuple(
        _section(number, sentences, first, stop, telling)
        for number, (first, stop) in enumerate(spans)
    )


def _section(
    number: int, sentences: Sequence[Sentence], first: int, stop: int, telling: dict[str, float]
) -> Section:
    texts = [sentence.text for sentence in sentences[first:stop]]
    return Section(
        id=number,
        first_sentence=first,
        last_sentence=stop - 1,
        start_ms=sentences[first].start_ms,
        end_ms=sentences[stop - 1].end_ms,
        label=", ".join(keywords(texts, telling, LABEL_WORDS)) or f"part {number + 1}",
    )


def _blocks(sentences: Sequence[Sentence]) -> list[tuple[int, int]]:
    """(first, one past last) sentence of each block."""
    length = sentences[-1].end_ms - sentences[0].start_ms
    size = min(BLOCK_MS, max(LEAST_BLOCK_MS, length // BLOCKS))
    blocks, first = [], 0
    for index, sentence in enumerate(sentences):
        if sentence.end_ms - sentences[first].start_ms >= size or index == len(sentences) - 1:
            blocks.append((first, index + 1))
            first = index + 1
    return blocks


def _stems(sentences: Sequence[Sentence], first: int, stop: int) -> list[str]:
    return [stem for sentence in sentences[first:stop] for stem in stems(sentence.text)]


def _longest(blocks: Sequence[tuple[int, int]], sentences: Sequence[Sentence]) -> int:
    """Most blocks of a section."""
    length = sentences[-1].end_ms - sentences[0].start_ms
    return max(2, math.ceil(LONGEST_MS * len(blocks) / max(1, length)))


def divide(
    blocks: Sequence[Sequence[str]], longest: int, count: int | None = None
) -> list[tuple[int, int]]:
    """The most likely division of blocks of words, as (first, one past last) block.

    Args:
        longest: most blocks of a section; ignored where `count` sections could not cover all then.
        count: how many sections; None lets each one pay `PRICE`.
    """
    total = len(blocks)
    if count is not None:
        count = min(max(1, count), total)
        longest = max(longest, math.ceil(total / count))
    costs = _costs(blocks, longest)
    if count is None:
        words = sum(len(block) for block in blocks)
        return _cheapest(costs, PRICE * math.log(max(2, words)))
    return _exactly(costs, count)


def _costs(blocks: Sequence[Sequence[str]], longest: int) -> Costs:
    """How unlikely the words of blocks first..last are as one section: cost[first, last]."""
    vocabulary = len({word for block in blocks for word in block})
    costs = np.full((len(blocks), len(blocks)), np.inf)
    for first in range(len(blocks)):
        counts: dict[str, int] = {}
        said, likely = 0, 0.0
        for last in range(first, min(len(blocks), first + longest)):
            for word in blocks[last]:
                seen = counts.get(word, 0)
                likely += (seen + 1) * math.log(seen + 2) - (seen * math.log(seen + 1))
                counts[word] = seen + 1
            said += len(blocks[last])
            costs[first, last] = said * math.log(said + vocabulary) - likely if said else 0.0
    return costs


def _cheapest(costs: Costs, price: float) -> list[tuple[int, int]]:
    """The division of least cost when every section costs `price`; the earlier cut wins ties."""
    total = len(costs)
    best = np.full(total + 1, np.inf)
    best[0] = 0.0
    back = np.zeros(total + 1, dtype=np.int64)
    for stop in range(1, total + 1):
        whole = np.round(best[:stop] + costs[:stop, stop - 1] + price, 6)
        back[stop] = int(whole.argmin())
        best[stop] = whole[back[stop]]
    return _walk([back] * (total + 1), total, None)


def _exactly(costs: Costs, count: int) -> list[tuple[int, int]]:
    """The division of least cost into `count` sections."""
    total = len(costs)
    best = np.full(total + 1, np.inf)
    best[0] = 0.0
    backs = [np.zeros(total + 1, dtype=np.int64)]
    for _ in range(count):
        following = np.full(total + 1, np.inf)
        back = np.zeros(total + 1, dtype=np.int64)
        for stop in range(1, total + 1):
            whole = np.round(best[:stop] + costs[:stop, stop - 1], 6)
            back[stop] = int(whole.argmin())
            following[stop] = whole[back[stop]]
        best = following
        backs.append(back)
    return _walk(backs, total, count)


def _walk(
    backs: Sequence[NDArray[np.int64]], stop: int, count: int | None
) -> list[tuple[int, int]]:
    bounds = []
    while stop > 0:
        first = int(backs[count if count is not None else stop][stop])
        bounds.append((first, stop))
        stop = first
        count = None if count is None else count - 1
    return bounds[::-1]
