"""A full disk, by whatever name it is reported, becomes one error that says what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from sqlalchemy.exc import OperationalError

from tasks.errors.places import StorageFullError

FULL = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def room_needed(where: Path, what: str) -> Iterator[None]:
    """Name a full disk met inside.

    Raises:
        StorageFullError: when the disk under `where` was full while `what` was written.
    """
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise StorageFullError(str(where), what) from error
        raise
    except OperationalError as error:
        if "disk is full" in str(error.orig):
            raise StorageFullError(str(where), what) from error
        raise


@contextmanager
def room_or_none(where: Path) -> Iterator[None]:
    """For notes beside the work: a full disk is logged, and what goes on is the work's own error."""
    try:
        with room_needed(where, "a note"):
            yield
    except StorageFullError as error:
        structlog.get_logger().warning("not noted", error=str(error))
