"""What the style plane is still to be told: written down first, sent when it can be."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from tasks.tools.ledger.door import Door, hit
from tasks.tools.ledger.session import clock, transaction
from tasks.tools.ledger.tables import ReportRow

MOST_ATTEMPTS = 30
"""Afterwards a report is given up; with the pauses below that is about five days."""
FIRST_PAUSE, LONGEST_PAUSE = 30.0, 6 * 3600.0
"""Seconds."""


class Reports:
    """Reports of runs, by where they are put."""

    def __init__(self, door: Door) -> None:
        self.door = door

    def add(self, path: str, body: dict[str, Any]) -> None:
        """Write a report down. What was said under the path before is replaced where it differs."""
        with transaction(self.door.engine) as session:
            now = clock(session)
            row = self._at(session, path)
            if row is None:
                row = ReportRow(tenant=self.door.tenant, path=path, body=body, at=now, next_at=now)
            elif row.body != body:
                row.body, row.at, row.next_at = body, now, now
                row.attempts, row.done_at, row.problem = 0, None, None
            session.add(row)

    def claim(self) -> ReportRow | None:
        """The oldest report that is due, for one attempt of ours; None where nothing is."""
        with transaction(self.door.engine) as session:
            now = clock(session)
            row = session.exec(
                select(ReportRow)
                .where(
                    ReportRow.tenant == self.door.tenant,
                    col(ReportRow.done_at).is_(None),
                    ReportRow.next_at <= now,
                )
                .order_by(col(ReportRow.id))
                .limit(1)
            ).first()
            if row is None:
                return None
            pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(row.attempts, 20))
            mine = session.execute(
                update(ReportRow)
                .where(col(ReportRow.id) == row.id, col(ReportRow.attempts) == row.attempts)
                .values(attempts=row.attempts + 1, next_at=now + pause)
            )
            session.refresh(row)
            return row if hit(mine) else None

    def taken(self, row: ReportRow) -> None:
        """The plane has it; a report that was replaced meanwhile stays due."""
        self._end(row, problem=None)

    def failed(self, row: ReportRow, problem: str, *, final: bool) -> None:
        """The plane does not have it; given up when it never will, or after many attempts."""
        if final or row.attempts >= MOST_ATTEMPTS:
            self._end(row, problem=problem[:500])
            return
        with transaction(self.door.engine) as session:
            same = (col(ReportRow.id) == row.id, col(ReportRow.attempts) == row.attempts)
            session.execute(update(ReportRow).where(*same).values(problem=problem[:500]))

    def waiting(self) -> int:
        """How many reports have not been taken."""
        with transaction(self.door.engine) as session:
            query = select(ReportRow.id).where(
                ReportRow.tenant == self.door.tenant, col(ReportRow.done_at).is_(None)
            )
            return len(session.exec(query).all())

    def _end(self, row: ReportRow, *, problem: str | None) -> None:
        with transaction(self.door.engine) as session:
            same = (col(ReportRow.id) == row.id, col(ReportRow.at) == row.at)
            done = {"done_at": clock(session), "problem": problem}
            session.execute(update(ReportRow).where(*same).values(**done))

    def _at(self, session: Session, path: str) -> ReportRow | None:
        return session.exec(
            select(ReportRow).where(ReportRow.tenant == self.door.tenant, ReportRow.path == path)
        ).first()
