"""What the parts of the ledger share: whose it is, and how an event is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from tasks.tools.ledger.session import clock
from tasks.tools.ledger.tables import EventRow, JobRow

GONE = "its worker is gone"
"""What a row says that a dead worker left behind."""


@dataclass(frozen=True)
class Door:
    """An open ledger, as one process of one tenant sees it."""

    engine: Engine
    tenant: str
    owner: str
    lease_seconds: float

    def event(
        self,
        session: Session,
        run_id: str,
        kind: str,
        *,
        job: JobRow | None = None,
        output: str | None = None,
        attempt: int = 0,
        seconds: float | None = None,
        detail: str = "",
        tenant: str = "",
    ) -> None:
        """Add an event to the transaction that changes what it tells of.

        It belongs to the tenant of the row that it is about, which is not always our own: whoever
        comes by ends what the dead left behind. Without a job `tenant` says whose row it is.
        """
        session.add(
            EventRow(
                at=clock(session),
                tenant=job.tenant if job else tenant or self.tenant,
                run_id=run_id,
                job_id=job.id if job else None,
                output_id=output,
                kind=kind,
                who=self.owner,
                attempt=attempt,
                seconds=seconds,
                detail=detail[:2000],
            )
        )


def hit(result: Any) -> bool:
    """Whether a compare-and-set changed its row."""
    return bool(result.rowcount == 1)
