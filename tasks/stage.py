"""`@stage`: read, compute, publish; the rest of a stage's life is the same for all of them.

A call becomes a job in the ledger. Its key is a written list: stage, revision, the source's sha256,
and the arguments by content. Prefect looks the key up; where it holds nothing, the ledger is asked
whether another run did or does the same work; only then is anything computed
(`tools/runs/calls.py`). A result counts only when its bytes are there, hash to their names and fit
their schema.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable
from functools import cached_property
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar, get_type_hints

import structlog
from pydantic import BaseModel

from schemas.artifacts import JSON, Blob, Ref
from schemas.base import Contract, canonical, digest_of
from schemas.costs import Cost
from schemas.inference import InferenceProfile
from schemas.stages import Stage
from tasks.settings import Settings
from tasks.tools.artifacts.base import ArtifactStore
from tasks.tools.ledger.ledger import Ledger
from tasks.tools.ledger.spending import Account
from tasks.tools.runs.calls import Done, StageCall, attach_or_run
from tasks.tools.runs.context import RunContext, current_run
from tasks.tools.stopping import Stop

if TYPE_CHECKING:
    from tasks.tools.llm.door import Inference

P = ParamSpec("P")
C = TypeVar("C", bound=Contract)
R = TypeVar("R", bound=Ref[Any])

REVISIONS: dict[str, int] = {}
"""Stage to revision, filled as stages are defined."""


@dataclasses.dataclass
class StageContext:
    """What a stage may touch: its artifacts, a scratch folder, and someone to tell."""

    stage: Stage
    part: str
    store: ArtifactStore
    workdir: Path
    settings: Settings
    log: Any
    told: Callable[[float], None]
    stop: Stop = dataclasses.field(default_factory=Stop)
    ledger: Ledger | None = None
    account: Account | None = None
    """Who pays for what is billed."""
    costs: list[Cost] = dataclasses.field(default_factory=list)
    stopgaps: list[str] = dataclasses.field(default_factory=list)

    def load(self, ref: Ref[C], model: type[C]) -> C:
        """The contract that a pointer names, checked against its schema.

        Raises:
            ArtifactMissingError, DigestMismatchError: when its bytes are not what they were.
        """
        return model.model_validate_json(self.store.read(ref))

    def path(self, ref: Ref[Any]) -> Path:
        """A read-only local file with the checked bytes."""
        return self.store.path(ref)

    def publish(self, contract: C) -> Ref[C]:
        """Store a contract in its canonical form, validated against its schema once more."""
        data = canonical(contract)
        type(contract).model_validate_json(data)
        return self.store.put_bytes(data, JSON)

    def publish_file(self, path: Path, media_type: str) -> Ref[Blob]:
        """Store a file of the scratch folder; it is gone from there afterwards."""
        return self.store.take_file(path, media_type)

    def publish_bytes(self, data: bytes, media_type: str) -> Ref[Blob]:
        """Store bytes."""
        return self.store.put_bytes(data, media_type)

    def progress(self, done: float) -> None:
        """Tell how far the work is, from 0 to 1.

        Raises:
            Stopped: when nobody waits for the work any more.
        """
        self.stop.check()
        self.told(min(1.0, max(0.0, done)))

    def stopgap(self, why: str) -> None:
        """Say that the result makes do, such as without a provider that was down.

        It holds for this run; no later run attaches to it, so that the next one asks again.
        """
        self.stopgaps.append(why)

    def inference(self, profile: InferenceProfile) -> Inference:
        """The door to language models; what they bill is booked for this job at once.

        Raises:
            LookupError: outside of a run, where nobody would pay.
        """
        from tasks.tools.llm.door import Inference

        if self.ledger is None or self.account is None:
            raise LookupError(f"{self.stage} has no account to book a model's bill on")
        answers = self.settings.tenant_home / "answers"
        return Inference(profile, self.ledger, self.account, answers)

    def spend(self, cost: Cost) -> None:
        """Record something that will be billed; it is kept with the job's result."""
        self.costs.append(cost)


class StageTask(Generic[P, R]):
    """A stage as flows see it: awaited with its inputs, it gives the result's pointer."""

    def __init__(
        self,
        stage: Stage,
        revision: int,
        compute: Callable[Concatenate[StageContext, P], R],
        ignore: tuple[str, ...],
        reuse: bool,
        still_holds: Callable[[Any], bool] | None,
        part: str = "",
    ) -> None:
        self.stage, self.revision, self.compute = stage, revision, compute
        self.ignore, self.reuse, self.part = ignore, reuse, part
        self.still_holds = still_holds

    def at(self, part: str) -> StageTask[P, R]:
        """The same stage, for one named part of the run, such as `clip-01`."""
        return StageTask(
            self.stage,
            self.revision,
            self.compute,
            self.ignore,
            self.reuse,
            self.still_holds,
            part,
        )

    @cached_property
    def model(self) -> type[BaseModel] | None:
        """The contract that the result's pointer names; None for plain bytes."""
        hint: Any = get_type_hints(self.compute)["return"]
        named = hint.__pydantic_generic_metadata__["args"][0]
        return named if issubclass(named, BaseModel) else None

    def key(self, source_sha256: str, *args: P.args, **kwargs: P.kwargs) -> str:
        """The reuse key of a call. Neither locations nor the run enter."""
        bound = signature(self.compute).bind(None, *args, **kwargs)
        bound.apply_defaults()
        inputs = {
            name: _by_content(value)
            for name, value in list(bound.arguments.items())[1:]
            if name not in self.ignore
        }
        return f"{self.stage}-v{self.revision}-{source_sha256}-{digest_of(inputs)}"

    async def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        run = current_run()
        key = self.key(run.source_sha256, *args, **kwargs)
        jobs = run.workshop.ledger.jobs
        job_id = await asyncio.to_thread(jobs.add, run.run_id, self.stage, self.part, key)

        def work(workdir: Path, call: StageCall) -> Done:
            ctx = _context(call, workdir)
            call.costs = ctx.costs
            return Done(self.compute(ctx, *args, **kwargs), tuple(ctx.stopgaps))

        call = StageCall(
            run=run,
            stage=self.stage,
            part=self.part,
            key=key,
            job_id=job_id,
            work=work,
            model=self.model,
            still_holds=self.still_holds,
            reuse=self.reuse and run.enter_at is not self.stage,
            why=self._why(run),
        )
        return await attach_or_run(call)  # type: ignore[return-value]

    def _why(self, run: RunContext) -> str:
        """Why the stage runs, if it does."""
        if not self.reuse:
            return "asked anew in every run"
        if run.enter_at is self.stage:
            return f"the run was entered at {self.stage}"
        return "nothing with these inputs had been done before"


def stage(
    name: Stage,
    *,
    revision: int,
    ignore: tuple[str, ...] = (),
    reuse: bool = True,
    still_holds: Callable[[Any], bool] | None = None,
) -> Callable[[Callable[Concatenate[StageContext, P], R]], StageTask[P, R]]:
    """Make a function a stage.

    Args:
        name: which stage it is.
        revision: raise it in the commit that changes what the same input gives.
        ignore: arguments that do not enter the key, because another argument stands for the part
            of them that is read (a facet digest for a style contract).
        reuse: False for what must be asked or done anew in every run.
        still_holds: for stages that act on the world: whether what a former result says is still
            so, such as published files being in their place.
    """
    REVISIONS[name.value] = revision

    def wrap(compute: Callable[Concatenate[StageContext, P], R]) -> StageTask[P, R]:
        return StageTask(name, revision, compute, ignore, reuse, still_holds)

    return wrap


def _by_content(value: Any) -> Any:
    """A stage's argument as JSON, pointers by their sha256.

    Raises:
        TypeError: for a value that has no stable content.
    """
    if isinstance(value, Ref):
        return {"ref": value.sha256}
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        return {name: _by_content(getattr(value, name)) for name in fields}
    if isinstance(value, dict):
        return {str(name): _by_content(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_by_content(item) for item in value]
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    raise TypeError(f"{type(value).__name__} is no stable input of a stage")


def _context(call: StageCall, workdir: Path) -> StageContext:
    run = call.run
    log = structlog.get_logger().bind(run=run.run_id, job=call.job_id, stage=call.stage.value)
    return StageContext(
        stage=call.stage,
        part=call.part,
        store=run.workshop.store,
        workdir=workdir,
        settings=run.workshop.settings,
        log=log,
        told=lambda done: run.watcher.progressed(call.stage, call.part, done),
        stop=call.stop,
        ledger=run.workshop.ledger,
        account=Account(run.run_id, call.job_id, call.stage.value),
    )
