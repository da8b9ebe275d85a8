"""The queries of the service, and rows as values."""

from __future__ import annotations

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from schemas.style.contract import StyleContract
from schemas.style.facets import Facets
from schemas.units import Aspect, Sha256
from style_plane.database import insert_missing
from style_plane.tables import Style, StyleVersion
from style_plane.versions.models import Status, VersionSummary
from style_plane.versions.numbers import Number


def style_named(session: Session, org: str, name: str) -> Style | None:
    """The style, or None."""
    return session.exec(select(Style).where(Style.org == org, Style.name == name)).one_or_none()


def locked_style(session: Session, org: str, name: str, now: str) -> Style:
    """The style, created where missing, and held until the transaction ends.

    SQLite holds the whole database already; PostgreSQL locks the row, so that two publishers of one
    style number their versions one after the other.
    """
    if style_named(session, org, name) is None:
        insert_missing(session, Style, org=org, name=name, created_at=now)
    query = select(Style).where(Style.org == org, Style.name == name).with_for_update()
    return session.exec(query).one()


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


def contract_of(row: StyleVersion) -> StyleContract:
    """What was published."""
    return StyleContract.model_validate_json(row.body)


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
