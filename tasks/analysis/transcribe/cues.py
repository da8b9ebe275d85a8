"""Cues: what every caption format is read into before words get their times."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

from tasks.analysis.transcribe.markup import named_speaker, plain

ROLLING_SHARE = 0.4
"""Share of cues that repeat words of the one before, from which a file counts as rolling."""
LETTERS = re.compile(r"[^\w]+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a cue; times in milliseconds where the format gave any."""

    text: str
    start: int | None = None
    end: int | None = None
    speaker: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Cue:
    """Words shown together, with times as written: possibly wrong, overlapping or out of order."""

    start: int
    end: int
    tokens: tuple[Token, ...]


TIMESTAMP = re.compile(r"<(?:(\d+):)?(\d{1,2}):(\d{2})\.(\d{3})>")
VOICE = re.compile(r"<v(?:\.[^\s>]+)?[ \t]+([^<>]{1,80})>")
PIECE = re.compile(rf"{TIMESTAMP.pattern}|{VOICE.pattern}|(</v>)")


def clock(hours: str | None, minutes: str, seconds: str, fraction: str) -> int:
    """Milliseconds of a written time; the fraction may have one to three digits."""
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int(fraction.ljust(3, "0"))


def tokens_of(payload: str) -> tuple[Token, ...]:
    """Words of a cue's text, with inline times and voices where it has them.

    A voice holds until the next one, or to the end of the cue.
    """
    tokens: list[Token] = []
    voice: str | None = None
    for line in payload.split("\n"):
        found, voice = _line(line, voice)
        tokens += found
    return tuple(tokens)


def _line(line: str, voice: str | None) -> tuple[list[Token], str | None]:
    """Words of one line, and the voice that is open at its end."""
    pieces = list(PIECE.finditer(line))
    if not pieces:
        return [Token(word, speaker=voice) for word in plain(line).split()], voice
    tokens: list[Token] = []
    silent = not plain(PIECE.sub("", line))
    at: int | None = None
    bounds = [0, *(piece.end() for piece in pieces)]
    ends = [*(piece.start() for piece in pieces), len(line)]
    for number, (begin, end) in enumerate(zip(bounds, ends, strict=True)):
        if number:
            at, voice = _after(pieces[number - 1], at, voice)
        words = [] if silent else plain(line[begin:end]).split()
        tokens += [
            Token(word, start=None if place else at, speaker=voice)
            for place, word in enumerate(words)
        ]
        at = None if words else at
    return tokens, voice


def _after(
    piece: re.Match[str], at: int | None, voice: str | None
) -> tuple[int | None, str | None]:
    """Time and voice that hold behind an inline timestamp or voice tag."""
    if piece.group(2):
        return clock(*piece.group(1, 2, 3, 4)), voice
    return at, " ".join(plain(piece.group(5) or "").split()) or None


def named(cues: list[Cue]) -> list[Cue]:
    """Take `ANN: ` at the start of cues for a speaker, when the file does that more than once."""
    found = [named_speaker(" ".join(token.text for token in cue.tokens))[0] for cue in cues]
    known = {name for name, count in Counter(found).items() if name and count >= 2}
    voiced = any(token.speaker for cue in cues for token in cue.tokens)
    if voiced or not known:
        return cues
    result, speaker = [], None
    for cue, name in zip(cues, found, strict=True):
        tokens = cue.tokens
        if name in known:
            speaker = name
            tokens = tokens[len(str(name).split()) :]
        result.append(
            replace(cue, tokens=tuple(replace(token, speaker=speaker) for token in tokens))
        )
    return result


def unrolled(cues: list[Cue]) -> tuple[list[Cue], int]:
    """Remove what each cue repeats of the one before, in files whose captions roll up.

    Returns:
        The cues, and how many words were removed: 0 where the file does not roll.
    """
    keys = [[LETTERS.sub("", token.text).lower() for token in cue.tokens] for cue in cues]
    repeats = [0, *(_repeated(before, here) for before, here in pairwise(keys))]
    rolling = sum(1 for count in repeats if count >= 2)
    if rolling < max(2, ROLLING_SHARE * len(cues)):
        return _without_doubles(cues)
    result = [
        replace(cue, tokens=cue.tokens[count:]) for cue, count in zip(cues, repeats, strict=True)
    ]
    return [cue for cue in result if cue.tokens], sum(repeats)


def _repeated(before: list[str], here: list[str]) -> int:
    """How many first words of a cue are the last words of the cue before."""
    for count in range(min(len(before), len(here)), 0, -1):
        if before[-count:] == here[:count]:
            return count
    return 0


def _without_doubles(cues: list[Cue]) -> tuple[list[Cue], int]:
    """Remove cues that say at the same time what the cue before says."""
    kept: list[Cue] = []
    removed = 0
    for cue in cues:
        last = kept[-1] if kept else None
        if last and cue.start < last.end and _texts(cue) == _texts(last):
            removed += len(cue.tokens)
        else:
            kept.append(cue)
    return kept, removed


def _texts(cue: Cue) -> list[str]:
    return [token.text for token in cue.tokens]
