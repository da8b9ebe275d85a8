"""One worker for everything that is painted, and nobody waits for pictures that are out of date."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from style_plane.previews.errors import SupersededError

T = TypeVar("T")
Stale = Callable[[], bool]
"""Whether the caller has asked for something else since."""
CALLERS_KEPT = 1024


class Turns:
    """Work waits in line for a single thread; of each caller's kind of work only the newest is done."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="preview")
        self._numbers = itertools.count(1)
        self._newest: dict[tuple[str, str], int] = {}
        self._latest: dict[str, int] = {}

    async def run(self, caller: str, kind: str, work: Callable[[Stale], T]) -> T:
        """Do some work when its turn comes.

        `work` is told whether the caller has asked for anything newer; long work looks now and then.

        Raises:
            SupersededError: when the same caller asked for the same kind of work before the turn
                came.
        """
        number = next(self._numbers)
        self._note(caller, kind, number)

        def turn() -> T:
            if self._newest.get((caller, kind), number) != number:
                raise SupersededError("A newer preview of the same draft was asked for meanwhile.")
            return work(lambda: self._latest.get(caller, number) != number)

        return await asyncio.wrap_future(self._pool.submit(turn))

    def close(self) -> None:
        """Take no more work; what waits is dropped."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _note(self, caller: str, kind: str, number: int) -> None:
        if len(self._latest) > CALLERS_KEPT:
            self._newest.clear()
            self._latest.clear()
        self._newest[caller, kind] = number
        self._latest[caller] = number
