"""Which contents of watched folders have been turned into runs: each once."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from tasks.tools.ledger.door import Door
from tasks.tools.ledger.session import clock, transaction
from tasks.tools.ledger.tables import IntakeRow, SightingRow


class Intake:
    """Files of watched folders, by content."""

    def __init__(self, door: Door) -> None:
        self.door = door

    def seen(self, path: str, stamp: str) -> bool:
        """Whether this very file needs no look, judged without reading it."""
        with transaction(self.door.engine) as session:
            row = session.get(SightingRow, (self.door.tenant, path))
            return row is not None and row.stamp == stamp

    def taken(self, sha256: str) -> bool:
        """Whether this content was turned into a run, under whatever name."""
        with transaction(self.door.engine) as session:
            same = (IntakeRow.tenant == self.door.tenant, IntakeRow.sha256 == sha256)
            return session.exec(select(IntakeRow).where(*same)).first() is not None

    def take(self, sha256: str, path: str, stamp: str) -> bool:
        """Note that a file's run was started; False when its content had been taken in before."""
        try:
            with transaction(self.door.engine) as session:
                now = clock(session)
                row = IntakeRow(
                    sha256=sha256, path=path, stamp=stamp, tenant=self.door.tenant, at=now
                )
                session.add(row)
        except IntegrityError:
            return False
        return True

    def sighted(self, path: str, stamp: str) -> None:
        """Note that a file was read and needs nothing more until it changes."""
        with transaction(self.door.engine) as session:
            session.merge(SightingRow(tenant=self.door.tenant, path=path, stamp=stamp))
