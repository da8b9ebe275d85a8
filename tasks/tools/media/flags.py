"""Stretches of whatever is so or not so, cell by cell."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def runs_of(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and one-past-last index of each run of true values, in order."""
    edges = np.flatnonzero(np.diff(np.pad(flags.astype(np.int8), 1)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def joined(runs: list[tuple[int, int]], gap: int, least: int) -> list[tuple[int, int]]:
    """Runs with gaps shorter than `gap` between them as one; then only those of at least `least`."""
    found: list[tuple[int, int]] = []
    for since, until in runs:
        if found and since - found[-1][1] < gap:
            found[-1] = (found[-1][0], until)
        else:
            found.append((since, until))
    return [(since, until) for since, until in found if until - since >= least]
