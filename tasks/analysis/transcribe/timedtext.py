"""Captions in XML: TTML and DFXP, and the two that YouTube writes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from tasks.analysis.transcribe.cues import Cue, Token, clock
from tasks.analysis.transcribe.markup import plain
from tasks.errors.recordings import CaptionsUnreadableError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

CLOCK = re.compile(r"^(\d{2,3}):(\d{2}):(\d{2})(?:[.,](\d{1,9})|:(\d{1,3})(?:\.\d+)?)?$")
SHORT_CLOCK = re.compile(r"^(\d{1,2}):(\d{2})(?:\.(\d{1,9}))?$")
OFFSET = re.compile(r"^(\d{1,12}(?:\.\d{1,9})?)(h|ms|m|s|f|t)?$")
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
DEEPEST = 60
LINGER_MS = 5000


@dataclass(frozen=True)
class Clock:
    """How the document counts."""

    rate: Fraction
    ticks: Fraction
    name: str

    def ms(self, written: str | None) -> int | None:
        """Milliseconds of a written time; None where nothing is written.

        Raises:
            CaptionsUnreadableError: for a time that is none.
        """
        if written is None or not written.strip():
            return None
        text = written.strip()
        if found := CLOCK.match(text):
            hours, minutes, seconds, fraction, frames = found.groups()
            whole = clock(hours, minutes, seconds, (fraction or "0")[:3])
            return whole + round(int(frames or 0) * 1000 / self.rate)
        if found := SHORT_CLOCK.match(text):
            minutes, seconds, fraction = found.groups()
            return clock(None, minutes, seconds, (fraction or "0")[:3])
        if found := OFFSET.match(text):
            units: dict[str | None, Fraction | int]
            units = {"h": 3_600_000, "m": 60_000, "s": 1000, "ms": 1, None: 1000}
            units |= {"f": 1000 / self.rate, "t": 1000 / self.ticks}
            return round(Fraction(found.group(1)) * units[found.group(2)])
        raise CaptionsUnreadableError(self.name, f"{text[:40]!r} is no time")


def read_timed_text(text: str, name: str) -> tuple[list[Cue], str]:
    """Cues and language of captions in XML.

    Raises:
        CaptionsUnreadableError: when it is no XML, declares entities, or holds no captions.
    """
    root = _root(text, name)
    kind = _tag(root)
    if kind == "transcript":
        return list(_youtube_text(root, name)), ""
    if kind == "timedtext":
        return list(_youtube_pieces(root, name)), ""
    if kind != "tt":
        raise CaptionsUnreadableError(name, f"<{kind[:40]}> is no TTML (<tt>) or <timedtext>")
    body = next((item for item in root if _tag(item) == "body"), None)
    speakers = {
        str(item.get(XML_ID)): " ".join("".join(item.itertext()).split())[:80]
        for item in root.iter()
        if _tag(item) == "agent"
    }
    reader = Reader(_clock(root, name), speakers)
    cues = reader.cues(body, Fraction(0), 0) if body is not None else iter(())
    return _closed(list(cues)), str(root.get(LANG) or "")


def _root(text: str, name: str) -> Element:
    from xml.etree import ElementTree

    if re.search(r"<!(?:DOCTYPE|ENTITY)", text[:20_000], re.IGNORECASE) or "<!ENTITY" in text:
        raise CaptionsUnreadableError(name, "it declares a document type; save it without one")
    try:
        return ElementTree.fromstring(text.lstrip("\ufeff \n\t"))
    except ElementTree.ParseError as error:
        raise CaptionsUnreadableError(name, f"it is no XML ({error})") from error


def _tag(item: Element) -> str:
    return str(item.tag).rpartition("}")[2]


def _parameter(root: Element, wanted: str) -> str:
    """A timing parameter of the root, whatever its namespace."""
    found = (value for key, value in root.attrib.items() if key.rpartition("}")[2] == wanted)
    return next(found, "")


def _clock(root: Element, name: str) -> Clock:
    try:
        rate = Fraction(_parameter(root, "frameRate") or 30)
        multiplier = (_parameter(root, "frameRateMultiplier") or "1 1").replace(":", " ").split()
        rate *= Fraction(int(multiplier[0]), int(multiplier[-1]) if len(multiplier) > 1 else 1)
        ticks = Fraction(_parameter(root, "tickRate") or rate)
    except (ValueError, ZeroDivisionError) as error:
        raise CaptionsUnreadableError(
            name, f"its frame or tick rate is no number ({error})"
        ) from error
    if rate <= 0 or ticks <= 0:
        raise CaptionsUnreadableError(name, "its frame or tick rate is not above zero")
    return Clock(rate, ticks, name)


class Reader:
    """Walks the body of a TTML document."""

    def __init__(self, clock: Clock, speakers: dict[str, str]) -> None:
        self.clock, self.speakers = clock, speakers

    def cues(self, item: Element, begins: Fraction, depth: int, voice: str = "") -> Iterator[Cue]:
        """Cues of all paragraphs; a paragraph's times count from its division's begin."""
        if depth > DEEPEST:
            raise CaptionsUnreadableError(self.clock.name, f"it is nested deeper than {DEEPEST}")
        at = begins + (self.clock.ms(item.get("begin")) or 0)
        voice = self._voice(item) or voice
        if _tag(item) != "p":
            for child in item:
                yield from self.cues(child, at, depth + 1, voice)
            return
        end = self.clock.ms(item.get("end"))
        length = self.clock.ms(item.get("dur"))
        until = begins + end if end is not None else at + length if length is not None else at
        tokens = tuple(self._tokens(item, self._zero(item, int(at)), None, voice, 0))
        starts = [token.start for token in tokens if token.start is not None]
        if tokens and (item.get("begin") is not None or not starts):
            yield Cue(int(at), int(until), tokens)
        elif tokens:
            yield Cue(min(starts), int(until), tokens)

    def _voice(self, item: Element) -> str:
        named = next((v for k, v in item.attrib.items() if k.rpartition("}")[2] == "agent"), "")
        known = self.speakers.get(named.split()[0] if named.split() else "", "")
        return known or named.strip()[:80]

    def _zero(self, item: Element, begins: int) -> int:
        """Where times inside a paragraph count from.

        The standard says its begin; many programs write plain times, none of which is before it.
        """
        written = [self.clock.ms(child.get("begin")) for child in item.iter() if child is not item]
        return 0 if all(at is None or at >= begins for at in written) else begins

    def _tokens(
        self, item: Element, zero: int, at: int | None, voice: str, depth: int
    ) -> Iterator[Token]:
        """Words of a paragraph; those of a span with a time of its own start there."""
        if depth > DEEPEST:
            raise CaptionsUnreadableError(self.clock.name, f"it is nested deeper than {DEEPEST}")
        yield from _words(item.text, at, voice)
        for child in item:
            if _tag(child) == "span":
                own = self.clock.ms(child.get("begin"))
                begins = None if own is None else zero + own
                said_by = self._voice(child) or voice
                yield from self._tokens(child, zero, begins, said_by, depth + 1)
            yield from _words(child.tail, None, voice)


def _words(text: str | None, at: int | None, voice: str) -> Iterator[Token]:
    for number, word in enumerate(plain(" ".join((text or "").split())).split()):
        yield Token(word, at if number == 0 else None, speaker=voice or None)


def _closed(cues: list[Cue]) -> list[Cue]:
    """Cues without an end last until the next one, five seconds at most."""
    after = [later.start for _, later in pairwise(cues)] + [None] * bool(cues)
    return [
        cue
        if cue.end > cue.start
        else Cue(cue.start, min(cue.start + LINGER_MS, max(cue.start, later or 10**9)), cue.tokens)
        for cue, later in zip(cues, after, strict=True)
    ]


def _youtube_text(root: Element, name: str) -> Iterator[Cue]:
    """`<text start="1.5" dur="2">`, in seconds; entities are escaped twice there."""
    for item in root.iter("text"):
        start, length = (_number(item.get(key), name) for key in ("start", "dur"))
        tokens = tuple(Token(word) for word in plain("".join(item.itertext())).split())
        yield Cue(round(start * 1000), round((start + length) * 1000), tokens)


def _youtube_pieces(root: Element, name: str) -> Iterator[Cue]:
    """`<p t="1500" d="2000"><s t="200">word</s></p>`, in milliseconds."""
    for item in root.iter("p"):
        start, length = (round(_number(item.get(key), name)) for key in ("t", "d"))
        pieces = list(item.iter("s"))
        tokens = list(_words(item.text, None, ""))
        for piece in pieces:
            offset = round(_number(piece.get("t"), name))
            tokens += _words("".join(piece.itertext()), start + offset, "")
        yield Cue(start, start + length, tuple(tokens))


def _number(written: str | None, name: str) -> float:
    try:
        value = float(written or 0)
    except ValueError as error:
        raise CaptionsUnreadableError(name, f"{written!r} is no time") from error
    if not 0 <= value < 1e9:
        raise CaptionsUnreadableError(name, f"{written!r} is beyond any recording")
    return value
