"""A stand-in for the extra `pyannote`, importable for as long as it is needed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

PACKAGE = Path(__file__).parent / "pyannote_package"


@contextmanager
def pyannote_installed() -> Iterator[None]:
    """Afterwards nothing of it is left in this process."""
    before = set(sys.modules)
    sys.path.insert(0, str(PACKAGE))
    try:
        yield
    finally:
        sys.path.remove(str(PACKAGE))
        for name in set(sys.modules) - before:
            if name.split(".")[0] in {"pyannote", "torch"}:
                del sys.modules[name]


def model_folder(folder: Path, turns: Sequence[tuple[str, int, int]]) -> Path:
    """A folder that the stand-in takes for a model; it hears these turns, in milliseconds."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.yaml").write_text("version: 3.1.0\n")
    heard = [(name, start / 1000, end / 1000) for name, start, end in turns]
    (folder / "turns.json").write_text(json.dumps(heard))
    return folder
