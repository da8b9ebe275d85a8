"""What all transcription services have in common once they have answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from schemas.transcript import Transcript
from tasks.analysis.transcribe.base import SpeechJob
from tasks.analysis.transcribe.cues import Cue, Token
from tasks.analysis.transcribe.detecting import language_of
from tasks.analysis.transcribe.timing import Repairs, timed_words

MEASURED_SHARE = 0.8


def shifted(cues: Sequence[Cue], start_ms: int, end_ms: int) -> list[Cue]:
    """Cues of a piece at their place in the recording; nothing reaches out of the piece."""
    length = end_ms - start_ms
    return [
        Cue(
            start_ms + min(max(0, cue.start), length - 1),
            start_ms + min(max(1, cue.end), length),
            tuple(_moved(token, start_ms, end_ms) for token in cue.tokens),
        )
        for cue in cues
        if cue.tokens
    ]


def _moved(token: Token, start_ms: int, end_ms: int) -> Token:
    start, end = token.start, token.end
    return replace(
        token,
        start=None if start is None else min(max(start_ms, start + start_ms), end_ms - 1),
        end=None if end is None else min(end + start_ms, end_ms),
    )


def transcript_of(provider: str, job: SpeechJob, cues: Sequence[Cue], language: str) -> Transcript:
    """Cues as a transcript whose times hold."""
    repairs = Repairs()
    words = timed_words(cues, job.duration_ms, repairs)
    tokens = [token for cue in cues for token in cue.tokens]
    known = sum(token.start is not None for token in tokens)
    return Transcript(
        provider=provider,
        language=job.language or language or language_of(word.text for word in words) or "und",
        timing="word" if known >= MEASURED_SHARE * len(tokens) else "interpolated",
        duration_ms=job.duration_ms,
        words=words,
        notes=repairs.notes(),
    )
