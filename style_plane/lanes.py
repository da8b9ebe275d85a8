"""Work that takes all that a machine has, a few at a time; who cannot wait here is told to come back.

Handlers share one pool of threads. Somebody who waits in a lane holds one of them, so only few may
wait, and fewer of one person: the others answer at once, and the pages go on for everybody.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from style_plane.access.errors import TooManyRequestsError


class Lane:
    """`at_once` at work, `waiting` more behind them, `each` of one person; nobody waits for longer
    than `seconds`."""

    def __init__(
        self, what: str, *, at_once: int, waiting: int, each: int, seconds: float = 30.0
    ) -> None:
        self._what, self._seconds = what, seconds
        self._most, self._each = at_once + waiting, each
        self._turn = threading.BoundedSemaphore(at_once)
        self._inside: Counter[str] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def held(self, who: str) -> Iterator[None]:
        """Work while the block runs. `who` is counted; nobody in particular is not.

        Raises:
            TooManyRequestsError: when there is no place to wait, or the wait was too long.
        """
        self._enter(who)
        try:
            if not self._turn.acquire(timeout=self._seconds):
                raise TooManyRequestsError(f"Others keep this style plane busy {self._what}.", 10)
            try:
                yield
            finally:
                self._turn.release()
        finally:
            self._leave(who)

    def _enter(self, who: str) -> None:
        with self._lock:
            if who and self._inside[who] >= self._each:
                raise TooManyRequestsError(f"This style plane is {self._what} of yours.", 2)
            if self._inside.total() >= self._most:
                raise TooManyRequestsError(f"Others keep this style plane busy {self._what}.", 5)
            self._inside[who] += 1

    def _leave(self, who: str) -> None:
        with self._lock:
            self._inside[who] -= 1
            if not self._inside[who]:
                del self._inside[who]
