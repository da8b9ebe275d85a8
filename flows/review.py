"""Go on with a run that waits for a person's look at its plan."""

from __future__ import annotations

import asyncio

from prefect import flow

from flows.clips import produce
from flows.gate import check, decide
from flows.opening import context_of, resumed, workshop
from schemas.params import ReviewParams
from schemas.review import PlanReview
from tasks.errors.editing import ReviewRefusedError
from tasks.tools.ledger.tables import RunRow


@flow(name="review")
async def review(params: ReviewParams) -> str:
    """Compose and deliver what a person wants of a run's plan. Returns the run's id.

    Raises:
        NotWaitingError: when the run does not wait.
        ReviewRefusedError: when the wishes do not fit its plan; then it goes on waiting.
    """
    shop = workshop()
    row = await asyncio.to_thread(shop.ledger.runs.known, params.run)
    _refuse_launched(row)
    wishes = PlanReview(clips=params.clips)
    await asyncio.to_thread(check, context_of(shop, row), wishes)
    async with resumed(shop, row) as run:
        await decide(run, wishes)
        return await produce(run)


def _refuse_launched(row: RunRow) -> None:
    launched = row.spec.get("flow_run")
    if launched:
        why = (
            f"it waits in Prefect: open the flow run {launched} there and press Resume, or run "
            f"`reelwright rerun {row.id}` where it was cancelled"
        )
        raise ReviewRefusedError(row.id, why)
