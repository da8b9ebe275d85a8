"""Outputs into a folder of this machine."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

from schemas.outputs import Published, PublishedFile
from tasks.errors import OutputFolderError, StorageFullError
from tasks.tools.artifacts.local import sha256_of


class FolderPublisher:
    """Copies aside, then renames: a file with its final name is complete."""

    def publish(self, name: str, files: dict[str, Path], target: str) -> Published:
        folder = Path(target)
        asides = {ending: folder / f".{name}.{ending}.part" for ending in files}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for ending, path in files.items():
                shutil.copyfile(path, asides[ending])
            done = {
                ending: _arrived(aside, folder / f"{name}.{ending}")
                for ending, aside in asides.items()
            }
        except OSError as error:
            raise _named(error, folder) from error
        finally:
            for aside in asides.values():
                aside.unlink(missing_ok=True)
        return Published(name=name, target=str(folder), files=done)

    def still_there(self, published: Published) -> bool:
        return all(
            Path(file.location).is_file() and sha256_of(Path(file.location)) == file.sha256
            for file in published.files.values()
        )


def _arrived(aside: Path, final: Path) -> PublishedFile:
    digest = sha256_of(aside)
    aside.replace(final)
    return PublishedFile(location=str(final), sha256=digest)


def _named(error: OSError, folder: Path) -> Exception:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageFullError(str(folder), "copying finished clips")
    return OutputFolderError(str(folder), error.strerror or str(error))
