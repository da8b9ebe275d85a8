"""The one door to the tables: runs, jobs, outputs, intake, reports, spending; and the leases that
keep them honest.

1. Terminal states are final; a second signal is a no-op that says so by returning False.
2. Every change of state is one compare-and-set, in one transaction with its event.
3. A row in progress has a living worker, or loses its lease.
"""

from __future__ import annotations

from sqlalchemy import update
from sqlmodel import Session, col, select

from schemas.states import JobState, WorkflowState
from tasks.tools.ledger.door import GONE, Door, hit
from tasks.tools.ledger.intake import Intake
from tasks.tools.ledger.jobs import Jobs, lost
from tasks.tools.ledger.outputs import Outputs
from tasks.tools.ledger.owner import surely_dead, this_process
from tasks.tools.ledger.reports import Reports
from tasks.tools.ledger.runs import Runs
from tasks.tools.ledger.session import clock, open_engine, transaction
from tasks.tools.ledger.spending import Spending
from tasks.tools.ledger.tables import JobRow, RunRow


class Ledger:
    """The truth about all work. Safe to use from many threads and processes."""

    def __init__(self, url: str, *, tenant: str, lease_seconds: float) -> None:
        self.door = Door(open_engine(url), tenant, this_process(), lease_seconds)
        self.runs = Runs(self.door)
        self.jobs = Jobs(self.door)
        self.outputs = Outputs(self.door)
        self.intake = Intake(self.door)
        self.reports = Reports(self.door)
        self.spending = Spending(self.door)

    @property
    def lease_seconds(self) -> float:
        """How long a silent worker keeps its hold."""
        return self.door.lease_seconds

    def close(self) -> None:
        """Give the connections back."""
        self.door.engine.dispose()

    def renew(self) -> None:
        """Prolong every lease that this process holds."""
        with transaction(self.door.engine) as session:
            until = clock(session) + self.door.lease_seconds
            for row, busy in (
                (RunRow, col(RunRow.closed).is_(None)),
                (JobRow, col(JobRow.state) == JobState.IN_PROGRESS.value),
            ):
                session.execute(
                    update(row)
                    .where(col(row.owner) == self.door.owner, busy)
                    .values(lease_until=until)
                )

    def reap(self) -> int:
        """Fail what dead workers left in progress; returns how many rows that were."""
        with transaction(self.door.engine) as session:
            now = clock(session)
            working = JobRow.state == JobState.IN_PROGRESS.value
            jobs = [job for job in session.exec(select(JobRow).where(working)) if lost(job, now)]
            for job in jobs:
                self.jobs.end(session, job, JobState.FAILED, error=GONE)
            held = col(RunRow.closed).is_(None)
            runs = [
                run
                for run in session.exec(select(RunRow).where(held))
                if run.lease_until < now or surely_dead(run.owner)
            ]
            for run in runs:
                self._end_lost(session, run, now)
            return len(jobs) + len(runs)

    def _end_lost(self, session: Session, run: RunRow, now: float) -> None:
        open_states = [item.value for item in WorkflowState if not item.terminal]
        moved = session.execute(
            update(RunRow)
            .where(col(RunRow.id) == run.id, col(RunRow.state).in_(open_states))
            .values(state=WorkflowState.FAILED.value, ended=now, error=GONE)
        )
        if hit(moved):
            self.door.event(session, run.id, "run.failed", detail=GONE, tenant=run.tenant)
        session.execute(update(RunRow).where(col(RunRow.id) == run.id).values(closed=now))
        self._end_open(session, run.id, run.tenant, GONE)

    def abandon(self, run_id: str, why: str) -> None:
        """End every job and output of a run that is still open."""
        with transaction(self.door.engine) as session:
            self._end_open(session, run_id, self.door.tenant, why)

    def _end_open(self, session: Session, run_id: str, tenant: str, why: str) -> None:
        theirs = (JobRow.run_id == run_id, JobRow.tenant == tenant)
        for job in session.exec(select(JobRow).where(*theirs)).all():
            if not JobState(job.state).terminal:
                self.jobs.end(session, job, JobState.FAILED, error=why)
        self.outputs.close(session, run_id, tenant, why)
