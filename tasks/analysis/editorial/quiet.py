"""Where it is quiet: what tells a cut from one through a laugh, a breath or a word that ends late.

Times of words come from captions or a model and are a tenth of a second off as a rule; the sound is not.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tasks.analysis.sound import Levels, decibels, part, power, shape
from tasks.tools.media.voice import SHARE, loudest_near, told_apart

GRID_MS = 20
BLOCK_CELLS = 1500
"""Half a minute is read at once, and kept."""
QUIET_MS = 60
"""How long it must be quiet around a cut."""
AROUND_MS = 8000
"""Before and after a cut, what speech and silence sound like is taken from."""
LOUD = 0.65
"""A laugh lies at least this far above it; a breath does not."""


class Quiet:
    """Looks for quiet places in a recording's sound; reads only what is around them.

    Args:
        path: a 16-bit PCM WAV whose first sample is at time zero.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[int, Levels] = {}

    def start(self, at_ms: int, earliest_ms: int, latest_ms: int) -> int:
        """Where to begin in front of a word: as wanted, or the nearest quiet place, a later one
        first; where there is none, where it is quietest. Within the limits, in ms."""
        return self._moved(at_ms, earliest_ms, latest_ms, later_from=0.0)

    def end(self, at_ms: int, earliest_ms: int, latest_ms: int) -> int:
        """Where to end behind a word: as wanted, or the nearest quiet place, before a breath but
        behind a laugh; where there is none, where it is quietest. Within the limits, in ms."""
        return self._moved(at_ms, earliest_ms, latest_ms, later_from=LOUD)

    def _moved(self, at_ms: int, earliest_ms: int, latest_ms: int, later_from: float) -> int:
        """The place, or the quiet one to go to: a later one first where it is that loud, else an
        earlier one."""
        found = self._heard(earliest_ms, latest_ms)
        if found is None:
            return at_ms
        times, above = found
        place = int(np.abs(times - at_ms).argmin())
        if above[place] <= SHARE:
            return at_ms
        later, earlier = _nearest(times, above, place)
        order = (later, earlier) if above[place] >= later_from else (earlier, later)
        return _chosen(order, times, above)

    def _heard(self, first_ms: int, last_ms: int) -> tuple[NDArray[np.int64], Levels] | None:
        """Times and how loud it is around each: 0 is silence here, 1 is speech. None where the two
        cannot be told apart."""
        begin = max(0, first_ms - AROUND_MS) // GRID_MS
        levels = self._levels(begin, (last_ms + AROUND_MS) // GRID_MS)
        apart = told_apart(levels)
        if apart is None:
            return None
        silence, speech = apart
        around = loudest_near(levels, QUIET_MS // GRID_MS // 2)
        times = (begin + np.arange(len(levels))) * GRID_MS + GRID_MS // 2
        inside = (times >= first_ms) & (times <= last_ms)
        if not inside.any():
            return None
        return times[inside], (around[inside] - silence) / (speech - silence)

    def _levels(self, begin: int, stop: int) -> Levels:
        """Levels of the grid's cells from `begin` to `stop`; fewer where the recording ends."""
        first = begin // BLOCK_CELLS
        blocks = range(first, stop // BLOCK_CELLS + 1)
        for block in blocks:
            if block not in self._known:
                self._known[block] = _levels(self._path, block)
        whole = np.concatenate([self._known[block] for block in blocks])
        return whole[begin - first * BLOCK_CELLS : stop - first * BLOCK_CELLS]


def _nearest(times: NDArray[np.int64], above: Levels, place: int) -> tuple[int | None, int | None]:
    """The nearest quiet times behind and before a place."""
    quiet = above <= SHARE
    later, earlier = times[place:][quiet[place:]], times[:place][quiet[:place]]
    return (int(later[0]) if len(later) else None, int(earlier[-1]) if len(earlier) else None)


def _chosen(places: tuple[int | None, int | None], times: NDArray[np.int64], above: Levels) -> int:
    found = [place for place in places if place is not None]
    return found[0] if found else int(times[int(above.argmin())])


def _levels(path: Path, block: int) -> Levels:
    """dB of each whole cell of the grid in one block, all channels together."""
    size = shape(path)[0] * GRID_MS // 1000
    count = BLOCK_CELLS * size
    samples = part(path, block * count, count)
    whole = samples[: len(samples) // size * size]
    return decibels(power(whole, size).mean(axis=1))
