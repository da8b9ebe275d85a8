"""What runs reported."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from style_plane.tables import Table, frozen


@frozen("run_id = NEW.run_id")
class Pin(Table, table=True):
    """The style of one run, as the run reported it."""

    __tablename__ = "pin"

    run_id: str = Field(primary_key=True)
    org: str = Field(index=True)
    name: str = Field(index=True)
    version: str
    digest: str = Field(index=True)
    effective_digest: str
    ref: str
    resolved_by: str
    overrides: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    flow: str
    client: str
    source_sha256: str
    pinned_at: str
    reported_by: str
    reported_at: str
    reported_in: list[str] | None = Field(default=None, sa_type=JSON)
    """Organisations in which the reporter might report; None in rows that are older than this."""


class PinOutput(Table, table=True):
    """How an output of a run ended; told again, the newer word holds."""

    __tablename__ = "pin_output"

    run_id: str = Field(foreign_key="pin.run_id", primary_key=True)
    output_id: str = Field(primary_key=True)
    aspect: str
    state: str
    sha256: str | None = None
    seconds: float | None = None
    title: str = ""
    at: str
