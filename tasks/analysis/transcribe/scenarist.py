"""Closed captions of broadcasts as Scenarist writes them (.scc): what CEA-608 decoders would show.

A line is a time code and pairs of bytes, one pair a frame. Captions pop on (written unseen, then
shown at once), roll up (line by line) or are painted on. The first channel is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from tasks.analysis.transcribe.cues import Cue, tokens_of
from tasks.errors.recordings import CaptionsUnreadableError

LINE = re.compile(
    r"^[ \t]*(\d{1,2}):(\d{2}):(\d{2})([:;.])(\d{2})[ \t]+((?:[0-9A-Fa-f]{4}[ \t]*)+)$",
    re.MULTILINE,
)
FRAME_MS = Fraction(1001, 30)
LAST_MS = 4000
"""How long the last caption stands where nothing takes it away."""
DIFFERENT = {
    0x2A: "á", 0x5C: "é", 0x5E: "í", 0x5F: "ó", 0x60: "ú", 0x7B: "ç", 0x7C: "÷", 0x7D: "Ñ",
    0x7E: "ñ", 0x7F: "█",
}  # fmt: skip
"""Characters that are others than in ASCII."""
SPECIAL = "®°½¿™¢£♪à èâêîôû"
EXTENDED = {
    0x12: "ÁÉÓÚÜü‘¡*’—©℠•“”ÀÂÇÈÊËëÎÏïÔÙùÛ«»",
    0x13: "ÃãÍÌìÒòÕõ{}\\^_|~ÄäÖöß¥¤¦ÅåØø    ",
}
"""They stand in for the plainer character before them."""
SECOND_CHANNEL = 0x18
POP_ON, BACKSPACE, PAINT_ON = 0x20, 0x21, 0x29
ROLL_UP = (0x25, 0x26, 0x27)
CLEAR, RETURN, FORGET, SHOW = 0x2C, 0x2D, 0x2E, 0x2F


@dataclass
class _Screen:
    """What a decoder holds."""

    cues: list[Cue] = field(default_factory=list)
    mode: int = POP_ON
    unseen: str = ""
    seen: str = ""
    since: int = 0
    first: bool = True
    """Whether the first channel is written to."""

    def write(self, text: str, at: int) -> None:
        if self.mode == POP_ON:
            self.unseen += text
            return
        if not self.seen.strip():
            self.since = at
        self.seen += text

    def correct(self, text: str) -> None:
        """Put `text` in the place of the last character."""
        if self.mode == POP_ON:
            self.unseen = self.unseen[:-1] + text
        else:
            self.seen = self.seen[:-1] + text

    def gone(self, at: int) -> None:
        """What is seen has been seen until now."""
        if self.seen.strip():
            self.cues.append(Cue(self.since, max(at, self.since + 1), tokens_of(self.seen)))
        self.seen = ""

    def command(self, code: int, at: int) -> None:
        if code == SHOW:
            self.gone(at)
            self.seen, self.since, self.unseen = self.unseen, at, ""
            self.mode = POP_ON
        elif code in (CLEAR, RETURN):
            self.gone(at)
        elif code == FORGET:
            self.unseen = ""
        elif code == BACKSPACE:
            self.correct("")
        elif code in (POP_ON, PAINT_ON, *ROLL_UP):
            self._turn(code, at)

    def _turn(self, code: int, at: int) -> None:
        """Another way of showing; rolling lines that are there already go on."""
        mode = ROLL_UP[0] if code in ROLL_UP else code
        if mode not in (self.mode, POP_ON):
            self.gone(at)
        self.mode = mode


def read_scenarist(text: str, name: str) -> tuple[list[Cue], str]:
    """Cues of an .scc file.

    Raises:
        CaptionsUnreadableError: when no line has a time code and pairs of bytes.
    """
    lines = list(LINE.finditer(text))
    if not lines:
        raise CaptionsUnreadableError(name, "it holds no line such as 00:00:01:00 9420 9420 c8e9")
    screen = _Screen()
    at = 0
    for line in lines:
        at = _obey(screen, line, at)
    screen.gone(at + LAST_MS)
    return screen.cues, ""


def _obey(screen: _Screen, line: re.Match[str], after: int) -> int:
    """Take one line in; returns when it has been sent."""
    frame = max(_frame(line), 0)
    before = None
    at = after
    for number, (first, second) in enumerate(_pairs(line.group(6))):
        at = max(after, int((frame + number) * FRAME_MS))
        repeated = before == (first, second) and 0x10 <= first <= 0x1F
        before = None if repeated else (first, second)
        if not repeated:
            _take(screen, first, second, at)
    return at


def _take(screen: _Screen, first: int, second: int, at: int) -> None:
    """One pair: two characters, one of the others, a place on the screen, or a command."""
    if 0x10 <= first <= 0x1F:
        screen.first = first < SECOND_CHANNEL
    if not screen.first:
        return
    if first >= 0x20:
        screen.write("".join(map(_plain, filter(None, (first, second)))), at)
    elif first == 0x11 and 0x30 <= second <= 0x3F:
        screen.write(SPECIAL[second - 0x30], at)
    elif first in EXTENDED and 0x20 <= second <= 0x3F:
        screen.correct(EXTENDED[first][second - 0x20])
    elif first in (0x14, 0x15) and 0x20 <= second <= 0x2F:
        screen.command(second, at)
    elif 0x10 <= first <= 0x17:
        screen.write(" ", at)  # another row, another look, a tab


def _plain(code: int) -> str:
    return DIFFERENT.get(code, chr(code)) if code >= 0x20 else ""


def _pairs(written: str) -> Iterator[tuple[int, int]]:
    """Pairs without their parity; fillers are time that passes."""
    for pair in written.split():
        yield int(pair[:2], 16) & 0x7F, int(pair[2:], 16) & 0x7F


def _frame(line: re.Match[str]) -> int:
    """Frames from the start; behind a semicolon, time codes leave two out in most minutes."""
    hours, minutes, seconds, frames = (int(line.group(n)) for n in (1, 2, 3, 5))
    whole = hours * 60 + minutes
    count = (whole * 60 + seconds) * 30 + frames
    return count if line.group(4) == ":" else count - 2 * (whole - whole // 10)
