"""Runs of sentences that a profile likes: the dense stretches, at a length that clips have.

A run is worth the words that an editor would take of it, for each second, at about the usual
length. Where it begins and ends is decided here as well: a run that leans on what came before, or
stops with a question, is worth little, because the one that starts a sentence later is as good.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schemas.segments import Segments, Sentence
from schemas.spec import ScoreOptions
from tasks.analysis.editorial import lexicon
from tasks.analysis.editorial.fluency import fluency_of
from tasks.analysis.editorial.sentences import TERMINAL
from tasks.analysis.editorial.terms import WORD
from tasks.analysis.taste.tasted import Tasted

SPREAD = 0.5
"""Of the logarithm of the length."""
LONGER = 0.7
"""How the worth of evenly good talk grows with length: between none (0) and wholly (1)."""
EDGES_MS = 800
"""What `boundaries` may add at both ends together."""
LEANS, OPEN_END, ASKS, MIDDLE = 1.2, 0.3, 1.0, 0.4
"""What a start that leans back, an end that is none, a question at the end and a start in the
middle of a sentence take off the logarithm of the worth."""
STARTS, ENDS, PLAINLY = 0.15, 0.1, 1.0
"""The same for starts and ends that `fluency` finds as bad as `PLAINLY`, or worse.
Little and coarse, because `boundaries` moves ends to better sentences near by: which moments are chosen
is the profile's to say."""
COMMON_ZERO = 1e-6
PER_START = 3
ALIKE = 0.6
"""Overlap, as a share of both together, above which only the better of two runs is kept."""
Row = NDArray[np.float64]


@dataclass(frozen=True)
class Proposal:
    """A run of sentences, `last` inclusive, with the logarithm of its worth."""

    first: int
    last: int
    worth: float


@dataclass(frozen=True)
class Runs:
    """All runs that clips may be: sentences `first` to `last`, inclusive, one of each for a run."""

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    form: Row
    """What length and ends do to the logarithm of the worth."""


@dataclass(frozen=True)
class Edges:
    """What every sentence is worth as the first and as the last of a run, as logarithms, 0 at best."""

    start_ms: Row
    end_ms: Row
    opens: NDArray[np.bool_]
    """Sentences that a run may start with at all."""
    first: Row
    last: Row
    barred: NDArray[np.bool_]


def edges_of(segments: Segments) -> Edges:
    """How good each sentence is at either end."""
    sentences = segments.sentences
    heard = fluency_of(segments)
    never = {"sponsor", "intro", "outro", "cold_open"}
    barred = np.array([bool(never & set(item.flags)) for item in sentences], dtype=bool)
    fills = np.array(["filler" in item.flags for item in sentences], dtype=bool)
    return Edges(
        start_ms=np.array([item.start_ms for item in sentences], dtype=float),
        end_ms=np.array([item.end_ms for item in sentences], dtype=float),
        opens=~barred & ~fills,
        first=np.minimum(_starts(sentences), -STARTS * (heard.first >= PLAINLY)),
        last=np.minimum(_ends(sentences), -ENDS * (heard.last >= PLAINLY)),
        barred=barred,
    )


def _starts(sentences: Sequence[Sentence]) -> Row:
    cased = 2 * sum(item.text[:1].isupper() for item in sentences) > len(sentences)
    lost = [
        LEANS * ("weak_start" in item.flags or points_back(item.text))
        + MIDDLE * (cased and item.text[:1].islower())
        for item in sentences
    ]
    return -np.array(lost, dtype=float)


def _ends(sentences: Sequence[Sentence]) -> Row:
    closed = [bool(TERMINAL.search(item.text)) for item in sentences]
    punctuated = 2 * sum(closed) > len(closed)
    lost = [
        ASKS * ("question" in item.flags)
        + OPEN_END * (punctuated and not ends)
        + OPEN_END * ("filler" in item.flags)
        for item, ends in zip(sentences, closed, strict=True)
    ]
    return -np.array(lost, dtype=float)


def points_back(text: str) -> bool:
    """Whether the first word that is no connective points at something, even where that is only
    the grammar's doing: `It turns out that`. Nobody regrets a start without it."""
    words = [found.lower().replace("’", "'") for found in WORD.findall(text)[:5]]
    for word in words:
        if word not in lexicon.CONNECTIVE and word not in lexicon.BACKCHANNEL:
            return word in lexicon.REFERENCE
    return True


def runs_of(edges: Edges, options: ScoreOptions, usual_seconds: float) -> Runs:
    """All runs that a clip may be, whoever judges them."""
    usual = min(max(usual_seconds, options.min_seconds * 1.15), options.max_seconds * 0.85)
    firsts, lasts = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for first in np.flatnonzero(edges.opens).tolist():
        own = _lasts(edges, first, options)
        firsts.append(np.full(len(own), first, dtype=np.int64))
        lasts.append(own)
    first, last = np.concatenate(firsts), np.concatenate(lasts)
    seconds = (edges.end_ms[last] - edges.start_ms[first]) / 1000
    form = _length(seconds, usual) + edges.first[first] + edges.last[last]
    return Runs(first, last, form)


def proposals(runs: Runs, taste: Tasted) -> list[Proposal]:
    """For every sentence that a run may start with, the best of the ends that it may have."""
    worth = worths(runs, taste.mass)
    order = np.lexsort((runs.last, -worth, runs.first))
    starts = runs.first[order]
    fresh = np.append(True, starts[1:] != starts[:-1]) if len(order) else np.zeros(0, dtype=bool)
    begins = np.maximum.accumulate(np.where(fresh, np.arange(len(order)), 0))
    best = order[np.arange(len(order)) - begins < PER_START]
    return [
        Proposal(int(runs.first[at]), int(runs.last[at]), float(worth[at])) for at in best.tolist()
    ]


def worths(runs: Runs, mass: Row) -> Row:
    """The logarithm of what each run is worth."""
    sums = np.concatenate(([0.0], np.cumsum(mass)))
    held = sums[runs.last + 1] - sums[runs.first]
    return np.asarray(np.round(np.log(held + COMMON_ZERO) + runs.form, 4))


def _length(seconds: Row, usual: float) -> Row:
    """What a length does to the logarithm of the worth, without counting longer as better."""
    away = np.log(np.maximum(seconds, 0.1) / usual)
    return np.asarray(-0.5 * (away / SPREAD) ** 2 - (1 - LONGER) * away)


def _lasts(edges: Edges, first: int, options: ScoreOptions) -> NDArray[np.int64]:
    """Last sentences that make a run of the right length without anything barred."""
    start = edges.start_ms[first]
    room = max(options.min_seconds * 1000, options.max_seconds * 1000 - EDGES_MS)
    stop = int(np.searchsorted(edges.end_ms, start + room, side="right"))
    out = np.flatnonzero(edges.barred[first:stop])
    stop = first + int(out[0]) if len(out) else stop
    lasts = np.arange(first, stop, dtype=np.int64)
    return np.asarray(lasts[edges.end_ms[lasts] - start >= options.min_seconds * 1000])


def pool(items: Sequence[Proposal], edges: Edges, most: int) -> list[Proposal]:
    """Best first: those that differ, then, where there is room, those much like a better one."""
    order = sorted(items, key=lambda item: (-item.worth, item.first, item.last))
    kept: list[Proposal] = []
    alike: list[Proposal] = []
    starts, ends = np.zeros(len(order)), np.zeros(len(order))
    for item in order:
        start, end = edges.start_ms[item.first], edges.end_ms[item.last]
        count = len(kept)
        common = np.minimum(ends[:count], end) - np.maximum(starts[:count], start)
        union = np.maximum(ends[:count], end) - np.minimum(starts[:count], start)
        if count == 0 or float((common / union).max()) <= ALIKE:
            starts[count], ends[count] = start, end
            kept.append(item)
        else:
            alike.append(item)
    return (kept + alike)[:most]


def apart(runs: Runs, mass: Row, most: int) -> list[tuple[int, int]]:
    """The best runs that have no sentence in common, as (first, last), best first."""
    worth = worths(runs, mass)
    taken: list[tuple[int, int]] = []
    first, last = runs.first, runs.last
    while len(first) and len(taken) < most:
        best = int(np.lexsort((last, first, -worth))[0])
        begin, end = int(first[best]), int(last[best])
        taken.append((begin, end))
        free = (last < begin) | (first > end)
        first, last, worth = first[free], last[free], worth[free]
    return taken
