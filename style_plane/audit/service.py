"""Reading the audit log: everybody sees what was done where they may read."""

from __future__ import annotations

from style_plane.access.actor import EVERYWHERE, Actor
from style_plane.audit.chain import AuditEntry, ChainReport, entries, verify
from style_plane.database import Database

MOST = 500
"""How many entries one answer holds at most."""


class Audit:
    """The log of all organisations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(
        self,
        actor: Actor,
        org: str | None = None,
        *,
        subject: str = "",
        action: str = "",
        before: int | None = None,
        limit: int = 100,
    ) -> tuple[AuditEntry, ...]:
        """The newest entries, or those before some entry.

        `subject` and `action` keep what starts with them. Without an organisation: all that the
        actor may read, and for the plane itself also what belongs to none.

        Raises:
            UnauthenticatedError, WriteForbiddenError: when the actor may not read there.
        """
        if org is not None:
            actor.require("read", org)
        elif not actor.may_something:
            actor.require("read", EVERYWHERE)
        orgs = actor.where("read") if org is None else (org,)
        with self._database.reading() as session:
            return entries(
                session,
                subject=subject,
                action=action,
                orgs=orgs,
                before=before,
                limit=max(1, min(limit, MOST)),
            )

    def verify(self, actor: Actor) -> ChainReport:
        """Follow the whole chain from its start.

        Raises:
            UnauthenticatedError: when nobody signed in.
        """
        if not actor.may_something:
            actor.require("read", EVERYWHERE)
        with self._database.reading() as session:
            return verify(session)
