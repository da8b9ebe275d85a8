"""Child processes that cannot outlive their parent or their time."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import IO

from tasks.tools.stopping import current_stop

KEPT_CHARACTERS = 256 * 1024
"""How much of the end of an output stream is kept."""

PR_SET_PDEATHSIG = 1
"""Of prctl(2)."""
_DIE_WITH_PARENT = (
    "import ctypes, os, sys\n"
    "ctypes.CDLL(None).prctl(1, 9)\n"
    "os.getppid() == int(sys.argv[1]) or os._exit(137)\n"
    "os.execv(sys.argv[2], sys.argv[2:])\n"
)


@dataclass(frozen=True)
class Finished:
    """How a child ended and the ends of what it said."""

    code: int
    """Negative: the number of the signal that killed it."""
    out: str
    err: str
    timed_out: bool


def run_guarded(
    argv: Sequence[str],
    *,
    timeout_s: float,
    on_line: Callable[[str], None] | None = None,
    cwd: Path | None = None,
) -> Finished:
    """Run a program without a terminal, in its own process group, and wait for it.

    The whole group is killed when `timeout_s` has passed, when the waiting thread or process
    dies, when the work is told to stop, or when anything is raised here. `on_line` sees each line
    of standard output.

    Raises:
        OSError: when the program cannot be started.
        Stopped: when the work was told to stop.
    """
    stop = current_stop()
    child = subprocess.Popen(
        bound_to_parent(argv),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        cwd=cwd,
        start_new_session=True,
    )
    expired = threading.Event()
    clock = threading.Timer(timeout_s, _expire, args=(child, expired))
    clock.daemon = True
    said: deque[str] = deque()
    listener = threading.Thread(target=_listen, args=(child.stderr, said), daemon=True)
    try:
        clock.start()
        listener.start()
        out: deque[str] = deque()
        with stop.calling(partial(_kill_group, child)):
            _listen(child.stdout, out, on_line)
            code = child.wait()
    finally:
        clock.cancel()
        _kill_group(child)
        listener.join()
        child.wait()
    stop.check()
    return Finished(code, "".join(out), "".join(said), expired.is_set())


def _listen(
    stream: IO[str] | None, kept: deque[str], on_line: Callable[[str], None] | None = None
) -> None:
    """Read to the end, keeping only the last `KEPT_CHARACTERS`."""
    assert stream is not None
    held = 0
    with stream:
        for line in stream:
            kept.append(line)
            held += len(line)
            while held > KEPT_CHARACTERS and len(kept) > 1:
                held -= len(kept.popleft())
            if on_line is not None:
                on_line(line.rstrip("\n"))


def _expire(child: subprocess.Popen[str], expired: threading.Event) -> None:
    expired.set()
    _kill_group(child)


def _kill_group(child: subprocess.Popen[str]) -> None:
    """SIGKILL, because FFmpeg does not heed SIGTERM; nothing once the child has been waited for."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)


def bound_to_parent(argv: Sequence[str]) -> list[str]:
    """The same command, killed by the kernel when the thread that starts it dies (Linux)."""
    if sys.platform != "linux":
        return list(argv)
    setpriv = _setpriv()
    if setpriv:
        return [setpriv, "--pdeathsig", "KILL", "--", *argv]
    program = shutil.which(argv[0]) or argv[0]
    wrapper = [sys.executable, "-I", "-S", "-c", _DIE_WITH_PARENT, str(os.getpid())]
    return [*wrapper, program, *argv[1:]]


def end_with(parent: int) -> None:
    """Have the kernel kill this process when `parent`, which started it, is gone (Linux).

    Nothing when somebody else started it.
    """
    if sys.platform != "linux" or os.getppid() != parent:
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it went in between
        os.kill(os.getpid(), signal.SIGKILL)


@cache
def _setpriv() -> str | None:
    """The program `setpriv` where it knows `--pdeathsig` (util-linux 2.33 and newer)."""
    program = shutil.which("setpriv")
    if program is None:
        return None
    tried = subprocess.run(
        [program, "--pdeathsig", "KILL", "--", program, "--version"],
        capture_output=True,
        check=False,
    )
    return program if tried.returncode == 0 else None
