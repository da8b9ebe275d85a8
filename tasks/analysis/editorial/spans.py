"""Which sentences a clip holds: its ends moved so that it starts and stops where a thought does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from schemas.segments import Segments, Sentence
from schemas.spec import ScoreOptions
from tasks.analysis.editorial.fluency import BAD, TURNS, fluency_of
from tasks.analysis.editorial.marks import EXCLUDED
from tasks.analysis.editorial.runups import is_scrap
from tasks.analysis.editorial.terms import is_english
from tasks.analysis.editorial.tongues import tongue_of

ANSWERED = 2
"""How far back the question of an answer is looked for, in sentences."""
BACK, FORWARD = 3, 3
"""Most sentences that are added in front, and left out or added behind."""
OUTWARD, INWARD, KEPT, LONGER_MS = 4, 2, 0.7, 10_000
"""How many sentences further out and further in cleaner ends are looked for, how much of what was
chosen stays in the clip, and how much longer it becomes at most."""
MOVED, GROWN = 0.08, 0.015
"""How bad it is to move an end by a sentence, and to make the clip a second longer, where a sentence
that no clip should start or end with is 1."""


@dataclass
class Span:
    """A run of sentences on its way; `last` inclusive."""

    first: int
    last: int
    notes: list[str] = field(default_factory=list)
    led_in: int = 0
    """Words of the first sentence that are left out in front."""


class Moves:
    """Moves the ends of spans over whole sentences; never out of the limits of length."""

    def __init__(self, segments: Segments, options: ScoreOptions) -> None:
        self.heard = fluency_of(segments)
        self.english = is_english(segments.language)
        self.known = self.english or tongue_of(segments.language) is not None
        self.sentences = segments.sentences
        self.least, self.most = options.min_seconds * 1000, options.max_seconds * 1000

    def move(self, span: Span) -> None:
        """To a start that needs nothing, an end that is no question where one can be had, and then to
        sentences near by that are cleaner."""
        self._start(span)
        self._end(span)
        if self.english:
            self._drop_scraps(span)
        if self.known:
            self._smooth(span)

    def _start(self, span: Span) -> None:
        """Back over the question that is answered; else over, or past, an open reference."""
        asked = self._asked(span.first)
        if asked is not None and self._fits(asked, span.last):
            span.first = asked
            span.notes.append("starts with the question that it answers")
            return
        if "weak_start" in self.sentences[span.first].flags and not self._back(span):
            self._forward(span)

    def _asked(self, first: int) -> int | None:
        """The question just before, or in front of the first words of the same answer."""
        answer = self.sentences[first]
        if "question" in answer.flags:
            return None
        for index in range(first - 1, max(-1, first - 1 - ANSWERED), -1):
            before = self.sentences[index]
            if "question" in before.flags:
                return index if self._opens_cleanly(index) else None
            if before.speaker is None or before.speaker != answer.speaker:
                return None
        return None

    def _back(self, span: Span) -> bool:
        for first in range(span.first - 1, max(-1, span.first - 1 - BACK), -1):
            if not self._fits(first, span.last):
                return False
            if self._good_start(self.sentences[first]):
                span.notes.append(_count(span.first - first, "added in front", "what it refers to"))
                span.first = first
                return True
        return False

    def _forward(self, span: Span) -> None:
        for first in range(span.first + 1, min(span.last, span.first + FORWARD) + 1):
            if self._length(first, span.last) < self.least:
                return
            if self._good_start(self.sentences[first]):
                span.notes.append(
                    _count(
                        first - span.first, "left out in front", "they refer to what is not here"
                    )
                )
                span.first = first
                return

    def _end(self, span: Span) -> None:
        """Without a question at the end: it is left out, or answered."""
        if "question" not in self.sentences[span.last].flags:
            return
        for last in range(span.last - 1, max(span.first, span.last - FORWARD) - 1, -1):
            if self._length(span.first, last) < self.least:
                break
            if "question" not in self.sentences[last].flags:
                span.notes.append(_count(span.last - last, "left out behind", "an open question"))
                span.last = last
                return
        for last in range(span.last + 1, span.last + 1 + FORWARD):
            if not self._fits(span.first, last):
                return
            if self._good_end(self.sentences[last]):
                span.notes.append(_count(last - span.last, "added behind", "the answer"))
                span.last = last
                return

    def _smooth(self, span: Span) -> None:
        """To sentences near by that begin and end cleanly, where those at hand do not."""
        if self._rough(span.first, span.last) < BAD:
            return
        first, last = min(self._near(span), key=lambda run: self._cost(span, run))
        if first != span.first:
            span.notes.append(_moved("start", first - span.first))
        if last != span.last:
            span.notes.append(_moved("end", last - span.last))
        span.first, span.last = first, last

    def _near(self, span: Span) -> Iterator[tuple[int, int]]:
        """The span, and those near it that hold most of it and may be clips."""
        yield span.first, span.last
        whole = self._length(span.first, span.last)
        for first in range(max(0, span.first - OUTWARD), min(span.last, span.first + INWARD) + 1):
            if first != span.first and not self._good_start(self.sentences[first]):
                continue
            for last in range(max(first, span.last - INWARD), span.last + OUTWARD + 1):
                kept = (max(first, span.first), min(last, span.last))
                if not self._fits(first, last) or kept[0] > kept[1]:
                    continue
                good = last == span.last or self._good_end(self.sentences[last])
                right = self.least <= self._length(first, last) <= whole + LONGER_MS
                if good and right and self._length(*kept) >= KEPT * whole:
                    yield first, last

    def _rough(self, first: int, last: int) -> float:
        turns = TURNS * float(self.heard.turns[first + 1 : last + 1].sum())
        return float(self.heard.first[first]) + float(self.heard.last[last]) + turns

    def _cost(self, span: Span, run: tuple[int, int]) -> tuple[float, int, int]:
        """How bad it is to take a run instead; of two alike the one that is nearer."""
        away = abs(run[0] - span.first) + abs(run[1] - span.last)
        grown = max(0, self._length(*run) - self._length(span.first, span.last)) / 1000
        return (round(self._rough(*run) + MOVED * away + GROWN * grown, 6), away, run[0])

    def _drop_scraps(self, span: Span) -> None:
        """Leaves out `Mmm.` and `Right.` at either end."""
        first, last = span.first, span.last
        while first < last and is_scrap(self.sentences[first]):
            first += 1
        while last > first and is_scrap(self.sentences[last]):
            last -= 1
        if self._length(first, last) < self.least or "question" in self.sentences[last].flags:
            return
        if first != span.first and "weak_start" not in self.sentences[first].flags:
            span.first = first
        span.last = last

    def _good_start(self, sentence: Sentence) -> bool:
        return not {"weak_start", "filler"} & set(sentence.flags)

    def _opens_cleanly(self, place: int) -> bool:
        return self._good_start(self.sentences[place]) and float(self.heard.first[place]) < BAD

    def _good_end(self, sentence: Sentence) -> bool:
        return not {"question", "filler"} & set(sentence.flags)

    def _fits(self, first: int, last: int) -> bool:
        """Whether a run exists, is not too long and holds nothing that no clip may hold."""
        if first < 0 or last >= len(self.sentences):
            return False
        barred = any(
            (EXCLUDED | {"cold_open"}) & set(sentence.flags)
            for sentence in self.sentences[first : last + 1]
        )
        return not barred and self._length(first, last) <= self.most

    def _length(self, first: int, last: int) -> int:
        return self.sentences[last].end_ms - self.sentences[first].start_ms


def _moved(edge: str, by: int) -> str:
    way = "later" if by > 0 else "earlier"
    sentences = "one sentence" if abs(by) == 1 else f"{abs(by)} sentences"
    return f"{edge} {sentences} {way}, where it is whole"


def _count(number: int, what: str, why: str) -> str:
    sentences = "one sentence" if number == 1 else f"{number} sentences"
    return f"{sentences} {what}: {why}"
