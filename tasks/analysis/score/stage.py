"""Segments -> candidates: embedded always, managed models where a profile is named."""

from __future__ import annotations

from schemas.artifacts import Ref
from schemas.candidates import Candidates
from schemas.inference import InferenceProfile
from schemas.media import Mezzanine
from schemas.scenes import Shots
from schemas.segments import Segments
from schemas.spec import ScoreOptions
from schemas.stages import Stage
from schemas.taste import TasteProfile
from tasks.analysis.score.base import ScoreJob
from tasks.analysis.score.embedded import EmbeddedAnalyser
from tasks.analysis.score.prompt import PROMPT_DIGEST
from tasks.analysis.score.voice import voice
from tasks.stage import StageContext, stage

__all__ = ["PROMPT_DIGEST", "score"]


@stage(Stage.SCORE, revision=5)
def score(
    ctx: StageContext,
    mezzanine: Ref[Mezzanine],
    segments: Ref[Segments],
    shots: Ref[Shots],
    options: ScoreOptions,
    inference: InferenceProfile | None = None,
    prompt_digest: str = "",
) -> Ref[Candidates]:
    """Moments with their grades, best first.

    `inference` is the profile whose models add to the embedded analyser, and `prompt_digest` then
    `PROMPT_DIGEST`, for the key. The options hold the taste profile's digest.
    """
    media = ctx.load(mezzanine, Mezzanine)
    job = ScoreJob(
        segments=ctx.load(segments, Segments),
        shots=ctx.load(shots, Shots) if media.kind == "video" else None,
        voice=voice(ctx.path(media.audio)) if media.has_speech_audio else None,
        options=options,
        profile=ctx.load(options.profile, TasteProfile) if options.profile else None,
        progress=ctx.progress,
    )

    found = EmbeddedAnalyser().candidates(job)
    if inference is not None:
        from tasks.analysis.score.managed import ManagedAnalyser

        found = ManagedAnalyser(ctx.inference(inference)).candidates(job, found)
        found = found.model_copy(update={"prompt_digest": prompt_digest})
        for lost in found.shortfalls:
            if lost.why != "incomplete":
                ctx.stopgap(lost.text)
    ctx.log.info("scored", engine=found.engine, candidates=len(found.items))

    return ctx.publish(found)
