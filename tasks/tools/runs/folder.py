"""A run's folder: numbered stages, JSON that explains itself. Written for people, never read back."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from schemas.stages import Stage


def write_json(path: Path, value: Any) -> None:
    """Write a JSON document whole: aside first, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(value, indent=2, ensure_ascii=False, default=_plain) + "\n"
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, prefix=".", suffix=".part", delete=False, encoding="utf-8"
    ) as aside:
        aside.write(text)
    Path(aside.name).chmod(0o644)
    Path(aside.name).replace(path)


def stage_file(folder: Path, stage: Stage, part: str) -> Path:
    """`03-transcribe.json`, or `12-prepare/clip-01.json` where a stage runs once for each part."""
    return folder / (f"{stage.folder}/{part}.json" if part else f"{stage.folder}.json")


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    raise TypeError(f"{type(value).__name__} is not JSON")
