"""Who may change who belongs to an organisation, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from pydantic import ValidationError
from sqlmodel import select

from schemas.style.refs import StyleRef
from style_plane.access.actor import PERMISSIONS, Actor, Role
from style_plane.access.errors import (
    BadNameError,
    LastAdminError,
    NameTakenError,
    SignInError,
    UnknownOrgError,
    UnknownPersonError,
)
from style_plane.access.models import NewOrg, NewPerson, NewToken, Policy
from style_plane.access.rows import ORDER, RESERVED_LOGINS
from style_plane.access.service import Access
from style_plane.database import Database, insert_missing
from style_plane.drafts.tables import DraftRow
from style_plane.errors import UnauthenticatedError, WriteForbiddenError
from style_plane.tables import Style
from tests.style_plane.access.conftest import Cast
from tests.style_plane.people import CAST, PASSWORD

FAY = NewPerson(login="fay", name="Fay", roles=("author",))


def roles_of(access: Access, cast: Cast, login: str) -> tuple[Role, ...]:
    found = {item.login: item.roles for item in access.people.of_org(cast["eve"], "acme")}
    return found[login]


MAY = {
    #           read draft approve publish usage administer
    "producer": (1, 0, 0, 0, 1, 0),
    "author": (1, 1, 0, 0, 0, 0),
    "approver": (1, 0, 1, 0, 0, 0),
    "publisher": (1, 0, 0, 1, 0, 0),
    "admin": (1, 1, 1, 1, 1, 1),
}


def test_people_may_what_their_roles_may_and_nothing_elsewhere(cast: Cast) -> None:
    for login, (role,) in CAST.items():
        for permission, allowed in zip(ORDER, MAY[role], strict=True):
            assert cast[login].may(permission, "acme") == bool(allowed), (role, permission)
            assert not cast[login].may(permission, "globex")


def test_several_roles_add_up_and_hold_at_once(access: Access, cast: Cast) -> None:
    person = access.people.set_roles(cast["eve"], "acme", "ada", ("publisher", "author", "author"))
    assert person.roles == ("author", "publisher")
    assert cast["ada"].grants["acme"] == {"read", "draft", "publish"}


def test_somebody_new_begins_with_a_password_to_be_changed(access: Access, cast: Cast) -> None:
    joined = access.people.add(cast["eve"], "acme", FAY)
    assert joined.password is not None
    assert joined.person.must_change
    visit = access.actor_of_session(access.sign_in("fay", joined.password))
    assert visit is not None
    assert visit.must_change
    assert visit.actor.grants == {}
    fresh = access.sessions.change_password(visit.actor, joined.password, PASSWORD)
    begun = access.actor_of_session(fresh)
    assert begun is not None
    assert not begun.must_change
    assert begun.actor.may("draft", "acme")


def test_nobody_joins_twice(access: Access, cast: Cast) -> None:
    access.people.add(cast["eve"], "acme", FAY)
    with pytest.raises(NameTakenError):
        access.people.add(cast["eve"], "acme", FAY)


ACTS: tuple[Callable[[Access, Actor], object], ...] = (
    lambda access, actor: access.people.add(actor, "acme", FAY),
    lambda access, actor: access.people.set_roles(actor, "acme", actor.name, ("admin",)),
    lambda access, actor: access.people.remove(actor, "acme", "eve"),
    lambda access, actor: access.people.enable(actor, "acme", "eve", False),
    lambda access, actor: access.people.reset_password(actor, "acme", "eve"),
    lambda access, actor: access.orgs.set_policy(actor, "acme", Policy(approvals=0)),
    lambda access, actor: access.orgs.create(actor, NewOrg(slug="mine", title="Mine")),
)


def test_only_an_admin_changes_people(access: Access, cast: Cast) -> None:
    for login in CAST:
        for act in ACTS if login != "eve" else ():
            with pytest.raises(WriteForbiddenError):
                act(access, cast[login])
        people = access.people.of_org(cast[login], "acme")
        assert [(person.login, person.roles) for person in people] == sorted(CAST.items())


def test_strangers_see_nobody(access: Access, cast: Cast) -> None:
    with pytest.raises(UnauthenticatedError):
        access.people.of_org(Actor.nobody(), "acme")
    with pytest.raises(WriteForbiddenError):
        access.people.of_org(cast["eve"], "globex")
    with pytest.raises(UnknownOrgError):
        access.people.of_org(Actor.service("api"), "globex")


def test_an_organisation_keeps_an_admin_who_can_sign_in(access: Access, cast: Cast) -> None:
    eve = cast["eve"]
    for act in (
        lambda: access.people.set_roles(eve, "acme", "eve", ("author",)),
        lambda: access.people.remove(eve, "acme", "eve"),
        lambda: access.people.enable(eve, "acme", "eve", False),
    ):
        with pytest.raises(LastAdminError):
            act()
    assert roles_of(access, cast, "eve") == ("admin",)
    access.people.set_roles(eve, "acme", "ada", ("admin",))
    access.people.enable(eve, "acme", "ada", False)
    with pytest.raises(LastAdminError):
        access.people.remove(eve, "acme", "eve")
    access.people.enable(eve, "acme", "ada", True)
    access.people.remove(eve, "acme", "eve")
    assert not cast["eve"].may("read", "acme")


def test_two_admins_who_demote_each_other_at_once_leave_one(access: Access, cast: Cast) -> None:
    access.people.set_roles(cast["eve"], "acme", "ada", ("admin",))
    eve, ada = cast["eve"], cast["ada"]

    def demote(pair: tuple[Actor, str]) -> bool:
        try:
            access.people.set_roles(pair[0], "acme", pair[1], ("author",))
        except LastAdminError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(demote, [(eve, "ada"), (ada, "eve")])) == [False, True]


def test_somebody_disabled_is_out_at_once(access: Access, cast: Cast) -> None:
    token = access.tokens.create(
        cast["ada"], "acme", NewToken(name="cli", permissions=("read", "draft"))
    )
    access.people.enable(cast["eve"], "acme", "ada", False)
    assert access.actor_of_session(cast.sessions["ada"]) is None
    assert access.actor_of_bearer(token.secret) is None
    with pytest.raises(SignInError):
        access.sign_in("ada", PASSWORD)
    access.people.enable(cast["eve"], "acme", "ada", True)
    assert access.actor_of_session(cast.sessions["ada"]) is None
    assert access.sign_in("ada", PASSWORD)
    assert access.actor_of_bearer(token.secret) is not None


def test_a_reset_password_ends_sessions_and_tokens(access: Access, cast: Cast) -> None:
    token = access.tokens.create(cast["ada"], "acme", NewToken(name="cli", permissions=("read",)))
    password = access.people.reset_password(cast["eve"], "acme", "ada").password
    assert password is not None
    assert access.actor_of_session(cast.sessions["ada"]) is None
    assert access.actor_of_bearer(token.secret) is None
    with pytest.raises(SignInError):
        access.sign_in("ada", PASSWORD)
    visit = access.actor_of_session(access.sign_in("ada", password))
    assert visit is not None
    assert visit.must_change


def test_a_guest_keeps_the_account_that_another_organisation_gave(
    access: Access, cast: Cast
) -> None:
    access.orgs.create(cast["eve"], NewOrg(slug="globex", title="Globex"))
    access.people.add(cast["eve"], "globex", NewPerson(login="gus", name="Gus", roles=("admin",)))
    joined = access.people.add(
        cast["eve"], "globex", NewPerson(login="ada", name="Other", roles=("approver",))
    )
    assert joined.password is None
    assert (joined.person.name, joined.person.ours) == ("Ada", False)
    assert cast["ada"].grants == {
        "acme": PERMISSIONS["author"],
        "globex": PERMISSIONS["approver"],
    }
    for act in (
        lambda: access.people.reset_password(cast["eve"], "globex", "ada"),
        lambda: access.people.enable(cast["eve"], "globex", "ada", False),
    ):
        with pytest.raises(WriteForbiddenError, match="keeps the account"):
            act()
    access.people.remove(cast["eve"], "globex", "ada")
    assert list(cast["ada"].grants) == ["acme"]
    with pytest.raises(UnknownPersonError):
        access.people.remove(cast["eve"], "globex", "ada")


def test_a_disabled_admin_counts_in_no_organisation(access: Access, cast: Cast) -> None:
    access.orgs.create(cast["eve"], NewOrg(slug="globex", title="Globex"))
    access.people.set_roles(cast["eve"], "acme", "ada", ("admin",))
    with pytest.raises(LastAdminError, match="globex"):
        access.people.enable(cast["ada"], "acme", "eve", False)


def test_names_of_organisations_are_used_once(access: Access, cast: Cast) -> None:
    with pytest.raises(NameTakenError):
        access.orgs.create(cast["eve"], NewOrg(slug="acme", title="Acme"))
    with pytest.raises(BadNameError):
        access.orgs.create(cast["eve"], NewOrg(slug="reelwright", title="Mine"))


def test_a_policy_holds_for_its_organisation(access: Access, cast: Cast) -> None:
    assert access.policy("acme") == access.policy("unknown") == Policy()
    strict = Policy(approvals=2, self_approval=True, moves_need_approval=True)
    access.orgs.set_policy(cast["eve"], "acme", strict)
    assert access.policy("acme") == strict
    assert access.policy("unknown") == Policy(approvals=1)


def test_an_account_is_kept_by_who_gave_it_also_of_somebody_who_left(
    access: Access, cast: Cast
) -> None:
    eve = cast["eve"]
    access.people.remove(eve, "acme", "ada")
    left = next(item for item in access.people.of_org(eve, "acme") if item.login == "ada")
    assert (left.roles, left.ours, left.disabled) == ((), True, False)
    assert access.sign_in("ada", PASSWORD)
    assert access.people.enable(eve, "acme", "ada", False).disabled
    with pytest.raises(SignInError):
        access.sign_in("ada", PASSWORD)
    access.people.enable(eve, "acme", "ada", True)
    assert access.people.reset_password(eve, "acme", "ada").password
    with pytest.raises(UnknownPersonError):
        access.people.set_roles(eve, "acme", "ada", ("author",))
    joined = access.people.add(eve, "acme", NewPerson(login="ada", roles=("author",)))
    assert (joined.password, joined.person.roles) == (None, ("author",))


@pytest.mark.parametrize("login", sorted(RESERVED_LOGINS))
def test_nobody_is_called_as_the_plane_is(access: Access, cast: Cast, login: str) -> None:
    with pytest.raises(BadNameError, match=login):
        access.people.add(cast["eve"], "acme", NewPerson(login=login, roles=("author",)))


def test_nobody_becomes_admin_of_styles_that_are_there(
    access: Access, cast: Cast, database: Database
) -> None:
    """Published by automation, or drafted, before there was an organisation."""
    with database.writing() as session:
        insert_missing(session, Style, org="found", name="look", created_at="x")
        if session.exec(select(DraftRow).where(DraftRow.org == "drawn")).first() is None:
            draft = DraftRow(
                org="drawn", name="look", state="draft", rev=1, owner="api", updated_at="x"
            )
            session.add(draft)
    for slug in ("found", "drawn"):
        with pytest.raises(NameTakenError, match="styles under"):
            access.orgs.create(cast["eve"], NewOrg(slug=slug, title="Mine"))
        assert access.orgs.create(Actor.service("api"), NewOrg(slug=slug, title="Ours"))


@pytest.mark.parametrize("slug", ["3m", "a" * 64, "-a", "a-", "a--b", "a_b", "A"])
def test_an_organisation_is_called_as_references_can_name_it(slug: str) -> None:
    with pytest.raises(ValidationError):
        NewOrg(slug=slug, title="Some")
    assert StyleRef.parse(f"{NewOrg(slug='a' * 63, title='Some').slug}/look")
