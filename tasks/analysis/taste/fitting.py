"""Logistic regression: log-odds that an editor takes a sentence, as a sum over its columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from tasks.analysis.taste.signals import Table

STEPS = 80
PER_CHOSEN = 12
"""Other sentences that are looked at for each chosen one; more tell nothing new."""


def fitted(
    tables: Sequence[Table],
    labels: Sequence[NDArray[np.float64]],
    strength: float,
    prior: NDArray[np.float64] | None = None,
    bounds: Sequence[tuple[float | None, float | None]] | None = None,
) -> NDArray[np.float64]:
    """Weights of the columns, without the intercept: ranking within a recording needs none.

    Chosen and other sentences count the same in sum, so that rare choices are not drowned.

    Args:
        tables: (sentences, columns) of each recording, standardised.
        labels: 1 for a chosen sentence, 0 for another, for each recording.
        strength: of the pull of all weights towards the prior (L2), against the mean loss.
        prior: weights that are expected; None for zero.
        bounds: lowest and highest weight of each column; None for no bound.
    """
    table, wanted = _thinned(np.vstack(tables), np.concatenate(labels).astype(np.float32))
    share = float(np.clip(wanted.mean(), 1e-6, 1 - 1e-6))
    counts = np.where(wanted > 0, 0.5 / share, 0.5 / (1 - share)) / len(wanted)

    expected = np.zeros(table.shape[1]) if prior is None else prior

    def loss(guess: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights, offset = guess[:-1], guess[-1]
        odds = table @ weights.astype(np.float32) + np.float32(offset)
        value = float(counts @ (np.logaddexp(0.0, odds) - wanted * odds))
        wrong = counts * (1.0 / (1.0 + np.exp(-odds)) - wanted)
        slope = np.append(table.T @ wrong, wrong.sum()).astype(np.float64)
        away = weights - expected
        slope[:-1] += strength * away
        return value + 0.5 * strength * float(away @ away), slope

    start = np.append(expected, 0.0)
    limits = [*(bounds or [(None, None)] * table.shape[1]), (None, None)]
    found = minimize(
        loss,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=limits,
        options={"maxiter": STEPS, "ftol": 1e-7, "gtol": 1e-6},
    )
    return np.asarray(np.round(found.x[:-1], 6))


def _thinned(table: Table, wanted: NDArray[np.float32]) -> tuple[Table, NDArray[np.float32]]:
    """All chosen sentences, and evenly as many of the others as are worth their time."""
    chosen, others = np.flatnonzero(wanted > 0), np.flatnonzero(wanted <= 0)
    most = max(1, PER_CHOSEN * len(chosen))
    if len(others) > most:
        others = others[np.linspace(0, len(others) - 1, most).astype(np.int64)]
    rows = np.sort(np.concatenate([chosen, others]))
    return table[rows], wanted[rows]
