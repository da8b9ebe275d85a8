"""People, organisations and tokens as the API and the pages see them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Contract
from style_plane.access.actor import Permission, Role

Slug = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")]
"""Lower-case letters, digits and single hyphens."""
OrgSlug = Annotated[str, Field(max_length=63, pattern=r"^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$")]
"""Of an organisation that is to be: such as a reference to its styles can begin with."""
Login = Annotated[
    str, Field(min_length=2, max_length=64, pattern=r"^[a-z0-9]+(?:[._-][a-z0-9]+)*$")
]
"""Lower-case letters, digits, and single dots, hyphens or underscores between them."""
Title = Annotated[
    str, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$")
]
"""Any text on one line."""
Secret = Annotated[str, Field(max_length=256)]


class Policy(Contract):
    """How an organisation wants its styles published."""

    approvals: Annotated[int, Field(ge=0, le=9)] = 1
    """How many people must approve a draft before it is published; 0 asks for none."""
    self_approval: bool = False
    """Whether somebody who worked on a draft may approve it."""
    moves_need_approval: bool = True
    """Whether a second person must agree before `stable` or a campaign name moves or goes."""


class Org(Contract):
    """An organisation."""

    slug: Slug
    title: Title
    policy: Policy


class NewOrg(Contract):
    """An organisation that is to be."""

    slug: OrgSlug
    title: Title


class Person(Contract):
    """Somebody, seen from one organisation."""

    login: str
    name: str
    roles: tuple[Role, ...]
    """None where they left the organisation, which keeps their account."""
    disabled: bool
    ours: bool
    """Whether this organisation keeps the account: only then may its admins disable it or set a
    new password."""
    must_change: bool
    """Whether they have yet to choose their own password."""
    signed_in_at: str | None
    """When they were last seen; None when they have no session now."""


class NewPerson(Contract):
    """Somebody who joins an organisation."""

    login: Login
    name: Annotated[str, Field(max_length=80, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    """Empty: the login. Left alone where the person has an account already."""
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]


class Roles(Contract):
    """What somebody does from now on."""

    roles: Annotated[tuple[Role, ...], Field(min_length=1)]


class Enabled(Contract):
    """Whether somebody may sign in from now on."""

    enabled: bool


class Joined(Contract):
    """Somebody who was added, or whose password was set anew."""

    person: Person
    password: str | None
    """To be told to the person, who must change it; shown this once. None where they keep theirs."""


TokenState = Literal["live", "expired", "revoked", "asleep"]
"""Asleep: its owner is disabled, left the organisation, or has yet to choose a password."""


class Token(Contract):
    """A bearer token, without its secret."""

    name: str
    org: str
    owner: str
    """Login of the person in whose name it acts."""
    permissions: tuple[Permission, ...]
    """What it may do at most; never more than its owner may at that moment."""
    created_at: str
    expires_at: str | None
    last_used_at: str | None
    state: TokenState


class NewToken(Contract):
    """A token that is to be."""

    name: Slug
    permissions: Annotated[tuple[Permission, ...], Field(min_length=1)]
    days: Annotated[int, Field(ge=1, le=3650)] | None = 90
    """How long it works; null is for ever."""


class MadeToken(Contract):
    """A new token, with its secret."""

    token: Token
    secret: str
    """Send it as `Authorization: Bearer SECRET`; shown this once."""


class Me(Contract):
    """Who is asking."""

    kind: Literal["person", "token", "service", "nobody"]
    name: str
    grants: dict[str, tuple[Permission, ...]]
    """Organisation to what may be done there; `*` stands for all."""


class Account(Contract):
    """A person's own login."""

    login: Login
    name: Title
    password: Secret
