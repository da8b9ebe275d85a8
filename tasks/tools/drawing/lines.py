"""Widths -> lines: the fewest that fit, even, and broken where a reader would break them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tasks.tools.drawing.language import BAD_LINE

Spans = tuple[tuple[int, int], ...]
"""(first, past the last) of each line."""
WIDER = 1.15
"""A line may be longer than the style's measure by so much where its lines would else be torn."""


def torn(spans: Spans, prices: Sequence[float]) -> int:
    """How many lines but the last end where none should, by the prices of ending a line after each."""
    return sum(prices[end - 1] >= BAD_LINE for _, end in spans[:-1])


def break_lines(
    widths: Sequence[float],
    gap: float,
    limit: float,
    most: int,
    tight: Collection[int] = (),
    bound: Collection[int] = (),
    prices: Sequence[float] = (),
) -> Spans | None:
    """The fewest lines that fit, at the least sum of what their ends cost and how uneven they are.

    There is no gap before those of `tight`, and no line begins with one of `bound`. `prices` are
    those of ending a line after each, in squares of `limit`; without them lines are as even as can
    be. None when `most` lines of `limit` do not hold the words. Ties go to the earlier break.
    """
    count = len(widths)
    if sum(widths) > limit * most:
        return None
    gaps = [0.0 if at in tight else gap for at in range(1, count)] + [gap]
    ends = [limit * limit * price for price in prices] or [0.0] * count
    best: list[tuple[float, Spans] | None] = [(0.0, ())]
    best += [None] * count
    for _ in range(most):
        following: list[tuple[float, Spans] | None] = [None] * (count + 1)
        for end in range(1, count + 1):
            following[end] = _best_last_line(best, widths, gaps, ends, limit, end, bound)
        if (found := following[count]) is not None:
            return found[1]
        best = following
    return None


def _best_last_line(
    before: list[tuple[float, Spans] | None],
    widths: Sequence[float],
    gaps: Sequence[float],
    ends: Sequence[float],
    limit: float,
    end: int,
    bound: Collection[int],
) -> tuple[float, Spans] | None:
    """`gaps` are those after each word."""
    found = None
    width = -gaps[end - 1]
    for start in range(end - 1, -1, -1):
        width += gaps[start] + widths[start]
        if width > limit:
            break
        earlier = before[start]
        if earlier is None or start in bound:
            continue
        cost = earlier[0] + (limit - width) ** 2 + ends[end - 1]
        if found is None or cost <= found[0]:
            found = (cost, (*earlier[1], (start, end)))
    return found
