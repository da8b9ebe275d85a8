"""RenderPlan -> RenderedShort: one encoded file for each short and aspect ratio."""

from __future__ import annotations

from schemas.artifacts import MP4, Ref
from schemas.outputs import RenderedShort
from schemas.renders import RenderPlan
from schemas.spec import RenderOptions
from schemas.stages import Stage
from schemas.units import fps
from tasks.delivery.render.base import RenderBackend
from tasks.delivery.render.company import Seat
from tasks.delivery.render.local import LocalBackend
from tasks.stage import StageContext, stage
from tasks.tools.media.hardware import X264, answers

BACKEND: RenderBackend = LocalBackend()


@stage(Stage.RENDER, revision=5, ignore=("seat",))
def render(
    ctx: StageContext, plan: Ref[RenderPlan], options: RenderOptions, seat: Seat | None = None
) -> Ref[RenderedShort]:
    """Draw and encode one short; the plan holds everything that it shows.

    An encoder of a graphics chip that is gone is replaced by x264 for this run only. `seat` only
    saves work: it is the render's place among those of other aspect ratios.
    """
    drawn = ctx.load(plan, RenderPlan)
    if not answers(options.encoder):
        ctx.stopgap(f"no encoder {options.encoder} answers here: x264 instead")
        options = options.model_copy(update={"encoder": X264})

    path, loudness = BACKEND.render(
        drawn, options, locate=ctx.path, workdir=ctx.workdir, tell=ctx.progress, seat=seat
    )

    return ctx.publish(
        RenderedShort(
            clip_id=drawn.clip_id,
            aspect=drawn.aspect,
            video=ctx.publish_file(path, MP4),
            plan_digest=plan.sha256,
            engine=BACKEND.engine,
            width=drawn.width,
            height=drawn.height,
            rate=drawn.rate,
            frame_count=drawn.frame_count,
            seconds=float(drawn.frame_count / fps(drawn.rate)),
            loudness=loudness,
        )
    )
