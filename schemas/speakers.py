"""Who speaks when."""

from __future__ import annotations

from schemas.base import Contract
from schemas.units import Ms, Share


class Turn(Contract):
    """One stretch of one speaker."""

    speaker_id: str
    start_time: Ms
    """Milliseconds."""
    end_time: Ms
    """Milliseconds."""
    confidence_score: Share


class Diarization(Contract):
    """All turns in order of their start."""

    provider: str
    speakers: tuple[str, ...]
    """In order of first appearance."""
    turns: tuple[Turn, ...]
    notes: tuple[str, ...] = ()
