"""Captions of a line of times and lines of text: SubViewer (.sbv, .sub), LRC, and tables (.tsv)."""

from __future__ import annotations

import re
from itertools import pairwise

from tasks.analysis.transcribe.cues import Cue, clock, tokens_of
from tasks.errors.recordings import CaptionsUnreadableError

PAIR = re.compile(
    r"^[ \t]*(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})[ \t]*,[ \t]*"
    r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})[ \t]*$",
    re.MULTILINE,
)
STAMP = re.compile(r"\[(?:(\d{1,2}):)?(\d{1,3}):(\d{2})(?:[.:](\d{1,3}))?\]")
INSIDE = re.compile(r"<(?:(\d{1,2}):)?(\d{1,3}):(\d{2})[.:](\d{1,3})>")
OFFSET = re.compile(r"^\[offset:[ \t]*([+-]?\d{1,7})\]", re.MULTILINE | re.IGNORECASE)
LANGUAGE = re.compile(r"^\[la:[ \t]*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\]", re.MULTILINE)
COLUMNS = ("start", "end", "text")
LAST_MS = 5000
"""How long the last line of an LRC file stands; it has no end of its own."""


def read_subviewer(text: str, name: str) -> tuple[list[Cue], str]:
    """Cues of SubViewer: `0:00:01.000,0:00:04.000`, the text, a blank line.

    Raises:
        CaptionsUnreadableError: when there is no such line of times.
    """
    found = list(PAIR.finditer(text))
    if not found:
        raise CaptionsUnreadableError(name, "it holds no line such as 0:00:01.000,0:00:04.000")
    ends = [*(line.start() for line in found[1:]), len(text)]
    return [
        Cue(clock(*line.group(1, 2, 3, 4)), clock(*line.group(5, 6, 7, 8)), tokens_of(_said(block)))
        for line, end in zip(found, ends, strict=True)
        if (block := text[line.end() : end])
    ], ""


def _said(block: str) -> str:
    """Up to the first blank line; `[br]` and `|` are line ends there."""
    said = block.strip("\n").split("\n\n", maxsplit=1)[0]
    return re.sub(r"\[br\]|\|", "\n", said, flags=re.IGNORECASE)


def read_lrc(text: str, name: str) -> tuple[list[Cue], str]:
    """Cues of LRC: `[01:02.50] text`, also with `<01:02.75>` before words. A line lasts until the next.

    Raises:
        CaptionsUnreadableError: when no line has a time.
    """
    shift = OFFSET.search(text)
    earlier = int(shift.group(1)) if shift else 0
    timed: list[tuple[int, str]] = []
    for line in text.split("\n"):
        said, stamps = line.strip(), []
        while found := STAMP.match(said):
            stamps.append(_ms(found) - earlier)
            said = said[found.end() :].strip()
        timed += [(at, said) for at in stamps]
    if not timed:
        raise CaptionsUnreadableError(name, "it holds no line such as [00:01.00] text")
    timed.sort(key=lambda item: item[0])
    ends = [after[0] for _, after in pairwise(timed)] + [timed[-1][0] + LAST_MS]
    language = LANGUAGE.search(text)
    return [
        Cue(at, end, tokens_of(INSIDE.sub(_exact, said)))
        for (at, said), end in zip(timed, ends, strict=True)
        if said
    ], language.group(1) if language else ""


def read_tsv(text: str, name: str) -> tuple[list[Cue], str]:
    """Cues of a table as Whisper's command writes it: start and end in milliseconds, text, with tabs.

    Raises:
        CaptionsUnreadableError: when no line holds these.
    """
    found = [line.split("\t", maxsplit=2) for line in text.split("\n")]
    rows = [row for row in found if len(row) == len(COLUMNS) and _numbers(row[:2])]
    if not rows:
        columns = "<tab>".join(COLUMNS)
        raise CaptionsUnreadableError(name, f"it holds no line of {columns}, times in milliseconds")
    return [Cue(int(start), int(end), tokens_of(said)) for start, end, said in rows], ""


def _numbers(parts: list[str]) -> bool:
    return all(part.strip().isascii() and part.strip().isdigit() for part in parts)


def _ms(found: re.Match[str]) -> int:
    hours, minutes, seconds, fraction = found.groups()
    return clock(hours, minutes, seconds, fraction or "0")


def _exact(found: re.Match[str]) -> str:
    """A time inside a line as WebVTT writes it."""
    minutes, rest = divmod(_ms(found), 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"<{hours}:{minutes:02d}:{rest // 1000:02d}.{rest % 1000:03d}>"
