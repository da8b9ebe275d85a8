"""Channels: names that point at versions, and the moves they made.

`latest` is not stored: it is the highest number that was not withdrawn, and the highest of all where
every one was. Every move and removal is a frozen row.
"""

from __future__ import annotations

from sqlmodel import Session, col, select

from style_plane.tables import Channel, ChannelMove, Style, StyleVersion
from style_plane.versions import rows
from style_plane.versions.errors import NoSuchChannelError
from style_plane.versions.models import ChannelMoved, Status

FRESH = Status()


def channels_of(
    session: Session, style: Style, versions: list[StyleVersion], found: dict[int, Status]
) -> dict[str, str]:
    """Channel to version number; `latest` first. `found` are the statuses of the versions."""
    numbers = numbers_of(versions)
    query = select(Channel).where(Channel.style_id == style.id).order_by(col(Channel.name))
    stored = {row.name: numbers[row.version_id] for row in session.exec(query)}
    if not versions:
        return stored
    usable = [row for row in versions if found.get(rows.id_of(row), FRESH).state != "withdrawn"]
    return {"latest": str(rows.number_of((usable or versions)[0])), **stored}


def moves_of(
    session: Session, style: Style, versions: list[StyleVersion]
) -> tuple[ChannelMoved, ...]:
    """The history of all channels of a style, newest first."""
    numbers = numbers_of(versions)
    query = select(ChannelMove).where(ChannelMove.style_id == style.id)
    return tuple(
        ChannelMoved(
            channel=row.channel,
            from_version=numbers.get(row.from_version_id or 0),
            to_version=numbers.get(row.to_version_id or 0),
            by=row.moved_by,
            reason=row.reason,
            at=row.at,
        )
        for row in session.exec(query.order_by(col(ChannelMove.id).desc()))
    )


def pointed_at(session: Session, style: Style, channel: str) -> int | None:
    """The id of the version that a channel names, or None where there is no such channel."""
    row = session.get(Channel, (rows.id_of(style), channel))
    return None if row is None else row.version_id


def point(
    session: Session, channel: str, row: StyleVersion, *, by: str, reason: str, now: str
) -> bool:
    """Let a channel name a version, and write it down; False where it does already."""
    current = session.get(Channel, (row.style_id, channel))
    before = None if current is None else current.version_id
    if before == rows.id_of(row):
        return False
    if current is None:
        current = Channel(style_id=row.style_id, name=channel, version_id=rows.id_of(row))
    current.version_id = rows.id_of(row)
    session.add(current)
    _write(session, row.style_id, channel, before, rows.id_of(row), by, reason, now)
    return True


def remove(session: Session, style: Style, channel: str, *, by: str, reason: str, now: str) -> None:
    """Take a channel away, and write it down.

    Raises:
        NoSuchChannelError: where there is none.
    """
    current = _channel(session, style, channel)
    session.delete(current)
    _write(session, rows.id_of(style), channel, current.version_id, None, by, reason, now)


def version_named(session: Session, style: Style, channel: str) -> StyleVersion:
    """The version that a channel names.

    Raises:
        NoSuchChannelError: where there is none.
    """
    return session.get_one(StyleVersion, _channel(session, style, channel).version_id)


def before_last_move(session: Session, style: Style, channel: str) -> int:
    """The id of the version that a channel named before its last move.

    Raises:
        NoSuchChannelError: where there is no channel, or it was never moved.
    """
    current = _channel(session, style, channel)
    query = (
        select(ChannelMove)
        .where(ChannelMove.style_id == style.id, ChannelMove.channel == channel)
        .order_by(col(ChannelMove.id).desc())
        .limit(1)
    )
    last = session.exec(query).one()
    if last.from_version_id is None or last.to_version_id != current.version_id:
        raise NoSuchChannelError(f"{channel!r} was never moved, so there is no move to take back.")
    return last.from_version_id


def _channel(session: Session, style: Style, channel: str) -> Channel:
    row = session.get(Channel, (rows.id_of(style), channel))
    if row is None:
        raise NoSuchChannelError(f"{style.org}/{style.name} has no channel {channel!r}.")
    return row


def numbers_of(versions: list[StyleVersion]) -> dict[int, str]:
    """Version id to number."""
    return {rows.id_of(row): str(rows.number_of(row)) for row in versions}


def _write(
    session: Session,
    style_id: int,
    channel: str,
    before: int | None,
    after: int | None,
    by: str,
    reason: str,
    now: str,
) -> None:
    move = ChannelMove(
        style_id=style_id,
        channel=channel,
        from_version_id=before,
        to_version_id=after,
        moved_by=by,
        reason=reason,
        at=now,
    )
    session.add(move)
    session.flush()
