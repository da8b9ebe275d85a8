"""What a run did, what it reused and why, and what it delivered: read off the ledger."""

from __future__ import annotations

import time
from collections.abc import Sequence

from schemas.artifacts import Ref
from schemas.composition import CompositionIndex
from schemas.enhancement import EnhancementPlan
from schemas.outputs import DeliveryState, JobLine, OutputLine, PinLine, Receipt
from schemas.plan import EditorialPlan
from schemas.runs import Analysed, Composed
from schemas.stages import Stage
from schemas.states import JobState, WorkflowState
from schemas.style.refs import StylePin
from tasks.tools.ledger.tables import JobRow, OutputRow, RunRow
from tasks.tools.runs.context import Workshop
from tasks.tools.runs.nudges import corrections


def receipt_of(shop: Workshop, run_id: str) -> Receipt:
    """The receipt of a run as it stands now.

    Raises:
        LookupError: when the ledger knows no such run.
    """
    run = shop.ledger.runs.find(run_id)
    if run is None:
        raise LookupError(f"there is no run {run_id!r} in the ledger")
    jobs = _latest(shop.ledger.jobs.of(run.id))
    outputs = shop.ledger.outputs.of(run.id)
    until = run.closed or time.time()
    return Receipt(
        run=run.id,
        flow=run.flow,
        parent=run.parent,
        source_name=run.source_name,
        source_sha256=run.source_sha256,
        style=_pin_line(shop, run),
        workflow=WorkflowState(run.state),
        delivery=delivery_state(outputs, WorkflowState(run.state)),
        seconds=max(0.0, until - run.started),
        cost_usd=round(sum(job.cost_usd for job in jobs), 6),
        jobs=tuple(_job_line(job) for job in jobs),
        outputs=tuple(_output_line(shop, run, output) for output in outputs),
        corrections=corrections(shop.settings.tenant_home, run.source_sha256),
        explanation=_explanation(shop, run),
        notes=_notes(shop, run),
        error=run.error,
    )


def delivery_state(outputs: Sequence[OutputRow], workflow: WorkflowState) -> DeliveryState:
    """Completed when every output is terminal and at least one was delivered, else failed; pending
    while the workflow may still bring outputs."""
    states = [JobState(output.state) for output in outputs]
    delivered = states.count(JobState.COMPLETED)
    if not states and not workflow.terminal:
        state = "pending"
    elif not all(state.terminal for state in states):
        busy = any(state is not JobState.PENDING for state in states)
        state = "in_progress" if busy else "pending"
    else:
        state = "completed" if delivered else "failed"
    return DeliveryState.model_validate(
        {
            "state": state,
            "delivered": delivered,
            "failed": states.count(JobState.FAILED),
            "total": len(states),
        }
    )


def _latest(jobs: Sequence[JobRow]) -> list[JobRow]:
    """The newest job of each stage and part, in the order of the walk."""
    newest = {(job.stage, job.part): job for job in jobs}
    return sorted(newest.values(), key=lambda job: (Stage(job.stage).ordinal, job.part))


def _job_line(job: JobRow) -> JobLine:
    return JobLine(
        stage=Stage(job.stage),
        part=job.part,
        state=JobState(job.state),
        attached=job.attached_to is not None,
        key=job.key,
        seconds=job.seconds,
        cost_usd=job.cost_usd,
        attempts=job.attempts,
        why=job.error or job.why,
    )


def _output_line(shop: Workshop, run: RunRow, output: OutputRow) -> OutputLine:
    """The line that was kept when the output ended, or what is known of it so far."""
    if output.line is not None:
        return OutputLine.model_validate(output.line)
    plan = _plan(shop, run)
    clip = next(clip for clip in plan.clips if clip.id == output.clip) if plan else None
    return OutputLine.model_validate(
        {
            "clip": output.clip,
            "aspect": output.aspect,
            "state": output.state,
            "start_ms": clip.start_ms if clip else 0,
            "end_ms": clip.end_ms if clip else 0,
            "scores": {"composite": clip.composite} if clip else {},
            "title": clip.title if clip else "",
            "error": output.error,
        }
    )


def _pin_line(shop: Workshop, run: RunRow) -> PinLine | None:
    if run.pin is None:
        return None
    pin = shop.load(Ref.model_validate(run.pin), StylePin)
    shown = {"ref", "version", "digest", "resolved_by", "overrides", "warnings"}
    return PinLine.model_validate(pin.model_dump(include=shown))


def _plan(shop: Workshop, run: RunRow) -> EditorialPlan | None:
    if run.analysed is None:
        return None
    made = Analysed.model_validate(run.analysed)
    return shop.load(made.plan, EditorialPlan)


def _notes(shop: Workshop, run: RunRow) -> tuple[str, ...]:
    """What models did not answer; then what composing had to say, once it is done."""
    plan = _plan(shop, run)
    lost = tuple(item.text for item in plan.shortfalls) if plan else ()
    if run.composed is None:
        return lost
    made = Composed.model_validate(run.composed)
    return lost + composition_notes(
        shop.load(made.enhancement, EnhancementPlan),
        shop.load(made.index, CompositionIndex),
    )


def composition_notes(written: EnhancementPlan, index: CompositionIndex) -> tuple[str, ...]:
    """What a person should look at of a run's texts, and of how they were laid out."""
    laid_out = (f"{entry.name}: {said}" for entry in index.entries for said in entry.warnings)
    return (*written.notes, *laid_out)


def _explanation(shop: Workshop, run: RunRow) -> str:
    plan = _plan(shop, run)
    return plan.explanation if plan else ""
