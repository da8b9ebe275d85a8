"""Outputs: each completes or fails once, on its own schedule; whoever comes first settles it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from schemas.outputs import OutputLine
from schemas.states import JobState
from tasks.tools.ledger.door import Door, hit
from tasks.tools.ledger.session import clock, transaction
from tasks.tools.ledger.tables import OutputRow

OPEN = [JobState.PENDING, JobState.IN_PROGRESS]


class Outputs:
    """Shorts that a run owes, one row for each aspect ratio."""

    def __init__(self, door: Door) -> None:
        self.door = door

    def add(self, run_id: str, clip: str, aspect: str) -> str:
        """Record an output that is owed; returns its id. Doing it twice is harmless."""
        output_id = f"{run_id}.{clip}.{aspect.replace(':', 'x')}"
        with transaction(self.door.engine) as session:
            if session.get(OutputRow, output_id) is None:
                session.add(
                    OutputRow(
                        id=output_id,
                        run_id=run_id,
                        tenant=self.door.tenant,
                        clip=clip,
                        aspect=aspect,
                        created=clock(session),
                    )
                )
                session.flush()
                self.door.event(session, run_id, "output.owed", output=output_id)
        return output_id

    def start(self, output_id: str) -> bool:
        """`pending -> in_progress`."""
        with transaction(self.door.engine) as session:
            return self._move_output(session, output_id, JobState.IN_PROGRESS, [JobState.PENDING])

    def settle(
        self,
        output_id: str,
        state: JobState,
        line: OutputLine | None = None,
        error: str | None = None,
    ) -> bool:
        """Move an output to its end. Whoever comes first wins; a second signal returns False."""
        with transaction(self.door.engine) as session:
            return self._move_output(
                session,
                output_id,
                state,
                [JobState.PENDING, JobState.IN_PROGRESS],
                line=line.model_dump(mode="json") if line else None,
                error=error,
                ended=clock(session),
            )

    def _move_output(
        self,
        session: Session,
        output_id: str,
        to: JobState,
        froms: list[JobState],
        tenant: str = "",
        **values: Any,
    ) -> bool:
        whose = tenant or self.door.tenant
        moved = session.execute(
            update(OutputRow)
            .where(
                col(OutputRow.id) == output_id,
                col(OutputRow.tenant) == whose,
                col(OutputRow.state).in_([s.value for s in froms]),
            )
            .values(state=to.value, **values)
        )
        if hit(moved):
            run_id = output_id.split(".", 1)[0]
            detail = str(values.get("error") or "")
            kind = f"output.{to.value}"
            self.door.event(session, run_id, kind, output=output_id, detail=detail, tenant=whose)
        return hit(moved)

    def of(self, run_id: str) -> Sequence[OutputRow]:
        """Outputs of a run by clip and aspect."""
        with transaction(self.door.engine) as session:
            return session.exec(
                select(OutputRow)
                .where(OutputRow.run_id == run_id, OutputRow.tenant == self.door.tenant)
                .order_by(col(OutputRow.clip), col(OutputRow.aspect))
            ).all()

    def close(self, session: Session, run_id: str, tenant: str, why: str) -> None:
        """Fail whatever a run of `tenant` still owes."""
        theirs = (OutputRow.run_id == run_id, OutputRow.tenant == tenant)
        for row in session.exec(select(OutputRow).where(*theirs)).all():
            self._move_output(
                session, row.id, JobState.FAILED, OPEN, tenant, error=why, ended=clock(session)
            )
