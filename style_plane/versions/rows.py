"""The queries of the service, and rows as values."""

from __future__ import annotations

from sqlmodel import Session, col, select

from schemas.style.facets import Facets
from schemas.units import Aspect, Sha256
from style_plane.database import insert_missing
from style_plane.tables import Channel, ChannelMove, Style, StyleVersion
from style_plane.versions.models import ChannelMoved, VersionSummary
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
    """Every version of a style, newest first."""
    query = select(StyleVersion).where(StyleVersion.style_id == style.id)
    return sorted(session.exec(query), key=number_of, reverse=True)


def number_of(row: StyleVersion) -> Number:
    """The version number of a row."""
    return Number(row.major, row.minor, row.patch)


def channels_of(session: Session, style: Style, versions: list[StyleVersion]) -> dict[str, str]:
    """Channel to version; `latest` is not stored, it is the highest number."""
    numbers = {row.id: str(number_of(row)) for row in versions}
    query = select(Channel).where(Channel.style_id == style.id).order_by(col(Channel.name))
    stored = {row.name: numbers[row.version_id] for row in session.exec(query)}
    return {"latest": str(number_of(versions[0])), **stored} if versions else stored


def moves_of(
    session: Session, style: Style, versions: list[StyleVersion]
) -> tuple[ChannelMoved, ...]:
    """The history of all channels of a style, newest first."""
    numbers = {row.id: str(number_of(row)) for row in versions}
    query = select(ChannelMove).where(ChannelMove.style_id == style.id)
    return tuple(
        ChannelMoved(
            channel=row.channel,
            from_version=numbers.get(row.from_version_id),
            to_version=numbers[row.to_version_id],
            by=row.moved_by,
            reason=row.reason,
            at=row.at,
        )
        for row in session.exec(query.order_by(col(ChannelMove.id).desc()))
    )


def summary_of(row: StyleVersion) -> VersionSummary:
    """A version as the API shows it."""
    return VersionSummary(
        version=str(number_of(row)),
        digest=row.digest,
        facets=Facets.model_validate(row.facets),
        promise=promise_of(row),
        published_by=row.published_by,
        published_at=row.published_at,
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


def point(
    session: Session, channel: str, row: StyleVersion, *, by: str, reason: str, now: str
) -> None:
    """Let a channel name a version, and write it down; nothing happens where it does already."""
    current = session.get(Channel, (row.style_id, channel))
    before = None if current is None else current.version_id
    if before == id_of(row):
        return
    if current is None:
        current = Channel(style_id=row.style_id, name=channel, version_id=id_of(row))
    current.version_id = id_of(row)
    move = ChannelMove(
        style_id=row.style_id,
        channel=channel,
        from_version_id=before,
        to_version_id=id_of(row),
        moved_by=by,
        reason=reason,
        at=now,
    )
    session.add_all((current, move))
