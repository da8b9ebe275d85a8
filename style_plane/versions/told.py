"""Writing down what happened to a version: the audit log, and whoever listens."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal

from sqlmodel import Session

from style_plane.access.actor import Actor
from style_plane.audit.chain import record
from style_plane.tables import Style, StyleVersion
from style_plane.versions.models import StyleEvent
from style_plane.versions.rows import number_of

Kind = Literal["published", "deprecated", "withdrawn", "restored", "moved", "removed"]
ACTIONS: dict[Kind, str] = {
    "published": "version.published",
    "deprecated": "version.deprecated",
    "withdrawn": "version.withdrawn",
    "restored": "version.restored",
    "moved": "channel.moved",
    "removed": "channel.removed",
}
"""What happened to the action of the audit log."""

Listener = Callable[[Session, StyleEvent], None]
"""Called within the transaction: what it writes is kept exactly when the act is."""


def tell(
    session: Session,
    listeners: Iterable[Listener],
    actor: Actor,
    kind: Kind,
    style: Style,
    row: StyleVersion,
    *,
    now: str,
    channel: str | None = None,
    **detail: Any,
) -> None:
    """Write an act down; call it last in the transaction."""
    version = str(number_of(row))
    happened = StyleEvent(
        kind=kind,
        org=style.org,
        name=style.name,
        version=version,
        digest=row.digest,
        channel=channel,
        by=actor.name,
        at=now,
    )
    for listener in listeners:
        listener(session, happened)
    if channel is not None:
        detail["channel"] = channel
    record(
        session,
        at=now,
        actor=actor,
        action=ACTIONS[kind],
        subject=f"{style.org}/{style.name}@{version}",
        **detail,
    )
