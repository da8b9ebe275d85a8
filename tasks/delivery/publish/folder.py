"""Outputs into a folder of this machine."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.outputs import Published, PublishedFile
from tasks.delivery.publish.base import Finished
from tasks.errors.places import DigestMismatchError, OutputFolderError, OutputsFullError
from tasks.tools.artifacts.local import sha256_of
from tasks.tools.room import FULL

NO_LOCKS = (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL)


class FolderPublisher:
    """Copies aside, checks, then renames: a file with its final name is complete."""

    def publish(self, name: str, files: dict[str, Finished], target: str) -> Published:
        folder = Path(target)
        asides: dict[str, Path] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for ending, file in files.items():
                asides[ending] = _aside(folder, name, ending)
                _copied(file, asides[ending])
            with _alone_in(folder):
                for ending, aside in asides.items():
                    aside.replace(folder / f"{name}.{ending}")
                for left in _left_over(folder, name, files):
                    left.unlink(missing_ok=True)
        except OSError as error:
            raise _named(error, folder) from error
        finally:
            for aside in asides.values():
                aside.unlink(missing_ok=True)
        done = {
            ending: PublishedFile(location=str(folder / f"{name}.{ending}"), sha256=file.sha256)
            for ending, file in files.items()
        }
        return Published(name=name, target=str(folder), files=done)

    def still_there(self, published: Published) -> bool:
        return all(
            Path(file.location).is_file() and sha256_of(Path(file.location)) == file.sha256
            for file in published.files.values()
        )


def _left_over(folder: Path, name: str, endings: Collection[str]) -> list[Path]:
    """Numbered files of an earlier publication of the same output that had more of them."""
    numbered = [path for path in folder.glob(f"{name}.*.*") if path.suffixes[-2][1:].isdecimal()]
    return [path for path in numbered if path.name.removeprefix(f"{name}.") not in endings]


def _aside(folder: Path, name: str, ending: str) -> Path:
    """A file of our own that nobody takes for finished."""
    handle, path = tempfile.mkstemp(prefix=f".{name}.", suffix=f".{ending}.part", dir=folder)
    os.close(handle)
    return Path(path)


def _copied(file: Finished, aside: Path) -> None:
    """Copy, and read again what has arrived.

    Raises:
        DigestMismatchError: when that is something else.
    """
    shutil.copyfile(file.path, aside)
    found = sha256_of(aside)
    if found != file.sha256:
        raise DigestMismatchError(f"The copy of {file.path} in {aside.parent}", file.sha256, found)
    aside.chmod(0o644)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Nobody else gives final names in the folder meanwhile; so far as its file system knows locks."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError as error:
            if error.errno not in NO_LOCKS:
                raise
        yield
    finally:
        os.close(handle)


def _named(error: OSError, folder: Path) -> Exception:
    if error.errno in FULL:
        return OutputsFullError(str(folder))
    return OutputFolderError(str(folder), error.strerror or str(error))
