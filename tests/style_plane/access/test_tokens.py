"""Bearer tokens, on both databases."""

from __future__ import annotations

import itertools

import pytest

from style_plane.access.actor import PERMISSIONS, Permission
from style_plane.access.errors import NameTakenError, TokenRefusedError, UnknownTokenError
from style_plane.access.models import NewToken
from style_plane.access.rows import ORDER
from style_plane.access.service import Access
from style_plane.errors import WriteForbiddenError
from tests.style_plane.access.conftest import Cast, Clock
from tests.style_plane.people import CAST


def a_token(
    access: Access,
    cast: Cast,
    login: str,
    *permissions: Permission,
    name: str = "cli",
    days: int | None = 90,
) -> str:
    wanted = NewToken(name=name, permissions=permissions, days=days)
    return access.tokens.create(cast[login], "acme", wanted).secret


def test_every_permission_can_be_given() -> None:
    assert set(ORDER) == PERMISSIONS["admin"]


def test_a_token_may_no_more_than_its_owner(access: Access, cast: Cast) -> None:
    for login, permission in itertools.product(CAST, ORDER):
        name = f"{login}-{permission}"
        if not cast[login].may(permission, "acme"):
            with pytest.raises(TokenRefusedError, match=permission):
                a_token(access, cast, login, permission, name=name)
            continue
        actor = access.actor_of_bearer(a_token(access, cast, login, permission, name=name))
        assert actor is not None
        assert actor.grants == {"acme": {permission}}
        assert (actor.kind, actor.name) == ("token", f"token:{name}")
        assert (actor.person, actor.owner) == (cast[login].person, login)


def test_a_token_loses_what_its_owner_loses(access: Access, cast: Cast) -> None:
    secret = a_token(access, cast, "ada", "read", "draft")
    access.people.set_roles(cast["eve"], "acme", "ada", ("approver",))
    actor = access.actor_of_bearer(secret)
    assert actor is not None
    assert actor.grants == {"acme": {"read"}}
    access.people.remove(cast["eve"], "acme", "ada")
    assert access.actor_of_bearer(secret) is None


def test_a_token_ends_when_it_should(access: Access, cast: Cast, clock: Clock) -> None:
    short = a_token(access, cast, "dan", "usage", name="short", days=1)
    long = a_token(access, cast, "dan", "usage", name="long", days=None)
    clock.move(hours=23, minutes=59)
    assert access.actor_of_bearer(short) is not None
    clock.move(minutes=1)
    assert access.actor_of_bearer(short) is None
    clock.move(days=4000)
    assert access.actor_of_bearer(long) is not None
    cast.sign_in("dan")
    states = {token.name: token.state for token in access.tokens.of_org(cast["dan"], "acme")}
    assert states == {"long": "live", "short": "expired"}


def test_a_revoked_token_is_nobodys(access: Access, cast: Cast) -> None:
    secret = a_token(access, cast, "dan", "usage")
    for _ in range(2):
        access.tokens.revoke(cast["dan"], "acme", "cli")
    assert access.actor_of_bearer(secret) is None
    with pytest.raises(NameTakenError):
        a_token(access, cast, "dan", "usage")
    with pytest.raises(UnknownTokenError):
        access.tokens.revoke(cast["dan"], "acme", "other")


def test_people_see_and_revoke_their_own_and_admins_all(access: Access, cast: Cast) -> None:
    a_token(access, cast, "ada", "read", name="adas")
    a_token(access, cast, "ben", "read", name="bens")
    assert [token.name for token in access.tokens.of_org(cast["ada"], "acme")] == ["adas"]
    assert [token.name for token in access.tokens.of_org(cast["eve"], "acme")] == ["bens", "adas"]
    with pytest.raises(WriteForbiddenError):
        access.tokens.revoke(cast["ada"], "acme", "bens")
    access.tokens.revoke(cast["eve"], "acme", "bens")


def test_a_token_cannot_prolong_itself(access: Access, cast: Cast) -> None:
    actor = access.actor_of_bearer(a_token(access, cast, "ada", "read", "draft"))
    assert actor is not None
    with pytest.raises(WriteForbiddenError):
        access.tokens.create(actor, "acme", NewToken(name="next", permissions=("read",)))
    admin = access.actor_of_bearer(a_token(access, cast, "eve", "read", "administer", name="it"))
    assert admin is not None
    wanted = NewToken(name="made", permissions=("read", "administer"))
    assert access.tokens.create(admin, "acme", wanted).token.owner == "eve"
    with pytest.raises(TokenRefusedError):
        access.tokens.create(admin, "acme", NewToken(name="more", permissions=("publish",)))


def test_when_a_token_was_used_is_known_to_a_few_minutes(
    access: Access, cast: Cast, clock: Clock
) -> None:
    secret = a_token(access, cast, "dan", "usage")

    def used() -> str | None:
        return access.tokens.of_org(cast["dan"], "acme")[0].last_used_at

    assert used() is None
    access.actor_of_bearer(secret)
    first = used()
    assert first == clock().isoformat(timespec="seconds")
    clock.move(minutes=4)
    access.actor_of_bearer(secret)
    assert used() == first
    clock.move(minutes=1)
    access.actor_of_bearer(secret)
    assert used() == clock().isoformat(timespec="seconds")
