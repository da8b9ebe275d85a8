"""Enter a finished run again at any stage; a new style enters at `enhance`."""

from __future__ import annotations

from prefect import flow

from flows.clips import produce
from flows.opening import run_on
from schemas.params import RerunParams


@flow(name="rerun")
async def rerun(params: RerunParams) -> str:
    """The same recording once more: another style, or one stage made anew. Returns the run's id.

    What is above the stage, and whatever below it gets the same inputs again, attaches.
    """
    changes = {
        "style": params.style,
        "aspects": params.aspects,
        "out": params.out or None,
        "enter_at": params.from_stage,
    }
    async with run_on("rerun", params.run, keep=(), **changes) as run:
        return await produce(run)
