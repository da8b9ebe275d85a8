"""Writing the audit log in the transaction of the act itself, and proving it whole."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, false, or_, text
from sqlmodel import Session, col, select

from schemas.base import Contract, digest_of
from style_plane.access.actor import Actor
from style_plane.audit.checking import contradictions
from style_plane.audit.tables import AuditRow

START = "0" * 64
ADDED = frozenset({"kind", "person", "owner"})
"""Columns that the rows of the first days lack, and that their hashes do not hold."""
LOCK_KEY = 7_245_118
"""Name of the PostgreSQL advisory lock under which rows are chained."""


class AuditEntry(Contract):
    """One act, as the API shows it."""

    id: int
    at: str
    """ISO 8601, UTC."""
    actor: str
    kind: str | None = None
    """`person`, `token` or `service`; None in entries of the first days."""
    owner: str | None = None
    """Login of the person in whose name a token acted."""
    action: str
    subject: str
    detail: dict[str, Any]
    hash: str


class ChainReport(Contract):
    """Whether the log is whole, and what is published is what it says."""

    entries: int
    whole: bool
    broken_at: int | None = None
    """The first entry that does not follow from the one before."""
    head: str
    """Hash of the last entry: noted elsewhere, it also proves that none was cut off."""
    contradictions: tuple[str, ...] = ()
    """Versions that are published and that the log does not have like that, in words."""


def record(
    session: Session, *, at: str, actor: Actor, action: str, subject: str, **detail: Any
) -> None:
    """Append an act to the log, as part of the caller's transaction.

    `detail` is JSON. Writers wait for each other here, so call it last.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK_KEY})
    last = session.exec(select(AuditRow).order_by(col(AuditRow.id).desc()).limit(1)).first()
    row = AuditRow(
        id=last.id + 1 if last else 1,
        at=at,
        actor=actor.name or actor.kind,
        kind=actor.kind,
        person=actor.person,
        owner=actor.owner or None,
        action=action,
        subject=subject,
        detail=detail,
        before=last.hash if last else START,
        hash="",
    )
    row.hash = _hash(row)
    session.add(row)
    session.flush()


def entries(
    session: Session,
    *,
    subject: str = "",
    action: str = "",
    orgs: tuple[str, ...] | None = None,
    before: int | None = None,
    limit: int = 100,
) -> tuple[AuditEntry, ...]:
    """The newest entries, or those before some entry.

    `subject` and `action` keep what starts with them, `orgs` what belongs to one of these
    organisations; None keeps all.
    """
    query = select(AuditRow).order_by(col(AuditRow.id).desc()).limit(limit)
    for column, start in ((AuditRow.subject, subject), (AuditRow.action, action)):
        if start:
            query = query.where(col(column).startswith(start, autoescape=True))
    if orgs is not None:
        query = query.where(or_(false(), *map(_belongs, orgs)))
    if before is not None:
        query = query.where(col(AuditRow.id) < before)
    return tuple(_entry(row) for row in session.exec(query))


def verify(session: Session) -> ChainReport:
    """Follow the chain from its start, and look for each version that it says was published."""
    count, previous = 0, START
    for row in session.exec(select(AuditRow).order_by(col(AuditRow.id))):
        count += 1
        if row.id != count or row.before != previous or row.hash != _hash(row):
            return ChainReport(entries=count, whole=False, broken_at=row.id, head=previous)
        previous = row.hash
    wrong = contradictions(session)
    return ChainReport(entries=count, whole=not wrong, head=previous, contradictions=wrong)


def _belongs(org: str) -> ColumnElement[bool]:
    """Subjects are `ORG` or `ORG/...`."""
    subject = col(AuditRow.subject)
    return or_(subject == org, subject.startswith(f"{org}/", autoescape=True))


def _entry(row: AuditRow) -> AuditEntry:
    return AuditEntry.model_validate(row.model_dump(exclude={"before", "person"}))


def _hash(row: AuditRow) -> str:
    first_days = ADDED if row.kind is None else frozenset()
    return digest_of(row.model_dump(exclude={"hash", *first_days}))
