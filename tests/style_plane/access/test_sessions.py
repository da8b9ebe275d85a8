"""Signing in and out, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from style_plane.access import secrets
from style_plane.access.actor import Actor
from style_plane.access.errors import (
    SetupClosedError,
    SignInError,
    TooManyRequestsError,
    WeakPasswordError,
)
from style_plane.access.limits import Limits
from style_plane.access.models import Account, NewOrg, NewToken
from style_plane.access.passwords import Cost
from style_plane.access.service import Access
from style_plane.audit import chain
from style_plane.audit.service import Audit
from style_plane.database import Database
from tests.style_plane.access.conftest import Cast, Clock
from tests.style_plane.people import PASSWORD

ACME = NewOrg(slug="acme", title="Acme")
EVE = Account(login="eve", name="Eve", password=PASSWORD)


def everything(database: Database) -> str:
    """All that the tables of this part hold, as text."""
    with database.reading() as session:
        tables = ("org", "person", "membership", "session", "token", "audit")
        return str([session.execute(text(f"SELECT * FROM {name}")).all() for name in tables])


def test_it_is_set_up_once(access: Access) -> None:
    assert access.setup_needed()
    access.create_first(ACME, EVE)
    assert not access.setup_needed()
    with pytest.raises(SetupClosedError):
        access.create_first(NewOrg(slug="other", title="Other"), EVE)
    found = access.actor_of_session(access.sign_in("eve", PASSWORD))
    assert found is not None
    assert found.actor.may("administer", "acme")
    assert not found.actor.may("read", "other")


def test_of_many_who_set_it_up_at_once_one_wins(access: Access) -> None:
    def set_up(number: int) -> bool:
        try:
            access.create_first(
                NewOrg(slug=f"org-{number}", title="Org"),
                Account(login=f"user{number}", name="User", password=PASSWORD),
            )
        except SetupClosedError:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(set_up, range(6))) == 1


def test_a_weak_password_sets_up_nothing(access: Access) -> None:
    with pytest.raises(WeakPasswordError):
        access.create_first(ACME, Account(login="eve", name="Eve", password="eve"))
    assert access.setup_needed()


def test_each_sign_in_is_another_session(access: Access, cast: Cast) -> None:
    one, other = access.sign_in("ada", PASSWORD), access.sign_in("ADA ", PASSWORD)
    assert len({one, other, cast.sessions["ada"]}) == 3
    access.sign_out(one)
    access.sign_out(one)
    assert access.actor_of_session(one) is None
    assert access.actor_of_session(other) is not None


def test_no_other_secret_is_a_session_or_a_token(access: Access, cast: Cast) -> None:
    for secret in ("", "x", "' OR 1=1 --", "\x00", "é" * 100, "\ud800", PASSWORD):
        assert access.actor_of_session(secret) is None
        assert access.actor_of_bearer(secret) is None


def test_no_secret_is_stored(database: Database, access: Access, cast: Cast) -> None:
    stored = everything(database)
    for secret in (PASSWORD, *cast.sessions.values()):
        assert secret not in stored
    assert secrets.sha256_of(cast.sessions["ada"]) in stored


def test_a_session_ends_when_nobody_uses_it(access: Access, cast: Cast, clock: Clock) -> None:
    for _ in range(10):
        clock.move(hours=11)
        assert access.actor_of_session(cast.sessions["ada"]) is not None
    assert access.actor_of_session(cast.sessions["ben"]) is None
    clock.move(hours=12)
    assert access.actor_of_session(cast.sessions["ada"]) is None


def test_a_session_ends_after_a_week_in_any_case(access: Access, cast: Cast, clock: Clock) -> None:
    for _ in range(7 * 3 - 1):
        clock.move(hours=8)
        assert access.actor_of_session(cast.sessions["ada"]) is not None
    clock.move(hours=8)
    assert access.actor_of_session(cast.sessions["ada"]) is None


def test_sessions_that_are_over_are_forgotten(
    database: Database, access: Access, cast: Cast, clock: Clock
) -> None:
    clock.move(days=8)
    access.sign_in("ada", PASSWORD)
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM session")).scalar() == 1


def test_all_refusals_say_the_same(access: Access, cast: Cast) -> None:
    access.people.enable(cast["eve"], "acme", "ben", False)
    for login, password in (
        ("ada", "wrong"),
        ("ben", PASSWORD),
        ("nobody", PASSWORD),
        ("", ""),
        ("a" * 999, "x"),
        ("ada\x00", PASSWORD),
    ):
        with pytest.raises(SignInError) as refused:
            access.sign_in(login, password)
        assert refused.value.detail == "Login and password do not fit, or the account is disabled."


def test_guessing_a_password_slows_down_for_that_login_only(
    access: Access, cast: Cast, clock: Clock
) -> None:
    for _ in range(10):
        with pytest.raises(SignInError):
            access.sign_in("ada", "wrong")
    with pytest.raises(TooManyRequestsError) as refused:
        access.sign_in("ada", PASSWORD)
    assert 1 <= int(refused.value.headers["retry-after"]) <= 120
    assert access.sign_in("ben", PASSWORD)
    clock.move(minutes=2)
    assert access.sign_in("ada", PASSWORD)


def test_a_stranger_locks_nobody_out(access: Access, cast: Cast) -> None:
    """Guesses count for who makes them; only very many from everywhere count for the login."""
    for _ in range(10):
        with pytest.raises(SignInError):
            access.sign_in("ada", "wrong", "198.51.100.7")
    with pytest.raises(TooManyRequestsError):
        access.sign_in("ada", PASSWORD, "198.51.100.7")
    assert access.sign_in("ada", PASSWORD, "203.0.113.9")
    with pytest.raises(TooManyRequestsError):
        for number in range(400):
            with pytest.raises(SignInError):
                access.sign_in("ada", "wrong", f"10.0.0.{number}")


def test_refused_and_ended_sessions_are_in_the_log(
    access: Access, cast: Cast, database: Database
) -> None:
    for login in ("ada", "my secret password"):
        with pytest.raises(SignInError):
            access.sign_in(login, "wrong", "198.51.100.7")
    with pytest.raises(SignInError):
        access.sessions.change_password(cast["ben"], "wrong", "four other words entirely")
    ada = cast["ada"]
    access.sign_out(cast.sessions["ada"])
    access.sign_out(cast.sessions["ada"])
    found = Audit(database).list(Actor.service("api"), limit=4)
    assert [(item.action, item.subject, item.actor, item.kind) for item in found] == [
        ("person.signed-out", "person:ada", ada.name, "person"),
        ("password.refused", "person:ben", "nobody", "nobody"),
        ("sign-in.refused", "person:?", "nobody", "nobody"),
        ("sign-in.refused", "person:ada", "nobody", "nobody"),
    ]
    assert found[-1].detail == {"client": "198.51.100.7"}


def test_a_new_password_ends_all_tokens(access: Access, cast: Cast) -> None:
    wanted = NewToken(name="cli", permissions=("read",))
    secret = access.tokens.create(cast["ada"], "acme", wanted).secret
    access.sessions.change_password(cast["ada"], PASSWORD, "four other words entirely")
    assert access.actor_of_bearer(secret) is None


def test_signing_in_often_is_no_guessing(access: Access, cast: Cast) -> None:
    assert len({access.sign_in("ada", PASSWORD) for _ in range(30)}) == 30


def test_a_hash_grows_with_the_next_sign_in(database: Database, cast: Cast, clock: Clock) -> None:
    costlier = Cost(n=32, r=8, p=1)
    with database.reading() as session:
        query = text("SELECT password FROM person WHERE login = 'ada'")
        before = str(session.execute(query).scalar())
    Access(database, clock, Limits(), costlier).sign_in("ada", PASSWORD)
    with database.reading() as session:
        after = str(session.execute(query).scalar())
    assert before.startswith("scrypt$16$8$1$")
    assert after.startswith("scrypt$32$8$1$")
    assert Access(database, clock, Limits(), costlier).sign_in("ada", PASSWORD)


def test_a_new_password_ends_all_sessions_but_its_own(access: Access, cast: Cast) -> None:
    other = access.sign_in("ada", PASSWORD)
    fresh = access.sessions.change_password(cast["ada"], PASSWORD, "four other words entirely")
    assert access.actor_of_session(other) is None
    assert access.actor_of_session(cast.sessions["ada"]) is None
    assert access.actor_of_session(fresh) is not None
    with pytest.raises(SignInError):
        access.sign_in("ada", PASSWORD)


def test_a_password_is_changed_only_by_who_knows_it(access: Access, cast: Cast) -> None:
    with pytest.raises(SignInError):
        access.sessions.change_password(cast["ada"], "wrong", "four other words entirely")
    for weak in (PASSWORD, "ada ada ada ada", "short"):
        with pytest.raises(WeakPasswordError):
            access.sessions.change_password(cast["ada"], PASSWORD, weak)
    assert access.sign_in("ada", PASSWORD)


def test_what_people_do_is_in_the_log_and_the_log_is_whole(
    database: Database, access: Access, cast: Cast
) -> None:
    access.sessions.change_password(cast["ada"], PASSWORD, "four other words entirely")
    with database.reading() as session:
        found = [(entry.actor, entry.action) for entry in chain.entries(session, limit=500)]
        assert chain.verify(session).whole
    assert ("eve", "plane.set-up") in found
    assert found[0] == ("ada", "password.changed")
    assert ("eve", "person.added") in found
    assert ("ben", "person.signed-in") in found
