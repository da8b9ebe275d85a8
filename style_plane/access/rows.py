"""The queries that the services of this part share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlmodel import Session, col, select

from style_plane.access.actor import PERMISSIONS, Permission, Role
from style_plane.access.errors import BadNameError, UnknownOrgError, UnknownPersonError
from style_plane.access.tables import MembershipRow, OrgRow, PersonRow

ORDER: tuple[Permission, ...] = ("read", "draft", "approve", "publish", "usage", "administer")
LOCK_KEY = 7_245_119
"""Name of the PostgreSQL advisory lock under which people and organisations change."""


RESERVED_LOGINS = frozenset(
    {"admin", "api", "local", "localhost", "nobody", "plane", "reelwright", "runs", "service"}
)
"""Under these the plane and its automation act; nobody is called so."""


def check_login(login: str) -> None:
    """Refuse a new login that the log would show as the plane's own.

    Raises:
        BadNameError: says so.
    """
    if login in RESERVED_LOGINS:
        raise BadNameError(
            f"{login!r} is what the plane itself may be called; choose another login."
        )


def alone(session: Session) -> None:
    """Wait until nobody else changes people; SQLite's writers are alone already."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK_KEY})


def anybody(session: Session) -> bool:
    """Whether there is a person."""
    return session.exec(select(PersonRow.id).limit(1)).first() is not None


def org_named(session: Session, slug: str) -> OrgRow:
    """An organisation.

    Raises:
        UnknownOrgError: where there is none.
    """
    row = find_org(session, slug)
    if row is None:
        raise UnknownOrgError(f"There is no organisation {slug!r}; an admin can add it.")
    return row


def find_org(session: Session, slug: str) -> OrgRow | None:
    """An organisation, or None."""
    if not is_plain(slug):
        return None
    return session.exec(select(OrgRow).where(OrgRow.slug == slug)).one_or_none()


def is_plain(name: str) -> bool:
    """Whether a name can be anybody's; databases do not take every text that a request may hold."""
    return name.isascii() and name.isprintable()


def person_named(session: Session, login: str) -> PersonRow | None:
    """Somebody by login, or None."""
    if not is_plain(login):
        return None
    return session.exec(select(PersonRow).where(PersonRow.login == login)).one_or_none()


def member(session: Session, org: OrgRow, login: str) -> tuple[PersonRow, MembershipRow]:
    """Somebody of an organisation.

    Raises:
        UnknownPersonError: where nobody of the organisation has the login.
    """
    person = person_named(session, login)
    row = session.get(MembershipRow, (org.id, person.id)) if person is not None else None
    if person is None or row is None:
        raise UnknownPersonError(f"Nobody in {org.slug} has the login {login!r}.")
    return person, row


def members(session: Session, org: OrgRow) -> list[tuple[PersonRow, MembershipRow]]:
    """Everybody of an organisation, by login."""
    query = (
        select(PersonRow, MembershipRow)
        .where(MembershipRow.person_id == PersonRow.id, MembershipRow.org_id == org.id)
        .order_by(col(PersonRow.login))
    )
    return [(person, membership) for person, membership in session.exec(query)]


def kept_elsewhere(session: Session, org: OrgRow) -> list[PersonRow]:
    """Those whose account an organisation keeps though they left it, by login."""
    here = select(MembershipRow.person_id).where(MembershipRow.org_id == org.id)
    query = select(PersonRow).where(PersonRow.home == org.id, col(PersonRow.id).not_in(here))
    return list(session.exec(query.order_by(col(PersonRow.login))))


def kept(session: Session, org: OrgRow, login: str) -> tuple[PersonRow, MembershipRow | None]:
    """Somebody whose account the organisation keeps, or who belongs to it.

    Raises:
        UnknownPersonError: where there is nobody like that.
    """
    person = person_named(session, login)
    if person is None or person.home != org.id:
        return member(session, org, login)
    return person, session.get(MembershipRow, (org.id, person.id))


def grants_of(session: Session, person_id: int) -> dict[str, frozenset[Permission]]:
    """What somebody may do, by organisation."""
    query = (
        select(OrgRow.slug, MembershipRow.roles)
        .where(MembershipRow.org_id == OrgRow.id, MembershipRow.person_id == person_id)
        .order_by(col(OrgRow.slug))
    )
    return {slug: permissions_of(roles) for slug, roles in session.exec(query)}


def permissions_of(roles: Sequence[str]) -> frozenset[Permission]:
    """Everything that one of the roles may do."""
    held = [PERMISSIONS[role] for role in in_order(roles)]
    return frozenset().union(*held)


def in_order(roles: Sequence[str]) -> tuple[Role, ...]:
    """Roles, each once, from the one that may least."""
    return tuple(role for role in PERMISSIONS if role in roles)


def sorted_grants(
    grants: Mapping[str, frozenset[Permission]],
) -> dict[str, tuple[Permission, ...]]:
    """The same in an order that stays: by organisation, then from what is least."""
    return {
        org: tuple(item for item in ORDER if item in held) for org, held in sorted(grants.items())
    }


def known_id(row: OrgRow | PersonRow) -> int:
    """The number of a row that is in the database."""
    if row.id is None:
        raise ValueError("the row is not in the database yet")
    return row.id


def stamp(now: datetime) -> str:
    """A time as it is stored: ISO 8601, UTC, seconds."""
    return now.isoformat(timespec="seconds")


def past(since: str, length: timedelta, now: datetime) -> bool:
    """Whether so much time went by since a stored time."""
    return now - datetime.fromisoformat(since) >= length
