"""Words that people have corrected: one file for each recording, read by every later run of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from schemas.rewording import WordEdit, WordEdits
from schemas.transcript import Transcript
from tasks.tools.runs.folder import read_or, write_json


def edits_of(tenant_home: Path, source_sha256: str) -> WordEdits:
    """What was corrected in a recording so far."""
    empty = WordEdits(source_sha256=source_sha256)
    return read_or(_path(tenant_home, source_sha256), empty)


def reworded(
    tenant_home: Path, source_sha256: str, transcript: Transcript, texts: Mapping[int, str]
) -> WordEdits:
    """Keep how words are to be written, by their number in a transcript.

    A word that gets its own text back is no longer corrected.
    """
    kept = {edit.word: edit for edit in edits_of(tenant_home, source_sha256).items}
    for number, text in texts.items():
        word = transcript.words[number]
        kept[number] = WordEdit(
            word=number, start_ms=word.start_ms, before=word.text, text=" ".join(text.split())
        )
    items = tuple(kept[number] for number in sorted(kept) if kept[number].changes)
    made = WordEdits(source_sha256=source_sha256, items=items)
    write_json(_path(tenant_home, source_sha256), made)
    return made


def _path(tenant_home: Path, source_sha256: str) -> Path:
    return tenant_home / "words" / f"{source_sha256}.json"
