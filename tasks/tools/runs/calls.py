"""A stage's call: attach to work that is done or going on, or do it, and write it all down."""

from __future__ import annotations

import asyncio
import shutil
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import structlog
from prefect import Task
from prefect.tasks import exponential_backoff
from pydantic import BaseModel

from schemas.artifacts import Ref
from schemas.costs import Cost
from schemas.stages import Stage
from tasks.errors.base import RetryableError
from tasks.tools.artifacts.integrity import intact
from tasks.tools.barrier import barrier
from tasks.tools.ledger.jobs import Busy, Found, Granted
from tasks.tools.results import SealedRecords, StagePolicy, StageRecord, StageSerializer
from tasks.tools.room import room_needed, room_or_none
from tasks.tools.runs.context import RunContext
from tasks.tools.runs.folder import stage_file, write_json
from tasks.tools.runs.scratch import new_scratch
from tasks.tools.stopping import Stop, Stopped, stopped_by

LOOK_AGAIN_SECONDS = 0.2
"""How often a job that another worker does is looked at."""
STOP_SECONDS = 5.0
"""How long work that was told to stop is waited for."""


@dataclass(frozen=True)
class Done:
    """What computing gave."""

    result: Ref[Any]
    stopgaps: Sequence[str] = ()
    """Why the result makes do and holds for this run only; usually empty."""


class StageCall:
    """One call of a stage inside one run. Plain, so that Prefect passes it on untouched."""

    def __init__(
        self,
        *,
        run: RunContext,
        stage: Stage,
        part: str,
        key: str,
        job_id: int,
        work: Callable[[Path, StageCall], Done],
        model: type[BaseModel] | None,
        still_holds: Callable[[Any], bool] | None,
        reuse: bool,
        why: str,
    ) -> None:
        self.run, self.stage, self.part, self.key, self.job_id = run, stage, part, key, job_id
        self.work, self.model, self.still_holds = work, model, still_holds
        self.reuse, self.why = reuse, why
        self.stop = Stop()
        self.costs: Sequence[Cost] = ()

    @property
    def label(self) -> str:
        """Name of the task run in the Prefect UI."""
        return f"{self.stage} {self.part}".strip()


async def attach_or_run(call: StageCall) -> Ref[Any]:
    """The call's result, made now or before.

    Raises:
        whatever the stage raised, after the job was recorded as failed.
    """
    try:
        state = await _task(call, refresh=not call.reuse)(call, return_state=True)
        record = await _record_of(state)
        if state.name == "Cached" and not await asyncio.to_thread(_holds, call, record):
            state = await _task(call, refresh=True)(call, return_state=True)
            record = await _record_of(state)
        if state.name == "Cached":
            await asyncio.to_thread(_attach, call, record)
    except BaseException as error:
        await asyncio.shield(asyncio.to_thread(_fail, call, error))
        raise
    return record.result


def _task(call: StageCall, *, refresh: bool) -> Task[Any, Any]:
    settings = call.run.workshop.settings
    return _prefect_task(call.stage, settings.attempts, settings.backoff_seconds, refresh)


@lru_cache(maxsize=128)
def _prefect_task(stage: Stage, attempts: int, backoff: float, refresh: bool) -> Task[Any, Any]:
    task: Task[Any, Any] = Task(
        _body,
        name=stage.value,
        task_run_name="{call.label}",
        cache_policy=StagePolicy(),
        refresh_cache=refresh,
        persist_result=True,
        result_serializer=StageSerializer(),
        retries=attempts - 1,
        retry_delay_seconds=exponential_backoff(backoff),
        retry_jitter_factor=0.5,
        retry_condition_fn=_worth_retrying,
    )
    # An unsaved block is refused by the constructor only; no server has to know this one.
    task.result_storage = SealedRecords()
    return task


def _worth_retrying(_task: Any, _run: Any, state: Any) -> bool:
    return isinstance(state.data, RetryableError) or isinstance(
        getattr(state.data, "exception", None), RetryableError
    )


async def _record_of(state: Any) -> StageRecord:
    record = await state.aresult(raise_on_failure=True)
    if not isinstance(record, StageRecord):
        raise TypeError(f"a stage's record was expected, not {type(record).__name__}")
    return record


async def _body(call: StageCall) -> StageRecord:
    """Runs inside the Prefect task, once for each try."""
    with room_needed(call.run.workshop.settings.home, f"while {call.label} worked"):
        claimed = await _claim(call)
        if isinstance(claimed, Found):
            record = StageRecord(
                job_id=claimed.job_id, run_id=claimed.run_id, result=claimed.result
            )
            await asyncio.to_thread(_attach, call, record)
            return record
        return await _stoppable(call, claimed.attempt)


async def _stoppable(call: StageCall, attempt: int) -> StageRecord:
    """The work in a thread; when nobody waits for it any more it is told to stop.

    It has a moment to do so, so that a job does not end before its worker.
    """
    work = asyncio.ensure_future(asyncio.to_thread(_work, call, attempt))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        call.stop.tell()
        await asyncio.wait([work], timeout=STOP_SECONDS)
        if work.done() and not isinstance(work.exception(), Stopped | None):
            structlog.get_logger().warning("stopped work failed", error=str(work.exception()))
        raise


async def _claim(call: StageCall) -> Granted | Found:
    jobs = call.run.workshop.ledger.jobs
    distrust: set[int] = set()
    while True:
        answer = await asyncio.to_thread(jobs.claim, call.job_id, call.reuse, distrust)
        if isinstance(answer, Granted):
            return answer
        if isinstance(answer, Busy):
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
        elif await asyncio.to_thread(_intact, call, answer.result):
            return answer
        else:
            distrust.add(answer.job_id)


def _holds(call: StageCall, record: StageRecord) -> bool:
    """Whether Prefect's record of a former call may stand for this one."""
    return not record.only_here and _intact(call, record.result)


def _intact(call: StageCall, ref: Ref[Any]) -> bool:
    """Whether a former result may stand for this call; says in `call.why` what is wrong if not."""
    store = call.run.workshop.store
    if not intact(store, ref, call.model):
        call.why = "the stored result was damaged or gone"
        return False
    if call.still_holds is None or call.model is None:
        return True
    if not call.still_holds(call.model.model_validate_json(store.read(ref))):
        call.why = "what it had made outside of the store was changed or gone"
        return False
    return True


def _work(call: StageCall, attempt: int) -> StageRecord:
    """Compute and publish; result, state, costs and event are kept in one transaction."""
    run, settings = call.run, call.run.workshop.settings
    run.watcher.started(call.stage, call.part)
    began = time.perf_counter()
    workdir = new_scratch(settings, f"{call.stage}-")
    try:
        with _billed(call):
            barrier(settings, call.stage, "start")
            with room_needed(settings.home, f"while {call.label} worked"), stopped_by(call.stop):
                done = call.work(workdir, call)
            seconds = round(time.perf_counter() - began, 3)
            barrier(settings, call.stage, "published")
            _keep(call, done, seconds)
        barrier(settings, call.stage, "completed")
    except RetryableError as error:
        if attempt < settings.attempts:
            delay = settings.backoff_seconds * 2 ** (attempt - 1)
            with room_or_none(settings.home):
                run.workshop.ledger.jobs.retry_later(call.job_id, str(error), delay)
        raise
    finally:
        shutil.rmtree(workdir, ignore_errors=True)
    run.watcher.ended(call.stage, call.part, attached=False, error=None)
    _write_down(call, done.result, attached=False, why=call.why, seconds=seconds, by=run.run_id)
    return StageRecord(
        job_id=call.job_id,
        run_id=run.run_id,
        result=done.result,
        only_here=bool(done.stopgaps),
    )


@contextmanager
def _billed(call: StageCall) -> Iterator[None]:
    """What was spent before an attempt failed is billed all the same, and so is kept."""
    try:
        yield
    except BaseException:
        with room_or_none(call.run.workshop.settings.home):
            call.run.workshop.ledger.jobs.spent(call.job_id, call.costs)
        raise


def _keep(call: StageCall, done: Done, seconds: float) -> None:
    jobs = call.run.workshop.ledger.jobs
    if done.stopgaps:
        call.why = f"{call.why}; holds for this run only: {'; '.join(done.stopgaps)}"
    kept = jobs.complete(
        call.job_id,
        done.result,
        why=call.why,
        seconds=seconds,
        costs=call.costs,
        only_here=bool(done.stopgaps),
    )
    if not kept:
        raise jobs.over(call.job_id)


def _attach(call: StageCall, record: StageRecord) -> None:
    why = f"same inputs as in run {record.run_id}"
    jobs = call.run.workshop.ledger.jobs
    if not jobs.attach(call.job_id, record.job_id, record.result, why=why):
        raise jobs.over(call.job_id)
    call.run.watcher.ended(call.stage, call.part, attached=True, error=None)
    _write_down(call, record.result, attached=True, why=why, seconds=0.0, by=record.run_id)


def _fail(call: StageCall, error: BaseException) -> None:
    said = str(error) or f"interrupted ({type(error).__name__})"
    with room_or_none(call.run.workshop.settings.home):
        call.run.workshop.ledger.jobs.fail(call.job_id, said)
    call.run.watcher.ended(call.stage, call.part, attached=False, error=said)
    trace = "".join(traceback.format_exception(error)).splitlines()
    page = {**_head(call), "state": "failed", "error": said, "traceback": trace}
    _page(call, page)


def _head(call: StageCall) -> dict[str, Any]:
    return {
        "stage": call.stage.value,
        "part": call.part or None,
        "run": call.run.run_id,
        "job": call.job_id,
        "key": call.key,
    }


def _write_down(
    call: StageCall, ref: Ref[Any], *, attached: bool, why: str, seconds: float, by: str
) -> None:
    """The stage's page in the run's folder."""
    data = call.run.workshop.store.read(ref)
    page = {
        **_head(call),
        "state": "completed",
        "attached": attached,
        "why": why,
        "made_by_run": by,
        "seconds": seconds,
        "result_ref": ref,
        "result": call.model.model_validate_json(data) if call.model else f"{ref.size} bytes",
    }
    _page(call, page)


def _page(call: StageCall, page: dict[str, Any]) -> None:
    """Kept for people; a disk too full for it does not undo the work it tells of."""
    with room_or_none(call.run.workshop.settings.home):
        write_json(stage_file(call.run.folder, call.stage, call.part), page)
