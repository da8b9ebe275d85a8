"""Where sentences end in English that came without punctuation: by the words on either side of a place,
by the silence there, and by how long sentences are.

What the words say was fitted (`breaks.json`) to meetings whose transcribers wrote punctuation;
silence and length were set by reasoning.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from schemas.transcript import Word
from tasks.analysis.editorial.grammar import ends_open, has_verb, orders
from tasks.analysis.editorial.kinds import kind, plain
from tasks.analysis.editorial.runups import FILLS, LEADS

FITTED = Path(__file__).parent / "breaks.json"
PAUSES_MS = (0, 150, 300, 600, 1000)
PAUSED = (-1.5, -0.5, 1.2, 3.0, 4.5)
"""Log-odds that silences of so long add where words have times of their own."""
SPOKEN_MS, LETTER_MS = 150, 70
"""A word takes about so long, and for each letter so much more, where only its start is known."""
USUAL, SPREAD = 12, 1.0
"""Words of a sentence, and the deviation of its logarithm."""
FEWEST, MOST = 3, 24
LIKELIER = 1.0
"""Log-odds that are added everywhere: meetings have longer sentences than what people tell."""
POSSIBLE = -3.0
"""Log-odds from which a place is looked at at all."""
WHOLE, OPEN, SHORT = 1.0, 1.0, 2.0
"""What a sentence is worth that says or asks something, and what it costs to stop where nobody
would, and to have fewer words than `FEWEST`."""
NOBODY = "^"
"""Stands for the word before the first and behind the last."""


def split(words: Sequence[Word], *, timed: bool) -> list[tuple[int, int]]:
    """(first, one past last) word of each sentence in a run of words; together they are the run.

    Args:
        timed: whether each word has a time of its own, so that no silence means something, too.
    """
    kept = [place for place, word in enumerate(words) if plain(word.text) not in FILLS]
    if not kept:
        return [(0, len(words))] if words else []
    said = [plain(words[place].text) for place in kept]
    odds = _odds(said)
    paused = np.interp(_silences(words, kept), PAUSES_MS, PAUSED)
    odds = odds + (paused if timed else np.maximum(0.0, paused))
    cuts = [kept[place - 1] + 1 for place in _best(said, odds)]
    return list(zip([0, *cuts], [*cuts, len(words)], strict=True))


@lru_cache(maxsize=4096)
def pieces(text: str) -> tuple[str, ...]:
    """A text without punctuation as sentences, whatever was heard between them."""
    texts = text.split()
    said = [plain(word) for word in texts]
    cuts = [0, *_best(said, _odds(said)), len(texts)]
    return tuple(" ".join(texts[first:stop]) for first, stop in pairwise(cuts))


def signs(words: Sequence[str], place: int) -> Iterator[str]:
    """What is to be seen around the place behind a plain word: words and kinds, alone and in pairs."""
    before, last, following, behind = (
        words[at] if 0 <= at < len(words) else NOBODY for at in range(place - 1, place + 3)
    )
    yield from (f"b {last}", f"a {following}", f"bb {before} {last}", f"aa {following} {behind}")
    yield f"ba {last} {following}"
    kinds = [kind(word) for word in (before, last, following, behind)]
    yield from (f"kb {kinds[1]}", f"ka {kinds[2]}", f"kk {kinds[1]} {kinds[2]}")
    yield from (f"kbb {kinds[0]} {kinds[1]}", f"kaa {kinds[2]} {kinds[3]}")
    yield from (f"k3 {kinds[1]} {kinds[2]} {kinds[3]}", f"k4 {' '.join(kinds)}")
    yield from (f"m {kinds[1]}> {following}", f"n {last} {kinds[2]}>", f"o {following} {kinds[3]}>")


def _odds(words: Sequence[str]) -> NDArray[np.float64]:
    """Log-odds of an end behind each word but the last."""
    known = fitted()
    return np.array(
        [
            known[""] + LIKELIER + sum(known.get(sign, 0.0) for sign in signs(words, place))
            for place in range(len(words) - 1)
        ]
    )


@lru_cache(maxsize=1)
def fitted() -> dict[str, float]:
    """Log-odds that each sign adds; under the empty name what they begin with."""
    weights: dict[str, float] = json.loads(FITTED.read_text())["weights"]
    return weights


def _silences(words: Sequence[Word], kept: Sequence[int]) -> list[int]:
    """The longest silence between each kept word and the next one, in ms."""
    found = []
    for first, second in pairwise(kept):
        between = range(first, second)
        found.append(max(words[at + 1].start_ms - _over(words[at]) for at in between))
    return found


def _over(word: Word) -> int:
    """When a word is over: at its end, unless that is only the next one's start."""
    return min(word.end_ms, word.start_ms + SPOKEN_MS + LETTER_MS * len(word.text))


def _best(words: Sequence[str], odds: NDArray[np.float64]) -> list[int]:
    """How many words lie before each end but the last, so that all ends, lengths and sentences
    together are best; the later sentence wins ties."""
    total = len(words)
    places = _possible(odds, total)
    best, back = [0.0], [0]
    for stop in range(1, len(places)):
        options = []
        for first in range(stop - 1, -1, -1):
            if places[stop] - places[first] > MOST:
                break
            run = words[places[first] : places[stop]]
            options.append((round(best[first] + _fits(run), 6), first))
        worth, first = max(options)
        end = float(odds[places[stop] - 1]) if places[stop] < total else 0.0
        best.append(worth + end)
        back.append(first)
    cuts = []
    at = back[-1]
    while at > 0:
        cuts.append(places[at])
        at = back[at]
    return cuts[::-1]


def _possible(odds: NDArray[np.float64], total: int) -> list[int]:
    """Places that are looked at, the first and the last one too, none further from the next than
    `MOST`."""
    places = [0]
    for place in [*(np.flatnonzero(odds > POSSIBLE) + 1).tolist(), total]:
        while place - places[-1] > MOST:
            near = range(places[-1] + FEWEST, places[-1] + MOST + 1)
            places.append(max(near, key=lambda at: (odds[at - 1], at)))
        places.append(place)
    return places


def _fits(run: Sequence[str]) -> float:
    """How well some words are a sentence: by their number, and by what they say."""
    length = -0.5 * (math.log(len(run) / USUAL) / SPREAD) ** 2 - SHORT * (len(run) < FEWEST)
    place = 0
    while place < len(run) - FEWEST and run[place] in LEADS:
        place += 1
    rest = run[place:]
    asks = kind(rest[0]) in ("asks", "modal", "aux", "be")
    whole = asks or has_verb(rest) or orders(rest)
    return length + WHOLE * whole - OPEN * ends_open(rest)
