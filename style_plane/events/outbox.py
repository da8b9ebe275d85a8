"""Events wait in the database: written in the transaction of the act, claimed before they are sent.

Several planes on one database may send: whoever raises `attempts` has the event for this attempt.
An event that was sent twice is still one, because its id is made of what it says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import update
from sqlmodel import Session, col, select

from schemas.base import canonical
from style_plane.database import Database
from style_plane.events.tables import OutgoingEvent
from style_plane.versions.models import StyleEvent

MOST_ATTEMPTS = 20
"""Afterwards an event is given up; with the pauses below that is about an hour and a half."""
FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(minutes=10)


@dataclass(frozen=True)
class Claimed:
    """An event that is ours to send now."""

    id: int
    uid: UUID
    """The same at every attempt."""
    event: StyleEvent
    attempts: int
    """This one included."""


class Outbox:
    """Events of styles, until they are taken."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock

    def note(self, session: Session, event: StyleEvent) -> None:
        """Keep an event, as part of the caller's transaction. A listener of `Versions`."""
        session.add(OutgoingEvent(event=event.model_dump(mode="json"), next_at=self._now()))

    def claim(self) -> Claimed | None:
        """The oldest event that is due; None where nothing is."""
        now = self._clock()
        with self._database.writing() as session:
            row = session.exec(
                select(OutgoingEvent)
                .where(col(OutgoingEvent.done_at).is_(None), OutgoingEvent.next_at <= _text(now))
                .order_by(col(OutgoingEvent.id))
                .limit(1)
                .with_for_update(skip_locked=True)
            ).first()
            if row is None or row.id is None:
                return None
            row.attempts += 1
            row.next_at = _text(now + pause_after(row.attempts))
            session.add(row)
            return Claimed(row.id, _uid(row.id, row.event), _read(row.event), row.attempts)

    def sent(self, claimed: Claimed) -> None:
        """The event was taken."""
        self._set(claimed, done_at=self._now(), problem=None)

    def failed(self, claimed: Claimed, problem: str) -> bool:
        """The event was not taken now; True when it is given up."""
        over = claimed.attempts >= MOST_ATTEMPTS
        self._set(claimed, problem=problem[:500], **({"done_at": self._now()} if over else {}))
        return over

    def _set(self, claimed: Claimed, **values: Any) -> None:
        with self._database.writing() as session:
            mine = col(OutgoingEvent.id) == claimed.id
            session.execute(update(OutgoingEvent).where(mine).values(**values))

    def _now(self) -> str:
        return _text(self._clock())


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: doubled each time, up to a longest pause."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * float(2 ** min(attempts - 1, 20)))


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")


def _read(event: dict[str, Any]) -> StyleEvent:
    return StyleEvent.model_validate(event)


def _uid(number: int, event: dict[str, Any]) -> UUID:
    return uuid5(NAMESPACE_URL, f"reelwright:{number}:{canonical(event).decode()}")
