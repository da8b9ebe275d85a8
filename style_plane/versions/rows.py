"""The queries of the service, and rows as values."""

from __future__ import annotations

import hashlib

from sqlalchemy import text
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from schemas.style.contract import StyleContract
from schemas.style.facets import Facets
from schemas.units import Aspect, Sha256
from style_plane.database import insert_missing
from style_plane.errors import DamagedBytesError
from style_plane.tables import Style, StyleVersion
from style_plane.versions.models import Status, VersionSummary
from style_plane.versions.numbers import Number

LOCK_KEY = 7_245_120
"""Name of the PostgreSQL advisory locks, one for each style, under which it changes."""


def style_named(session: Session, org: str, name: str) -> Style | None:
    """The style, or None."""
    return session.exec(select(Style).where(Style.org == org, Style.name == name)).one_or_none()


def locked_style(session: Session, org: str, name: str, now: str) -> Style:
    """The style, created where missing, and held until the transaction ends.

    SQLite holds the whole database already; on PostgreSQL publishers of one style wait for each
    other here, so that they number their versions one after the other. They hold a lock of its name
    and not the row: who may lock a row may also change it.
    """
    if style_named(session, org, name) is None:
        insert_missing(session, Style, org=org, name=name, created_at=now)
    query = select(Style).where(Style.org == org, Style.name == name)
    style = session.exec(query).one()
    if session.get_bind().dialect.name == "postgresql":
        lock = {"key": LOCK_KEY, "style": style.id}
        session.execute(text("SELECT pg_advisory_xact_lock(:key, :style)"), lock)
    return style


def id_of(row: Style | StyleVersion) -> int:
    """The number of a row that is in the database."""
    if row.id is None:
        raise ValueError("the row is not in the database yet")
    return row.id


def all_styles(session: Session) -> list[Style]:
    """Every style, by name."""
    return list(session.exec(select(Style).order_by(col(Style.org), col(Style.name))))


def versions_of(session: Session, style: Style) -> list[StyleVersion]:
    """Every version of a style, newest first; bodies are fetched when they are asked for."""
    query = select(StyleVersion).where(StyleVersion.style_id == style.id)
    query = query.options(defer(StyleVersion.body))  # type: ignore[arg-type]
    return sorted(session.exec(query), key=number_of, reverse=True)


def number_of(row: StyleVersion) -> Number:
    """The version number of a row."""
    return Number(row.major, row.minor, row.patch)


def body_of(row: StyleVersion) -> bytes:
    """The bytes that were published.

    Raises:
        DamagedBytesError: when they are not those that were hashed.
    """
    if hashlib.sha256(row.body).hexdigest() != row.digest:
        raise DamagedBytesError(
            f"The contract {row.digest} was changed in the database after it was published. Restore "
            f"the row from a backup; GET /api/v1/audit/verify names every one."
        )
    return row.body


def contract_of(row: StyleVersion) -> StyleContract:
    """What was published.

    Raises:
        DamagedBytesError: as `body_of`.
    """
    return StyleContract.model_validate_json(body_of(row))


def summary_of(row: StyleVersion, status: Status) -> VersionSummary:
    """A version as the API shows it."""
    return VersionSummary(
        version=str(number_of(row)),
        digest=row.digest,
        facets=Facets.model_validate(row.facets),
        promise=promise_of(row),
        published_by=row.published_by,
        published_at=row.published_at,
        status=status,
    )


def promise_of(row: StyleVersion) -> tuple[Aspect, ...]:
    """The aspect ratios that a version promises."""
    return tuple(row.promise)  # type: ignore[arg-type]


def with_digest(session: Session, style: Style | None, digest: Sha256) -> StyleVersion | None:
    """The version of a style that has exactly this content, or None."""
    if style is None:
        return None
    query = select(StyleVersion).where(
        StyleVersion.style_id == style.id, StyleVersion.digest == digest
    )
    return session.exec(query).one_or_none()
