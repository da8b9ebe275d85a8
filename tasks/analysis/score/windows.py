"""Runs of sentences and their grades: what an editor would say of each criterion.

Grades are documented sums of what `features` found. They explain; which run is better than which is
decided by a taste profile (`proposals`, `weighing`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schemas.candidates import CRITERIA, Criterion
from tasks.analysis.score.base import composite
from tasks.analysis.score.features import Features, Row


@dataclass(frozen=True)
class Window:
    """A graded run of sentences, `last` inclusive."""

    first: int
    last: int
    composite: float
    """The weighted mean of the grades, 0 to 100."""
    grades: dict[Criterion, float]


def windows(found: Features, runs: Sequence[tuple[int, int]]) -> list[Window]:
    """Runs of sentences, graded."""
    sums = _Sums(found)
    return [_graded(found, sums, first, last) for first, last in runs]


def window(found: Features, first: int, last: int) -> Window:
    """One run of sentences, graded."""
    return windows(found, [(first, last)])[0]


def _graded(found: Features, sums: _Sums, first: int, last: int) -> Window:
    rows = _grades(found, sums, first, np.array([last]))
    grades = {name: round(float(row[0]), 3) for name, row in rows.items()}
    return Window(first, last, composite(grades), grades)


class _Sums:
    """Running sums, so that the mean of any run costs two look-ups."""

    def __init__(self, found: Features) -> None:
        self.words = _running(found.words)
        self.emotion = _running(found.emotion * found.words)
        self.density = _running(found.density * found.words)
        self.interest = _running(found.interest * found.words)
        self.source = _running(found.source * found.words)
        self.energy = None if found.energy is None else _running(found.energy * found.words)
        self.motion = None if found.motion is None else _running(found.motion * found.words)
        changes = np.zeros(len(found.words))
        changes[1:] = (found.speaker[1:] != found.speaker[:-1]) & (found.words[1:] >= 4)
        self.changes = _running(changes)

    def mean(self, running: Row, first: int, lasts: NDArray[np.int64]) -> Row:
        """Means by word of a running sum from `first` to each of `lasts`."""
        words = self.words[lasts + 1] - self.words[first]
        return np.asarray((running[lasts + 1] - running[first]) / np.maximum(1.0, words))


def _running(values: Row) -> Row:
    return np.concatenate(([0.0], np.cumsum(values)))


def _grades(
    found: Features, sums: _Sums, first: int, lasts: NDArray[np.int64]
) -> dict[Criterion, Row]:
    """Grades of all runs that start at one sentence; a criterion without a signal is left out."""
    stop = int(lasts[-1]) + 1
    same = np.ones(len(lasts))
    highest = np.maximum.accumulate(found.quote[first:stop])[lasts - first]
    grades: dict[Criterion, Row] = {
        "hook_strength": same * _hook(found, first),
        "quotability": 4 * np.clip(highest / 0.85, 0, 1),
        "completion": _completion(found, first, lasts),
        "information_density": _density(sums, first, lasts),
        "topic_completeness": _topic(found, first, lasts),
    }
    if found.english:
        strongest = np.maximum.accumulate(found.emotion[first:stop])[lasts - first]
        feeling = 0.6 * sums.mean(sums.emotion, first, lasts) + 0.4 * strongest
        grades["emotional_tone"] = 4 * np.clip((feeling - 0.1) / 0.6, 0, 1)
        grades["engagement"] = _engagement(sums, first, lasts)
    if sums.energy is not None:
        grades["high_energy"] = np.clip(2 + 1.5 * _liveliness(sums, first, lasts), 0, 4)
    if found.speaker.max(initial=-1) > 0:
        changes = sums.changes[lasts + 1] - sums.changes[first + 1]
        grades["speaker_change"] = np.interp(changes, [0, 1, 2, 5, 12], [0.5, 2, 2.5, 3, 1.5])
    return {name: grades[name] for name in CRITERIA if name in grades}


def _hook(found: Features, first: int) -> float:
    """What the first two sentences promise."""
    second = found.hook[first + 1] if first + 1 < len(found.hook) else 0.0
    return float(4 * min(1.0, 1.05 * found.hook[first] + 0.35 * second))


def _completion(found: Features, first: int, lasts: NDArray[np.int64]) -> Row:
    """Whether it stands alone: a start that needs nothing, an end that is one and leads on to no
    question."""
    answers = first > 0 and found.question[first - 1] and not found.question[first]
    starts = 1.6 * found.clean[first] - (0.6 if answers else 0.0)
    following = np.minimum(lasts + 1, len(found.words) - 1)
    pause = np.where(
        lasts + 1 < len(found.words), found.start_ms[following] - found.end_ms[lasts], 2e3
    )
    changes = found.speaker[following] != found.speaker[lasts]
    closes = 0.6 * ~found.question[lasts] + 0.4 * ((pause >= 400) | changes)
    closes = closes + 0.6 * found.lesson[lasts] + 0.3 * (found.words[lasts] >= 5)
    closes = closes + 0.5 * found.closed[lasts] - 0.8 * (found.question[following] & ~changes)
    return np.asarray(np.clip(starts + closes, 0, 4))


def _topic(found: Features, first: int, lasts: NDArray[np.int64]) -> Row:
    """How much of a theme it holds: inside one section, and a good part of it."""
    section = found.section[first]
    inside = found.section[lasts] == section
    own = np.flatnonzero(found.section == section)
    length = found.end_ms[own[-1]] - found.start_ms[own[0]]
    part = (found.end_ms[lasts] - found.start_ms[first]) / max(1.0, min(length, 60_000.0))
    return np.asarray(np.where(inside, 1.0, 0.2) + 2.4 * np.clip(part, 0, 1))


def _engagement(sums: _Sums, first: int, lasts: NDArray[np.int64]) -> Row:
    interest = sums.mean(sums.interest, first, lasts)
    source = sums.mean(sums.source, first, lasts)
    motion = 0.0 if sums.motion is None else sums.mean(sums.motion, first, lasts)
    return np.asarray(np.clip(4 * (interest - 0.1) / 0.5 + 2.5 * source + 0.15 * motion, 0, 4))


def _density(sums: _Sums, first: int, lasts: NDArray[np.int64]) -> Row:
    return np.asarray(4 * np.clip((sums.mean(sums.density, first, lasts) - 0.12) / 0.5, 0, 1))


def _liveliness(sums: _Sums, first: int, lasts: NDArray[np.int64]) -> Row:
    if sums.energy is None:
        return np.zeros(len(lasts))
    return sums.mean(sums.energy, first, lasts)
