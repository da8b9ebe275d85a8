"""What the API and the pages see of drafts. Table rows never leave the service."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from schemas.base import Contract
from schemas.style.compare import Comparison
from schemas.style.refs import Line, StyleName, Version
from schemas.units import Sha256
from style_plane.lint.finding import Finding
from style_plane.versions.models import Approval, Comment, Notes, Waiver
from style_plane.versions.numbers import Bump

DraftState = Literal["draft", "in_review", "approved", "published", "discarded"]
Document = dict[str, Any]
"""A style contract in the making; it may be unfinished."""


class Mistake(Contract):
    """Why a document is not yet a style."""

    pointer: str
    """JSON pointer into the document."""
    message: str


class Submission(Contract):
    """What was handed in for review."""

    rev: int
    digest: Sha256
    bump: Bump
    """The step that publishing takes."""
    notes: str
    waivers: tuple[Waiver, ...]
    findings: tuple[Finding, ...]
    """The lint report on the digest."""
    by: str
    at: str
    """ISO 8601, UTC."""


class DraftSummary(Contract):
    """A draft in a list."""

    id: int
    org: str
    name: str
    title: str
    """As the document says; the style's name where it says nothing."""
    rev: int
    state: DraftState
    base_version: Version | None
    line: Line | None = None
    """Where it follows the newest version of an older line, and not the newest of all."""
    owner: str
    updated_at: str
    """ISO 8601, UTC."""


class DraftView(DraftSummary):
    """A draft with all that its editor and its reviewers need."""

    document: Document
    authors: tuple[str, ...]
    """Everybody who made a revision, in order of their first one."""
    can_undo: bool
    can_redo: bool
    problems: tuple[Mistake, ...]
    """Empty when the document is a style."""
    digest: Sha256 | None
    """Of the document as it is now; None while it has problems."""
    comparison: Comparison | None
    """With the base version (or with nothing); None while the document has problems."""
    newest_version: Version | None
    """Differs from `base_version` when somebody published meanwhile: rebase."""
    frozen_digest: Sha256 | None
    """What reviewers look at; None while it is being written."""
    submission: Submission | None
    """What was handed in last; of the past while `frozen_digest` is None."""
    approvals: tuple[Approval, ...]
    """On that submission, in order."""
    approvals_needed: int
    published_version: Version | None


class Revision(Contract):
    """One line of a draft's history."""

    rev: int
    author: str
    act: Literal["created", "saved", "undone", "redone", "rebased"]
    at: str
    """ISO 8601, UTC."""


class NewDraft(Contract):
    """What a draft starts from; with neither, from the newest version or from almost nothing."""

    base: StyleName | None = None
    """A published version, of this style or of another."""
    document: Document | None = None
    line: Line | None = None
    """`^1` or `~1.4`: it shall follow the newest version of these, such as 1.4.3 after 2.0.0."""


class Handing(Contract):
    """What an author hands in for review."""

    bump: Bump | None = None
    """The step to take; None is the least that is honest."""
    notes: Notes = ""
    waivers: Annotated[tuple[Waiver, ...], Field(max_length=200)] = ()


class Judgement(Contract):
    """A reviewer's word on what was handed in."""

    digest: Sha256
    """What the reviewer looked at."""
    comment: Comment = ""


class Rebasing(Contract):
    """How to carry a draft over to the newest version."""

    prefer: Literal["ours", "theirs"] | None = None
    """Whose value to take where both changed the same field; None refuses such a rebase."""
