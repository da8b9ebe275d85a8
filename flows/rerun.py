"""Enter a finished run again at any stage; a new style enters at `enhance`."""

from __future__ import annotations

import asyncio

from prefect import flow

from flows.clips import produce
from flows.opening import run_on, workshop
from schemas.params import RerunParams
from schemas.stages import Stage


@flow(name="rerun")
async def rerun(params: RerunParams) -> str:
    """The same recording once more: another style, or one stage made anew. Returns the run's id.

    What is above the stage, and whatever below it gets the same inputs again, attaches. The style
    is the version that the run has pinned, unless another is asked for.
    """
    changes = {
        "style": await _style(params),
        "aspects": params.aspects,
        "slots": params.slots,
        "overrides": params.overrides,
        "pinning": params.pinning,
        "out": params.out or None,
        "enter_at": params.from_stage,
    }
    keep = () if pins_anew(params) else ("pin", "style")
    async with run_on("rerun", params.run, keep=keep, **changes) as run:
        return await produce(run)


def pins_anew(params: RerunParams) -> bool:
    """Whether the rerun has a pin of its own, and not that of the run before."""
    asked = params.style is not None or params.overrides is not None or params.pinning.bundle != ""
    return asked or params.from_stage is Stage.PIN_STYLE


async def _style(params: RerunParams) -> str | None:
    """The reference to pin anew: for other overrides alone, the version that the run has pinned."""
    if params.style is not None or params.overrides is None:
        return params.style
    return (await asyncio.to_thread(workshop().ledger.runs.known, params.run)).style
