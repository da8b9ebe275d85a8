"""Captions that pysubs2 reads: SubStation (.ass, .ssa), MicroDVD, MPL2 and TMPlayer (.sub), SAMI."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from tasks.analysis.transcribe.cues import Cue, Token, tokens_of
from tasks.analysis.transcribe.lines import PAIR, read_subviewer
from tasks.analysis.transcribe.markup import plain
from tasks.errors.recordings import CaptionsUnreadableError

KARAOKE = re.compile(r"\{[^{}]*?\\[kK][fot]?(\d{1,6})[^{}]*\}")
BREAK = re.compile(r"\\[Nn]|\\h")
SAME_LINE = 40
"""Milliseconds by which two lines with the same words may differ and be one line drawn twice."""


def read_substation(text: str, name: str) -> tuple[list[Cue], str]:
    """Cues of SubStation Alpha, with the actor as speaker and karaoke as times of words.

    Raises:
        CaptionsUnreadableError: when there is no line of dialogue to be read.
    """
    found = _events(text, name, "ass" if "[V4+ Styles]" in text else "ssa")
    cues: list[Cue] = []
    for event in found:
        if event.is_comment or event.is_drawing:
            continue
        speaker = " ".join(plain(str(event.name)).split())[:80] or None
        tokens = tuple(_tokens(str(event.text), int(event.start), speaker))
        drawn_twice = cues and _same(cues[-1], int(event.start), tokens)
        if tokens and not drawn_twice:
            cues.append(Cue(int(event.start), int(event.end), tokens))
    return cues, ""


def _same(last: Cue, start: int, tokens: tuple[Token, ...]) -> bool:
    """Outlines and shadows are often second lines with the same words."""
    return abs(last.start - start) <= SAME_LINE and [token.text for token in last.tokens] == [
        token.text for token in tokens
    ]


def _tokens(text: str, start: int, speaker: str | None) -> Iterator[Token]:
    """Words of a line; karaoke syllables in hundredths of a second tell when a word starts."""
    text = BREAK.sub(" ", text)
    syllables = list(KARAOKE.finditer(text))
    if not syllables:
        yield from (Token(word, speaker=speaker) for word in plain(text).split())
        return
    at, open_word = start, ""
    begun: int | None = None
    ends = [*(found.start() for found in syllables[1:]), len(text)]
    for found, end in zip(syllables, ends, strict=True):
        for letter in re.sub(r"\{[^{}]*\}", "", text[found.end() : end]):
            if letter.isspace():
                if open_word:
                    yield Token(open_word, begun, speaker=speaker)
                open_word, begun = "", None
            else:
                # Only the first word of a syllable starts where the syllable does.
                begun = at if not open_word and begun is None else begun
                open_word += letter
        at += int(found.group(1)) * 10
    if open_word:
        yield Token(open_word, begun, speaker=speaker)


def read_sub(text: str, name: str, rate: Fraction | None) -> tuple[list[Cue], str]:
    """Cues of a .sub file: SubViewer, MicroDVD, MPL2 or TMPlayer, whatever it holds.

    Args:
        rate: frames a second of the recording, for MicroDVD that does not say it.

    Raises:
        CaptionsUnreadableError: for frames without a rate, and for anything else.
    """
    if PAIR.search(text):
        return read_subviewer(text, name)
    if re.search(r"^\{\d+\}\{\d+\}", text, re.MULTILINE):
        return _plain(_events(text, name, "microdvd", rate)), ""
    if re.search(r"^\[\d+\][ \t]*\[\d+\]", text, re.MULTILINE):
        return _plain(_events(text, name, "mpl2")), ""
    if re.search(r"^\d{1,2}:\d{2}:\d{2}[:=]", text, re.MULTILINE):
        return _plain(_events(text, name, "tmp")), ""
    raise CaptionsUnreadableError(name, "it holds no lines such as {25}{75}text or [10][30]text")


def read_sami(text: str, name: str) -> tuple[list[Cue], str]:
    """Cues of SAMI: a text stands until the next, which may be empty.

    Raises:
        CaptionsUnreadableError: when it holds no line.
    """
    found = re.search(r"lang:[ \t]*([A-Za-z]{2}(?:-[A-Za-z]{2})?)", text)
    events = sorted(_events(text, name, "sami"), key=lambda event: int(event.start))
    ends = [int(event.start) for event in events[1:]] + [int(events[-1].end)]
    cues = [
        Cue(int(event.start), end, tokens_of(BREAK.sub("\n", str(event.text))))
        for event, end in zip(events, ends, strict=True)
    ]
    return cues, found.group(1) if found else ""


def _plain(events: list[Any]) -> list[Cue]:
    return [
        Cue(int(event.start), int(event.end), tokens_of(BREAK.sub("\n", str(event.text))))
        for event in events
    ]


def _events(text: str, name: str, form: str, rate: Fraction | None = None) -> list[Any]:
    """Lines as pysubs2 reads them."""
    import pysubs2

    try:
        found = pysubs2.SSAFile.from_string(text, form, fps=float(rate) if rate else None)
    except pysubs2.exceptions.UnknownFPSError as error:
        raise CaptionsUnreadableError(
            name, "its times are frames, and it does not say how many make a second"
        ) from error
    except Exception as error:  # pysubs2 lets what its parsers stumble over through
        why = " ".join(str(error).split())[:120] or type(error).__name__
        raise CaptionsUnreadableError(name, f"it is no {form} that can be read ({why})") from error
    if not list(found):
        raise CaptionsUnreadableError(name, f"it holds no lines as {form} has them")
    return list(found)
