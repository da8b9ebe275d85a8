"""Where a clip begins and ends: whole sentences first, then the silence around them, then the shot.

A cut never falls inside a word, nor, where the sound is at hand, into a breath or a laugh. What was
moved is said in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from schemas.candidates import Candidate, Candidates, Score
from schemas.scenes import Shots
from schemas.segments import Segments, Sentence
from schemas.spec import ScoreOptions
from schemas.steering import Nudge
from schemas.transcript import Transcript, Word
from tasks.analysis.editorial.nudging import Nudged
from tasks.analysis.editorial.quiet import Quiet
from tasks.analysis.editorial.runups import PAUSE_MS, run_up
from tasks.analysis.editorial.spans import Moves, Span
from tasks.analysis.editorial.terms import is_english

LEAD_MS, TAIL_MS = 350, 450
"""Most silence in front of the first word and behind the last."""
LEAST_TAIL_MS = 120
"""Nobody is cut off sooner than this behind a word, where the silence allows it."""
LAUGH_MS = 2500
"""How long a clip waits behind its last word for a laugh to end."""
LEAST_MOVED_MS = 60
"""Smaller moves to where it is quiet are not worth a word."""
NEAR_MS = 40
"""Measured times of words are about so exact."""
SNAP_MS = 250
NEEDS_CONTEXT = 0.8
"""Factor on the composite of what still opens with an open reference."""


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
        self.moves = Moves(segments, options)
        self.exact = transcript.timing == "word" and is_english(segments.language)
        self.sentences = segments.sentences
        self.words = transcript.words
        self.duration_ms = transcript.duration_ms
        self.cuts = [shot.start_ms for shot in shots.shots[1:]]
        self.least, self.most = options.min_seconds * 1000, options.max_seconds * 1000

    def candidate(self, item: Candidate) -> Candidate | None:
        """The candidate with its final ends; None when it cannot but end with a question."""
        span = Span(item.first_sentence, item.last_sentence)
        self.moves.move(span)
        if "question" in self.sentences[span.last].flags:
            return None
        self._without_run_up(span)
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
                "text": self._text(span),
                "scores": {name: _kept(score, span) for name, score in item.scores.items()},
                "composite": round(worth, 3),
                "points": _pointed(item, round(worth, 3)),
                "needs_context": weak,
                "adjustments": (*item.adjustments, *span.notes),
            }
        )

    def _without_run_up(self, span: Span) -> None:
        """Leaves out `So, um,` and `and` at the start, where the clip stays long enough and the words'
        times were measured: a place inside a cue that is only reckoned may lie in a word."""
        if not self.exact:
            return
        first = self.sentences[span.first]
        run = self.words[first.first_word : first.last_word + 1]
        texts = self._said(first)
        gaps = [*(two.start_ms - one.end_ms for one, two in pairwise(run)), 0]
        counts = (run_up(texts, gaps, joined=True), run_up(texts, gaps))
        count = next((count for count in counts if count and self._parts(run, count, span)), 0)
        if count:
            span.led_in = count
            said = " ".join(texts[:count]).rstrip(".,")
            span.notes.append(f"starts behind {said!r}")

    def _parts(self, run: Sequence[Word], count: int, span: Span) -> bool:
        """Whether a clip may start behind so many words of its first sentence: long enough, and at a
        pause, or where the sound, if it is at hand, has a gap between the two words."""
        before, after = run[count - 1].end_ms, run[count].start_ms
        if self.sentences[span.last].end_ms - after < self.least:
            return False
        if self.quiet is None or after - before >= PAUSE_MS:
            return True
        return self.quiet.dips(before - NEAR_MS, after + NEAR_MS)

    def _text(self, span: Span) -> str:
        first, *rest = self.sentences[span.first : span.last + 1]
        opening = self._said(first)[span.led_in :]
        said = " ".join((*opening, *(item.text for item in rest)))
        return said[:1].upper() + said[1:] if span.led_in else said

    def _said(self, sentence: Sentence) -> list[str]:
        """Its words as its text writes them, else as the transcript does."""
        run = self.words[sentence.first_word : sentence.last_word + 1]
        written = sentence.text.split()
        return written if len(written) == len(run) else [word.text for word in run]

    def _times(self, span: Span) -> tuple[int, int]:
        """Into the silence at both ends, at most half of it, to a shot's cut where one is near."""
        last = self.sentences[span.last]
        opening = self.sentences[span.first].first_word + span.led_in
        begin = self.words[opening].start_ms
        before = self.words[opening - 1].end_ms if opening else 0
        behind = last.last_word + 1
        after = self.words[behind].start_ms if behind < len(self.words) else self.duration_ms
        after = max(after, last.end_ms)
        spare = max(0, self.most - (last.end_ms - begin))
        lead = min(LEAD_MS, (begin - before) // 2, spare // 2)
        tail = min(TAIL_MS, (after - last.end_ms) // 2, spare - lead)
        start, end = begin - lead, last.end_ms + tail
        if self.quiet is not None:
            room = (max(before, begin - min(LEAD_MS, spare - tail)), begin)
            start = self._hushed_start(span, self.quiet, start, room)
            end = self._hushed_end(span, self.quiet, end, after, spare - (begin - start))
        cut_in = self._cut(start, before, begin)
        if cut_in is not None and end - cut_in <= self.most:
            start = cut_in
            span.notes.append("starts on a cut of the picture")
        soonest = last.end_ms + min(LEAST_TAIL_MS, (after - last.end_ms) // 2)
        cut_out = self._cut(end, soonest, after)
        if cut_out is not None and cut_out - start <= self.most:
            end = cut_out
            span.notes.append("ends on a cut of the picture")
        return start, end

    def _hushed_start(self, span: Span, quiet: Quiet, wanted: int, room: tuple[int, int]) -> int:
        """Where it is quiet in front of the first word, no further away than usual."""
        found = quiet.start(wanted, *room)
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
