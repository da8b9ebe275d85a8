"""Timestamped text."""

from __future__ import annotations

from typing import Literal

from schemas.base import Contract
from schemas.units import Ms, Share


class Word(Contract):
    """One spoken word with its punctuation. Times are within the recording."""

    text: str
    start_ms: Ms
    end_ms: Ms
    """After `start_ms`, at or before the next word's `start_ms`."""
    confidence: Share | None = None
    """None where the provider gives none."""
    speaker: str | None = None


class Transcript(Contract):
    """All words in order. Silence gives no words, which is an answer."""

    provider: str
    language: str = "und"
    """BCP-47."""
    timing: Literal["word", "interpolated"] = "word"
    """Whether word times were measured, or spread over a cue by their length."""
    duration_ms: Ms
    words: tuple[Word, ...]
    notes: tuple[str, ...] = ()
    """What was repaired, in words."""

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)
