"""The thread that paints proofs, one after the other, as long as the plane runs."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable

LOG = logging.getLogger("style_plane")
IDLE_SECONDS = 2.0
"""Between two looks for proofs that another process queued."""
AFTER_ERROR_SECONDS = 10.0
NICENESS = 10


class ProofWorker:
    """Calls `paint_next` until it says that nothing waits; then sleeps until woken."""

    def __init__(self, paint_next: Callable[[], bool]) -> None:
        self._paint_next = paint_next
        self._wake, self._stop = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="proofs", daemon=True)

    def start(self) -> None:
        """Begin to paint."""
        self._thread.start()

    def wake(self) -> None:
        """Something was queued."""
        self._wake.set()

    def stop(self, seconds: float = 5.0) -> None:
        """Paint no more; waits for the proof that is being painted, but not for ever."""
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _run(self) -> None:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
        while not self._stop.is_set():
            try:
                busy = self._paint_next()
            except Exception:  # whatever it is, the other proofs are to be painted
                LOG.exception("a proof could not be painted")
                self._stop.wait(AFTER_ERROR_SECONDS)
                busy = False
            if not busy:
                self._wake.wait(IDLE_SECONDS)
                self._wake.clear()
