"""Managed passes on top of the embedded analyser: propose, then grade; code does the rest.

A model names sentences and grades them. Its proposals and the best embedded candidates are graded
together, so that they can be compared. It adds and never takes away: where it gives no answer the
embedded grades stand, and the shortfalls say why. The transcript is data; the worst that it can do to an
answer is a poor choice of sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from schemas.candidates import CRITERIA, Candidate, Candidates, Criterion, Score
from schemas.segments import Segments
from tasks.analysis.score.base import ScoreJob, candidate, composite, ranked
from tasks.analysis.score.embedded import explained
from tasks.analysis.score.features import Features, features
from tasks.analysis.score.grade import Run, Verdict, graded_by_model
from tasks.analysis.score.propose import Proposal, proposed
from tasks.analysis.score.weighing import Weighed
from tasks.analysis.score.windows import window
from tasks.errors.inference import InferenceError
from tasks.tools.llm.door import Inference

ALIKE = 0.6
"""Overlap, as a share of both together, above which only the first of two runs is graded."""
EMBEDDED_PER_MINUTE, LEAST_EMBEDDED = 0.3, 6
"""How many embedded candidates a model grades beside its own proposals."""
REASON_CHARACTERS = 200
MEASURED: tuple[Criterion, ...] = ("high_energy",)
"""Grades that come from measurements, whoever proposed the moment."""


class ManagedAnalyser:
    """Asks the models of a profile."""

    def __init__(self, inference: Inference) -> None:
        self.inference = inference
        self.name = inference.profile.label

    def candidates(self, job: ScoreJob, embedded: Candidates) -> Candidates:
        """The embedded candidates and the models' own, graded together.

        Raises:
            InferenceError: where the profile says that a run fails without an answer.
        """
        if not job.segments.sentences:
            return embedded
        found = features(job.segments, job.voice, job.shots)
        first = proposed(job, found, self.inference)
        self._may_fail(first.failures)
        pool = to_grade(first.items, embedded.items, job.segments)
        second = graded_by_model(job, found, self.inference, pool)
        self._may_fail(second.failures)

        asked = {(item.first, item.last): item for item in reversed(first.items)}
        known = {(item.first_sentence, item.last_sentence): item for item in embedded.items}
        made = dict(known)
        for run in pool:
            if run in second.verdicts:
                made[run] = _candidate(job, found, run, *second.verdicts[run])
            elif run not in known:
                made[run] = _proposed(job, found, asked[run])
        models = dict.fromkeys(model for _, model in second.verdicts.values())
        notes = (*embedded.notes, *(f"{self.name}: {note}" for note in first.notes))
        return Candidates(
            engine=", ".join(models) or embedded.engine,
            inference=self.name,
            profile=embedded.profile,
            profile_reason=embedded.profile_reason,
            shortfalls=first.missing + second.missing,
            notes=notes,
            items=ranked(made.values()),
        )

    def _may_fail(self, failures: Sequence[InferenceError]) -> None:
        if failures and self.inference.profile.on_failure == "fail":
            raise failures[0]


def to_grade(
    proposals: Iterable[Proposal], embedded: Sequence[Candidate], segments: Segments
) -> list[Run]:
    """Runs that a model grades: all proposals, then the best embedded ones that differ from them."""
    most = max(LEAST_EMBEDDED, round(segments.duration_ms / 60_000 * EMBEDDED_PER_MINUTE))
    kept: list[Run] = []
    for item in proposals:
        _add(kept, (item.first, item.last), segments)
    room = len(kept) + most
    for candidate_ in embedded:
        if len(kept) >= room:
            break
        _add(kept, (candidate_.first_sentence, candidate_.last_sentence), segments)
    return kept


def _add(kept: list[Run], run: Run, segments: Segments) -> None:
    if all(_alike(run, other, segments) <= ALIKE for other in kept):
        kept.append(run)


def _alike(one: Run, other: Run, segments: Segments) -> float:
    """Time in common to time of both together."""
    sentences = segments.sentences
    starts = [sentences[run[0]].start_ms for run in (one, other)]
    ends = [sentences[run[1]].end_ms for run in (one, other)]
    return max(0, min(ends) - max(starts)) / max(1, max(ends) - min(starts))


def _candidate(job: ScoreJob, found: Features, run: Run, verdict: Verdict, model: str) -> Candidate:
    reason = said(verdict.reason)
    scores = _scores(found, run, verdict, reason)
    return candidate(
        job.segments,
        *run,
        scores,
        worth=composite({name: score.grade for name, score in scores.items()}),
        engine=model,
        reasons=(reason,) if reason else (),
    )


def _scores(found: Features, run: Run, verdict: Verdict, reason: str) -> dict[Criterion, Score]:
    """The model's grades, and the measured ones; a signal that was missing has none."""
    measured = window(found, *run).grades
    scores: dict[Criterion, Score] = {}
    for name in CRITERIA:
        given = getattr(verdict, name, None)
        if name in MEASURED and name in measured:
            scores[name] = Score(grade=measured[name], reason="measured in the sound")
        elif given is not None and (name != "speaker_change" or name in measured):
            inside = run[0] <= given.evidence_id <= run[1]
            evidence = given.evidence_id if inside else run[0]
            scores[name] = Score(grade=given.grade, evidence=evidence, reason=reason)
    return scores


def _proposed(job: ScoreJob, found: Features, item: Proposal) -> Candidate:
    """A model's proposal with the embedded analyser's grades."""
    marked = window(found, item.first, item.last)
    # By its grades alone: taste ranks what it proposed itself.
    worth = Weighed(marked.composite, {})
    made = explained(marked, worth, found, job.segments, "embedded")
    reason = f"proposed by {item.model}: {said(item.reason)}"
    return made.model_copy(update={"reasons": (*made.reasons, reason)})


def said(reason: str) -> str:
    """A model's free text: one line, no markup, no addresses, not long."""
    plain = re.sub(r"https?://\S+|www\.\S+|[<>\x00-\x1f\x7f]", " ", reason)
    return " ".join(plain.split())[:REASON_CHARACTERS]
