"""A run's folder: numbered stages, JSON that explains itself. Written for people, and never read back
but for the sheet in which a person changes the plan. And files written and read whole, there and
elsewhere."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from schemas.base import Contract
from schemas.stages import Stage
from tasks.errors.places import OutputFolderError

C = TypeVar("C", bound=Contract)
REVIEW_SHEET = "review.json"
"""The plan as a person may change it; the one file here that is read back."""


def write_json(path: Path, value: Any) -> None:
    """Write a JSON document whole."""
    write_whole(path, json.dumps(value, indent=2, ensure_ascii=False, default=_plain) + "\n")


def write_whole(path: Path, text: str) -> None:
    """Write a text aside, then rename it: whoever reads it finds all of it, the old or the new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, prefix=".", suffix=".part", delete=False, encoding="utf-8"
    ) as aside:
        try:
            aside.write(text)
            aside.flush()
        except OSError:
            Path(aside.name).unlink()
            raise
    Path(aside.name).chmod(0o644)
    Path(aside.name).replace(path)


def read_or(path: Path, empty: C) -> C:
    """The contract that a file holds; `empty` where there is none."""
    return type(empty).model_validate_json(path.read_bytes()) if path.exists() else empty


def check_writable(folder: Path) -> None:
    """Try whether files can be put into a folder, before hours of work are done for it.

    Nothing is left behind: a folder that was missing is missing again.

    Raises:
        OutputFolderError: when they cannot.
    """
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".", suffix=".part"):
            pass
        for place in missing:
            place.rmdir()
    except OSError as error:
        raise OutputFolderError(str(folder), error.strerror or str(error)) from error


def stage_file(folder: Path, stage: Stage, part: str) -> Path:
    """`03-transcribe.json`, or `12-prepare/clip-01.json` where a stage runs once for each part."""
    return folder / (f"{stage.folder}/{part}.json" if part else f"{stage.folder}.json")


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    raise TypeError(f"{type(value).__name__} is not JSON")
