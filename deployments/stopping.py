"""Ctrl-C, SIGTERM and a closed terminal: a command says at once what happens, stops soon, and keeps
what is done. A second one ends it on the spot."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from types import FrameType
from typing import Any, NoReturn, TypeVar, cast

T = TypeVar("T")

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE_SECONDS = 10.0
"""Work that does not notice is left behind after so long; it is done anew the next time."""
STOPPING = f"Stopping, within {GRACE_SECONDS:.0f} s. Once more (Ctrl-C) ends it at once."
INTERRUPTED = "Interrupted. Run the same command again: what is done is kept."

Handler = Callable[[int, FrameType | None], Any]


class Interrupted(BaseException):
    """Somebody ended the command; `code` is its exit code, as shells count it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.code = 128 + number


def raised(number: int, _frame: FrameType | None) -> NoReturn:
    """Handler of a command that can be left anywhere."""
    raise Interrupted(number)


@contextmanager
def handling(handler: Handler) -> Iterator[None]:
    """Have the signals handled by `handler`; one that is ignored (`nohup`) stays so."""
    heeded = [number for number in SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, handler) for number in heeded}
    try:
        yield
    finally:
        for number, former in before.items():
            signal.signal(number, former)


def run_stoppably(call: Callable[[], Awaitable[T]], say: Callable[[str], None]) -> T:
    """Run a flow to its end, or until a signal.

    Its event loop has a thread of its own, so that the signals stay with this one: in the main
    thread Prefect would take SIGTERM over, and asyncio Ctrl-C.

    Raises:
        Interrupted: after the run has been wound up.
        whatever the flow raised.
    """
    work = _Work(call)
    thread = threading.Thread(target=copy_context().run, args=(work.run,), name="flow", daemon=True)

    def stop(number: int, _frame: FrameType | None) -> None:
        if work.signal is not None:
            end_now(128 + number)
        work.signal = number
        say(STOPPING)
        _end_later(128 + number)
        work.cancel()

    with handling(stop):
        thread.start()
        thread.join()
    if work.signal is not None:
        raise Interrupted(work.signal)
    if work.error is not None:
        raise work.error
    return cast("T", work.value)


class _Work:
    """A flow in its own event loop."""

    value: Any = None
    error: BaseException | None = None
    signal: int | None = None

    def __init__(self, call: Callable[[], Awaitable[Any]]) -> None:
        self._call = call
        self._running: tuple[asyncio.AbstractEventLoop, asyncio.Task[Any]] | None = None
        self._lock = threading.Lock()

    def run(self) -> None:
        """In a thread of its own; what comes of it is kept."""
        try:
            self.value = asyncio.run(self._awaited())
        except BaseException as error:  # noqa: BLE001  raised again in the thread that waits
            self.error = error

    def cancel(self) -> None:
        """From any thread."""
        with self._lock:
            running = self._running
        if running is not None:
            loop, task = running
            loop.call_soon_threadsafe(task.cancel)

    async def _awaited(self) -> Any:
        task = asyncio.current_task()
        assert task is not None
        with self._lock:
            self._running = asyncio.get_running_loop(), task
        if self.signal is not None:
            raise asyncio.CancelledError
        try:
            return await self._call()
        finally:
            with self._lock:
                self._running = None


def _end_later(code: int) -> None:
    timer = threading.Timer(GRACE_SECONDS, end_now, args=(code,))
    timer.daemon = True
    timer.start()


def end_now(code: int) -> NoReturn:
    """Without waiting for anything; programs that were started here are bound to end with us."""
    sys.stderr.write(f"{INTERRUPTED}\n")
    sys.stderr.flush()
    os._exit(code)
