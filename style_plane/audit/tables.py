"""One row for each act; each holds the hash of the one before it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from style_plane.tables import Table, frozen


@frozen("id = NEW.id")
class AuditRow(Table, table=True):
    """Something that was done."""

    __tablename__ = "audit"

    id: int = Field(primary_key=True)
    """1, 2, 3 without a gap."""
    at: str
    actor: str
    """Their name, which says nothing about who they are."""
    kind: str | None = None
    """`person`, `token` or `service`; None in rows that are older than this column."""
    person: int | None = None
    """Number of the person, or of the one in whose name a token acts."""
    owner: str | None = None
    """Login of the one in whose name a token acts."""
    action: str
    """Such as `version.published`."""
    subject: str
    """Such as `acme/podcast@1.2.0`."""
    detail: dict[str, Any] = Field(sa_type=JSON)
    before: str
    """Hash of the row before; 64 zeros in the first."""
    hash: str
