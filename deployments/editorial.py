"""The editorial plan of a transcript alone: no picture, no sound, no server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from schemas.params import Limits, ScoreOptions
from schemas.plan import EditorialPlan, PlannedClip
from schemas.scenes import Shot, Shots
from schemas.segments import Segments
from schemas.transcript import Transcript
from tasks.analysis.diarize.base import VoiceJob
from tasks.analysis.diarize.labels import LabelsDiarizer
from tasks.analysis.diarize.single import SingleDiarizer
from tasks.analysis.editorial.cuts import bounded
from tasks.analysis.editorial.segments import segments_of
from tasks.analysis.editorial.selection import planned
from tasks.analysis.score.base import ScoreJob
from tasks.analysis.score.embedded import EmbeddedAnalyser
from tasks.analysis.transcribe.captions import read_captions
from tasks.analysis.transcribe.formats import captions_format
from tasks.analysis.transcribe.glossary import corrected
from tasks.errors import CaptionsUnreadableError


def plan_transcript(
    path: Path, limits: Limits, *, language: str = "", glossary: tuple[str, ...] = ()
) -> EditorialPlan:
    """The plan of a caption file or transcript, by the embedded analyser.

    Raises:
        CaptionsUnreadableError: when the file is not there, or holds nothing that can be used.
    """
    form = captions_format(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CaptionsUnreadableError(path.name, error.strerror or str(error)) from error
    transcript = read_captions(data, form, duration_ms=None, name=path.name)
    if language:
        transcript = transcript.model_copy(update={"language": language})
    return plan_words(corrected(transcript, glossary), limits)


def plan_words(transcript: Transcript, limits: Limits) -> EditorialPlan:
    """The plan of words that are already read."""
    segments = segments_of(transcript, _speakers(transcript))
    return plan_segments(transcript, segments, limits)


def plan_segments(transcript: Transcript, segments: Segments, limits: Limits) -> EditorialPlan:
    """Score, boundaries and plan, as a run without a model does them."""
    options = ScoreOptions(min_seconds=limits.min_seconds, max_seconds=limits.max_seconds)
    shots = _one_shot(transcript.duration_ms)
    found = EmbeddedAnalyser().candidates(ScoreJob(segments=segments, options=options))
    moved = bounded(found, segments, transcript, shots, options)
    return planned(moved, segments, limits)


def plan_json(plan: EditorialPlan) -> dict[str, Any]:
    """What `plan --json` prints."""
    return {
        "clips": [_clip(clip) for clip in plan.clips],
        "rejected": [item.model_dump(mode="json") for item in plan.rejected],
        "explanation": plan.explanation,
        "language": plan.language,
        "source_duration_ms": plan.source_duration_ms,
    }


def _clip(clip: PlannedClip) -> dict[str, Any]:
    return {
        "id": clip.id,
        "rank": clip.rank,
        "start_ms": clip.start_ms,
        "end_ms": clip.end_ms,
        "title": clip.title,
        "hook": clip.hook,
        "description": clip.description,
        "keywords": list(clip.keywords),
        "text": clip.text,
        "scores": {
            "composite": clip.composite,
            **{name: score.grade for name, score in sorted(clip.scores.items())},
        },
        "evidence": {
            name: {"sentence": score.evidence, "reason": score.reason}
            for name, score in sorted(clip.scores.items())
        },
        "reasons": list(clip.reasons),
        "sentences": list(range(clip.first_sentence, clip.last_sentence + 1)),
        "needs_context": clip.needs_context,
        "engine": clip.engine,
    }


def _speakers(transcript: Transcript) -> Any:
    job = VoiceJob(transcript=transcript)
    labels = LabelsDiarizer()
    return (labels if labels.offers(job) else SingleDiarizer()).diarize(job)


def _one_shot(duration_ms: int) -> Shots:
    return Shots(
        duration_ms=duration_ms,
        shots=(Shot(index=0, start_ms=0, end_ms=duration_ms, entered_by="start"),),
    )
