"""Scratch folders of stages: each below a folder that bears its process's name, so that what a dead
process left can be told from what a living one needs."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from tasks.settings import Settings
from tasks.tools.ledger.owner import surely_dead, this_process

MARK = "~"
"""Between the parts of a process's name; a colon has a meaning of its own to FFmpeg's filters."""


def new_scratch(settings: Settings, prefix: str) -> Path:
    """An empty folder; whoever asks for it removes it."""
    ours = _root(settings) / this_process().replace(":", MARK)
    ours.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=prefix, dir=ours))


@contextmanager
def scratch(settings: Settings, prefix: str) -> Iterator[Path]:
    """An empty folder that is gone afterwards."""
    folder = new_scratch(settings, prefix)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def sweep(settings: Settings) -> int:
    """Remove what dead processes left; returns how many of them there were.

    A folder that cannot be removed (another user's) is told of and stays.
    """
    root = _root(settings)
    owned = root.iterdir() if root.is_dir() else ()
    dead = [path for path in owned if surely_dead(path.name.replace(MARK, ":"))]
    for path in dead:
        shutil.rmtree(path, onerror=_left)
    return len(dead)


def _left(_call: object, path: str, failure: tuple[object, BaseException, object]) -> None:
    if not isinstance(failure[1], FileNotFoundError):  # another process sweeps at the same time
        structlog.get_logger().warning("scratch not removed", path=path, error=str(failure[1]))


def _root(settings: Settings) -> Path:
    return settings.tenant_home / "scratch"
