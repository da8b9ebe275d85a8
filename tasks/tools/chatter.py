"""Keeping MediaPipe's notes off the terminal."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import threading
from collections.abc import Iterator

_ONE_AT_A_TIME = threading.Lock()
"""Two threads that swap a descriptor at once would leave it swapped."""
CHATTER = ("INFO: Created TensorFlow", "WARNING: All log messages before absl", "W0000", "I0000")
"""How the lines begin that the runtime writes to stderr each time a model is loaded."""


@contextlib.contextmanager
def without_chatter() -> Iterator[None]:
    """Keep the runtime's notes off stderr. They are written by C++ straight to descriptor 2; all
    that anybody else writes there meanwhile is passed on afterwards."""
    sys.stderr.flush()
    with _ONE_AT_A_TIME, tempfile.TemporaryFile() as aside:
        real = os.dup(2)
        os.dup2(aside.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(real, 2)
            os.close(real)
            aside.seek(0)
            for line in aside.read().decode(errors="replace").splitlines(keepends=True):
                if not line.startswith(CHATTER):
                    os.write(2, line.encode())
