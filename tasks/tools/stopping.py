"""Telling work in another thread to stop: it notices where it tells how far it is, and the programs
that it waits for are killed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Stopped(BaseException):
    """The work was told to stop; `except Exception` lets it pass."""


class Stop:
    """Set once, from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._acts: list[Callable[[], None]] = []
        self._told = False

    def tell(self) -> None:
        """Stop the work: what is registered is called now, the rest is noticed at `check`."""
        with self._lock:
            self._told = True
            acts = list(self._acts)
        for act in acts:
            act()

    def check(self) -> None:
        """Go on, or not.

        Raises:
            Stopped: when the work was told to stop.
        """
        if self._told:
            raise Stopped

    @contextmanager
    def calling(self, act: Callable[[], None]) -> Iterator[None]:
        """Have `act` called when the work is told to stop while the block runs, or was before."""
        with self._lock:
            self._acts.append(act)
            told = self._told
        try:
            if told:
                act()
            yield
        finally:
            with self._lock:
                self._acts.remove(act)


_CURRENT: ContextVar[Stop] = ContextVar("reelwright_stop")


@contextmanager
def stopped_by(stop: Stop) -> Iterator[None]:
    """Let what is called inside, in this thread, heed `stop`."""
    token = _CURRENT.set(stop)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def current_stop() -> Stop:
    """What may stop the calling code; one that nobody tells where there is none."""
    return _CURRENT.get(Stop())
