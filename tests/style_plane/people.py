"""Actors for services, and a plane with people who signed in, for API and pages.

People make a plane refuse changes without a token, so they live on a plane of their own:

    @pytest.fixture(scope="module")
    def plane(tmp_path_factory):
        with peopled(tmp_path_factory.mktemp("plane")) as plane:
            yield plane

    plane.window("ada").post("/drafts", ...)            # session and CSRF token
    plane.program("ada", "draft").put("/api/v1/...")    # bearer token
"""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx

from style_plane.access.actor import Actor, Permission, Role
from style_plane.access.limits import Limits
from style_plane.access.models import Account, NewOrg, NewPerson, NewToken
from style_plane.access.passwords import Cost
from style_plane.access.secrets import form_token
from style_plane.access.service import Access
from style_plane.app import utc_now
from style_plane.database import Database
from style_plane.embedded import serving
from style_plane.settings import PlaneSettings

CHEAP = Cost(n=16, r=8, p=1)
"""A hash that takes no time, where the hash is not what is tested."""
PASSWORD = "four words without sense"
CAST: Mapping[str, tuple[Role, ...]] = {
    "eve": ("admin",),
    "ada": ("author",),
    "ben": ("approver",),
    "cleo": ("publisher",),
    "dan": ("producer",),
}


def an_actor(*permissions: Permission, org: str = "acme", name: str = "ada") -> Actor:
    """Somebody who may do these things in one organisation; equal names are one person."""
    grants = {org: frozenset(permissions)}
    return Actor(kind="person", name=name, person=zlib.crc32(name.encode()) >> 1, grants=grants)


class Peopled:
    """A plane whose people are signed in."""

    def __init__(self, url: str, org: str, access: Access, sessions: dict[str, str]) -> None:
        self.url, self.org, self.access, self.sessions = url, org, access, sessions
        self._numbers = itertools.count(1)

    def actor(self, login: str) -> Actor:
        """Somebody as services see them."""
        found = self.access.actor_of_session(self.sessions[login])
        assert found is not None
        return found.actor

    def cookies(self, login: str) -> dict[str, str]:
        """The cookies of somebody's browser."""
        return {"reelwright_session": self.sessions[login]}

    def window(self, login: str = "", **options: Any) -> httpx.Client:
        """Somebody's browser, which sends their CSRF token; without a login a stranger's."""
        if login:
            options["cookies"] = self.cookies(login)
            options["headers"] = {"x-csrf-token": form_token(self.sessions[login])}
        return httpx.Client(base_url=self.url, trust_env=False, timeout=30, **options)

    def program(self, login: str, *permissions: Permission) -> httpx.Client:
        """A program with somebody's token."""
        wanted = NewToken(name=f"{login}-{next(self._numbers)}", permissions=permissions)
        made = self.access.tokens.create(self.actor(login), self.org, wanted)
        headers = {"authorization": f"Bearer {made.secret}"}
        return httpx.Client(base_url=self.url, trust_env=False, timeout=30, headers=headers)


@contextmanager
def peopled(
    home: Path, people: Mapping[str, tuple[Role, ...]] = CAST, org: str = "acme", **settings: Any
) -> Iterator[Peopled]:
    """A plane over HTTP; the first of `people` sets it up and must be an admin."""
    chosen = PlaneSettings(home=home, **settings)
    with serving(chosen) as url, closing(Database(chosen.sqlalchemy_url)) as database:
        access = Access(database, utc_now, Limits(), CHEAP)
        yield Peopled(url, org, access, settle(access, people, org))


def settle(
    access: Access, people: Mapping[str, tuple[Role, ...]] = CAST, org: str = "acme"
) -> dict[str, str]:
    """Set up a plane that nobody set up; the secret of everybody's session, by login."""
    first, *others = people
    account = Account(login=first, name=first.title(), password=PASSWORD)
    access.create_first(NewOrg(slug=org, title=org.title()), account)
    sessions = {first: access.sign_in(first, PASSWORD)}
    admin = access.actor_of_session(sessions[first])
    assert admin is not None
    for login in others:
        wanted = NewPerson(login=login, name=login.title(), roles=people[login])
        password = access.people.add(admin.actor, org, wanted).password
        assert password is not None
        visitor = access.actor_of_session(access.sign_in(login, password))
        assert visitor is not None
        sessions[login] = access.sessions.change_password(visitor.actor, password, PASSWORD)
    return sessions
