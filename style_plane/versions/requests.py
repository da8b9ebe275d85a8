"""Moves of channels that wait for a second person."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from style_plane.access.actor import Actor
from style_plane.tables import Channel, Style, StyleVersion
from style_plane.versions import rows
from style_plane.versions.channels import numbers_of
from style_plane.versions.errors import (
    MoveWaitingError,
    NoSuchRequestError,
    OwnWorkError,
    RequestOutdatedError,
)
from style_plane.versions.models import MoveRequest
from style_plane.versions.tables import ChannelDecision, ChannelRequest


def request(
    session: Session,
    actor: Actor,
    channel: str,
    row: StyleVersion,
    *,
    reason: str,
    now: str,
    removes: bool = False,
) -> bool:
    """Ask for a move that another person must agree to; False where the same one waits already.

    `row` is where the channel shall point, or with `removes` where it points.

    Raises:
        MoveWaitingError: when another move of the channel waits.
    """
    waiting = [item for item in _open(session, row.style_id) if item.channel == channel]
    wanted = (row.id, removes)
    if any((item.to_version_id, bool(item.removes)) != wanted for item in waiting):
        raise MoveWaitingError(
            f"Another move of {channel!r} is waiting. Have it agreed to or refused first."
        )
    if waiting:
        return False
    current = session.get(Channel, (row.style_id, channel))
    asked = ChannelRequest(
        style_id=row.style_id,
        channel=channel,
        from_version_id=None if current is None else current.version_id,
        to_version_id=rows.id_of(row),
        removes=removes,
        requested_by=actor.name,
        person=actor.person,
        reason=reason,
        at=now,
    )
    session.add(asked)
    session.flush()
    return True


def requests_of(
    session: Session, style: Style, versions: list[StyleVersion]
) -> tuple[MoveRequest, ...]:
    """Moves that wait for a second person, oldest first."""
    numbers = numbers_of(versions)
    return tuple(
        MoveRequest(
            id=row.id or 0,
            channel=row.channel,
            from_version=numbers.get(row.from_version_id or 0),
            to_version=None if row.removes else numbers[row.to_version_id],
            by=row.requested_by,
            reason=row.reason,
            at=row.at,
        )
        for row in _open(session, rows.id_of(style))
    )


def waiting_request(session: Session, style: Style, request_id: int) -> ChannelRequest:
    """A request that nobody has decided yet.

    Raises:
        NoSuchRequestError: where none of the style waits under this number.
    """
    for row in _open(session, rows.id_of(style)):
        if row.id == request_id:
            return row
    raise NoSuchRequestError(
        f"No move with the number {request_id} waits for {style.org}/{style.name}."
    )


def check_agreement(session: Session, actor: Actor, asked: ChannelRequest) -> None:
    """Whether this actor may agree to a request now.

    Raises:
        OwnWorkError: when the actor asked for it, or is no person.
        RequestOutdatedError: when the channel points elsewhere than when it was asked for.
    """
    if actor.person is None or actor.person == asked.person:
        raise OwnWorkError(
            f"{asked.requested_by} asked for this move; another person must agree to it."
        )
    current = session.get(Channel, (asked.style_id, asked.channel))
    if getattr(current, "version_id", None) != asked.from_version_id:
        raise RequestOutdatedError(
            f"{asked.channel!r} was moved after this was asked for. Refuse it, and ask again."
        )


def decide(
    session: Session, asked: ChannelRequest, verdict: str, *, by: str, comment: str, now: str
) -> None:
    """Write down what became of a request.

    Raises:
        NoSuchRequestError: when somebody else decided at this moment.
    """
    decision = ChannelDecision(
        request_id=asked.id or 0, verdict=verdict, decided_by=by, comment=comment, at=now
    )
    session.add(decision)
    try:
        session.flush()
    except IntegrityError as error:
        raise NoSuchRequestError("This move was decided by somebody else just now.") from error


def _open(session: Session, style_id: int) -> list[ChannelRequest]:
    decided = select(ChannelDecision.request_id)
    query = select(ChannelRequest).where(
        ChannelRequest.style_id == style_id, col(ChannelRequest.id).not_in(decided)
    )
    return list(session.exec(query.order_by(col(ChannelRequest.id))))
