"""What the parts of a run hand to each other: pointers to everything that was made."""

from __future__ import annotations

from schemas.artifacts import Ref
from schemas.base import Contract
from schemas.candidates import Candidates
from schemas.clips import Timeline
from schemas.composition import CompositionIndex
from schemas.enhancement import EnhancementPlan
from schemas.media import Mezzanine, SourceAsset
from schemas.plan import EditorialPlan
from schemas.review import PlanReview
from schemas.scenes import Shots
from schemas.segments import Segments
from schemas.speakers import Diarization
from schemas.style.refs import StylePin
from schemas.transcript import Transcript


class Analysed(Contract):
    """Analysis complete."""

    source: Ref[SourceAsset]
    mezzanine: Ref[Mezzanine]
    transcript: Ref[Transcript]
    shots: Ref[Shots]
    diarization: Ref[Diarization]
    segments: Ref[Segments]
    candidates: Ref[Candidates]
    plan: Ref[EditorialPlan]
    """What is composed."""
    planned: Ref[EditorialPlan] | None = None
    """The plan as it was before a person looked at it."""
    review: Ref[PlanReview] | None = None
    """What that person wanted of it."""


class Composed(Contract):
    """Composition complete: with analysis, the workflow is."""

    pin: Ref[StylePin]
    enhancement: Ref[EnhancementPlan]
    timelines: dict[str, Ref[Timeline]]
    """By output name, such as `clip-01_9x16`."""
    index: Ref[CompositionIndex]
