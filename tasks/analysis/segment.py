"""Transcript and turns -> sentences and sections."""

from __future__ import annotations

from schemas.artifacts import Ref
from schemas.segments import Segments
from schemas.speakers import Diarization
from schemas.stages import Stage
from schemas.transcript import Transcript
from tasks.analysis.editorial.segments import segments_of
from tasks.stage import StageContext, stage


@stage(Stage.SEGMENT, revision=4)
def segment(
    ctx: StageContext, transcript: Ref[Transcript], diarization: Ref[Diarization]
) -> Ref[Segments]:
    """The sentences that selection names, and what they are about."""
    words = ctx.load(transcript, Transcript)
    turns = ctx.load(diarization, Diarization)

    segments = segments_of(words, turns)
    ctx.log.info("segmented", sentences=len(segments.sentences), sections=len(segments.sections))

    return ctx.publish(segments)
