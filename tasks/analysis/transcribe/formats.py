"""Caption files by their endings: which are read, as what, and which lies beside a recording."""

from __future__ import annotations

from pathlib import Path

from schemas.speech import CaptionsFormat
from tasks.errors.recordings import CaptionsUnreadableError

ENDINGS: dict[str, CaptionsFormat] = {
    ".vtt": "vtt",
    ".srt": "srt",
    ".ttml": "ttml",
    ".dfxp": "ttml",
    ".srv3": "ttml",
    ".srv1": "ttml",
    ".ass": "ass",
    ".ssa": "ass",
    ".sbv": "sbv",
    ".sub": "sub",
    ".smi": "smi",
    ".lrc": "lrc",
    ".scc": "scc",
    ".tsv": "tsv",
    ".json3": "json",
    ".json": "json",
    ".xml": "ttml",
}
"""In the order in which files beside a recording are preferred: those that say most come first, and
those whose ending may mean something else come last."""

BESIDE = tuple(ending for ending in ENDINGS if ending not in {".json", ".xml", ".tsv"})
"""A .json, .xml or .tsv beside a recording may be anything; it is read when it is named."""


def captions_format(path: Path) -> CaptionsFormat:
    """The format of a caption file by its name.

    Raises:
        CaptionsUnreadableError: for an ending that is not known.
    """
    found = ENDINGS.get(path.suffix.lower())
    if found is None:
        raise CaptionsUnreadableError(path.name, f"the ending {path.suffix!r} is not known")
    return found


def captions_beside(source: Path) -> Path | None:
    """The caption file with the recording's name; None where there is none.

    `talk.en.vtt` beside `talk.mp4` counts too, after those without a language. A .sub that has an
    .idx holds pictures of text and does not count.
    """
    named = [source.with_suffix(ending) for ending in BESIDE]
    found = next((path for path in named if path.is_file() and not _pictures(path)), None)
    if found is not None or not source.parent.is_dir():
        return found
    stem = source.name.removesuffix(source.suffix)
    others = sorted(
        path
        for path in source.parent.iterdir()
        if path.name.startswith(f"{stem}.") and path.suffix.lower() in BESIDE and path.is_file()
        if not _pictures(path)
    )
    exact = [path for path in others if len(path.name) - len(stem) - len(path.suffix) <= 8]
    return min(exact, key=lambda path: BESIDE.index(path.suffix.lower()), default=None)


def transcripts_in(folder: Path) -> list[Path]:
    """The caption files of a folder, by name; of several with one name the one that says most."""
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        ending = path.suffix.lower()
        if ending not in BESIDE or not path.is_file() or _pictures(path):
            continue
        other = found.get(path.stem)
        if other is None or BESIDE.index(ending) < BESIDE.index(other.suffix.lower()):
            found[path.stem] = path
    return [found[stem] for stem in sorted(found)]


def _pictures(path: Path) -> bool:
    """Whether a .sub is the pictures of a VobSub pair."""
    return path.suffix.lower() == ".sub" and path.with_suffix(".idx").is_file()
