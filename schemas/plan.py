"""The editorial plan: which moments, why, and why not the others."""

from __future__ import annotations

from typing import Literal

from schemas.base import Contract
from schemas.candidates import Composite, Criterion, Score
from schemas.inference import Shortfall
from schemas.steering import ReadBrief
from schemas.units import Ms, Num, Share


class PlannedClip(Contract):
    """One chosen moment. Times are within the recording and lie on silence or sentence edges."""

    id: str
    """`clip-01` in order of appearance."""
    rank: int
    """One-based place by composite score."""
    start_ms: Ms
    end_ms: Ms
    first_sentence: int
    last_sentence: int
    title: str
    hook: str
    """At most ten words, shown on the picture."""
    description: str
    keywords: tuple[str, ...] = ()
    text: str
    composite: Composite
    scores: dict[Criterion, Score]
    points: dict[str, Num] = {}
    """What makes the composite; see `Candidate`."""
    reasons: tuple[str, ...]
    needs_context: bool = False
    nearest: str | None = None
    """Id of the chosen clip that is most like it."""
    likeness: Share = 0.0
    """How like that one it is, by the words that tell what they are about."""
    engine: str
    wording: str = "extractive"
    """Who wrote title, hook and description: `extractive` takes them from what is said; else the
    model's name, whose words say no number and no name that the clip does not hold; or `review`: a
    person."""

    @property
    def duration_ms(self) -> int:
        return self.end_ms - self.start_ms


class RejectedCandidate(Contract):
    id: str
    start_ms: Ms
    end_ms: Ms
    composite: Composite
    reason: Literal[
        "overlaps",
        "near_duplicate",
        "below_floor",
        "too_short",
        "too_long",
        "over_limit",
        "excluded",
        "avoided",
        "published",
        "review",
    ]
    detail: str
    """In words, with the values."""
    nearest: str | None = None
    """Id of the clip that it lost to."""


class EditorialPlan(Contract):
    """The contract between analysis and everything creative; it knows no style."""

    source_duration_ms: Ms
    language: str = "und"
    clips: tuple[PlannedClip, ...]
    """In order of appearance, or as a person ordered them; none overlap."""
    rejected: tuple[RejectedCandidate, ...] = ()
    profile: str = ""
    """Taste profile that ranked the moments, as `name@digest`."""
    profile_reason: str = ""
    """Why that one."""
    brief: ReadBrief | None = None
    """What the producer asked for, as it was understood."""
    explanation: str
    """One sentence: how many of how many, and why no more."""
    shortfalls: tuple[Shortfall, ...] = ()
    """Where managed models were asked: what they did not answer, why, and what stands instead."""
    notes: tuple[str, ...] = ()
    """Where managed models were asked: what of their answers had to be mended or left out."""
