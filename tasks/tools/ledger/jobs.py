"""Jobs: one worker per key, and a result that commits with its state, costs and event.

A partial unique index lets one job per key be in progress; a lease takes it from a silent worker.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from schemas.artifacts import Ref
from schemas.costs import Cost
from schemas.states import JobState
from tasks.errors.places import JobEndedError
from tasks.tools.ledger.door import GONE, Door, hit
from tasks.tools.ledger.owner import surely_dead
from tasks.tools.ledger.session import clock, transaction
from tasks.tools.ledger.tables import CostRow, JobRow, RunRow

OPEN = [state.value for state in JobState if not state.terminal]


@dataclass(frozen=True)
class Granted:
    """The job is ours to do."""

    attempt: int


@dataclass(frozen=True)
class Found:
    """The work was done before, by this job."""

    job_id: int
    run_id: str
    result: Ref[Any]


@dataclass(frozen=True)
class Busy:
    """Another worker does it right now."""

    job_id: int
    run_id: str


class Jobs:
    """Stages of runs."""

    def __init__(self, door: Door) -> None:
        self.door = door

    def add(self, run_id: str, stage: str, part: str, key: str) -> int:
        """Enqueue one stage of a run; returns the job's id.

        Raises:
            JobEndedError: when the run was ended meanwhile.
        """
        with transaction(self.door.engine) as session:
            run = session.get(RunRow, run_id)
            if run is not None and run.closed is not None:
                raise JobEndedError(f"The run {run_id}", run.error or run.state)
            job = JobRow(
                run_id=run_id,
                tenant=self.door.tenant,
                stage=stage,
                part=part,
                key=key,
                created=clock(session),
            )
            session.add(job)
            session.flush()
            self.door.event(session, run_id, "job.enqueued", job=job)
            return _id(job)

    def claim(
        self, job_id: int, reuse: bool, distrust: Iterable[int] = ()
    ) -> Granted | Found | Busy:
        """Take the job, find its work done, or learn that another worker has the key.

        A job that its own worker could not give back (a full disk) is granted to it again.

        `distrust` names completed jobs whose stored result turned out to be damaged.

        Raises:
            JobEndedError: when the job has ended: a terminal state is final.
        """
        try:
            with transaction(self.door.engine) as session:
                return self._claim(session, _get(session, job_id), reuse, set(distrust))
        except IntegrityError:  # another worker took the key between our look and our step
            with transaction(self.door.engine) as session:
                job = _get(session, job_id)
                holder = self._holder(session, job.key)
                return Busy(_id(holder), holder.run_id) if holder else Busy(job_id, job.run_id)

    def _claim(
        self, session: Session, job: JobRow, reuse: bool, distrust: set[int]
    ) -> Granted | Found | Busy:
        if JobState(job.state).terminal:
            raise _ended(job)
        now = clock(session)
        holder = self._holder(session, job.key)
        mine = holder is not None and holder.id == job.id
        if holder is not None and not mine and not lost(holder, now):
            return Busy(_id(holder), holder.run_id)
        if holder is not None and not mine:
            self.end(session, holder, JobState.FAILED, error=GONE)
        done = self._done(session, job.key, distrust) if reuse else None
        if done is not None:
            return Found(_id(done), done.run_id, Ref.model_validate(done.result))
        attempt = job.attempts + 1
        moved = session.execute(
            update(JobRow)
            .where(col(JobRow.id) == job.id, col(JobRow.state).in_(OPEN))
            .values(
                state=JobState.IN_PROGRESS.value,
                attempts=attempt,
                owner=self.door.owner,
                lease_until=now + self.door.lease_seconds,
            )
        )
        if not hit(moved):  # ended by somebody else between our look and our step
            session.refresh(job)
            raise _ended(job)
        self.door.event(session, job.run_id, "job.started", job=job, attempt=attempt)
        return Granted(attempt)

    def _holder(self, session: Session, key: str) -> JobRow | None:
        return session.exec(
            select(JobRow).where(
                JobRow.tenant == self.door.tenant,
                JobRow.key == key,
                JobRow.state == JobState.IN_PROGRESS.value,
            )
        ).first()

    def _done(self, session: Session, key: str, distrust: set[int]) -> JobRow | None:
        rows = session.exec(
            select(JobRow)
            .where(
                JobRow.tenant == self.door.tenant,
                JobRow.key == key,
                JobRow.state == JobState.COMPLETED.value,
                col(JobRow.attached_to).is_(None),
            )
            .order_by(col(JobRow.id).desc())
        )
        return next((row for row in rows if row.id not in distrust), None)

    def complete(
        self,
        job_id: int,
        result: Ref[Any],
        *,
        why: str,
        seconds: float,
        costs: Sequence[Cost] = (),
        only_here: bool = False,
    ) -> bool:
        """Result, state, costs and event in one transaction; False when the lease was lost.

        A result that holds `only_here` is kept under a key that nobody else asks for.
        """
        with transaction(self.door.engine) as session:
            job = _get(session, job_id)
            usd = sum(cost.usd for cost in costs)
            values: dict[str, Any] = {
                "result": result.model_dump(),
                "seconds": seconds,
                "cost_usd": JobRow.cost_usd + usd,
                "why": why,
            }
            if only_here:
                values["key"] = f"{job.key}-only-{job.run_id}"
            if not self.end(session, job, JobState.COMPLETED, owner=self.door.owner, **values):
                return False
            self._bill(session, job, costs)
            return True

    def attach(self, job_id: int, found_job: int, result: Ref[Any], *, why: str) -> bool:
        """The work was done before: complete at no cost, with a link to who did it."""
        with transaction(self.door.engine) as session:
            job = _get(session, job_id)
            values: dict[str, Any] = {
                "result": result.model_dump(),
                "attached_to": found_job,
                "why": why,
            }
            return self.end(session, job, JobState.COMPLETED, kind="job.attached", **values)

    def over(self, job_id: int) -> JobEndedError:
        """What a worker is told whose job was ended by somebody else."""
        with transaction(self.door.engine) as session:
            return _ended(_get(session, job_id))

    def retry_later(self, job_id: int, error: str, delay: float) -> bool:
        """Give the key free until the next try."""
        with transaction(self.door.engine) as session:
            job = _get(session, job_id)
            moved = session.execute(
                update(JobRow)
                .where(col(JobRow.id) == job_id, col(JobRow.state) == JobState.IN_PROGRESS.value)
                .values(state=JobState.PENDING.value, owner=None, lease_until=None)
            )
            if hit(moved):
                detail = f"{error} (next try in about {delay:.1f} s)"
                self.door.event(
                    session,
                    job.run_id,
                    "job.retry_scheduled",
                    job=job,
                    attempt=job.attempts,
                    detail=detail,
                )
            return hit(moved)

    def fail(self, job_id: int, error: str, *, seconds: float = 0.0) -> bool:
        """Move a job to `failed`; False when it had ended before."""
        with transaction(self.door.engine) as session:
            job = _get(session, job_id)
            return self.end(session, job, JobState.FAILED, error=error, seconds=seconds)

    def end(
        self,
        session: Session,
        job: JobRow,
        state: JobState,
        *,
        owner: str | None = None,
        kind: str | None = None,
        **values: Any,
    ) -> bool:
        statement = update(JobRow).where(col(JobRow.id) == job.id, col(JobRow.state).in_(OPEN))
        if owner is not None:
            statement = statement.where(col(JobRow.owner) == owner)
        moved = session.execute(
            statement.values(state=state.value, ended=clock(session), lease_until=None, **values)
        )
        if hit(moved):
            self.door.event(
                session,
                job.run_id,
                kind or f"job.{state.value}",
                job=job,
                attempt=job.attempts,
                seconds=values.get("seconds"),
                detail=str(values.get("error") or values.get("why") or ""),
            )
        return hit(moved)

    def of(self, run_id: str) -> Sequence[JobRow]:
        """Jobs of a run, oldest first."""
        with transaction(self.door.engine) as session:
            return session.exec(
                select(JobRow)
                .where(JobRow.run_id == run_id, JobRow.tenant == self.door.tenant)
                .order_by(col(JobRow.id))
            ).all()

    def by_id(self, job_ids: Sequence[int]) -> dict[int, JobRow]:
        """Jobs by their ids; ids that name none are left out."""
        with transaction(self.door.engine) as session:
            mine = (JobRow.tenant == self.door.tenant, col(JobRow.id).in_(job_ids))
            rows = session.exec(select(JobRow).where(*mine))
            return {_id(row): row for row in rows}

    def spent(self, job_id: int, costs: Sequence[Cost]) -> None:
        """What a failed attempt will be billed for; it counts whatever becomes of the job."""
        if not costs:
            return
        usd = sum(cost.usd for cost in costs)
        with transaction(self.door.engine) as session:
            job = _get(session, job_id)
            more = {"cost_usd": col(JobRow.cost_usd) + usd}
            session.execute(update(JobRow).where(col(JobRow.id) == job_id).values(**more))
            self._bill(session, job, costs)

    def _bill(self, session: Session, job: JobRow, costs: Sequence[Cost]) -> None:
        now = clock(session)
        for cost in costs:
            session.add(self._cost_row(job, cost, now))

    def _cost_row(self, job: JobRow, cost: Cost, now: float) -> CostRow:
        return CostRow(
            at=now,
            tenant=self.door.tenant,
            run_id=job.run_id,
            job_id=_id(job),
            stage=job.stage,
            **cost.model_dump(),
        )


def lost(job: JobRow, now: float) -> bool:
    """Whether a job in progress has no living worker."""
    expired = job.lease_until is None or job.lease_until < now
    return expired or (job.owner is not None and surely_dead(job.owner))


def _ended(job: JobRow) -> JobEndedError:
    """What a worker is told whose job is over."""
    what = f"{job.stage} {job.part}".strip()
    return JobEndedError(f"{what} of the run {job.run_id}", job.error or job.state)


def _id(job: JobRow) -> int:
    if job.id is None:
        raise LookupError("the job was not stored")
    return job.id


def _get(session: Session, job_id: int) -> JobRow:
    job = session.get(JobRow, job_id)
    if job is None:
        raise LookupError(f"there is no job {job_id} in the ledger")
    return job
