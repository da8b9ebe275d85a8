"""Runs: opened once with a frozen specification, ended once."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from schemas.spec import RunSpec
from schemas.states import WorkflowState
from tasks.errors.places import RunNotFoundError
from tasks.tools.ledger.door import Door, hit
from tasks.tools.ledger.session import clock, transaction
from tasks.tools.ledger.tables import CostRow, EventRow, RunRow


class Runs:
    """The top-level control objects."""

    def __init__(self, door: Door) -> None:
        self.door = door

    def open(self, spec: RunSpec) -> str:
        """Record a run with its frozen specification; returns its id."""
        with transaction(self.door.engine) as session:
            now = clock(session)
            run_id = f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime(now))}-{secrets.token_hex(3)}"
            session.add(
                RunRow(
                    id=run_id,
                    tenant=self.door.tenant,
                    flow=spec.flow,
                    source_name=spec.source_name,
                    source_sha256=spec.media.sha256,
                    spec=spec.model_dump(mode="json"),
                    state=WorkflowState.IN_PROGRESS.value,
                    owner=self.door.owner,
                    lease_until=now + self.door.lease_seconds,
                    started=now,
                    parent=spec.parent,
                )
            )
            session.flush()
            self.door.event(session, run_id, "run.started", detail=spec.source_name)
        return run_id

    def note(self, run_id: str, **facts: Any) -> None:
        """Keep what a run came to know: `style`, `pin`, `analysed`, `composed`."""
        with transaction(self.door.engine) as session:
            session.execute(update(RunRow).where(col(RunRow.id) == run_id).values(**facts))

    def end(self, run_id: str, state: WorkflowState, error: str | None = None) -> bool:
        """Move a run to its end; False when it had ended before."""
        open_states = [item.value for item in WorkflowState if not item.terminal]
        with transaction(self.door.engine) as session:
            moved = session.execute(
                update(RunRow)
                .where(col(RunRow.id) == run_id, col(RunRow.state).in_(open_states))
                .values(state=state.value, ended=clock(session), error=error)
            )
            if not hit(moved):
                return False
            self.door.event(session, run_id, f"run.{state.value}", detail=error or "")
            return True

    def close(self, run_id: str) -> None:
        """The worker lets go of the run; its lease ends."""
        with transaction(self.door.engine) as session:
            mine = (col(RunRow.id) == run_id, col(RunRow.closed).is_(None))
            session.execute(update(RunRow).where(*mine).values(closed=clock(session)))

    def await_review(self, run_id: str) -> bool:
        """Let go of a run until a person has decided; False when it is not in progress."""
        busy, waits = WorkflowState.IN_PROGRESS, WorkflowState.NEEDS_REVIEW
        with transaction(self.door.engine) as session:
            facts = {"state": waits.value, "closed": clock(session)}
            return self._moved(session, run_id, busy, "run.needs_review", facts)

    def resume(self, run_id: str) -> bool:
        """Work for a run that waited for a person; False when it does not wait (any more)."""
        busy, waits = WorkflowState.IN_PROGRESS, WorkflowState.NEEDS_REVIEW
        with transaction(self.door.engine) as session:
            until = clock(session) + self.door.lease_seconds
            facts = {"state": busy.value, "closed": None, "owner": self.door.owner}
            return self._moved(
                session, run_id, waits, "run.resumed", facts | {"lease_until": until}
            )

    def _moved(
        self, session: Session, run_id: str, state: WorkflowState, kind: str, facts: dict[str, Any]
    ) -> bool:
        here = (col(RunRow.id) == run_id, col(RunRow.state) == state.value)
        moved = hit(session.execute(update(RunRow).where(*here).values(**facts)))
        if moved:
            self.door.event(session, run_id, kind)
        return moved

    def waiting(self, flow_run: str) -> RunRow | None:
        """The run of a flow run that waits for a person."""
        with transaction(self.door.engine) as session:
            mine = (
                RunRow.tenant == self.door.tenant,
                RunRow.state == WorkflowState.NEEDS_REVIEW.value,
            )
            rows = session.exec(select(RunRow).where(*mine)).all()
            return next((row for row in rows if row.spec.get("flow_run") == flow_run), None)

    def find(self, run_id: str) -> RunRow | None:
        """A run by its id, or by a unique beginning of it; `latest` is the newest."""
        with transaction(self.door.engine) as session:
            mine = select(RunRow).where(RunRow.tenant == self.door.tenant)
            if run_id == "latest":
                return session.exec(mine.order_by(col(RunRow.started).desc())).first()
            rows = session.exec(
                mine.where(col(RunRow.id).startswith(run_id, autoescape=True))
            ).all()
            exact = [row for row in rows if row.id == run_id]
            return exact[0] if exact else (rows[0] if len(rows) == 1 else None)

    def known(self, run_id: str) -> RunRow:
        """As `find`.

        Raises:
            RunNotFoundError: when there is none, or more than one, of that name.
        """
        row = self.find(run_id)
        if row is None:
            raise RunNotFoundError(run_id, "the ledger knows none, or several, of that name")
        return row

    def newest(self, limit: int = 20) -> Sequence[RunRow]:
        """The newest runs first."""
        with transaction(self.door.engine) as session:
            newest = select(RunRow).where(RunRow.tenant == self.door.tenant)
            return session.exec(newest.order_by(col(RunRow.started).desc()).limit(limit)).all()

    def of_style(self, style: str) -> Sequence[RunRow]:
        """Runs that pinned any version of `org/name`, newest first."""
        with transaction(self.door.engine) as session:
            pinned = col(RunRow.style).startswith(f"{style}@", autoescape=True)
            mine = select(RunRow).where(RunRow.tenant == self.door.tenant, pinned)
            newest = (col(RunRow.started).desc(), col(RunRow.id).desc())
            return session.exec(mine.order_by(*newest)).all()

    def reruns(self, run_id: str) -> Sequence[str]:
        """Ids of the runs that re-entered a run, oldest first."""
        with transaction(self.door.engine) as session:
            mine = (RunRow.tenant == self.door.tenant, RunRow.parent == run_id)
            return session.exec(select(RunRow.id).where(*mine).order_by(col(RunRow.started))).all()

    def events(self, run_id: str) -> Sequence[EventRow]:
        """Everything that happened to a run, oldest first."""
        with transaction(self.door.engine) as session:
            return session.exec(
                select(EventRow)
                .where(EventRow.run_id == run_id, EventRow.tenant == self.door.tenant)
                .order_by(col(EventRow.id))
            ).all()

    def costs(self, run_id: str) -> Sequence[CostRow]:
        """What a run was billed for, oldest first."""
        with transaction(self.door.engine) as session:
            return session.exec(
                select(CostRow)
                .where(CostRow.run_id == run_id, CostRow.tenant == self.door.tenant)
                .order_by(col(CostRow.id))
            ).all()
