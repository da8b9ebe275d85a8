"""Cues: what every caption format is read into before words get their times."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import pairwise

from tasks.analysis.transcribe.markup import named_speaker, plain, spoken, unbracketed

ROLLING_SHARE = 0.4
"""Share of cues that repeat words of the one before, from which a file counts as rolling."""
MOST_NAMES = 3
"""Words of a speaker's name at most, as in `named_speaker`."""
PUNCTUATED_EVERY = 40
"""Words for each full stop, from which a file counts as having none."""
ENDED = re.compile(r"[.?!…。？！]+[\"'”’)\]»]*$")
LOOPED, LOOPED_WORDS = 4, 3
"""So many times in a row nobody says a line of so many words."""
LETTERS = re.compile(r"[^\w]+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a cue; times in milliseconds where the format gave any."""

    text: str
    start: int | None = None
    end: int | None = None
    speaker: str | None = None
    confidence: float | None = None
    turn: bool = False
    """Whether the file marks a new speaker here without saying who it is."""


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
    for line in unbracketed(payload).split("\n"):
        found, voice = _line(line, voice)
        tokens += found
    return tuple(tokens)


def _line(line: str, voice: str | None) -> tuple[list[Token], str | None]:
    """Words of one line, and the voice that is open at its end."""
    pieces = list(PIECE.finditer(line))
    if not pieces:
        return [Token(word, speaker=voice, turn=turn) for word, turn in spoken(line)], voice
    tokens: list[Token] = []
    silent = not plain(PIECE.sub("", line))
    at: int | None = None
    bounds = [0, *(piece.end() for piece in pieces)]
    ends = [*(piece.start() for piece in pieces), len(line)]
    for number, (begin, end) in enumerate(zip(bounds, ends, strict=True)):
        if number:
            at, voice = _after(pieces[number - 1], at, voice)
        words = [] if silent else spoken(line[begin:end])
        tokens += [
            Token(word, start=None if place else at, speaker=voice, turn=turn)
            for place, (word, turn) in enumerate(words)
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
    """Take `Ann: ` at the start of cues for a speaker, when the file does that more than once, and
    `NAR: ` in any case, unless all of the file is in capitals."""
    found = [named_speaker(" ".join(token.text for token in cue.tokens))[0] for cue in cues]
    shouted = _shouted(cues)
    known = {
        name
        for name, count in Counter(found).items()
        if name and (count >= 2 or (name.isupper() and len(name) > 2 and not shouted))
    }
    voiced = any(token.speaker for cue in cues for token in cue.tokens)
    if voiced or not known:
        return cues
    result: list[Cue] = []
    speaker: str | None = None
    for cue in cues:
        tokens, speaker = _told(cue.tokens, known, speaker)
        result.append(replace(cue, tokens=tokens))
    return result


def _shouted(cues: list[Cue]) -> bool:
    """Whether most words are all in capitals."""
    texts = [token.text for cue in cues for token in cue.tokens if len(token.text) > 1]
    return 2 * sum(text.isupper() for text in texts) > len(texts)


def _told(
    tokens: tuple[Token, ...], known: Collection[str], speaker: str | None
) -> tuple[tuple[Token, ...], str | None]:
    """Tokens with who says them, less the names in front of what is said; and who speaks at the end."""
    result: list[Token] = []
    place = 0
    while place < len(tokens):
        sizes = range(min(MOST_NAMES, len(tokens) - place - 1), 0, -1)
        names = {
            size: " ".join(token.text for token in tokens[place : place + size]) for size in sizes
        }
        size = next((n for n, name in names.items() if name[:-1] in known and name[-1:] == ":"), 0)
        if size:
            speaker = names[size][:-1]
            place += size
        else:
            result.append(replace(tokens[place], speaker=speaker))
            place += 1
    return tuple(result), speaker


def closed(cues: list[Cue]) -> tuple[list[Cue], int]:
    """In front of a `>>`, end the sentence of whoever spoke, where the file has punctuation elsewhere.

    Returns:
        The cues, and how many sentences were ended.
    """
    tokens = [token for cue in cues for token in cue.tokens]
    ends = sum(bool(ENDED.search(token.text)) for token in tokens)
    if ends * PUNCTUATED_EVERY < len(tokens):
        return cues, 0
    before = [
        one if ENDED.search(one.text) or not two.turn else replace(one, text=_ended(one.text))
        for one, two in pairwise(tokens)
    ]
    whole = iter([*before, *tokens[-1:]])
    result = [replace(cue, tokens=tuple(next(whole) for _ in cue.tokens)) for cue in cues]
    return result, sum(one is not two for one, two in zip(before, tokens, strict=False))


def _ended(text: str) -> str:
    """`me` and `me,` as `me.`; `me--`, where somebody was interrupted, as `me…`."""
    bare = text.rstrip("-–—,;:")
    return f"{bare}…" if text[-1:] in "-–—" else f"{bare}."


def unrolled(cues: list[Cue]) -> tuple[list[Cue], int]:
    """Remove what each cue repeats of the one before, in files whose captions roll up.

    Returns:
        The cues, and how many words were removed: 0 where the file does not roll.
    """
    keys = [_keys(cue) for cue in cues]
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


def unlooped(cues: list[Cue]) -> tuple[list[Cue], int]:
    """Remove lines that stand there again and again, as recognisers write them over music and silence.

    Returns:
        The cues, and how many were removed: the first of such a run stays.
    """
    kept: list[Cue] = []
    begin = 0
    for place in range(1, len(cues) + 1):
        if place < len(cues) and _keys(cues[place]) == _keys(cues[begin]):
            continue
        loops = place - begin >= LOOPED and len(cues[begin].tokens) >= LOOPED_WORDS
        kept += cues[begin : begin + 1] if loops else cues[begin:place]
        begin = place
    return kept, len(cues) - len(kept)


def _keys(cue: Cue) -> list[str]:
    return [LETTERS.sub("", token.text).lower() for token in cue.tokens]


def _texts(cue: Cue) -> list[str]:
    return [token.text for token in cue.tokens]
