"""Which assets an organisation works with."""

from __future__ import annotations

from sqlmodel import Field

from style_plane.tables import Table


class KitRow(Table, table=True):
    """An asset in an organisation's brand kit. It may leave the kit; its bytes stay."""

    __tablename__ = "brand_kit"

    org: str = Field(primary_key=True)
    sha256: str = Field(primary_key=True, foreign_key="asset.sha256")
    name: str
    """As its owners call it."""
    source: str | None = Field(default=None, foreign_key="asset.sha256")
    """What it was drawn or cut from: an SVG, a variable font."""
    added_by: str
    added_at: str
