"""A place where a test can stop a process at an exact point and kill it there."""

from __future__ import annotations

import os
import time
from pathlib import Path

from tasks.settings import Settings


def barrier(settings: Settings, stage: str, point: str) -> None:
    """Wait for ever when `REELWRIGHT_BARRIER` is `STAGE:POINT:FILE`; the pid is written to FILE."""
    if not settings.barrier:
        return
    where, when, file = settings.barrier.split(":", 2)
    if (where, when) == (stage, point):
        Path(file).write_text(str(os.getpid()))
        while True:
            time.sleep(60)
