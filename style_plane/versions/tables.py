"""What happens to versions after they are published; every row is frozen."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from style_plane.tables import Table, frozen


@frozen("version_id = NEW.version_id")
class Release(Table, table=True):
    """How a version came about; about it, and so not in its digest."""

    __tablename__ = "release"

    version_id: int = Field(
        foreign_key="style_version.id",
        primary_key=True,
        sa_column_kwargs={"autoincrement": False},
    )
    draft_id: int | None = None
    """None when it was published without a draft."""
    notes: str
    comparison: dict[str, Any] = Field(sa_type=JSON)
    """With the version before."""
    findings: list[dict[str, Any]] = Field(sa_type=JSON)
    waivers: list[dict[str, Any]] = Field(sa_type=JSON)
    approvals: list[dict[str, Any]] = Field(sa_type=JSON)


@frozen("id = NEW.id")
class VersionStatus(Table, table=True):
    """A step in the life of a version; the newest row holds. No row means published."""

    __tablename__ = "version_status"

    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="style_version.id", index=True)
    state: str
    reason: str
    successor_id: int | None = Field(default=None, foreign_key="style_version.id")
    sunset_at: str | None = None
    set_by: str
    at: str


@frozen("id = NEW.id")
class ChannelRequest(Table, table=True):
    """A move that needs a second person."""

    __tablename__ = "channel_request"

    id: int | None = Field(default=None, primary_key=True)
    style_id: int = Field(foreign_key="style.id", index=True)
    channel: str
    from_version_id: int | None = Field(default=None, foreign_key="style_version.id")
    """Where the channel pointed when the move was asked for."""
    to_version_id: int = Field(foreign_key="style_version.id")
    """Where it shall point; for a removal, where it pointed."""
    removes: bool | None = None
    """Whether the channel shall go; None in rows that are older than this column."""
    requested_by: str
    person: int | None = None
    reason: str
    at: str


@frozen("request_id = NEW.request_id")
class ChannelDecision(Table, table=True):
    """What became of a requested move; there is one decision for a request."""

    __tablename__ = "channel_decision"

    request_id: int = Field(
        foreign_key="channel_request.id",
        primary_key=True,
        sa_column_kwargs={"autoincrement": False},
    )
    verdict: str
    decided_by: str
    comment: str
    at: str
