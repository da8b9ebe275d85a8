"""What is known of proofs; the pictures themselves lie in a folder, by sha256."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from style_plane.tables import Table


class ProofRow(Table, table=True):
    """One proof, from being asked for to being painted. Everything here can be painted again."""

    __tablename__ = "proof"

    key: str = Field(primary_key=True)
    org: str = Field(index=True)
    aspect: str
    language: str
    contract: dict[str, Any] = Field(sa_type=JSON)
    """The style as it was when its proof was asked for."""
    state: str = Field(index=True)
    progress: float = 0.0
    result: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """Frames, film, digests and warnings, once it is painted."""
    engine: str
    queued_at: str
    started_at: str | None = None
    finished_at: str | None = None
    touched_at: str
    """When its painter was last seen: a proof whose painter died is painted by another."""
