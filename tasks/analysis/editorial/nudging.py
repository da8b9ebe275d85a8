"""Where people have moved the ends of clips: the program takes it from there."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from schemas.candidates import Candidate
from schemas.steering import Nudge
from schemas.transcript import Transcript

SAME_MS = 150
"""An end so near to where one was moved is that end."""


class Nudged:
    """Applies what people have moved, the last move of a place first."""

    def __init__(self, nudges: Sequence[Nudge], transcript: Transcript) -> None:
        self.nudges = tuple(reversed(nudges))
        self.words = transcript.words
        self.starts = [word.start_ms for word in transcript.words]
        self.duration_ms = transcript.duration_ms

    def candidate(self, item: Candidate) -> Candidate:
        """A candidate with its ends where people have put them before."""
        start, end = self._moved("start", item.start_ms), self._moved("end", item.end_ms)
        if (start, end) == (item.start_ms, item.end_ms) or end <= start:
            return item
        notes = []
        if start != item.start_ms:
            notes.append(
                f"start moved by {(start - item.start_ms) / 1000:+.2f} s, as somebody wanted"
            )
        if end != item.end_ms:
            notes.append(f"end moved by {(end - item.end_ms) / 1000:+.2f} s, as somebody wanted")
        adjustments = (*item.adjustments, *notes)
        return item.model_copy(
            update={"start_ms": start, "end_ms": end, "adjustments": adjustments}
        )

    def _moved(self, edge: str, at_ms: int) -> int:
        """Where an end goes; moves of moves are followed, so that two small ones add up."""
        seen: set[int] = set()
        while at_ms not in seen:
            seen.add(at_ms)
            found = next(
                (
                    nudge
                    for nudge in self.nudges
                    if nudge.edge == edge and abs(nudge.at_ms - at_ms) <= SAME_MS
                ),
                None,
            )
            if found is None or found.to_ms in seen:
                break
            at_ms = found.to_ms
        return self._outside(min(at_ms, self.duration_ms), edge)

    def _outside(self, at_ms: int, edge: str) -> int:
        """The nearest time that is in no word; of two as near the one that keeps the word."""
        place = bisect_right(self.starts, at_ms) - 1
        if place < 0 or at_ms >= self.words[place].end_ms or at_ms <= self.words[place].start_ms:
            return at_ms
        word = self.words[place]
        before, behind = at_ms - word.start_ms, word.end_ms - at_ms
        keeps_start = before < behind or (before == behind and edge == "start")
        return word.start_ms if keeps_start else word.end_ms
