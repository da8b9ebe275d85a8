"""The tables that all parts share, and the mark of those that only ever grow.

What is marked `frozen` the database keeps as it is: `freezing.py` says how. Every part keeps its own
tables in its `tables.py`, imported by `app.py`. Times are ISO 8601 text in UTC, so that both
databases keep the same bytes. A change of a table that exists somewhere is a step of `migrations.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import JSON, LargeBinary, UniqueConstraint
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel


class Table(SQLModel, registry=registry()):
    """Own metadata: the ledger's tables may live in the same process but not in this database."""


FROZEN: dict[str, tuple[str, ...]] = {}
"""Table to the conditions under which a new row would replace an old one."""

T = TypeVar("T", bound=type[Table])


def frozen(*same: str) -> Callable[[T], T]:
    """Mark a table whose rows never change.

    `same` are SQL conditions on `NEW`, one for the primary key and one for each unique key: a row
    that fulfils one would be replaced by SQLite's INSERT OR REPLACE.
    """

    def mark(table: T) -> T:
        FROZEN[str(table.__tablename__)] = same
        return table

    return mark


@frozen("id = NEW.id", "org = NEW.org AND name = NEW.name")
class Style(Table, table=True):
    """A name that versions are published under."""

    __tablename__ = "style"
    __table_args__ = (UniqueConstraint("org", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    org: str
    name: str
    created_at: str


@frozen(
    "id = NEW.id",
    "style_id = NEW.style_id AND digest = NEW.digest",
    "style_id = NEW.style_id AND major = NEW.major AND minor = NEW.minor AND patch = NEW.patch",
)
class StyleVersion(Table, table=True):
    """One published contract. `body` is what is served, byte for byte."""

    __tablename__ = "style_version"
    __table_args__ = (
        UniqueConstraint("style_id", "major", "minor", "patch"),
        UniqueConstraint("style_id", "digest"),
    )

    id: int | None = Field(default=None, primary_key=True)
    style_id: int = Field(foreign_key="style.id")
    major: int
    minor: int
    patch: int
    digest: str = Field(index=True)
    body: bytes = Field(sa_type=LargeBinary)
    facets: dict[str, Any] = Field(sa_type=JSON)
    promise: list[str] = Field(sa_type=JSON)
    assets: list[str] = Field(sa_type=JSON)
    published_by: str
    published_at: str


class Channel(Table, table=True):
    """A name that points at a version, such as `stable` or a campaign."""

    __tablename__ = "channel"

    style_id: int = Field(foreign_key="style.id", primary_key=True)
    name: str = Field(primary_key=True)
    version_id: int = Field(foreign_key="style_version.id")


@frozen("id = NEW.id")
class ChannelMove(Table, table=True):
    """When a channel was moved, by whom, and why."""

    __tablename__ = "channel_move"

    id: int | None = Field(default=None, primary_key=True)
    style_id: int = Field(foreign_key="style.id", index=True)
    channel: str
    from_version_id: int | None = Field(default=None, foreign_key="style_version.id")
    to_version_id: int | None = Field(default=None, foreign_key="style_version.id")
    """None when the channel was removed."""
    moved_by: str
    reason: str
    at: str


@frozen("sha256 = NEW.sha256")
class Asset(Table, table=True):
    """A font or image whose bytes lie in the assets folder."""

    __tablename__ = "asset"

    sha256: str = Field(primary_key=True)
    media_type: str
    size: int
    facts: dict[str, Any] = Field(sa_type=JSON)
    added_at: str
