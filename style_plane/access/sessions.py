"""Signing in and out; a session is a random secret in a cookie and its sha256 in the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session, col, delete, select, update

from style_plane.access import passwords, rows, secrets, tokens
from style_plane.access.actor import Actor
from style_plane.access.errors import SignInError, TooManyRequestsError, WeakPasswordError
from style_plane.access.limits import Limits, Rate
from style_plane.access.tables import PersonRow, SessionRow
from style_plane.audit.chain import record
from style_plane.database import Database

IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=5)
"""How far `seen_at` may lag behind: a page view is no write."""
LONGEST_LOGIN = 64
GUESSES = Rate(burst=10, per_minute=0.5)
"""Wrong passwords for one login from one client: a stranger locks out nobody but themselves."""
GUESSES_OF_ALL = Rate(burst=300, per_minute=10)
"""Wrong passwords for one login from everywhere."""


class SignedIn(NamedTuple):
    """Whose session it is."""

    actor: Actor
    must_change: bool
    """They may only choose a password of their own."""


class Sessions:
    """Who sits before which browser."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        limits: Limits,
        cost: passwords.Cost = passwords.COST,
    ) -> None:
        self._database, self._clock, self._limits, self._cost = database, clock, limits, cost
        self._nobodys = passwords.nobodys(cost)

    def sign_in(self, login: str, password: str, client: str = "") -> str:
        """Start a session; gives the secret of its cookie, always a new one.

        Takes the same time for an unknown login as for a wrong password. `client` is the address
        that asks. A refusal is in the log; a login that nobody has is not, for people type
        passwords there.

        Raises:
            SignInError: for a wrong login or password, or somebody who was disabled.
            TooManyRequestsError: after many wrong passwords for the login from there.
        """
        login = login.strip().lower()[:LONGEST_LOGIN]
        with self._database.reading() as session:
            person = rows.person_named(session, login)
        stored = person.password if person else self._nobodys
        right = self._fits(login, password, stored, client)
        if person is None or not right or person.disabled_at is not None:
            self._note_refusal("sign-in.refused", person, client)
            raise SignInError("Login and password do not fit, or the account is disabled.")
        return self._started(person, password)

    def sign_out(self, secret: str) -> None:
        """End a session; one that is over already stays over."""
        with self._database.writing() as session:
            row = session.get(SessionRow, secrets.sha256_of(secret))
            if row is None:
                return
            person = session.get_one(PersonRow, row.person_id)
            session.delete(row)
            session.flush()
            actor, subject = _signed_in(session, person).actor, f"person:{person.login}"
            at = rows.stamp(self._clock())
            record(session, at=at, actor=actor, action="person.signed-out", subject=subject)

    def actor_of(self, secret: str) -> SignedIn | None:
        """Whose session it is; None when it never was, is over, or the person was disabled."""
        now = self._clock()
        with self._database.reading() as session:
            row = session.get(SessionRow, secrets.sha256_of(secret))
            if row is None or _over(row, now):
                return None
            person = session.get_one(PersonRow, row.person_id)
            if person.disabled_at is not None:
                return None
            signed_in = _signed_in(session, person)
        if rows.past(row.seen_at, SEEN_EVERY, now):
            self._see(row.sha256, now)
        return signed_in

    def change_password(self, actor: Actor, old: str, new: str, client: str = "") -> str:
        """Choose another password; ends all sessions and tokens of the person, starts a session.

        Raises:
            SignInError: when the old one is wrong.
            WeakPasswordError: when the new one is easy to guess, or the old one.
            TooManyRequestsError: after many wrong ones.
        """
        with self._database.reading() as session:
            person = session.get_one(PersonRow, actor.person)
        if not self._fits(person.login, old, person.password, client):
            self._note_refusal("password.refused", person, client)
            raise SignInError("The password that you have now is another one.")
        passwords.check(new, person.login)
        if new == old:
            raise WeakPasswordError("The new password is the old one; choose another.")
        return self._changed(actor, person, passwords.hashed(new, self._cost))

    def _fits(self, login: str, password: str, stored: str, client: str) -> bool:
        """Each wrong password takes a token of the login's; taken first, so that many at once do
        not get around it."""
        rates = (f"{login} {client}", GUESSES), (login, GUESSES_OF_ALL)
        for who, rate in rates:
            missing = self._limits.take("password", who, rate)
            if missing:
                raise TooManyRequestsError("Too many wrong passwords for this login.", missing)
        right = passwords.verified(password, stored)
        for who, rate in rates if right else ():
            self._limits.give_back("password", who, rate)
        return right

    def _note_refusal(self, action: str, person: PersonRow | None, client: str) -> None:
        at, subject = rows.stamp(self._clock()), f"person:{person.login if person else '?'}"
        with self._database.writing() as session:
            actor = Actor.nobody()
            record(session, at=at, actor=actor, action=action, subject=subject, client=client)

    def _changed(self, actor: Actor, person: PersonRow, hashed: str) -> str:
        secret, now = secrets.new_session(), rows.stamp(self._clock())
        with self._database.writing() as session:
            rows.alone(session)
            row = session.get_one(PersonRow, person.id)
            if row.password != person.password or row.disabled_at is not None:
                raise SignInError("The password was changed meanwhile; sign in again.")
            row.password, row.must_change = hashed, False
            session.add(row)
            end_all(session, rows.known_id(row))
            session.add(_session_row(secret, row, now))
            revoked = tokens.revoke_all(session, rows.known_id(row), now)
            action, subject = "password.changed", f"person:{row.login}"
            detail = {"tokens_revoked": revoked}
            record(session, at=now, actor=actor, action=action, subject=subject, **detail)
        return secret

    def _started(self, person: PersonRow, password: str) -> str:
        secret, now = secrets.new_session(), self._clock()
        anew = passwords.outdated(person.password, self._cost)
        hashed = passwords.hashed(password, self._cost) if anew else person.password
        with self._database.writing() as session:
            row = session.get_one(PersonRow, person.id)
            if row.password != person.password or row.disabled_at is not None:
                raise SignInError("The account was changed at this moment; try again.")
            row.password = hashed
            session.add(row)
            _sweep(session, now)
            session.add(_session_row(secret, row, rows.stamp(now)))
            actor, subject = _signed_in(session, row).actor, f"person:{row.login}"
            at = rows.stamp(now)
            record(session, at=at, actor=actor, action="person.signed-in", subject=subject)
        return secret

    def _see(self, sha256: str, now: datetime) -> None:
        with self._database.writing() as session:
            row = col(SessionRow.sha256) == sha256
            session.exec(update(SessionRow).where(row).values(seen_at=rows.stamp(now)))


def end_all(session: Session, person_id: int) -> None:
    """End every session of a person."""
    session.exec(delete(SessionRow).where(col(SessionRow.person_id) == person_id))


def live(session: Session, person_ids: list[int], now: datetime) -> dict[int, str]:
    """When people with a session that is not over were last seen."""
    query = select(SessionRow).where(col(SessionRow.person_id).in_(person_ids))
    found = sorted(
        (row.person_id, row.seen_at) for row in session.exec(query) if not _over(row, now)
    )
    return dict(found)


def _session_row(secret: str, person: PersonRow, now: str) -> SessionRow:
    return SessionRow(
        sha256=secrets.sha256_of(secret),
        person_id=rows.known_id(person),
        started_at=now,
        seen_at=now,
    )


def _signed_in(session: Session, person: PersonRow) -> SignedIn:
    number = rows.known_id(person)
    grants = {} if person.must_change else rows.grants_of(session, number)
    actor = Actor(kind="person", name=person.login, person=number, grants=grants)
    return SignedIn(actor, person.must_change)


def _over(row: SessionRow, now: datetime) -> bool:
    return rows.past(row.seen_at, IDLE, now) or rows.past(row.started_at, LONGEST, now)


def _sweep(session: Session, now: datetime) -> None:
    """Forget sessions that are over; times are text of one form, so they compare as text."""
    idle, old = rows.stamp(now - IDLE), rows.stamp(now - LONGEST)
    over = (col(SessionRow.seen_at) <= idle) | (col(SessionRow.started_at) <= old)
    session.exec(delete(SessionRow).where(over))
