"""Segments -> candidates: embedded always, a managed model where one is named."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from schemas.artifacts import Ref
from schemas.candidates import Candidates
from schemas.media import Mezzanine
from schemas.params import ScoreOptions
from schemas.scenes import Shots
from schemas.segments import Segments
from schemas.stages import Stage
from tasks.analysis.score.base import ScoreJob
from tasks.analysis.score.embedded import EmbeddedAnalyser
from tasks.analysis.score.model import ModelAnalyser, merged
from tasks.analysis.score.prompt import PROMPT_DIGEST
from tasks.analysis.sound import levels
from tasks.stage import StageContext, stage

__all__ = ["PROMPT_DIGEST", "score"]


@stage(Stage.SCORE, revision=1)
def score(
    ctx: StageContext,
    mezzanine: Ref[Mezzanine],
    segments: Ref[Segments],
    shots: Ref[Shots],
    options: ScoreOptions,
    prompt_digest: str,
) -> Ref[Candidates]:
    """Moments with their grades, best first. `prompt_digest` is `PROMPT_DIGEST`, for the key."""
    media = ctx.load(mezzanine, Mezzanine)
    job = ScoreJob(
        segments=ctx.load(segments, Segments),
        shots=ctx.load(shots, Shots) if media.proxy is not None else None,
        levels=_levels(ctx, media),
        options=options,
        progress=ctx.progress,
        spend=ctx.spend,
    )

    found = EmbeddedAnalyser().candidates(job)
    if options.model:
        found = merged(found, ModelAnalyser(options.model, options.base_url).candidates(job))
        found = found.model_copy(update={"prompt_digest": prompt_digest})
        for note in (note for note in found.notes if " failed on part " in note):
            ctx.stopgap(note)
    ctx.log.info("scored", engine=found.engine, candidates=len(found.items))

    return ctx.publish(found)


def _levels(ctx: StageContext, media: Mezzanine) -> NDArray[np.float32] | None:
    if not media.has_speech_audio:
        return None
    return np.asarray(levels(ctx.path(media.audio)).max(axis=1))
