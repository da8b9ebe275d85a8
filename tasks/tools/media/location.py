"""Where a recording is said to be: what can be told before anything is started or loaded for it."""

from __future__ import annotations

import re
from pathlib import Path

from tasks.errors.recordings import SourceNotFoundError, SourceRefusedError

_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*)://")


def check_location(location: str) -> Path | None:
    """The path that a location names; None for an address, of which only its kind can be told.

    Raises:
        SourceNotFoundError: when there is no file.
        SourceRefusedError: when it is empty, or the address is of another kind.
    """
    scheme = _SCHEME.match(location)
    if scheme is None:
        return _file(Path(location).expanduser(), location)
    if scheme[1].lower() not in ("http", "https"):
        raise SourceRefusedError(
            location,
            "unsupported-address",
            f"Addresses of the kind {scheme[1]}:// are not read.",
            "Give a path, or an http(s) address of a media file.",
        )
    return None


def _file(path: Path, location: str) -> Path:
    if not path.exists():
        raise SourceNotFoundError(location, "there is no such file")
    if not path.is_file():
        raise SourceNotFoundError(location, "that is not a file; give one recording")
    return filled(path, path.name)


def filled(path: Path, name: str) -> Path:
    """The same path.

    Raises:
        SourceRefusedError: when the file, called `name`, is empty.
    """
    if path.stat().st_size == 0:
        raise SourceRefusedError(
            name, "empty-file", "It holds 0 bytes.", "Copy or download it again."
        )
    return path
