"""Vectors of stretches of speech -> whose they are.

What tells two voices apart must be told from what two words do to one voice. Every stretch is
described whole and by the difference of its halves; halves are one voice, so those differences say
how far the same voice wanders, in which direction. Space is stretched until it wanders alike in
all of them, and only then distances count. Counting speakers is the weak part of every diarizer,
so this one is conservative: it says one unless clusters are clearly apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

Vectors = NDArray[np.float64]
Marks = NDArray[np.int64]

MOST_STRETCHES = 1500
MOST_SPEAKERS = 6
SPARE_CLUSTERS = 12
"""How many crumbs (a laugh, a shout) may split off before the wanted number of speakers is found."""
APART = 24.0
"""What `apartness` must reach. On the material of `tests.benchmarks.diarization` single voices and
speakers too many stay under 23, different speakers, two or three, reach 25 and more."""
ENOUGH_STRETCHES = 10
LEAST_SHARE = 0.08
LEAST_SPEECH_MS = 6000
"""What somebody must say at least to count as a speaker, unless the number is given."""
LEAST_STRETCHES = 4
DIAGONAL = 0.3
"""How much of the covariance is taken for independent, because there are few stretches."""
LEAST_SEMITONES = 1.5
"""A monotonous voice must not have its small changes of pitch blown up."""


@dataclass(frozen=True)
class Described:
    """Stretches as numbers; pitch, in semitones, is the last dimension."""

    vectors: Vectors
    """Shape (stretches, dimensions)."""
    halves: Vectors
    """First half less second half, the same shape."""
    weights: Vectors
    """How much each stretch is worth: its voiced frames."""
    lengths: Vectors
    """Milliseconds."""


def clustered(found: Described, expected: int | None) -> tuple[Marks, Vectors]:
    """A cluster for every stretch, and how sure that is, 0 to 1.

    As many clusters as expected, or fewer where the sound does not hold so many; else as many as
    are clearly apart, one to six.
    """
    space = whitened(found)
    step = max(1, -(-len(space) // MOST_STRETCHES))
    tree = linkage(space[::step], method="ward")
    best = np.zeros(len(space), dtype=np.int64)
    counts = range(expected, 1, -1) if expected else range(MOST_SPEAKERS, 1, -1)
    for count in counts:
        marks = _cut(space, found, tree, step, count, demanding=expected is None)
        if marks is not None and (expected or apartness(space, found, marks) >= APART):
            best = marks
            break
    return best, _confidence(space, best)


def whitened(found: Described) -> Vectors:
    """The vectors in a space where one voice wanders alike in all directions."""
    weight = np.sqrt(found.weights / found.weights.mean())[:, None]
    scatter = (found.halves * weight).T @ (found.halves * weight) / (4 * len(found.halves))
    scatter = (1 - DIAGONAL) * scatter + DIAGONAL * np.diag(np.diag(scatter))
    scatter[-1, -1] = max(scatter[-1, -1], LEAST_SEMITONES**2)
    root = np.linalg.cholesky(scatter + 1e-6 * np.eye(len(scatter)))
    centred = found.vectors - found.vectors.mean(axis=0)
    return np.asarray(np.linalg.solve(root, centred.T).T, dtype=np.float64)


def _cut(
    space: Vectors,
    found: Described,
    tree: NDArray[np.float64],
    step: int,
    count: int,
    *,
    demanding: bool,
) -> Marks | None:
    """So many clusters that are no crumbs, everything else given to the nearest; None without.

    `demanding`: each must be long enough to be a speaker that nobody told of.
    """
    least = LEAST_SHARE * float(found.weights.sum())
    for parts in range(count, min(len(space[::step]), count + SPARE_CLUSTERS) + 1):
        rough = fcluster(tree, parts, criterion="maxclust").astype(np.int64) - 1
        held = np.bincount(rough, weights=found.weights[::step] * step)
        big = np.argsort(-held, kind="stable")[:count]
        if len(big) < count or held[big].min() < least:
            continue
        centres = _centres(space[::step], found.weights[::step], rough, big)
        marks = _settled(space, found.weights, _nearest(space, centres))
        if len(np.unique(marks)) < count or (demanding and not _long_enough(found, marks)):
            continue
        return marks
    return None


def _long_enough(found: Described, marks: Marks) -> bool:
    spoken = np.bincount(marks, weights=found.lengths)
    least = max(LEAST_SPEECH_MS, LEAST_SHARE * float(found.lengths.sum()))
    return bool(spoken.min() >= least and np.bincount(marks).min() >= LEAST_STRETCHES)


def _centres(space: Vectors, weights: Vectors, marks: Marks, names: NDArray[np.int64]) -> Vectors:
    return np.stack(
        [np.average(space[marks == name], axis=0, weights=weights[marks == name]) for name in names]
    )


def _nearest(space: Vectors, centres: Vectors) -> Marks:
    squares = np.square(space[:, None] - centres[None]).sum(axis=2)
    return np.asarray(squares.argmin(axis=1), dtype=np.int64)


def _settled(space: Vectors, weights: Vectors, marks: Marks) -> Marks:
    """Every stretch to the nearest centre, until nothing moves; clusters are numbered anew."""
    for _ in range(8):
        names = np.unique(marks)
        moved = names[_nearest(space, _centres(space, weights, marks, names))]
        if np.array_equal(moved, marks):
            break
        marks = moved
    return np.unique(marks, return_inverse=True)[1].astype(np.int64)


def apartness(space: Vectors, found: Described, marks: Marks) -> float:
    """How clearly the clusters are different voices; the least of all pairs.

    For a pair: the distance of the centres, in wanderings of one voice, times that distance in
    standard deviations along the line between.
    Clusters smaller than an equal share, or of few stretches, count for less.
    """
    names = np.unique(marks)
    if len(names) < 2:
        return 0.0
    shares = np.bincount(marks, weights=found.weights) / found.weights.sum()
    fair = min(1.0, float(shares.min()) * len(names))
    many = min(1.0, float(np.bincount(marks).min()) / ENOUGH_STRETCHES)
    pairs = [(a, b) for a in names for b in names if a < b]
    least = min(_between(space[marks == a], space[marks == b]) for a, b in pairs)
    return least * many * float(np.cbrt(fair))


def _between(one: Vectors, other: Vectors) -> float:
    """Distance times distance in standard deviations, each stretch measured along a line that it
    had no part in: with few stretches and many dimensions any two groups look apart otherwise."""
    if len(one) < 2 or len(other) < 2:
        return 0.0
    mine, theirs = _along(one, other), _along(other, one)
    length = float(mine.mean() + theirs.mean())
    spread = float(mine.std() + theirs.std()) / 2
    return max(0.0, length) * length / max(spread, 1e-6)


def _along(one: Vectors, other: Vectors) -> Vectors:
    """How far each stretch is on its own side of the middle, its own cluster's centre taken
    without it."""
    centres = (one.sum(axis=0) - one) / (len(one) - 1)
    line = centres - other.mean(axis=0)
    middle = (centres + other.mean(axis=0)) / 2
    length = np.maximum(np.linalg.norm(line, axis=1), 1e-9)
    return np.asarray(((one - middle) * line).sum(axis=1) / length, dtype=np.float64)


def _confidence(space: Vectors, marks: Marks) -> Vectors:
    """How much nearer the own centre is than the next one, 0 to 1."""
    names = np.unique(marks)
    if len(names) < 2:
        return np.full(len(space), 0.8)
    centres = np.stack([space[marks == name].mean(axis=0) for name in names])
    distance = np.sort(np.linalg.norm(space[:, None] - centres[None], axis=2), axis=1)
    return np.asarray(1 - distance[:, 0] / np.maximum(distance[:, 1], 1e-9), dtype=np.float64)
