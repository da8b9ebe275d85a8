"""First managed pass: which runs of sentences might be moments. Ids only; code makes them fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from schemas.inference import Shortfall
from schemas.segments import Sentence
from schemas.spec import ScoreOptions
from tasks.analysis.score.base import ScoreJob
from tasks.analysis.score.features import Features
from tasks.analysis.score.prompt import PROPOSE, quoted, windows
from tasks.errors.inference import InferenceError
from tasks.tools.llm.door import Inference, Question, Unusable
from tasks.tools.llm.prompt import fenced
from tasks.tools.llm.shortfalls import shortfalls

FEWEST_PER_MINUTE, MOST_PER_MINUTE = 0.4, 0.8
EDGES_MS = 800
"""What `boundaries` may add at both ends together."""
Kind = Literal["story", "claim", "advice", "exchange", "emotion", "humour", "fact"]


class Moment(BaseModel):
    """A run of whole sentences, both ids inclusive."""

    first_id: int
    last_id: int
    kind: Kind
    reason: Annotated[str, Field(max_length=400)]


class Moments(BaseModel):
    """The model's answer for one window."""

    moments: Annotated[list[Moment], Field(max_length=40)]


@dataclass(frozen=True)
class Proposal:
    """A run of sentences that can be a clip, as a model proposed it or mended."""

    first: int
    last: int
    reason: str
    model: str


@dataclass(frozen=True)
class Proposed:
    """What came of the pass."""

    items: list[Proposal]
    notes: list[str]
    failures: list[InferenceError]
    missing: tuple[Shortfall, ...]


def proposed(job: ScoreJob, found: Features, inference: Inference) -> Proposed:
    """The moments of all windows; those without an answer are counted."""
    parts = windows(job.segments.sentences, job.segments.sections)
    answers = inference.ask_all(
        [_question(part, job, found) for part in parts],
        lambda done: job.progress(0.3 + 0.3 * done / len(parts)),
    )
    failures = [answer for answer in answers if isinstance(answer, InferenceError)]
    lost = [(failure, 1) for failure in failures]
    missing = shortfalls("propose", inference.profile.label, len(parts), lost)
    result = Proposed([], [], failures, missing)
    mended = dropped = 0
    for part, answer in zip(parts, answers, strict=True):
        if isinstance(answer, InferenceError):
            continue
        for moment in answer.value.moments:
            run = fitted(moment, part, found, job.options)
            if run is None:
                dropped += 1
                continue
            mended += run != (moment.first_id, moment.last_id)
            result.items.append(Proposal(*run, moment.reason, answer.model))
    if mended or dropped:
        result.notes.append(
            f"proposals with impossible sentences: {mended} mended, {dropped} dropped"
        )
    return result


def _question(part: Sequence[Sentence], job: ScoreJob, found: Features) -> Question[Moments]:
    minutes = (part[-1].end_ms - part[0].start_ms) / 60_000
    fewest, most = (round(minutes * rate) for rate in (FEWEST_PER_MINUTE, MOST_PER_MINUTE))
    text = (
        f"Shortest: {job.options.min_seconds} s. Longest: {job.options.max_seconds} s. "
        f"Give {max(1, fewest)} to {max(2, most)} moments.\n\n"
        + fenced("\n".join(quoted(sentence, found, at=True) for sentence in part))
    )

    def check(answer: Moments, last: bool) -> Moments:
        usable = [m for m in answer.moments if fitted(m, part, found, job.options)]
        if answer.moments and not usable and not last:
            raise Unusable(
                f"None of these moments can be used. Ids go from {part[0].id} to {part[-1].id}, "
                f"first_id comes before last_id, and advertising is left out."
            )
        return answer

    return Question(PROPOSE, text, Moments, check)


def fitted(
    moment: Moment, part: Sequence[Sentence], found: Features, options: ScoreOptions
) -> tuple[int, int] | None:
    """The run of a moment, turned, lengthened or shortened until it can be a clip; None where its
    sentences are not in the window or may not be shown."""
    first, last = sorted((moment.first_id, moment.last_id))
    if first < part[0].id or last > part[-1].id:
        return None
    least, most = options.min_seconds, options.max_seconds - EDGES_MS / 1000
    while last < part[-1].id and _seconds(found, first, last) < least:
        last += 1
    while last > first and _seconds(found, first, last) > most:
        last -= 1
    if found.excluded[first : last + 1].any() or not least <= _seconds(found, first, last) <= most:
        return None
    return first, last


def _seconds(found: Features, first: int, last: int) -> float:
    return float(found.end_ms[last] - found.start_ms[first]) / 1000
