"""The queries of the service: drafts, their revisions, what was handed in and said."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Literal

from sqlmodel import Session, col, func, select

from style_plane.access.actor import Actor
from style_plane.drafts.errors import UnknownDraftError
from style_plane.drafts.models import Document
from style_plane.drafts.tables import ApprovalRow, DraftRevision, DraftRow, SubmissionRow

Act = Literal["created", "saved", "undone", "redone", "rebased"]
MOST_LISTED = 500
LARGEST = 2**31 - 1
"""What a number of a row can be, on both databases."""


def draft_at(session: Session, draft_id: int, *, locked: bool = False) -> DraftRow:
    """A draft; `locked` keeps others from changing it until the transaction ends.

    Raises:
        UnknownDraftError: where there is none.
    """
    query = select(DraftRow).where(DraftRow.id == draft_id)
    if locked:
        query = query.with_for_update()
    row = session.exec(query).one_or_none() if 0 < draft_id <= LARGEST else None
    if row is None:
        raise UnknownDraftError(f"There is no draft with the number {draft_id}.")
    return row


def id_of(row: DraftRow | SubmissionRow) -> int:
    """The number of a row that is in the database."""
    if row.id is None:
        raise ValueError("the row is not in the database yet")
    return row.id


def drafts_in(
    session: Session,
    org: str | None,
    name: str | None,
    *,
    closed: bool,
    readable: Collection[str] | None,
) -> list[DraftRow]:
    """Drafts, changed last first; `closed` gives those too that were published or discarded.

    Those of the organisations in `readable` only; None gives all.
    """
    query = select(DraftRow)
    if readable is not None:
        query = query.where(col(DraftRow.org).in_(readable))
    if org is not None:
        query = query.where(DraftRow.org == org)
    if name is not None:
        query = query.where(DraftRow.name == name)
    if not closed:
        query = query.where(col(DraftRow.state).in_(("draft", "in_review", "approved")))
    query = query.order_by(col(DraftRow.updated_at).desc(), col(DraftRow.id).desc())
    return list(session.exec(query.limit(MOST_LISTED)))


def revision(session: Session, draft: DraftRow, rev: int) -> DraftRevision | None:
    """One step of a draft, or None where it has no such step."""
    query = select(DraftRevision).where(
        DraftRevision.draft_id == draft.id, DraftRevision.rev == rev
    )
    return session.exec(query).one_or_none()


def current(session: Session, draft: DraftRow) -> DraftRevision:
    """The step where a draft is now."""
    row = revision(session, draft, draft.rev)
    if row is None:
        raise ValueError(f"draft {draft.id} lacks its revision {draft.rev}")
    return row


def document_of(session: Session, draft: DraftRow, step: DraftRevision) -> Document:
    """What the draft says at a step."""
    held = step if step.content == step.rev else revision(session, draft, step.content)
    return dict(held.document or {}) if held is not None else {}


def revisions(session: Session, draft: DraftRow) -> list[DraftRevision]:
    """Every step, newest first."""
    query = select(DraftRevision).where(DraftRevision.draft_id == draft.id)
    return list(session.exec(query.order_by(col(DraftRevision.rev).desc())))


def add_revision(
    session: Session, draft: DraftRow, actor: Actor, act: Act, *, now: str, **step: Any
) -> None:
    """Append a step and stand on it. `step` has document and parent, or content and ahead."""
    draft.rev += 1
    row = DraftRevision(
        draft_id=id_of(draft),
        rev=draft.rev,
        act=act,
        content=step.get("content", draft.rev),
        parent=step.get("parent"),
        ahead=step.get("ahead", []),
        document=step.get("document"),
        author=actor.name,
        person=actor.person,
        at=now,
    )
    draft.updated_at, draft.state = now, "draft"
    session.add(row)
    session.add(draft)
    session.flush()


def authors(session: Session, draft: DraftRow) -> tuple[str, ...]:
    """Everybody who made a step, in order of their first one."""
    query = (
        select(DraftRevision.author)
        .where(DraftRevision.draft_id == draft.id)
        .group_by(DraftRevision.author)
        .order_by(func.min(DraftRevision.rev))
    )
    return tuple(session.exec(query))


def author_people(session: Session, draft: DraftRow) -> frozenset[int]:
    """The people among them, also those whose token did it."""
    query = select(DraftRevision.person).where(DraftRevision.draft_id == draft.id).distinct()
    return frozenset(person for person in session.exec(query) if person is not None)


def submission_of(session: Session, draft: DraftRow) -> SubmissionRow | None:
    """What was handed in last, or None where nothing was."""
    query = select(SubmissionRow).where(SubmissionRow.draft_id == draft.id)
    return session.exec(query.order_by(col(SubmissionRow.id).desc()).limit(1)).first()


def approvals_on(session: Session, submission: SubmissionRow | None) -> list[ApprovalRow]:
    """Everything that was said about a submission, in order."""
    if submission is None:
        return []
    query = select(ApprovalRow).where(ApprovalRow.submission_id == submission.id)
    return list(session.exec(query.order_by(col(ApprovalRow.id))))


def agreeing(approvals: list[ApprovalRow]) -> dict[int, ApprovalRow]:
    """Person to approval, of those whose last word is one."""
    last = {row.person: row for row in approvals}
    return {person: row for person, row in last.items() if row.verdict == "approve"}
