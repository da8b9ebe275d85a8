"""Parent flow: freeze the run, pin the style, then analysis, composition, delivery."""

from __future__ import annotations

from prefect import flow

from flows.analysis import analysis
from flows.composition import composition, pin
from flows.delivery import delivery
from flows.gate import passed
from flows.opening import run_for
from flows.telling import Progress
from schemas.params import AnalysisParams, ClipsParams, CompositionParams, DeliveryParams
from tasks.tools.runs.context import RunContext


@flow(name="clips")
async def clips(params: ClipsParams) -> str:
    """Branded short clips out of one long recording. Returns the run's id."""
    async with run_for("clips", params) as run:
        return await produce(run)


async def produce(run: RunContext) -> str:
    """All of a run, in the run that is open. Whatever was made before attaches; where a person is to
    look at the plan, it ends there for now."""
    asked = run.spec.params
    progress = await Progress.begun("Analysis, composition, delivery", 3)
    await pin(run)
    if run.workshop.ledger.runs.known(run.run_id).analysed is None:
        await analysis(
            AnalysisParams(
                source=asked.source, limits=asked.limits, speech=asked.speech, editing=asked.editing
            )
        )
    await progress.step()
    if not await passed(run):
        return run.run_id
    await composition(
        CompositionParams(
            run=run.run_id,
            style=asked.style,
            aspects=asked.aspects,
            slots=asked.slots,
            overrides=asked.overrides,
            pinning=asked.pinning,
        )
    )
    run.workflow_complete()
    await progress.step()
    await delivery(DeliveryParams(run=run.run_id, out=asked.out))
    await progress.step()
    return run.run_id
