"""Which contents of watched folders have been turned into runs: each once."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from tasks.tools.ledger.door import Door
from tasks.tools.ledger.session import clock, transaction
from tasks.tools.ledger.tables import IntakeRow


class Intake:
    """Files of watched folders, by content."""

    def __init__(self, door: Door) -> None:
        self.door = door

    def known(self, path: str, stamp: str) -> bool:
        """Whether this very file was taken in before, judged without reading it."""
        with transaction(self.door.engine) as session:
            same = (IntakeRow.path == path, IntakeRow.stamp == stamp)
            mine = IntakeRow.tenant == self.door.tenant
            return session.exec(select(IntakeRow).where(mine, *same)).first() is not None

    def take(self, sha256: str, path: str, stamp: str) -> bool:
        """Note a file's content; False when it had been taken in before."""
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

    def put_back(self, sha256: str) -> None:
        """Forget a content that was taken in, because its run could not be started."""
        with transaction(self.door.engine) as session:
            tenant = IntakeRow.tenant == self.door.tenant
            row = session.exec(select(IntakeRow).where(tenant, IntakeRow.sha256 == sha256)).one()
            session.delete(row)
