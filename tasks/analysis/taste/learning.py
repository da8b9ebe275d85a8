"""A profile out of a catalogue: fitted, cross-validated by whole recordings, compared.

The weights are pulled towards those of the shipped profile, the more the less the recordings say.
How much is decided by what ranks recordings best that were left out.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from schemas.spec import ScoreOptions
from schemas.taste import TasteMeasure, TasteProfile
from tasks.analysis.score.proposals import Runs, apart, edges_of, runs_of
from tasks.analysis.taste.catalogue import Recording, found_spans
from tasks.analysis.taste.fitting import fitted
from tasks.analysis.taste.profiles import shipped
from tasks.analysis.taste.signals import COLUMNS, REVISION
from tasks.analysis.taste.tasted import masses
from tasks.errors.editing import TooLittleToLearnError

CLIPS = 10
FOLDS = 5
STRENGTHS = (math.inf, 3.0, 0.3, 0.08, 0.02, 0.005)
"""Pulls towards the shipped weights that are tried; the first one leaves them as they are, which is
best where too few recordings say too little."""
LEAST_RECORDINGS, LEAST_SPANS = 8, 12
DRAWS = 20
OPTIONS = ScoreOptions()
Weights = NDArray[np.float64]
Told = Callable[[float], None]


@dataclass(frozen=True)
class Lesson:
    """A recording, ready to be ranked again and again."""

    item: Recording
    runs: Runs


@dataclass(frozen=True)
class Learned:
    """What came of it."""

    profile: TasteProfile
    shipped: TasteProfile
    better: float
    """Points of recall (0 to 1) above the shipped profile."""


def learned(
    name: str, recordings: Sequence[Recording], *, folder: str, told: Told = lambda _done: None
) -> Learned:
    """A profile of what the spans of some recordings have in common.

    Raises:
        TooLittleToLearnError: when there are too few recordings or spans.
    """
    chosen = [item for item in recordings if item.spans]
    _refuse(chosen, len(recordings), folder)
    base = shipped()[_genre(chosen)]
    lessons = [lesson_of(item, base.usual_seconds) for item in chosen]
    prior = _weights(base)
    folds = [[n for n in range(len(lessons)) if n % FOLDS == fold] for fold in range(FOLDS)]
    results: dict[float, float] = {}
    for number, strength in enumerate(STRENGTHS):
        results[strength] = _validated(lessons, folds, strength, prior)
        told((number + 1) / (len(STRENGTHS) + 1))
    best = max(STRENGTHS, key=lambda strength: (round(results[strength], 6), strength))
    measure = TasteMeasure(
        clips=CLIPS,
        recall=round(results[best], 4),
        shipped=round(_recall(lessons, [prior] * len(lessons)), 4),
        random=round(fmean(_by_chance(lesson) for lesson in lessons), 4),
        earliest=round(fmean(_earliest(lesson) for lesson in lessons), 4),
    )
    final = _fit(lessons, best, prior)
    told(1.0)
    profile = TasteProfile(
        name=name,
        genre=base.genre,
        signals=REVISION,
        weights={
            column: round(float(weight), 6)
            for column, weight in zip(COLUMNS, final, strict=True)
            if abs(weight) >= 1e-6
        },
        usual_seconds=base.usual_seconds,
        fitted_on=_told(lessons),
        recordings=len(lessons),
        spans=sum(len(lesson.item.spans) for lesson in lessons),
        measure=measure,
    )
    return Learned(profile, base, measure.recall - measure.shipped)


def lesson_of(item: Recording, usual_seconds: float) -> Lesson:
    """A recording with all runs that clips of it may be."""
    return Lesson(item, runs_of(edges_of(item.segments), OPTIONS, usual_seconds))


def _refuse(chosen: Sequence[Recording], given: int, folder: str) -> None:
    spans = sum(len(item.spans) for item in chosen)
    if len(chosen) >= LEAST_RECORDINGS and spans >= LEAST_SPANS:
        return
    why = (
        f"{len(chosen)} of {given} transcripts show what was chosen of them, {spans} spans in all, "
        f"and at least {LEAST_RECORDINGS} with {LEAST_SPANS} are needed"
    )
    raise TooLittleToLearnError(folder, why)


def _genre(chosen: Sequence[Recording]) -> str:
    led = sum(item.signals.roles.interview for item in chosen)
    return "interview" if 2 * led >= len(chosen) else "generic"


def _weights(profile: TasteProfile) -> Weights:
    return np.array([profile.weights.get(name, 0.0) for name in COLUMNS])


def _told(lessons: Sequence[Lesson]) -> str:
    listed = sum(lesson.item.source == "clips" for lesson in lessons)
    opened = len(lessons) - listed
    return (
        f"{len(lessons)} recordings of the customer's catalogue: {listed} with a list of clips, "
        f"{opened} by what their openings repeat"
    )


def _fit(lessons: Sequence[Lesson], strength: float, prior: Weights) -> Weights:
    if math.isinf(strength):
        return prior
    tables, labels = [], []
    for lesson in lessons:
        usable = lesson.item.signals.usable
        tables.append(lesson.item.signals.values[usable])
        labels.append(lesson.item.labels[usable])
    return fitted(tables, labels, strength, prior)


def _validated(
    lessons: Sequence[Lesson], folds: Sequence[Sequence[int]], strength: float, prior: Weights
) -> float:
    """Recall on recordings that were left out."""
    weights: list[Weights] = [prior] * len(lessons)
    for fold in folds:
        rest = [lesson for n, lesson in enumerate(lessons) if n not in set(fold)]
        fit = _fit(rest, strength, prior)
        for n in fold:
            weights[n] = fit
    return _recall(lessons, weights)


def _recall(lessons: Sequence[Lesson], weights: Sequence[Weights]) -> float:
    pairs = zip(lessons, weights, strict=True)
    return fmean(_share(lesson, chosen_by(lesson, own)) for lesson, own in pairs)


def chosen_by(lesson: Lesson, weights: Weights) -> list[tuple[int, int]]:
    """The clips that some weights take, as (first, last) sentence."""
    found = lesson.item.signals
    liking = np.round(found.values.astype(np.float64) @ weights, 6)
    return apart(lesson.runs, masses(liking, found.words, found.usable), CLIPS)


def _share(lesson: Lesson, clips: Sequence[tuple[int, int]]) -> float:
    return found_spans(lesson.item, clips) / len(lesson.item.spans)


def _tiles(lesson: Lesson) -> list[tuple[int, int]]:
    """Runs of whole sentences behind each other, of about the usual length, nothing barred."""
    sentences, usable = lesson.item.segments.sentences, lesson.item.signals.usable
    tiles: list[tuple[int, int]] = []
    first: int | None = None
    for index, item in enumerate(sentences):
        if not usable[index]:
            first = None
            continue
        first = index if first is None else first
        if item.end_ms - sentences[first].start_ms >= 40_000:
            tiles.append((first, index))
            first = None
    return tiles


def _by_chance(lesson: Lesson) -> float:
    tiles = _tiles(lesson)
    chance = random.Random(lesson.item.name)
    draws = [chance.sample(tiles, min(CLIPS, len(tiles))) for _ in range(DRAWS)]
    return fmean(_share(lesson, draw) for draw in draws)


def _earliest(lesson: Lesson) -> float:
    return _share(lesson, _tiles(lesson)[:CLIPS])
