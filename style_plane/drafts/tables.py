"""Drafts: where they are now, and the frozen rows of everything that happened to them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field

from style_plane.tables import Table, frozen


class DraftRow(Table, table=True):
    """Where a draft is now; what it says is in its revisions."""

    __tablename__ = "draft"

    id: int | None = Field(default=None, primary_key=True)
    org: str = Field(index=True)
    name: str
    state: str
    rev: int
    """The current revision."""
    base_version: str | None = None
    """The version of the style that its author has seen; None where there was none."""
    line: str | None = None
    """`^1` or `~1.4`, where it shall follow the newest version of these and not of all."""
    published_version: str | None = None
    owner: str
    updated_at: str


@frozen("id = NEW.id", "draft_id = NEW.draft_id AND rev = NEW.rev")
class DraftRevision(Table, table=True):
    """One step of a draft. Undo and redo are steps too, which point at what they brought back."""

    __tablename__ = "draft_rev"
    __table_args__ = (UniqueConstraint("draft_id", "rev"),)

    id: int | None = Field(default=None, primary_key=True)
    draft_id: int = Field(foreign_key="draft.id")
    rev: int
    act: str
    content: int
    """The revision that holds the document: this one, but for undo and redo."""
    parent: int | None = None
    """What undo brings back: the content before this one; None in the first."""
    ahead: list[int] = Field(sa_type=JSON)
    """What redo brings back, next first."""
    document: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    author: str
    person: int | None = None
    at: str


@frozen("id = NEW.id")
class SubmissionRow(Table, table=True):
    """What was handed in for review, and what the lints said of it; the newest holds."""

    __tablename__ = "submission"

    id: int | None = Field(default=None, primary_key=True)
    draft_id: int = Field(foreign_key="draft.id", index=True)
    rev: int
    digest: str
    bump: str
    notes: str
    waivers: list[dict[str, Any]] = Field(sa_type=JSON)
    findings: list[dict[str, Any]] = Field(sa_type=JSON)
    submitted_by: str
    at: str


@frozen("id = NEW.id")
class ApprovalRow(Table, table=True):
    """A reviewer's word on one submission; of several by one person the last holds."""

    __tablename__ = "approval"

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    digest: str
    verdict: str
    comment: str
    approver: str
    person: int
    at: str
