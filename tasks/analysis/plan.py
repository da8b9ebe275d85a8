"""Candidates -> the editorial plan."""

from __future__ import annotations

from schemas.artifacts import Ref
from schemas.candidates import Candidates
from schemas.params import Limits
from schemas.plan import EditorialPlan
from schemas.segments import Segments
from schemas.stages import Stage
from tasks.analysis.editorial.selection import planned
from tasks.stage import StageContext, stage


@stage(Stage.PLAN, revision=1)
def plan(
    ctx: StageContext, candidates: Ref[Candidates], segments: Ref[Segments], limits: Limits
) -> Ref[EditorialPlan]:
    """Which moments, why, and why not the others; no clips is an answer."""
    found = ctx.load(candidates, Candidates)
    sentences = ctx.load(segments, Segments)

    chosen = planned(found, sentences, limits)
    ctx.log.info("planned", clips=len(chosen.clips), rejected=len(chosen.rejected))

    return ctx.publish(chosen)
