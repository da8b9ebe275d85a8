"""Planned clip -> words to post it with."""

from __future__ import annotations

from schemas.artifacts import Ref
from schemas.outputs import Description
from schemas.plan import PlannedClip
from schemas.stages import Stage
from tasks.delivery.describe.base import Describer
from tasks.delivery.describe.extractive import ExtractiveDescriber
from tasks.stage import StageContext, stage

DESCRIBERS: dict[str, Describer] = {
    describer.name: describer for describer in (ExtractiveDescriber(),)
}


@stage(Stage.DESCRIBE, revision=1)
def describe(ctx: StageContext, clip: PlannedClip, engine: str = "extractive") -> Ref[Description]:
    """Title, description and tags. The clip itself is the input: other clips of the plan do not
    matter to the key."""
    description = DESCRIBERS[engine].describe(clip)
    ctx.log.info("described", clip=clip.id, tags=len(description.tags))

    return ctx.publish(description)
