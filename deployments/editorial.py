"""The editorial plan of a transcript alone: no picture, no sound, no server."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from schemas.params import Editing, Limits
from schemas.plan import EditorialPlan, PlannedClip
from schemas.scenes import Shot, Shots
from schemas.segments import Segments
from schemas.speakers import Diarization
from schemas.spec import ScoreOptions
from schemas.taste import TasteProfile
from schemas.transcript import Transcript
from tasks.analysis.diarize.base import VoiceJob
from tasks.analysis.diarize.labels import LabelsDiarizer
from tasks.analysis.diarize.single import SingleDiarizer
from tasks.analysis.editorial.cuts import bounded
from tasks.analysis.editorial.segments import segments_of
from tasks.analysis.editorial.selection import planned
from tasks.analysis.score.base import ScoreJob
from tasks.analysis.score.embedded import EmbeddedAnalyser
from tasks.analysis.taste.profiles import named
from tasks.analysis.transcribe.captions import read_captions
from tasks.analysis.transcribe.formats import captions_format
from tasks.analysis.transcribe.glossary import corrected
from tasks.errors.recordings import CaptionsUnreadableError
from tasks.settings import Settings


def read_transcript(
    path: Path, *, language: str = "", glossary: tuple[str, ...] = ()
) -> Transcript:
    """The words of a caption file or transcript, names put right by the glossary.

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
    return corrected(transcript, glossary)


def plan_transcript(
    path: Path,
    limits: Limits,
    profile: TasteProfile | None = None,
    *,
    language: str = "",
    glossary: tuple[str, ...] = (),
) -> EditorialPlan:
    """The plan of a transcript file, by the embedded analyser; errors as `read_transcript`."""
    words = read_transcript(path, language=language, glossary=glossary)
    return plan_words(words, limits, profile)


def plan_wished(
    path: Path,
    limits: Limits,
    editing: Editing,
    *,
    language: str = "",
    glossary: tuple[str, ...] = (),
) -> EditorialPlan:
    """The plan of a transcript file, with everything that `plan` can be asked for.

    Raises:
        CaptionsUnreadableError, TasteProfileError, PublishedUnreadableError: see there.
    """
    profile = named(editing.profile, Settings().tenant_home)
    transcript = read_transcript(path, language=language, glossary=glossary)
    segments = segments_of(transcript, speakers_of(transcript))
    stories = _stories(editing.published)
    return plan_segments(
        transcript, segments, limits, profile, brief=editing.brief, stories=stories
    )


def _stories(published: str) -> tuple[str, ...]:
    """Texts of what was told before; those of the tenant's runs need its ledger, and no server."""
    if not published:
        return ()
    from flows.wishes import published_stories
    from tasks.tools.runs.context import Workshop

    return published_stories(Workshop.open(Settings()), published, "")


def plan_words(
    transcript: Transcript, limits: Limits, profile: TasteProfile | None = None
) -> EditorialPlan:
    """The plan of words that are already read."""
    segments = segments_of(transcript, speakers_of(transcript))
    return plan_segments(transcript, segments, limits, profile)


def plan_segments(
    transcript: Transcript,
    segments: Segments,
    limits: Limits,
    profile: TasteProfile | None = None,
    *,
    brief: str = "",
    stories: Sequence[str] = (),
) -> EditorialPlan:
    """Score, boundaries and plan, as a run without a model does them."""
    options = ScoreOptions(min_seconds=limits.min_seconds, max_seconds=limits.max_seconds)
    shots = _one_shot(transcript.duration_ms)
    job = ScoreJob(segments=segments, options=options, profile=profile)
    found = EmbeddedAnalyser().candidates(job)
    moved = bounded(found, segments, transcript, shots, options)
    return planned(moved, segments, limits, brief=brief, stories=stories)


def plan_json(plan: EditorialPlan) -> dict[str, Any]:
    """What `plan --json` prints."""
    return {
        "clips": [_clip(clip) for clip in plan.clips],
        "rejected": [item.model_dump(mode="json") for item in plan.rejected],
        "profile": plan.profile,
        "profile_reason": plan.profile_reason,
        "brief": plan.brief.model_dump(mode="json") if plan.brief else None,
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
        "points": dict(sorted(clip.points.items())),
        "reasons": list(clip.reasons),
        "sentences": list(range(clip.first_sentence, clip.last_sentence + 1)),
        "needs_context": clip.needs_context,
        "nearest": clip.nearest,
        "likeness": clip.likeness,
        "engine": clip.engine,
    }


def speakers_of(transcript: Transcript) -> Diarization:
    """Turns by the labels of the words, one speaker where they have none."""
    job = VoiceJob(transcript=transcript)
    labels = LabelsDiarizer()
    return (labels if labels.offers(job) else SingleDiarizer()).diarize(job)


def _one_shot(duration_ms: int) -> Shots:
    return Shots(
        duration_ms=duration_ms,
        shots=(Shot(index=0, start_ms=0, end_ms=duration_ms, entered_by="start"),),
    )
