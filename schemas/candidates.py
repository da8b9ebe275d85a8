"""Moments that might become clips, with the evidence for each."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Contract
from schemas.inference import Shortfall
from schemas.units import Ms, Num

Criterion = Literal[
    "hook_strength",
    "emotional_tone",
    "quotability",
    "completion",
    "information_density",
    "high_energy",
    "speaker_change",
    "topic_completeness",
    "engagement",
]

CRITERIA: tuple[Criterion, ...] = Criterion.__args__  # type: ignore[attr-defined]

Grade = Annotated[Num, Field(ge=0, le=4)]
Composite = Annotated[Num, Field(ge=0, le=100)]


class Score(Contract):
    """One editorial criterion, 0 to 4, with the sentence that earned it."""

    grade: Grade
    evidence: int | None = None
    """Sentence id; None where the evidence is not a sentence, such as audio energy."""
    reason: str = ""


class Candidate(Contract):
    """A run of whole sentences."""

    id: str
    """Stable within the source, such as `s0012-s0019`."""
    first_sentence: int
    last_sentence: int
    """Inclusive."""
    start_ms: Ms
    end_ms: Ms
    text: str
    scores: dict[Criterion, Score]
    """A signal that was missing has no entry."""
    composite: Composite
    engine: str
    """`embedded`, or the model's name."""
    reasons: tuple[str, ...] = ()
    needs_context: bool = False
    """Opens with a reference that is resolved only outside of it."""
    points: dict[str, Num] = {}
    """What makes the composite, where the taste profile made it: `usual` for a usual moment of this
    recording, then what each criterion adds, `place` for where it is, `shape` for length and ends."""
    adjustments: tuple[str, ...] = ()
    """What `boundaries` moved, and why."""


class Candidates(Contract):
    """Best first; ties by start, then id."""

    engine: str
    inference: str | None = None
    """Inference profile whose models were asked, such as `balanced@1`."""
    profile: str = ""
    """Taste profile of the embedded analyser, as `name@digest`."""
    profile_reason: str = ""
    """Why that one."""
    prompt_digest: str | None = None
    shortfalls: tuple[Shortfall, ...] = ()
    """What models were asked and did not answer; the embedded analyser's answers stand there."""
    notes: tuple[str, ...] = ()
    """What was excluded, what had to be mended, ..."""
    items: tuple[Candidate, ...]
