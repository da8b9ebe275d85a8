"""What every stage of a run shares: store, ledger, settings, and who is told of progress."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

import structlog

from schemas.artifacts import Ref
from schemas.base import Contract
from schemas.spec import RunSpec
from schemas.stages import Stage
from schemas.states import WorkflowState
from tasks.errors.places import LedgerUnavailableError
from tasks.settings import Settings
from tasks.tools.artifacts.base import ArtifactStore
from tasks.tools.artifacts.local import LocalStore
from tasks.tools.ledger.ledger import Ledger

C = TypeVar("C", bound=Contract)


class Watcher(Protocol):
    """Is told what happens while it happens. Called from many threads."""

    def opened(self, run: RunContext) -> None:
        """A run has begun."""

    def started(self, stage: Stage, part: str) -> None:
        """A stage begins to work."""

    def progressed(self, stage: Stage, part: str, done: float) -> None:
        """`done` is between 0 and 1."""

    def ended(self, stage: Stage, part: str, *, attached: bool, error: str | None) -> None:
        """A stage has ended, well or not."""


class Silence:
    """Tells nobody."""

    def opened(self, run: RunContext) -> None:
        pass

    def started(self, stage: Stage, part: str) -> None:
        pass

    def progressed(self, stage: Stage, part: str, done: float) -> None:
        pass

    def ended(self, stage: Stage, part: str, *, attached: bool, error: str | None) -> None:
        pass


@dataclass(frozen=True)
class Workshop:
    """The places of one tenant: opened once per process, used by all of its runs."""

    settings: Settings
    store: ArtifactStore
    ledger: Ledger

    @classmethod
    def open(cls, settings: Settings) -> Workshop:
        """Make the folders and open the ledger."""
        home = settings.tenant_home
        ledger = Ledger(
            settings.ledger_url, tenant=settings.tenant, lease_seconds=settings.lease_seconds
        )
        return cls(settings=settings, store=LocalStore(home / "artifacts"), ledger=ledger)

    def load(self, ref: Ref[C], model: type[C]) -> C:
        """The contract that a pointer names, checked."""
        return model.model_validate_json(self.store.read(ref))

    @property
    def results(self) -> Path:
        """Folder of Prefect's result records."""
        return self.settings.tenant_home / "results"

    @property
    def runs(self) -> Path:
        """Folder of the runs' readable folders."""
        return self.settings.tenant_home / "runs"


@dataclass(frozen=True)
class RunContext:
    """One run, as its stages see it."""

    run_id: str
    spec: RunSpec
    workshop: Workshop
    watcher: Watcher = field(default_factory=Silence)

    @property
    def source_sha256(self) -> str:
        """The root of every key."""
        return self.spec.media.sha256

    @property
    def enter_at(self) -> Stage | None:
        """The stage that must not attach."""
        return self.spec.enter_at

    def load(self, ref: Ref[C], model: type[C]) -> C:
        """The contract that a pointer names, checked."""
        return self.workshop.load(ref, model)

    @property
    def folder(self) -> Path:
        """The run's readable folder."""
        return self.workshop.runs / self.run_id

    @property
    def out(self) -> Path:
        """Where finished clips are put, absolute."""
        named = self.spec.params.out
        return Path(named).absolute() if named else self.folder / "clips"

    def workflow_complete(self) -> None:
        """Analysis and composition are done; what delivery does from here on is its own state."""
        self.workshop.ledger.runs.end(self.run_id, WorkflowState.COMPLETED)


_CURRENT: ContextVar[RunContext] = ContextVar("reelwright_run")
_WATCHER: ContextVar[Watcher] = ContextVar("reelwright_watcher")


@contextmanager
def watched_by(watcher: Watcher) -> Iterator[None]:
    """Let runs that are opened inside report to `watcher`."""
    token = _WATCHER.set(watcher)
    try:
        yield
    finally:
        _WATCHER.reset(token)


def current_watcher() -> Watcher:
    """Who wants to be told, or nobody."""
    return _WATCHER.get(Silence())


def current_run() -> RunContext:
    """The run that the calling code works for.

    Raises:
        LookupError: outside of `within`.
    """
    return _CURRENT.get()


def joined_run() -> RunContext | None:
    """The run around the calling code, if there is one."""
    return _CURRENT.get(None)


@contextmanager
def within(run: RunContext) -> Iterator[RunContext]:
    """Let stages that are called inside belong to `run`, and keep its leases alive."""
    token = _CURRENT.set(run)
    stop = threading.Event()
    keeper = threading.Thread(target=_keep_alive, args=(run.workshop.ledger, stop), daemon=True)
    keeper.start()
    try:
        yield run
    finally:
        stop.set()
        keeper.join()
        _CURRENT.reset(token)


def _keep_alive(ledger: Ledger, stop: threading.Event) -> None:
    while not stop.wait(ledger.lease_seconds / 3):
        try:
            ledger.renew()
        except (
            LedgerUnavailableError
        ) as error:  # the next beat may well succeed before the lease ends
            structlog.get_logger().warning("leases not renewed", error=str(error))
