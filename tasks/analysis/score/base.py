"""The promise of an analyser. To add one:

1. Write a class with a `name` and `candidates` in a file of its own beside this one.
2. Let `stage.py` ask it, and give its findings to `ranked` with those of the embedded analyser.

Every analyser keeps these promises:

- a candidate is a run of whole sentences; its times are theirs, until `boundaries` moves them;
- a grade names the sentence that earned it, or says in `reason` what else did;
- a signal that was missing has no grade: it is never counted as zero;
- the same input gives the same candidates, best first, ties by start and id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from schemas.candidates import CRITERIA, Candidate, Candidates, Criterion, Score
from schemas.scenes import Shots
from schemas.segments import Segments
from schemas.spec import ScoreOptions
from schemas.taste import TasteProfile
from tasks.analysis.score.voice import Voice

WEIGHTS: dict[Criterion, float] = {
    "hook_strength": 1.4,
    "emotional_tone": 0.9,
    "quotability": 1.0,
    "completion": 1.3,
    "information_density": 1.6,
    "high_energy": 0.7,
    "speaker_change": 0.4,
    "topic_completeness": 0.8,
    "engagement": 1.2,
}
"""What each criterion counts in the composite. Set by hand: fitted on nothing."""
LOW, HIGH = 1.3, 3.5
"""Mean grades that are worth 0 and 100."""


@dataclass(frozen=True, kw_only=True)
class ScoreJob:
    """All that an analyser may know: nothing of any style."""

    segments: Segments
    options: ScoreOptions
    shots: Shots | None = None
    profile: TasteProfile | None = None
    """What is wanted; None for the shipped profile of the recording's kind."""
    voice: Voice | None = None
    """What is heard; None where there is no sound."""
    progress: Callable[[float], None] = lambda _done: None


class Analyser(Protocol):
    """A way to find moments."""

    name: str

    def candidates(self, job: ScoreJob) -> Candidates:
        """Moments with their grades, best first."""
        ...


def composite(grades: Mapping[Criterion, float]) -> float:
    """0 to 100: the weighted mean of the grades that are there, spread over the useful range."""
    known = [name for name in CRITERIA if name in grades]
    total = sum(WEIGHTS[name] for name in known)
    if not total:
        return 0.0
    mean = sum(WEIGHTS[name] * grades[name] for name in known) / total
    return calibrated(mean)


def calibrated(mean: float) -> float:
    """A mean grade of 0 to 4 as a composite of 0 to 100."""
    return round(min(100.0, max(0.0, 100 * (mean - LOW) / (HIGH - LOW))), 3)


def candidate_id(first: int, last: int) -> str:
    """Such as `s0012-s0019`."""
    return f"s{first:04d}-s{last:04d}"


def candidate(
    segments: Segments,
    first: int,
    last: int,
    scores: Mapping[Criterion, Score],
    *,
    worth: float,
    engine: str,
    reasons: Iterable[str],
) -> Candidate:
    """A candidate of whole sentences with the times and text of these."""
    run = segments.sentences[first : last + 1]
    return Candidate(
        id=candidate_id(first, last),
        first_sentence=first,
        last_sentence=last,
        start_ms=run[0].start_ms,
        end_ms=run[-1].end_ms,
        text=" ".join(sentence.text for sentence in run),
        scores=dict(scores),
        composite=worth,
        engine=engine,
        reasons=tuple(reasons),
        needs_context="weak_start" in run[0].flags,
    )


def ranked(items: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Best first; ties by start, then id. Of two with one id the better one stays."""
    best: dict[str, Candidate] = {}
    for item in items:
        if item.id not in best or item.composite > best[item.id].composite:
            best[item.id] = item
    return tuple(sorted(best.values(), key=lambda item: (-item.composite, item.start_ms, item.id)))
