"""Where a clip begins and ends: whole sentences first, then the silence around them, then the shot.

A cut never falls inside a word, nor, where the sound is at hand, into a breath or a laugh. What was
moved is said in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from schemas.candidates import Candidate, Candidates, Score
from schemas.scenes import Shots
from schemas.segments import Segments, Sentence
from schemas.spec import ScoreOptions
from schemas.steering import Nudge
from schemas.transcript import Transcript
from tasks.analysis.editorial.marks import EXCLUDED
from tasks.analysis.editorial.nudging import Nudged
from tasks.analysis.editorial.quiet import Quiet

LEAD_MS, TAIL_MS = 350, 450
"""Most silence in front of the first word and behind the last."""
LEAST_TAIL_MS = 120
"""Nobody is cut off sooner than this behind a word, where the silence allows it."""
LAUGH_MS = 2500
"""How long a clip waits behind its last word for a laugh to end."""
LEAST_MOVED_MS = 60
"""Smaller moves to where it is quiet are not worth a word."""
SNAP_MS = 250
ANSWERED = 2
"""How far back the question of an answer is looked for, in sentences."""
BACK, FORWARD = 3, 3
"""Most sentences that are added in front, and left out or added behind."""
NEEDS_CONTEXT = 0.8
"""Factor on the composite of what still opens with an open reference."""


@dataclass
class Span:
    """A run of sentences on its way; `last` inclusive."""

    first: int
    last: int
    notes: list[str] = field(default_factory=list)


def bounded(
    candidates: Candidates,
    segments: Segments,
    transcript: Transcript,
    shots: Shots,
    options: ScoreOptions,
    nudges: Sequence[Nudge] = (),
    quiet: Quiet | None = None,
) -> Candidates:
    """Candidates with their final times; those that cannot but end with a question are left out.

    Args:
        nudges: ends that people have moved in this recording before, oldest first.
        quiet: the recording's sound, where it is at hand.
    """
    repair = Repair(segments, transcript, shots, options, quiet)
    moved = [repair.candidate(item) for item in candidates.items]
    if nudges:
        people = Nudged(nudges, transcript)
        moved = [item and people.candidate(item) for item in moved]
    kept = [item for item in moved if item is not None]
    notes = candidates.notes
    if len(kept) < len(moved):
        notes = (*notes, f"{len(moved) - len(kept)} left out: they end with an open question")
    return candidates.model_copy(update={"items": _ranked(kept), "notes": notes})


def _ranked(items: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Best first; of those that became the same run the best stays."""
    best: dict[str, Candidate] = {}
    for item in items:
        if item.id not in best or item.composite > best[item.id].composite:
            best[item.id] = item
    return tuple(sorted(best.values(), key=lambda item: (-item.composite, item.start_ms, item.id)))


class Repair:
    """Moves the ends of candidates over sentences, and then into the silence around them."""

    def __init__(
        self,
        segments: Segments,
        transcript: Transcript,
        shots: Shots,
        options: ScoreOptions,
        quiet: Quiet | None,
    ) -> None:
        self.quiet = quiet
        self.sentences = segments.sentences
        self.words = transcript.words
        self.duration_ms = transcript.duration_ms
        self.cuts = [shot.start_ms for shot in shots.shots[1:]]
        self.least, self.most = options.min_seconds * 1000, options.max_seconds * 1000

    def candidate(self, item: Candidate) -> Candidate | None:
        """The candidate with its final ends; None when it cannot but end with a question."""
        span = Span(item.first_sentence, item.last_sentence)
        self._start(span)
        self._end(span)
        if "question" in self.sentences[span.last].flags:
            return None
        start, end = self._times(span)
        weak = "weak_start" in self.sentences[span.first].flags
        worth = item.composite * (NEEDS_CONTEXT if weak and not item.needs_context else 1.0)
        return item.model_copy(
            update={
                "id": f"s{span.first:04d}-s{span.last:04d}",
                "first_sentence": span.first,
                "last_sentence": span.last,
                "start_ms": start,
                "end_ms": end,
                "text": " ".join(
                    sentence.text for sentence in self.sentences[span.first : span.last + 1]
                ),
                "scores": {name: _kept(score, span) for name, score in item.scores.items()},
                "composite": round(worth, 3),
                "points": _pointed(item, round(worth, 3)),
                "needs_context": weak,
                "adjustments": (*item.adjustments, *span.notes),
            }
        )

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
                return index if self._good_start(before) else None
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

    def _good_start(self, sentence: Sentence) -> bool:
        return not {"weak_start", "filler"} & set(sentence.flags)

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

    def _times(self, span: Span) -> tuple[int, int]:
        """Into the silence at both ends, at most half of it, to a shot's cut where one is near."""
        first, last = self.sentences[span.first], self.sentences[span.last]
        before = self.words[first.first_word - 1].end_ms if first.first_word else 0
        behind = last.last_word + 1
        after = self.words[behind].start_ms if behind < len(self.words) else self.duration_ms
        after = max(after, last.end_ms)
        spare = max(0, self.most - self._length(span.first, span.last))
        lead = min(LEAD_MS, (first.start_ms - before) // 2, spare // 2)
        tail = min(TAIL_MS, (after - last.end_ms) // 2, spare - lead)
        start, end = first.start_ms - lead, last.end_ms + tail
        if self.quiet is not None:
            start = self._hushed_start(span, self.quiet, start, before, spare - tail)
            end = self._hushed_end(span, self.quiet, end, after, spare - (first.start_ms - start))
        cut_in = self._cut(start, before, first.start_ms)
        if cut_in is not None and end - cut_in <= self.most:
            start = cut_in
            span.notes.append("starts on a cut of the picture")
        soonest = last.end_ms + min(LEAST_TAIL_MS, (after - last.end_ms) // 2)
        cut_out = self._cut(end, soonest, after)
        if cut_out is not None and cut_out - start <= self.most:
            end = cut_out
            span.notes.append("ends on a cut of the picture")
        return start, end

    def _hushed_start(self, span: Span, quiet: Quiet, wanted: int, before: int, spare: int) -> int:
        """Where it is quiet in front of the first word, no further away than usual."""
        first = self.sentences[span.first].start_ms
        found = quiet.start(wanted, max(before, first - min(LEAD_MS, spare)), first)
        if abs(found - wanted) >= LEAST_MOVED_MS:
            span.notes.append("starts where it is quiet")
        return found

    def _hushed_end(self, span: Span, quiet: Quiet, wanted: int, after: int, spare: int) -> int:
        """Where it is quiet behind the last word, a laugh later if need be."""
        last = self.sentences[span.last].end_ms
        soonest = last + min(LEAST_TAIL_MS, (after - last) // 2)
        found = quiet.end(wanted, soonest, min(after, last + min(LAUGH_MS, spare)))
        if abs(found - wanted) >= LEAST_MOVED_MS:
            span.notes.append("ends where it is quiet")
        return found

    def _cut(self, near: int, earliest: int, latest: int) -> int | None:
        """The cut nearest to a time, at most 0.25 s away and inside the silence."""
        found = [
            cut for cut in self.cuts if earliest <= cut <= latest and abs(cut - near) <= SNAP_MS
        ]
        return min(found, key=lambda cut: (abs(cut - near), cut), default=None)


def _pointed(item: Candidate, worth: float) -> dict[str, float]:
    """The points with what a new open reference takes off, so that they still make the composite."""
    lost = round(worth - item.composite, 3)
    return {**item.points, "context": lost} if item.points and lost else item.points


def _kept(score: Score, span: Span) -> Score:
    """A grade without its evidence where that is no longer inside."""
    if score.evidence is None or span.first <= score.evidence <= span.last:
        return score
    return score.model_copy(update={"evidence": None})


def _count(number: int, what: str, why: str) -> str:
    sentences = "one sentence" if number == 1 else f"{number} sentences"
    return f"{sentences} {what}: {why}"
