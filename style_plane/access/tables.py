"""Organisations, people, what they may do, and the sha256 of what they prove it with.

Secrets themselves are never stored: of sessions and tokens only the sha256, of passwords a salted
scrypt. People are disabled and never removed, so that the history keeps its names.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field

from style_plane.tables import Table


class OrgRow(Table, table=True):
    """An organisation and how it wants its styles published."""

    __tablename__ = "org"

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    title: str
    policy: dict[str, Any] = Field(sa_type=JSON)
    """`Policy` as JSON."""
    created_at: str


class PersonRow(Table, table=True):
    """Somebody who can sign in."""

    __tablename__ = "person"

    id: int | None = Field(default=None, primary_key=True)
    login: str = Field(unique=True)
    name: str
    home: int = Field(foreign_key="org.id")
    """The organisation whose admins keep the account."""
    password: str
    """`passwords.hashed`."""
    must_change: bool = False
    """Whether an admin chose the password."""
    created_at: str
    disabled_at: str | None = None


class MembershipRow(Table, table=True):
    """What somebody does in an organisation."""

    __tablename__ = "membership"

    org_id: int = Field(foreign_key="org.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    roles: list[str] = Field(sa_type=JSON)


class SessionRow(Table, table=True):
    """A browser that somebody signed in with."""

    __tablename__ = "session"

    sha256: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    started_at: str
    seen_at: str
    """Lags behind by up to `sessions.SEEN_EVERY`."""


class TokenRow(Table, table=True):
    """A bearer token with which a program acts for somebody in one organisation."""

    __tablename__ = "token"
    __table_args__ = (UniqueConstraint("org_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(unique=True)
    org_id: int = Field(foreign_key="org.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    name: str
    permissions: list[str] = Field(sa_type=JSON)
    created_at: str
    expires_at: str | None = None
    last_used_at: str | None = None
    """Lags behind by up to `tokens.USED_EVERY`."""
    revoked_at: str | None = None
