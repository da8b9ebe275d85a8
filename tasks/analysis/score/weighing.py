"""From a run's worth to its composite: one scale for all engines, and what each criterion adds.

The profile says which run is better than which; the grades say how good the recording is at all. So
composites have the order of the worths, and the mean and spread of the grades' own composites. What
a criterion adds is what the profile likes in a run, above the usual run of the recording.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tasks.analysis.score.proposals import Proposal
from tasks.analysis.score.windows import Window
from tasks.analysis.taste.signals import Column
from tasks.analysis.taste.tasted import Tasted

USUAL, SHAPE = "usual", "shape"
"""Points that no criterion adds: those of the usual run, and those for length, ends and how densely
the good sentences stand."""
LEAST_SPREAD = 4.0
"""Composites of a recording's runs differ by this much at least, in standard deviation."""


@dataclass(frozen=True)
class Weighed:
    """A run with its composite, 0 to 100, and the points that make it."""

    composite: float
    points: dict[str, float]


def weighed(
    runs: Sequence[Proposal], graded: Sequence[Window], taste: Tasted, words: Column
) -> list[Weighed]:
    """Composites of all runs of a recording, in their order."""
    if not runs:
        return []
    worth = np.array([run.worth for run in runs])
    rubric = np.array([item.composite for item in graded])
    usual = round(float(rubric.mean()), 3)
    scale = max(LEAST_SPREAD, float(rubric.std())) / max(1e-9, float(worth.std()))
    scale = scale if len(runs) > 1 and worth.std() > 1e-9 else 0.0
    whole = np.round(np.clip(usual + scale * (worth - worth.mean()), 0, 100), 3)
    parts = {name: _means(row, words, runs) for name, row in sorted(taste.parts.items())}
    told = scale * _told(sum(parts.values(), np.zeros(len(runs))), worth)
    added = {name: np.round(told * (row - row.mean()), 3) for name, row in parts.items()}
    result = []
    for place, composite in enumerate(whole.tolist()):
        points = {name: float(row[place]) for name, row in added.items()}
        points[USUAL] = usual
        points[SHAPE] = round(composite - sum(points.values()), 3)
        result.append(Weighed(composite, {name: value for name, value in points.items() if value}))
    return result


def _told(liking: Column, worth: Column) -> float:
    """How much of the worth a step of liking stands for among these runs, by least squares."""
    away = liking - liking.mean()
    spread = float(away @ away)
    return max(0.0, float(away @ (worth - worth.mean())) / spread) if spread > 1e-9 else 0.0


def _means(row: Column, words: Column, runs: Sequence[Proposal]) -> Column:
    """What a criterion adds to the usual word of each run."""
    sums = np.concatenate(([0.0], np.cumsum(row * words)))
    counts = np.concatenate(([0.0], np.cumsum(words)))
    first = np.array([run.first for run in runs])
    stop = np.array([run.last + 1 for run in runs])
    return np.asarray((sums[stop] - sums[first]) / np.maximum(1.0, counts[stop] - counts[first]))
