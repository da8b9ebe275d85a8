"""Bearer tokens: a program acts for somebody in one organisation, with less than they may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel import Session, col, select, update

from style_plane.access import rows, secrets
from style_plane.access.actor import Actor, Permission
from style_plane.access.errors import NameTakenError, TokenRefusedError, UnknownTokenError
from style_plane.access.models import MadeToken, NewToken, Token, TokenState
from style_plane.access.tables import MembershipRow, OrgRow, PersonRow, TokenRow
from style_plane.audit.chain import record
from style_plane.database import Database

USED_EVERY = timedelta(minutes=5)
"""How far `last_used_at` may lag behind: reading is no write."""


class Tokens:
    """A token never does more than its owner may at that moment."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock

    def create(self, actor: Actor, org: str, wanted: NewToken) -> MadeToken:
        """A new token; its secret is in the answer and nowhere else.

        Raises:
            UnauthenticatedError, WriteForbiddenError: unless a member asks.
            TokenRefusedError: for permissions that its owner lacks, or an actor without a person.
            NameTakenError: when the organisation has or had a token of this name.
        """
        actor.require("read", org)
        person_id = _own(actor, org, wanted)
        secret, now = secrets.new_token(), self._clock()
        with self._database.writing() as session:
            rows.alone(session)
            row = TokenRow(
                sha256=secrets.sha256_of(secret),
                org_id=rows.known_id(rows.org_named(session, org)),
                person_id=person_id,
                name=wanted.name,
                permissions=[item for item in rows.ORDER if item in wanted.permissions],
                created_at=rows.stamp(now),
                expires_at=None if wanted.days is None else _later(now, wanted.days),
            )
            _check_free(session, row)
            session.add(row)
            session.flush()
            self._record(session, actor, "token.created", org, row)
            return MadeToken(token=_seen(session, row, org, now), secret=secret)

    def of_org(self, actor: Actor, org: str) -> list[Token]:
        """Tokens of an organisation, newest first: all for an admin, else one's own.

        Raises:
            UnauthenticatedError, WriteForbiddenError: unless a member asks.
            UnknownOrgError: where there is no such organisation.
        """
        actor.require("read", org)
        with self._database.reading() as session:
            number = rows.org_named(session, org).id
            query = select(TokenRow).where(TokenRow.org_id == number)
            if not actor.may("administer", org):
                query = query.where(TokenRow.person_id == actor.person)
            found = session.exec(query.order_by(col(TokenRow.id).desc()))
            return [_seen(session, row, org, self._clock()) for row in found]

    def revoke(self, actor: Actor, org: str, name: str) -> None:
        """End a token; one that was revoked already stays so.

        Raises:
            UnauthenticatedError, WriteForbiddenError: unless its owner or an admin asks.
            UnknownTokenError: where there is no such token.
        """
        actor.require("read", org)
        with self._database.writing() as session:
            rows.alone(session)
            number = rows.org_named(session, org).id
            query = select(TokenRow).where(TokenRow.org_id == number, TokenRow.name == name)
            row = session.exec(query).one_or_none() if rows.is_plain(name) else None
            if row is None:
                raise UnknownTokenError(f"{org} has no token {name!r}.")
            if actor.person is None or row.person_id != actor.person:
                actor.require("administer", org)
            if row.revoked_at is None:
                row.revoked_at = rows.stamp(self._clock())
                session.add(row)
                self._record(session, actor, "token.revoked", org, row)

    def actor_of(self, secret: str) -> Actor | None:
        """Who acts; None for a secret that was never given, is expired or revoked, or whose owner
        was disabled, left the organisation, or has yet to choose a password."""
        now = self._clock()
        with self._database.reading() as session:
            query = select(TokenRow).where(TokenRow.sha256 == secrets.sha256_of(secret))
            row = session.exec(query).one_or_none()
            if row is None or _state(session, row, now) != "live":
                return None
            actor = _actor(session, row)
        if row.last_used_at is None or rows.past(row.last_used_at, USED_EVERY, now):
            self._used(row, now)
        return actor

    def _used(self, row: TokenRow, now: datetime) -> None:
        with self._database.writing() as session:
            this = col(TokenRow.id) == row.id
            session.exec(update(TokenRow).where(this).values(last_used_at=rows.stamp(now)))

    def _record(self, session: Session, actor: Actor, action: str, org: str, row: TokenRow) -> None:
        subject, at = f"{org}/token:{row.name}", rows.stamp(self._clock())
        detail = {"permissions": row.permissions, "expires_at": row.expires_at}
        record(session, at=at, actor=actor, action=action, subject=subject, **detail)


def revoke_all(session: Session, person_id: int, at: str) -> list[str]:
    """End every token of a person, as part of the caller's transaction; gives their names."""
    live = select(TokenRow).where(
        TokenRow.person_id == person_id, col(TokenRow.revoked_at).is_(None)
    )
    found = session.exec(live.order_by(col(TokenRow.id))).all()
    for row in found:
        row.revoked_at = at
        session.add(row)
    return [row.name for row in found]


def _own(actor: Actor, org: str, wanted: NewToken) -> int:
    """The owner's number, when they may do everything that the token shall."""
    if actor.person is None:
        raise TokenRefusedError(
            f"A token acts for a person, and {actor.name} is none. Sign in and make it there."
        )
    if actor.kind == "token":
        actor.require("administer", org)  # else a short-lived token could prolong itself
    lacking = [
        item for item in rows.ORDER if item in wanted.permissions and not actor.may(item, org)
    ]
    if lacking:
        raise TokenRefusedError(
            f"{actor.name} may not {', '.join(lacking)} in {org}, so neither may the token."
        )
    return actor.person


def _check_free(session: Session, row: TokenRow) -> None:
    same = select(TokenRow.id).where(TokenRow.org_id == row.org_id, TokenRow.name == row.name)
    if session.exec(same).first() is not None:
        raise NameTakenError(
            f"There is or was a token {row.name!r}. Names are used once, so that the history says "
            "which token it was; take another."
        )


def _later(now: datetime, days: int) -> str:
    return rows.stamp(now + timedelta(days=days))


def _actor(session: Session, row: TokenRow) -> Actor:
    slug = session.get_one(OrgRow, row.org_id).slug
    membership = session.get(MembershipRow, (row.org_id, row.person_id))
    held = rows.permissions_of(membership.roles) if membership else frozenset()
    return Actor(
        kind="token",
        name=f"token:{row.name}",
        person=row.person_id,
        owner=session.get_one(PersonRow, row.person_id).login,
        grants={slug: held & frozenset(_known(row))},
    )


def _known(row: TokenRow) -> tuple[Permission, ...]:
    return tuple(item for item in rows.ORDER if item in row.permissions)


def _seen(session: Session, row: TokenRow, org: str, now: datetime) -> Token:
    return Token(
        name=row.name,
        org=org,
        owner=session.get_one(PersonRow, row.person_id).login,
        permissions=_known(row),
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        state=_state(session, row, now),
    )


def _state(session: Session, row: TokenRow, now: datetime) -> TokenState:
    if row.revoked_at is not None:
        return "revoked"
    if row.expires_at is not None and now >= datetime.fromisoformat(row.expires_at):
        return "expired"
    person = session.get_one(PersonRow, row.person_id)
    member = session.get(MembershipRow, (row.org_id, row.person_id))
    gone = member is None or person.disabled_at is not None or person.must_change
    return "asleep" if gone else "live"
