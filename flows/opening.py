"""How every flow begins and ends: open a run or join the one it is part of, and leave nothing in
progress behind."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from prefect import runtime

from flows.reporting import tell_outputs
from flows.specifying import freeze, respecified
from schemas.params import AnalysisParams
from schemas.runs import Analysed, Composed
from schemas.spec import RunSpec
from schemas.states import WorkflowState
from tasks.errors.editing import NotWaitingError
from tasks.errors.places import RunNotFoundError
from tasks.settings import Settings
from tasks.tools.ledger.tables import RunRow
from tasks.tools.logs import structured
from tasks.tools.media.process import end_with
from tasks.tools.room import room_needed, room_or_none
from tasks.tools.runs.context import (
    RunContext,
    Workshop,
    current_watcher,
    joined_run,
    within,
)
from tasks.tools.runs.folder import check_writable, write_json
from tasks.tools.runs.receipt import receipt_of
from tasks.tools.runs.scratch import sweep

SERVED_BY = "REELWRIGHT_SERVED_BY"
"""Process id of what serves the deployments; set by itself."""


@lru_cache(maxsize=4)
def _workshop(settings: Settings) -> Workshop:
    end_with(int(os.environ.get(SERVED_BY, "0")))
    return Workshop.open(settings)


def workshop() -> Workshop:
    """The places that this process works in, opened once.

    A process that the served deployments started for one run ends with them, however they end.
    """
    structured()
    return _workshop(Settings())


@asynccontextmanager
async def run_for(flow: str, params: AnalysisParams) -> AsyncIterator[RunContext]:
    """The run that a flow on a recording works for: the one around it, or a new one."""
    async with _begun(lambda shop: freeze(shop, flow, params)) as run:
        yield run


@asynccontextmanager
async def run_on(
    flow: str, former_id: str, *, keep: tuple[str, ...], **changes: Any
) -> AsyncIterator[RunContext]:
    """The run that a flow on a former run works for: the one around it, or a new one.

    A new one knows of the former what `keep` names (columns of the ledger), and was asked for the
    same with `changes`.
    """

    def specified(shop: Workshop) -> RunSpec:
        return respecified(shop, shop.ledger.runs.known(former_id), flow, **changes)

    outer = joined_run()
    async with _begun(specified) as run:
        if keep and outer is None:
            runs = run.workshop.ledger.runs
            former = await asyncio.to_thread(runs.known, run.spec.parent or former_id)
            kept = {name: getattr(former, name) for name in keep}
            await asyncio.to_thread(runs.note, run.run_id, **kept)
        yield run


@asynccontextmanager
async def _begun(specified: Callable[[Workshop], RunSpec]) -> AsyncIterator[RunContext]:
    """The run around the calling flow; else the one that its flow run began before a person was
    asked; else a new one."""
    outer = joined_run()
    if outer is not None:
        yield outer
        return
    shop, launched = workshop(), served_flow_run()
    await asyncio.to_thread(_cleared, shop)
    waiting = await asyncio.to_thread(shop.ledger.runs.waiting, launched) if launched else None
    if waiting is not None:
        async with resumed(shop, waiting) as run:
            yield run
        return
    spec = await asyncio.to_thread(specified, shop)
    async with opened(shop, spec.model_copy(update={"flow_run": launched})) as run:
        yield run


def served_flow_run() -> str:
    """Id of the flow run of a deployment that is executed here; empty for a command's own."""
    return str(runtime.flow_run.root_flow_run_id or "") if runtime.deployment.id else ""


def _cleared(shop: Workshop) -> None:
    """What dead processes left: rows in progress are failed, scratch folders go."""
    shop.ledger.reap()
    sweep(shop.settings)


@asynccontextmanager
async def opened(shop: Workshop, spec: RunSpec) -> AsyncIterator[RunContext]:
    """A run from its first event to its last, whatever happens in between."""
    if spec.params.out:
        await asyncio.to_thread(check_writable, Path(spec.params.out))
    with room_needed(shop.settings.home, "opening the run"):
        run_id = await asyncio.to_thread(shop.ledger.runs.open, spec)
    run = RunContext(run_id=run_id, spec=spec, workshop=shop, watcher=current_watcher())
    async with _attended(run):
        yield run


@asynccontextmanager
async def resumed(shop: Workshop, row: RunRow) -> AsyncIterator[RunContext]:
    """A run that waited for a person, from where it was.

    Raises:
        NotWaitingError: when it does not wait.
    """
    if not await asyncio.to_thread(shop.ledger.runs.resume, row.id):
        raise NotWaitingError(row.id, row.state)
    async with _attended(context_of(shop, row)) as run:
        yield run


def context_of(shop: Workshop, row: RunRow) -> RunContext:
    """A run that the ledger knows, as its stages see it."""
    spec = RunSpec.model_validate(row.spec)
    return RunContext(run_id=row.id, spec=spec, workshop=shop, watcher=current_watcher())


@asynccontextmanager
async def _attended(run: RunContext) -> AsyncIterator[RunContext]:
    """Until its worker lets go of a run: at its end, or where a person has to decide."""
    run.watcher.opened(run)
    try:
        with within(run):
            yield run
    except BaseException as error:
        said = str(error) or f"interrupted ({type(error).__name__})"
        await asyncio.shield(asyncio.to_thread(_left, run, said))
        raise
    await asyncio.to_thread(_left, run, None)


def _left(run: RunContext, error: str | None) -> None:
    """`error` is None when all went well."""
    with room_or_none(run.workshop.settings.home):
        row = run.workshop.ledger.runs.find(run.run_id)
        if row is not None and row.state == WorkflowState.NEEDS_REVIEW.value:
            write_json(run.folder / "receipt.json", receipt_of(run.workshop, run.run_id))
            return
    _end(run) if error is None else _fail(run, error)


def _fail(run: RunContext, said: str) -> None:
    ledger = run.workshop.ledger
    with room_or_none(run.workshop.settings.home):
        if not ledger.runs.end(run.run_id, WorkflowState.FAILED, said):
            ledger.runs.note(run.run_id, error=said)  # the workflow was complete; this came after
        ledger.abandon(run.run_id, said)
        ledger.runs.close(run.run_id)
        write_json(run.folder / "receipt.json", receipt_of(run.workshop, run.run_id))
        tell_outputs(run)


def _end(run: RunContext) -> None:
    run.workflow_complete()
    run.workshop.ledger.runs.close(run.run_id)
    write_json(run.folder / "receipt.json", receipt_of(run.workshop, run.run_id))
    tell_outputs(run)


def analysed_of(run: RunContext) -> Analysed:
    """What analysis made for this run.

    Raises:
        RunNotFoundError: when analysis is not complete.
    """
    row = run.workshop.ledger.runs.known(run.run_id)
    if row.analysed is None:
        raise RunNotFoundError(run.spec.parent or run.run_id, "its analysis is not complete")
    return Analysed.model_validate(row.analysed)


def composed_of(run: RunContext) -> Composed:
    """What composition made for this run.

    Raises:
        RunNotFoundError: when composition is not complete.
    """
    row = run.workshop.ledger.runs.known(run.run_id)
    if row.composed is None:
        raise RunNotFoundError(run.spec.parent or run.run_id, "its composition is not complete")
    return Composed.model_validate(row.composed)
