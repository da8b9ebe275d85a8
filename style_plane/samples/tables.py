"""Pictures that organisations try their styles on."""

from __future__ import annotations

from sqlmodel import Field

from style_plane.tables import Table


class SampleRow(Table, table=True):
    """A picture of an organisation's own material."""

    __tablename__ = "sample"

    org: str = Field(primary_key=True)
    sha256: str = Field(primary_key=True, foreign_key="asset.sha256")
    name: str
    added_by: str
    added_at: str
