"""Candidates -> the editorial plan."""

from __future__ import annotations

from schemas.artifacts import Ref
from schemas.candidates import Candidates
from schemas.inference import InferenceProfile
from schemas.params import Limits
from schemas.plan import EditorialPlan
from schemas.segments import Segments
from schemas.stages import Stage
from schemas.steering import Published, Steering
from tasks.analysis.editorial.selection import planned
from tasks.stage import StageContext, stage


@stage(Stage.PLAN, revision=6)
def plan(
    ctx: StageContext,
    candidates: Ref[Candidates],
    segments: Ref[Segments],
    limits: Limits,
    steering: Steering,
    inference: InferenceProfile | None = None,
    prompt_digest: str = "",  # noqa: ARG001 - of what a model is asked, for the key
) -> Ref[EditorialPlan]:
    """Which moments, why, and why not the others; no clips is an answer. The models of `inference`,
    if there is one, write titles, hooks and descriptions."""
    found = ctx.load(candidates, Candidates)
    sentences = ctx.load(segments, Segments)
    before = ctx.load(steering.published, Published).stories if steering.published else ()

    chosen = planned(found, sentences, limits, brief=steering.brief, stories=before)
    if inference is not None:
        from tasks.analysis.copywriting.managed import worded

        chosen = worded(chosen, ctx.inference(inference))
        for lost in chosen.shortfalls:
            if lost.why != "incomplete":
                ctx.stopgap(lost.text)
        lost_at_all = found.shortfalls + chosen.shortfalls
        notes = found.notes + chosen.notes
        chosen = chosen.model_copy(update={"shortfalls": lost_at_all, "notes": notes})
    ctx.log.info("planned", clips=len(chosen.clips), rejected=len(chosen.rejected))

    return ctx.publish(chosen)
