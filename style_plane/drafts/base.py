"""What every part of the drafts' service holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlmodel import Session

from style_plane.access.actor import Actor, Permission
from style_plane.access.models import Policy
from style_plane.access.policy import PolicyOf, default_policy
from style_plane.assets.store import Assets
from style_plane.audit.chain import record
from style_plane.database import Database
from style_plane.drafts import rows
from style_plane.drafts.errors import DraftClosedError
from style_plane.drafts.shown import is_open
from style_plane.drafts.tables import DraftRow
from style_plane.versions.proving import NoProofs, Prover
from style_plane.versions.service import Versions


class DraftsBase:
    """The plane's parts that writing and reviewing share."""

    def __init__(
        self,
        database: Database,
        versions: Versions,
        assets: Assets,
        clock: Callable[[], datetime],
        *,
        policy_of: PolicyOf = default_policy,
        prover: Prover | None = None,
    ) -> None:
        self._database, self._versions, self._assets = database, versions, assets
        self._clock, self._policy_of = clock, policy_of
        self._prover = prover or NoProofs()

    @contextmanager
    def _writing(
        self, actor: Actor, draft_id: int, permission: Permission
    ) -> Iterator[tuple[Session, DraftRow, Policy]]:
        """A draft that nobody else changes meanwhile, and what its organisation asks for."""
        policy = self._policy(actor, draft_id, permission)
        with self._database.writing() as session:
            yield session, rows.draft_at(session, draft_id, locked=True), policy

    def _policy(self, actor: Actor, draft_id: int, permission: Permission) -> Policy:
        """What a draft's organisation asks for; whoever may not is sent away.

        Read before anything else: who holds a session and asks for a second one could wait for
        others who wait for it.
        """
        with self._database.reading() as session:
            org = rows.draft_at(session, draft_id).org
        actor.require(permission, org)
        return self._policy_of(org)

    def _record(
        self, session: Session, actor: Actor, action: str, draft: DraftRow, **detail: object
    ) -> None:
        record(
            session,
            at=self._now(),
            actor=actor,
            action=f"draft.{action}",
            subject=f"{draft.org}/{draft.name}",
            draft=draft.id,
            rev=draft.rev,
            **detail,
        )

    def _now(self) -> str:
        return self._clock().isoformat(timespec="seconds")


def check_open(draft: DraftRow) -> None:
    """Go on only with a draft that something may still become of.

    Raises:
        DraftClosedError: when it was published or discarded.
    """
    if not is_open(draft):
        raise DraftClosedError(f"Draft {draft.id} was {draft.state}. Start a new one from there.")
