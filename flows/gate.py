"""The gate before composition: a person looks at the plan, and only what follows runs.

A run that was launched in Prefect is suspended there, with the plan as a form; one of the command
line waits for `reelwright review`. Meanwhile nobody works for it, and it holds no lease.
"""

from __future__ import annotations

import asyncio
from itertools import count

from prefect.exceptions import Pause
from prefect.flow_runs import asuspend_flow_run
from prefect.input import RunInput
from pydantic import Field

from flows.opening import analysed_of, served_flow_run
from flows.telling import tell_analysis
from schemas.artifacts import JSON, Ref
from schemas.base import canonical
from schemas.plan import EditorialPlan
from schemas.review import PlanReview, ReviewedClip
from schemas.runs import Analysed
from schemas.segments import Segments
from schemas.transcript import Transcript
from tasks.analysis.editorial.reviewing import review_of, reviewed
from tasks.analysis.review import review
from tasks.errors.editing import ReviewRefusedError
from tasks.tools.runs.context import RunContext
from tasks.tools.runs.folder import REVIEW_SHEET, write_json
from tasks.tools.runs.nudges import moved_in_review
from tasks.tools.runs.report import clip_table


class PlanForm(RunInput):
    """The form in the Prefect UI; the cards can be edited, moved and removed."""

    clips: list[ReviewedClip] = Field(title="Clips")


async def passed(run: RunContext) -> bool:
    """Whether the run may go on to composition; False while a person has yet to look at the plan.

    Raises:
        Pause: in a flow run that Prefect suspends; it begins anew once somebody has decided.
        ReviewRefusedError: when what was decided for the run before does not fit this plan.
    """
    made = analysed_of(run)
    if made.review is not None:
        return True
    if run.spec.reviewed is not None:
        await decide(run, await asyncio.to_thread(run.load, run.spec.reviewed, PlanReview))
        return True
    if not run.spec.params.review:
        return True
    sheet = await asyncio.to_thread(_sheet, run, made)
    if served_flow_run():
        await _decided_in_prefect(run, made, sheet)
        return True
    await asyncio.to_thread(run.workshop.ledger.runs.await_review, run.run_id)
    return False


async def decide(run: RunContext, wishes: PlanReview) -> None:
    """Make the plan what a person wants it to be.

    Raises:
        ReviewRefusedError: when the wishes do not fit it.
    """
    made = analysed_of(run)
    ref = await asyncio.to_thread(run.workshop.store.put_bytes, canonical(wishes), JSON)
    changed = await review(made.plan, ref, made.segments, made.transcript)
    await asyncio.to_thread(_count_moves, run, made.plan, changed)
    done = made.model_copy(update={"plan": changed, "planned": made.plan, "review": ref})
    noted = done.model_dump(mode="json")
    await asyncio.to_thread(run.workshop.ledger.runs.note, run.run_id, analysed=noted)
    await tell_analysis(run, done)


def _count_moves(run: RunContext, planned: Ref[EditorialPlan], wanted: Ref[EditorialPlan]) -> None:
    """Count the ends that the person moved."""
    plans = run.load(planned, EditorialPlan), run.load(wanted, EditorialPlan)
    home = run.workshop.settings.tenant_home
    moved_in_review(home, run.spec.media.sha256, run.run_id, *plans)


def check(run: RunContext, wishes: PlanReview) -> None:
    """See that wishes fit a run's plan.

    Raises:
        ReviewRefusedError: when they do not.
    """
    made = analysed_of(run)
    plan, words = run.load(made.plan, EditorialPlan), run.load(made.transcript, Transcript)
    reviewed(plan, wishes, run.load(made.segments, Segments), words)


def _sheet(run: RunContext, made: Analysed) -> PlanReview:
    plan, words = run.load(made.plan, EditorialPlan), run.load(made.transcript, Transcript)
    sheet = review_of(plan, words)
    write_json(run.folder / REVIEW_SHEET, sheet)
    return sheet


async def _decided_in_prefect(run: RunContext, made: Analysed, sheet: PlanReview) -> None:
    """Ask until the answer fits; what was answered before the flow run began anew is there at once."""
    plan = await asyncio.to_thread(run.load, made.plan, EditorialPlan)
    said = ""
    for number in count(1):
        wishes = PlanReview(clips=tuple((await _asked(run, number, sheet, plan, said)).clips))
        try:
            await asyncio.to_thread(check, run, wishes)
        except ReviewRefusedError as error:
            said, sheet = str(error), wishes
        else:
            await decide(run, wishes)
            return


async def _asked(
    run: RunContext, number: int, sheet: PlanReview, plan: EditorialPlan, said: str
) -> PlanForm:
    text = f"{said}\n\n{clip_table(plan)}" if said else clip_table(plan)
    form = PlanForm.with_initial_data(description=text, clips=list(sheet.clips))
    try:
        return await asuspend_flow_run(wait_for_input=form, key=f"plan-review-{number}")
    except Pause:
        await asyncio.to_thread(run.workshop.ledger.runs.await_review, run.run_id)
        raise
