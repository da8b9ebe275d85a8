"""How much a profile likes each sentence, and what that comes from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schemas.taste import TasteProfile
from tasks.analysis.taste.signals import COLUMNS, Column, Signals, column_group

RARE = -3.2
"""Log-odds of a sentence that nothing speaks for: editors take about one in twenty-five."""
MOST = 4.0
SURE = 0.9
"""Share of what an opening seems to repeat that it does repeat."""


@dataclass(frozen=True)
class Tasted:
    """A recording under a profile."""

    liking: Column
    """Log-odds of each sentence, against the usual one of its recording."""
    mass: Column
    """What each sentence brings to a clip that holds it; see `masses`."""
    parts: dict[str, Column]
    """Criterion, or `place`, to what it adds to each sentence's log-odds; together the liking."""


def tasted(found: Signals, profile: TasteProfile, sources: Column | None = None) -> Tasted:
    """The liking of every sentence; what is barred has none.

    Args:
        sources: 1 for sentences that the recording's opening repeats: whoever made it likes them,
            whatever the profile says.
    """
    weights = np.array([profile.weights.get(name, 0.0) for name in COLUMNS])
    groups = [column_group(name) for name in COLUMNS]
    table = found.values.astype(np.float64)
    parts: dict[str, Column] = {}
    for group in sorted(set(groups)):
        own = np.array([name == group for name in groups])
        parts[group] = np.round(table[:, own] @ weights[own], 6)
    liking = np.round(sum(parts.values(), np.zeros(len(table))), 6)
    mass = masses(liking, found.words, found.usable)
    if sources is not None:
        mass = np.maximum(mass, np.where(found.usable, SURE * sources * np.sqrt(found.words), 0.0))
    return Tasted(liking, mass, parts)


def masses(liking: Column, words: Column, usable: NDArray[np.bool_]) -> Column:
    """What each sentence brings to a clip: how likely an editor takes it, times the root of its words.

    An excerpt counts once however long it is, which speaks for counting sentences; but only a clip
    that holds most of its words has it, which speaks for counting words. The root is between both.
    """
    odds = np.clip(liking, -8.0, MOST) + RARE
    return np.asarray(np.round(np.where(usable, np.sqrt(words) / (1 + np.exp(-odds)), 0.0), 6))
