"""Transcript and turns -> sentences with flags, and sections."""

from __future__ import annotations

from schemas.segments import Segments
from schemas.speakers import Diarization
from schemas.transcript import Transcript
from tasks.analysis.editorial.marks import flagged
from tasks.analysis.editorial.sections import sections
from tasks.analysis.editorial.sentences import sentences


def segments_of(transcript: Transcript, diarization: Diarization) -> Segments:
    """The recording as sentences and sections; no words give neither."""
    found = flagged(sentences(transcript, diarization), transcript.language, transcript.duration_ms)
    return Segments(
        language=transcript.language,
        duration_ms=transcript.duration_ms,
        timing=transcript.timing,
        sentences=found,
        sections=sections(found, transcript.language),
    )
