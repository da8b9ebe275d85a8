"""Rows of drafts as the values that leave the service."""

from __future__ import annotations

import hashlib

from sqlmodel import Session

from schemas.style.contract import StyleContract
from style_plane.drafts import rows
from style_plane.drafts.documents import read, title_of
from style_plane.drafts.models import DraftSummary, DraftView, Submission
from style_plane.drafts.tables import ApprovalRow, DraftRow, SubmissionRow
from style_plane.tables import StyleVersion
from style_plane.versions.models import Approval
from style_plane.versions.publishing import body_of, compared, newest_of
from style_plane.versions.rows import body_of as row_body
from style_plane.versions.rows import contract_of, number_of, style_named, versions_of


def summary_of(session: Session, draft: DraftRow) -> DraftSummary:
    """A draft in a list."""
    document = rows.document_of(session, draft, rows.current(session, draft))
    return DraftSummary(
        id=rows.id_of(draft),
        org=draft.org,
        name=draft.name,
        title=title_of(document, draft.name),
        rev=draft.rev,
        state=draft.state,
        base_version=draft.base_version,
        line=draft.line,
        owner=draft.owner,
        updated_at=draft.updated_at,
    )


def view_of(session: Session, draft: DraftRow, approvals_needed: int) -> DraftView:
    """A draft with all that its editor and its reviewers need."""
    step = rows.current(session, draft)
    document = rows.document_of(session, draft, step)
    contract, problems = read(document)
    base, newest = base_and_newest(session, draft)
    body = None if contract is None else body_of(contract)
    submission = rows.submission_of(session, draft)
    return DraftView(
        **summary_of(session, draft).model_dump(),
        document=document,
        authors=rows.authors(session, draft),
        can_undo=step.parent is not None and is_open(draft),
        can_redo=bool(step.ahead) and is_open(draft),
        problems=problems,
        digest=None if body is None else hashlib.sha256(body).hexdigest(),
        comparison=None if body is None else compared(row_body(base) if base else None, body),
        newest_version=None if newest is None else str(number_of(newest)),
        frozen_digest=submission.digest if submission and is_frozen(draft) else None,
        submission=None if submission is None else submission_model(submission),
        approvals=tuple(map(approval_model, rows.approvals_on(session, submission))),
        approvals_needed=approvals_needed,
        published_version=draft.published_version,
    )


def is_open(draft: DraftRow) -> bool:
    """Whether something may still become of a draft."""
    return draft.state not in ("published", "discarded")


def is_frozen(draft: DraftRow) -> bool:
    """Whether what was handed in last is what the draft says."""
    return draft.state in ("in_review", "approved", "published")


def base_and_newest(
    session: Session, draft: DraftRow
) -> tuple[StyleVersion | None, StyleVersion | None]:
    """The version that a draft's author has seen, and the newest of its line; None where there is
    none.

    Raises:
        UnknownVersionError: when its line has no version.
    """
    style = style_named(session, draft.org, draft.name)
    versions = [] if style is None else versions_of(session, style)
    base = next((row for row in versions if str(number_of(row)) == draft.base_version), None)
    return base, newest_of(versions, draft.line)


def base_contract(base: StyleVersion | None) -> StyleContract | None:
    """What a draft is held against."""
    return None if base is None else contract_of(base)


def submission_model(row: SubmissionRow) -> Submission:
    """What was handed in, for those who look at it."""
    return Submission.model_validate(
        {**row.model_dump(exclude={"id", "draft_id", "submitted_by"}), "by": row.submitted_by}
    )


def approval_model(row: ApprovalRow) -> Approval:
    """A reviewer's word, for those who read it."""
    return Approval.model_validate(
        {
            "by": row.approver,
            "verdict": row.verdict,
            "digest": row.digest,
            "comment": row.comment,
            "at": row.at,
        }
    )
