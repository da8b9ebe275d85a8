"""A managed model, through pydantic-ai: it names sentences and grades them, code does the rest.

It adds to the embedded analyser and never makes a run fail: whatever goes wrong is said in the
notes, and the embedded candidates stand. The transcript is data; the worst it can do to the answer
is a poor choice of sentences.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, Field

from schemas.candidates import CRITERIA, Candidate, Candidates, Criterion, Score
from schemas.costs import Cost
from schemas.segments import Sentence
from tasks.analysis.score.base import ScoreJob, candidate, composite, ranked
from tasks.analysis.score.embedded import graded
from tasks.analysis.score.features import Features, features
from tasks.analysis.score.prompt import PROMPT, request, windows

TIMEOUT_S = 90.0
MOST_TOKENS = 6000
PER_MINUTE = 0.6
MOST_FAILURES = 2
"""After so many parts the model is not asked again."""
EDGES_MS = 800
REASON_CHARACTERS = 200
Grade = Annotated[int, Field(ge=0, le=4)]
MEASURED: tuple[Criterion, ...] = ("high_energy",)
"""Grades that come from measurements, whoever proposed the moment."""


class Grades(BaseModel):
    """One moment's grades, 0 to 4."""

    hook_strength: Grade
    emotional_tone: Grade
    quotability: Grade
    completion: Grade
    information_density: Grade
    speaker_change: Grade
    topic_completeness: Grade
    engagement: Grade


class Moment(BaseModel):
    """A run of whole sentences, both ids inclusive."""

    first_id: int
    last_id: int
    evidence_id: int
    grades: Grades
    reason: Annotated[str, Field(max_length=600)]


class Moments(BaseModel):
    """The model's answer for one window."""

    moments: Annotated[list[Moment], Field(max_length=60)]


class ModelAnalyser:
    """Asks a model once for every window of the recording.

    Args:
        model: a pydantic-ai name such as `openai:gpt-5-mini`.
        base_url: address of an OpenAI-compatible server that has the model; empty for the
            provider's own.
    """

    def __init__(self, model: str, base_url: str = "", *, timeout_s: float = TIMEOUT_S) -> None:
        self.name, self.base_url, self.timeout_s = model, base_url, timeout_s

    def candidates(self, job: ScoreJob) -> Candidates:
        """The model's moments. Where it fails, those of the windows before and a note why."""
        if not job.segments.sentences:
            return Candidates(engine=self.name, items=())
        found = features(job.segments, job.levels, job.shots)
        items: list[Candidate] = []
        notes: list[str] = []
        failures = 0
        parts = windows(job.segments.sentences)
        for number, part in enumerate(parts, 1):
            try:
                answer = self._ask(job, found, part)
            except Exception as error:  # noqa: BLE001 - whatever a provider does, the run goes on
                notes.append(f"{self.name} failed on part {number} of {len(parts)}: {_why(error)}")
                failures += 1
                if failures >= MOST_FAILURES:
                    break
                continue
            kept = [self._candidate(job, found, part, moment) for moment in answer.moments]
            items += [item for item in kept if item is not None]
            dropped = kept.count(None)
            if dropped:
                notes.append(f"{self.name}: {dropped} moments with impossible sentences dropped")
            job.progress(0.5 + 0.5 * number / len(parts))
        return Candidates(engine=self.name, notes=tuple(notes), items=ranked(items))

    def _ask(self, job: ScoreJob, found: Features, part: Sequence[Sentence]) -> Moments:
        from pydantic_ai import Agent, capture_run_messages
        from pydantic_ai.settings import ModelSettings

        minutes = (part[-1].end_ms - part[0].start_ms) / 60_000
        count = max(2, round(minutes * PER_MINUTE))
        text = request(part, found, job.options.min_seconds, job.options.max_seconds, count)
        agent = Agent(
            self._model(),
            output_type=Moments,
            instructions=PROMPT,
            retries=1,
            name="score",
            model_settings=ModelSettings(
                max_tokens=MOST_TOKENS, timeout=self.timeout_s, max_retries=0
            ),
        )
        with capture_run_messages() as messages:
            try:
                return agent.run_sync(text, timeout=2 * self.timeout_s).output
            finally:
                for cost in _costs(messages):
                    job.spend(cost)

    def _model(self) -> Any:
        """The model behind the name, or on the server at `base_url`."""
        if not self.base_url:
            return self.name
        from openai import AsyncOpenAI
        from pydantic_ai.models.openai import OpenAIChatModel
        from pydantic_ai.providers.openai import OpenAIProvider

        client = AsyncOpenAI(
            base_url=self.base_url,
            api_key=os.environ.get("OPENAI_API_KEY") or "none",
            max_retries=0,
            timeout=self.timeout_s,
        )
        name = self.name.split(":", 1)[-1]
        return OpenAIChatModel(name, provider=OpenAIProvider(openai_client=client))

    def _candidate(
        self, job: ScoreJob, found: Features, part: Sequence[Sentence], moment: Moment
    ) -> Candidate | None:
        """A moment as a candidate; None where its sentences do not exist or may not be shown."""
        first, last = moment.first_id, moment.last_id
        if not part[0].id <= first <= last <= part[-1].id or found.excluded[first : last + 1].any():
            return None
        seconds = (found.end_ms[last] - found.start_ms[first]) / 1000
        if not job.options.min_seconds <= seconds <= job.options.max_seconds - EDGES_MS / 1000:
            return None
        reason = _said(moment.reason)
        evidence = moment.evidence_id if first <= moment.evidence_id <= last else first
        scores = self._scores(job, found, moment, evidence, reason)
        grades = {name: score.grade for name, score in scores.items()}
        return candidate(
            job.segments,
            first,
            last,
            scores,
            worth=composite(grades),
            engine=self.name,
            reasons=(reason,) if reason else (),
        )

    def _scores(
        self, job: ScoreJob, found: Features, moment: Moment, evidence: int, reason: str
    ) -> dict[Criterion, Score]:
        """The model's grades, and the measured ones; a signal that was missing has none."""
        measured = graded(job, found, moment.first_id, moment.last_id).grades
        given = moment.grades.model_dump()
        scores: dict[Criterion, Score] = {}
        for name in CRITERIA:
            if name in MEASURED and name in measured:
                scores[name] = Score(grade=measured[name], reason="measured in the sound")
            elif name in given and (name != "speaker_change" or name in measured):
                scores[name] = Score(grade=given[name], evidence=evidence, reason=reason)
        return scores


def merged(embedded: Candidates, managed: Candidates) -> Candidates:
    """Both together; named after the model where it found anything."""
    return Candidates(
        engine=managed.engine if managed.items else embedded.engine,
        notes=(*embedded.notes, *managed.notes),
        items=ranked((*managed.items, *embedded.items)),
    )


def _said(reason: str) -> str:
    """A model's free text: one line, no markup, no addresses, not long."""
    plain = re.sub(r"https?://\S+|www\.\S+|[<>\x00-\x1f\x7f]", " ", reason)
    return " ".join(plain.split())[:REASON_CHARACTERS]


def _why(error: Exception) -> str:
    """What a provider's error comes down to, in one line."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}"[:REASON_CHARACTERS]


def _costs(messages: Sequence[Any]) -> list[Cost]:
    """What each answer cost: prices go by the request, so each is priced by itself."""
    from pydantic_ai.messages import ModelResponse

    return [_cost(message) for message in messages if isinstance(message, ModelResponse)]


def _cost(response: Any) -> Cost:
    tokens = float(response.usage.input_tokens + response.usage.output_tokens)
    try:
        usd, source = float(response.cost().total_price), "genai-prices"
    except (LookupError, ValueError, AssertionError) as error:
        usd, source = 0.0, f"unpriced: {_why(error)}"
    return Cost(
        what=f"model:{response.model_name}",
        usd=usd,
        quantity=tokens,
        unit="tokens",
        price_source=source,
    )
