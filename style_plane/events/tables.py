"""Events that are on their way."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from style_plane.tables import Table


class OutgoingEvent(Table, table=True):
    """One event of a style: written with the act itself, sent afterwards."""

    __tablename__ = "outgoing_event"

    id: int | None = Field(default=None, primary_key=True)
    event: dict[str, Any] = Field(sa_type=JSON)
    """The `StyleEvent`."""
    attempts: int = 0
    next_at: str
    """Not before this moment."""
    done_at: str | None = Field(default=None, index=True)
    """When it was taken, or given up."""
    problem: str | None = None
    """Why the last attempt failed."""
