"""Second managed pass: grades from 0 to 4 with the sentence that earned each, a few moments at a time,
in an order that has nothing to do with who proposed what."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, Field

from schemas.inference import Shortfall
from schemas.segments import Sentence
from tasks.analysis.score.base import ScoreJob
from tasks.analysis.score.features import Features
from tasks.analysis.score.prompt import GRADE, quoted
from tasks.errors.inference import InferenceError
from tasks.tools.llm.door import Inference, Question, Unusable
from tasks.tools.llm.prompt import fenced
from tasks.tools.llm.shortfalls import shortfalls

BATCH = 6
AROUND = 2
"""Sentences before and after a moment that are shown with it."""
Run = tuple[int, int]
"""First and last sentence, inclusive."""


class Earned(BaseModel):
    """A grade, and the sentence that earned it."""

    grade: Annotated[int, Field(ge=0, le=4)]
    evidence_id: int


class Verdict(BaseModel):
    """One moment's grades."""

    number: int
    hook_strength: Earned
    emotional_tone: Earned
    quotability: Earned
    completion: Earned
    information_density: Earned
    speaker_change: Earned
    topic_completeness: Earned
    engagement: Earned
    reason: Annotated[str, Field(max_length=600)]


class Verdicts(BaseModel):
    """The model's answer for one batch."""

    verdicts: Annotated[list[Verdict], Field(max_length=2 * BATCH)]


@dataclass(frozen=True)
class Graded:
    """What came of the pass: verdicts by run, each with the model that gave it."""

    verdicts: Mapping[Run, tuple[Verdict, str]]
    failures: list[InferenceError]
    missing: tuple[Shortfall, ...]


def graded_by_model(
    job: ScoreJob, found: Features, inference: Inference, runs: Sequence[Run]
) -> Graded:
    """Verdicts on runs; those that got none are counted."""
    parts = batches(runs, job.segments.sentences)
    answers = inference.ask_all(
        [_question(part, job, found) for part in parts],
        lambda done: job.progress(0.6 + 0.4 * done / len(parts)),
    )
    verdicts: dict[Run, tuple[Verdict, str]] = {}
    failures: list[tuple[InferenceError, int]] = []
    for part, answer in zip(parts, answers, strict=True):
        if isinstance(answer, InferenceError):
            failures.append((answer, len(part)))
            continue
        for verdict in answer.value.verdicts:
            if 1 <= verdict.number <= len(part):
                verdicts.setdefault(part[verdict.number - 1], (verdict, answer.model))
    asked = sum(map(len, parts))
    left_out = asked - len(verdicts) - sum(count for _, count in failures)
    missing = shortfalls("grade", inference.profile.label, asked, failures, left_out)
    return Graded(verdicts, [failure for failure, _ in failures], missing)


def batches(runs: Sequence[Run], sentences: Sequence[Sentence]) -> list[list[Run]]:
    """At most six at a time, evenly, shuffled by what is said in them: the same every time."""

    def order(run: Run) -> tuple[str, Run]:
        said = "\n".join(sentence.text for sentence in sentences[run[0] : run[1] + 1])
        return hashlib.sha256(said.encode()).hexdigest(), run

    shuffled = sorted(set(runs), key=order)
    count = -(-len(shuffled) // BATCH)
    return [shuffled[number::count] for number in range(count)]


def _question(part: Sequence[Run], job: ScoreJob, found: Features) -> Question[Verdicts]:
    sentences = job.segments.sentences
    lines: list[str] = []
    for number, (first, last) in enumerate(part, 1):
        lines.append(f"MOMENT {number}")
        before = sentences[max(0, first - AROUND) : first]
        after = sentences[last + 1 : last + 1 + AROUND]
        lines += [f"before: {quoted(sentence, found, at=False)}" for sentence in before]
        lines += [quoted(sentence, found, at=False) for sentence in sentences[first : last + 1]]
        lines += [f"after: {quoted(sentence, found, at=False)}" for sentence in after]

    def check(answer: Verdicts, last: bool) -> Verdicts:
        numbers = [verdict.number for verdict in answer.verdicts]
        if sorted(numbers) != list(range(1, len(part) + 1)) and not last:
            raise Unusable(f"Give each of the moments 1 to {len(part)} exactly once.")
        return answer

    text = f"{len(part)} moments.\n\n" + fenced("\n".join(lines))
    return Question(GRADE, text, Verdicts, check)
