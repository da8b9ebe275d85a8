"""Who belongs to an organisation and as what; only its admins change that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session, col, select

from style_plane.access import passwords, rows, sessions, tokens
from style_plane.access.actor import Actor, Role
from style_plane.access.errors import LastAdminError, NameTakenError
from style_plane.access.models import Joined, NewPerson, Person
from style_plane.access.tables import MembershipRow, OrgRow, PersonRow
from style_plane.audit.chain import record
from style_plane.database import Database
from style_plane.errors import WriteForbiddenError


class People:
    """Every change keeps at least one admin who can sign in, in every organisation it touches."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        cost: passwords.Cost = passwords.COST,
    ) -> None:
        self._database, self._clock, self._cost = database, clock, cost

    def of_org(self, actor: Actor, org: str) -> list[Person]:
        """Everybody of an organisation, and those who left it and whose account it keeps, by login.

        Raises:
            UnauthenticatedError, WriteForbiddenError: unless a member asks.
            UnknownOrgError: where there is no such organisation.
        """
        actor.require("read", org)
        with self._database.reading() as session:
            row = rows.org_named(session, org)
            found: list[tuple[PersonRow, MembershipRow | None]] = [*rows.members(session, row)]
            found += [(person, None) for person in rows.kept_elsewhere(session, row)]
            numbers = [rows.known_id(person) for person, _ in found]
            seen = sessions.live(session, numbers, self._clock())
            people = [_person(row, person, member, seen) for person, member in found]
            return sorted(people, key=lambda person: person.login)

    def add(self, actor: Actor, org: str, wanted: NewPerson) -> Joined:
        """Somebody new, with a password to begin with; or somebody who has an account elsewhere.

        Raises:
            UnauthenticatedError, WriteForbiddenError: unless an admin asks.
            NameTakenError: when they belong to the organisation already.
            BadNameError: for a login that the plane itself may have.
        """
        actor.require("administer", org)
        password = passwords.chosen()
        hashed = passwords.hashed(password, self._cost)
        with self._database.writing() as session:
            rows.alone(session)
            row = rows.org_named(session, org)
            person = rows.person_named(session, wanted.login)
            new = person is None
            if person is None:
                person = self._account(session, row, wanted, hashed)
            number = rows.known_id(person)
            if session.get(MembershipRow, (row.id, number)) is not None:
                raise NameTakenError(f"{wanted.login} belongs to {org} already; change the roles.")
            roles: list[str] = list(rows.in_order(wanted.roles))
            member = MembershipRow(org_id=rows.known_id(row), person_id=number, roles=roles)
            session.add(member)
            session.flush()
            self._record(session, actor, "person.added", org, person, roles=roles, account=new)
            return Joined(
                person=_person(row, person, member, {}), password=password if new else None
            )

    def set_roles(self, actor: Actor, org: str, login: str, roles: tuple[Role, ...]) -> Person:
        """From now on, also in sessions and tokens that are open.

        Raises:
            UnauthenticatedError, WriteForbiddenError: unless an admin asks.
            UnknownPersonError: where nobody of the organisation has the login.
            LastAdminError: when no admin would be left.
        """
        actor.require("administer", org)
        with self._database.writing() as session:
            row, person, member = self._found(session, org, login)
            before, member.roles = member.roles, list(rows.in_order(roles))
            session.add(member)
            session.flush()
            _check_admin_left(session, row)
            if before != member.roles:
                change = {"old": before, "new": member.roles}
                self._record(session, actor, "roles.changed", org, person, **change)
            return _person(row, person, member, {})

    def remove(self, actor: Actor, org: str, login: str) -> None:
        """Somebody leaves the organisation; the account and what they did there stay.

        Raises:
            As `set_roles`.
        """
        actor.require("administer", org)
        with self._database.writing() as session:
            row, person, member = self._found(session, org, login)
            session.delete(member)
            session.flush()
            _check_admin_left(session, row)
            self._record(session, actor, "person.removed", org, person)

    def enable(self, actor: Actor, org: str, login: str, enabled: bool) -> Person:
        """Let somebody sign in again, or end their sessions and let their tokens sleep.

        Also somebody who left: the organisation that gave an account keeps it.

        Raises:
            As `set_roles`, and WriteForbiddenError where another organisation keeps the account.
        """
        actor.require("administer", org)
        with self._database.writing() as session:
            row, person, member = self._kept(session, org, login)
            _check_ours(row, person)
            if enabled != (person.disabled_at is None):
                person.disabled_at = None if enabled else rows.stamp(self._clock())
                session.add(person)
                session.flush()
                for each in _orgs_of(session, person):
                    _check_admin_left(session, each)
                sessions.end_all(session, rows.known_id(person))
                action = "person.enabled" if enabled else "person.disabled"
                self._record(session, actor, action, org, person)
            return _person(row, person, member, {})

    def reset_password(self, actor: Actor, org: str, login: str) -> Joined:
        """A new password to begin with; ends their sessions and revokes their tokens.

        Raises:
            As `enable`.
        """
        actor.require("administer", org)
        password = passwords.chosen()
        hashed = passwords.hashed(password, self._cost)
        with self._database.writing() as session:
            row, person, member = self._kept(session, org, login)
            _check_ours(row, person)
            person.password, person.must_change = hashed, True
            session.add(person)
            sessions.end_all(session, rows.known_id(person))
            at = rows.stamp(self._clock())
            revoked = tokens.revoke_all(session, rows.known_id(person), at)
            self._record(session, actor, "password.reset", org, person, tokens_revoked=revoked)
            return Joined(person=_person(row, person, member, {}), password=password)

    def _account(self, session: Session, org: OrgRow, wanted: NewPerson, hashed: str) -> PersonRow:
        rows.check_login(wanted.login)
        person = PersonRow(
            login=wanted.login,
            name=wanted.name or wanted.login,
            home=rows.known_id(org),
            password=hashed,
            must_change=True,
            created_at=rows.stamp(self._clock()),
        )
        session.add(person)
        session.flush()
        return person

    @staticmethod
    def _found(session: Session, org: str, login: str) -> tuple[OrgRow, PersonRow, MembershipRow]:
        rows.alone(session)
        row = rows.org_named(session, org)
        return row, *rows.member(session, row, login)

    @staticmethod
    def _kept(
        session: Session, org: str, login: str
    ) -> tuple[OrgRow, PersonRow, MembershipRow | None]:
        rows.alone(session)
        row = rows.org_named(session, org)
        return row, *rows.kept(session, row, login)

    def _record(
        self,
        session: Session,
        actor: Actor,
        action: str,
        org: str,
        person: PersonRow,
        **detail: object,
    ) -> None:
        subject, at = f"{org}/person:{person.login}", rows.stamp(self._clock())
        record(session, at=at, actor=actor, action=action, subject=subject, **detail)


def _check_admin_left(session: Session, org: OrgRow) -> None:
    """Raises: LastAdminError: when nobody of the organisation is admin and can sign in."""
    if not any(
        "admin" in member.roles and person.disabled_at is None
        for person, member in rows.members(session, org)
    ):
        raise LastAdminError(
            f"{org.slug} would have no admin left; make somebody else admin first."
        )


def _check_ours(org: OrgRow, person: PersonRow) -> None:
    if person.home != org.id:
        raise WriteForbiddenError(
            f"Another organisation keeps the account of {person.login}; its admins can do this. "
            f"You can remove {person.login} from {org.slug}."
        )


def _orgs_of(session: Session, person: PersonRow) -> list[OrgRow]:
    query = (
        select(OrgRow)
        .where(MembershipRow.org_id == OrgRow.id, MembershipRow.person_id == person.id)
        .order_by(col(OrgRow.slug))
    )
    return list(session.exec(query))


def _person(
    org: OrgRow, person: PersonRow, member: MembershipRow | None, seen: dict[int, str]
) -> Person:
    return Person(
        login=person.login,
        name=person.name,
        roles=rows.in_order(member.roles) if member is not None else (),
        disabled=person.disabled_at is not None,
        ours=person.home == org.id,
        must_change=person.must_change,
        signed_in_at=seen.get(rows.known_id(person)),
    )
