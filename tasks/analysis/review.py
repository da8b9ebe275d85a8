"""The plan -> the plan as a person wants it."""

from __future__ import annotations

from schemas.artifacts import Ref
from schemas.plan import EditorialPlan
from schemas.review import PlanReview
from schemas.segments import Segments
from schemas.stages import Stage
from schemas.transcript import Transcript
from tasks.analysis.editorial.reviewing import reviewed
from tasks.stage import StageContext, stage


@stage(Stage.REVIEW, revision=1)
def review(
    ctx: StageContext,
    plan: Ref[EditorialPlan],
    wishes: Ref[PlanReview],
    segments: Ref[Segments],
    transcript: Ref[Transcript],
) -> Ref[EditorialPlan]:
    """Which clips are kept, in which order, how they are worded, and from and to which words.

    Raises:
        ReviewRefusedError: when the wishes do not fit the plan.
    """
    found = ctx.load(plan, EditorialPlan)
    asked = ctx.load(wishes, PlanReview)
    sentences = ctx.load(segments, Segments)
    words = ctx.load(transcript, Transcript)

    changed = reviewed(found, asked, sentences, words)
    ctx.log.info("reviewed", clips=len(changed.clips), of=len(found.clips))

    return ctx.publish(changed)
