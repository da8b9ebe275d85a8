"""The transcript as sentences, and the sentences as sections."""

from __future__ import annotations

from typing import Literal

from schemas.base import Contract
from schemas.units import Ms

Flag = Literal["question", "sponsor", "intro", "outro", "cold_open", "weak_start", "filler"]


class Sentence(Contract):
    """One sentence; selection names these ids and nothing finer."""

    id: int
    """Zero-based place in the recording."""
    start_ms: Ms
    end_ms: Ms
    text: str
    first_word: int
    """Index into `Transcript.words`."""
    last_word: int
    """Inclusive."""
    speaker: str | None = None
    pause_before_ms: Ms = 0
    pause_after_ms: Ms = 0
    flags: tuple[Flag, ...] = ()


class Section(Contract):
    """Neighbouring sentences about one thing."""

    id: int
    first_sentence: int
    last_sentence: int
    """Inclusive."""
    start_ms: Ms
    end_ms: Ms
    label: str
    """A few keywords."""


class Segments(Contract):
    """Sections cover all sentences without gap or overlap. No speech gives none of either."""

    language: str = "und"
    duration_ms: Ms
    timing: Literal["word", "interpolated"] = "word"
    """Whether every word's time was measured, as in `Transcript`: only then may a clip start inside a
    sentence."""
    sentences: tuple[Sentence, ...]
    sections: tuple[Section, ...]
