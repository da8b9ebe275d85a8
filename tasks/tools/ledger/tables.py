"""The ledger's tables. Rows of `event` are only ever added; triggers see to it (`session.py`)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, text
from sqlmodel import Field, SQLModel

from schemas.states import JobState, WorkflowState

BigId = BigInteger().with_variant(Integer, "sqlite")


class RunRow(SQLModel, table=True):
    """One run: the top-level control object."""

    __tablename__ = "run"

    id: str = Field(primary_key=True)
    tenant: str = Field(index=True)
    flow: str
    source_name: str
    source_sha256: str = Field(index=True)
    spec: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    """`RunSpec`, frozen at the start."""
    state: str = WorkflowState.PENDING.value
    style: str | None = None
    """`org/name@version` once pinned."""
    pin: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    """Pointer to the `StylePin`."""
    analysed: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    """`Analysed`: what analysis made."""
    composed: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    """`Composed`: what composition made."""
    owner: str
    lease_until: float
    """Seconds since 1970 by the database's clock."""
    started: float
    ended: float | None = None
    """When the workflow came to its end."""
    closed: float | None = None
    """When its worker let go of it, delivery included; until then a lease keeps it."""
    error: str | None = None
    parent: str | None = None


class JobRow(SQLModel, table=True):
    """One stage of one run, for one part of it."""

    __tablename__ = "job"
    __table_args__ = (
        Index(
            "one_worker_per_key",
            "tenant",
            "key",
            unique=True,
            sqlite_where=text("state = 'in_progress'"),
            postgresql_where=text("state = 'in_progress'"),
        ),
        Index("job_by_key", "tenant", "key", "state"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    run_id: str = Field(foreign_key="run.id", index=True)
    tenant: str
    stage: str
    part: str = ""
    key: str
    state: str = JobState.PENDING.value
    attempts: int = 0
    attached_to: int | None = None
    """The job that did the work, when this one attached."""
    result: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    """The result's `Ref`."""
    why: str = ""
    error: str | None = None
    seconds: float = 0.0
    cost_usd: float = 0.0
    owner: str | None = None
    lease_until: float | None = None
    created: float
    ended: float | None = None


class OutputRow(SQLModel, table=True):
    """One short in one aspect ratio: completes or fails on its own."""

    __tablename__ = "output"
    __table_args__ = (Index("one_output", "run_id", "clip", "aspect", unique=True),)

    id: str = Field(primary_key=True)
    run_id: str = Field(foreign_key="run.id", index=True)
    tenant: str
    clip: str
    aspect: str
    state: str = JobState.PENDING.value
    line: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    """`OutputLine` once terminal."""
    error: str | None = None
    created: float
    ended: float | None = None


class EventRow(SQLModel, table=True):
    """Something that happened; never changed, never removed."""

    __tablename__ = "event"

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    at: float
    tenant: str
    run_id: str = Field(index=True)
    job_id: int | None = None
    output_id: str | None = None
    kind: str
    """Such as `job.enqueued`, `job.completed`, `job.retry_scheduled`, `run.completed`."""
    who: str
    attempt: int = 0
    seconds: float | None = None
    detail: str = ""


class CostRow(SQLModel, table=True):
    """One priced use of something that is billed; belongs to a customer, a run, a stage, a job."""

    __tablename__ = "cost"

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    at: float
    tenant: str = Field(index=True)
    run_id: str = Field(index=True)
    job_id: int
    stage: str
    what: str
    usd: float
    quantity: float
    unit: str
    price_source: str


class BudgetRow(SQLModel, table=True):
    """What was spent, and is held back for requests under way, in one scope; in nano-dollars."""

    __tablename__ = "budget"

    scope: str = Field(primary_key=True)
    """Such as `customer default 2026-11`."""
    spent: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    held: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))


class ReservationRow(SQLModel, table=True):
    """Money held back for one request, until it is settled or its time is over."""

    __tablename__ = "reservation"

    id: str = Field(primary_key=True)
    scopes: list[str] = Field(sa_column=Column(JSON, nullable=False))
    nano: int = Field(sa_column=Column(BigInteger, nullable=False))
    state: str = Field(index=True)
    """`held` (`batched` for one of a batch), `settled`, or `expired`: its holder died, it was booked."""
    expires: float


class ModelCallRow(SQLModel, table=True):
    """One request to a language model, or an answer that was there already; never changed."""

    __tablename__ = "model_call"

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    at: float
    tenant: str = Field(index=True)
    run_id: str = Field(index=True)
    job_id: int
    stage: str
    profile: str
    """Such as `balanced@1`."""
    profile_digest: str
    prompt: str
    prompt_digest: str
    model: str
    """As it was asked for."""
    answered_by: str
    """As the provider calls it; empty where there was no answer."""
    reused: bool
    """The answer was there already: no request was made."""
    outcome: str
    """`answered`, or what went wrong."""
    nano: int = Field(sa_column=Column(BigInteger, nullable=False))
    """Nano-dollars."""
    price_source: str
    input_tokens: int
    output_tokens: int
    cache_read_tokens: int
    cache_write_tokens: int
    seconds: float


class IntakeRow(SQLModel, table=True):
    """A file of a watched folder that has been turned into a run: each content once."""

    __tablename__ = "intake"
    __table_args__ = (Index("one_intake", "tenant", "sha256", unique=True),)

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    tenant: str
    sha256: str
    path: str
    stamp: str
    """Size and time of change: a known path with the same stamp is not read again."""
    at: float


class SightingRow(SQLModel, table=True):
    """A file of a watched folder that was read: with the same stamp it is not read again."""

    __tablename__ = "sighting"

    tenant: str = Field(primary_key=True)
    path: str = Field(primary_key=True)
    stamp: str
    """Size and time of change."""


class ReportRow(SQLModel, table=True):
    """Something the style plane is told about a run, until it has been taken."""

    __tablename__ = "report"
    __table_args__ = (Index("one_report", "tenant", "path", unique=True),)

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    tenant: str
    path: str
    """Where it is put, such as `/api/v1/pins/RUN`."""
    body: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    at: float
    attempts: int = 0
    next_at: float
    """Not before this moment."""
    done_at: float | None = Field(default=None, index=True)
    """When it was taken, or given up."""
    problem: str | None = None
    """Why the last attempt failed."""
