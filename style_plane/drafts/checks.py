"""What must hold before a draft goes a step further."""

from __future__ import annotations

from sqlmodel import Session

from style_plane.access.actor import Actor
from style_plane.access.models import Policy
from style_plane.drafts import rows
from style_plane.drafts.base import check_open
from style_plane.drafts.errors import BaseOutdatedError, NotApprovedError, WrongStateError
from style_plane.drafts.shown import base_and_newest
from style_plane.drafts.tables import DraftRow, SubmissionRow
from style_plane.tables import StyleVersion
from style_plane.versions.errors import OwnWorkError
from style_plane.versions.rows import number_of

HINTS = {
    "draft": "Hand it in for review first.",
    "in_review": "Change it to take it back, or have it approved.",
    "approved": "Publish it, or change it to take it back.",
}
"""State to what can be done from there."""


def check_state(draft: DraftRow, *wanted: str) -> None:
    """Go on only from these states.

    Raises:
        DraftClosedError: when it was published or discarded.
        WrongStateError: when it is at another point.
    """
    if draft.state in wanted:
        return
    check_open(draft)
    raise WrongStateError(
        f"Draft {draft.id} is {draft.state.replace('_', ' ')}. {HINTS[draft.state]}",
        details={"state": draft.state},
    )


def check_base(session: Session, draft: DraftRow) -> StyleVersion | None:
    """The newest version, when the draft's author has seen it; None where there is none.

    Raises:
        BaseOutdatedError: when somebody published since.
    """
    _, newest = base_and_newest(session, draft)
    number = None if newest is None else str(number_of(newest))
    if number == draft.base_version:
        return newest
    raise BaseOutdatedError(
        f"{draft.org}/{draft.name} is at {number}, and draft {draft.id} was made from "
        f"{draft.base_version or 'nothing'}. Rebase it to bring both together.",
        details={"newest": number, "base": draft.base_version},
    )


def check_reviewer(session: Session, actor: Actor, draft: DraftRow, *, self_approval: bool) -> None:
    """Whether this actor may judge a draft: a person who wrote nothing of it.

    Raises:
        OwnWorkError: otherwise.
    """
    if actor.person is None:
        raise OwnWorkError("A review is a person's word: sign in, or use a token of your own.")
    if not self_approval and actor.person in rows.author_people(session, draft):
        raise OwnWorkError(
            f"{actor.name} wrote some of draft {draft.id}. Somebody else must approve it."
        )


def check_votes(
    session: Session, actor: Actor, draft: DraftRow, handed: SubmissionRow, policy: Policy
) -> None:
    """Whether enough people agreed, as the organisation wants it at this moment.

    Raises:
        NotApprovedError: when not; says how many are missing.
    """
    if actor.kind == "service":
        return
    votes = set(rows.agreeing(rows.approvals_on(session, handed)))
    if not policy.self_approval:
        votes -= rows.author_people(session, draft)
    if len(votes) < policy.approvals:
        raise NotApprovedError(
            f"Draft {draft.id} has {len(votes)} of {policy.approvals} approvals.",
            details={"approvals": len(votes), "needed": policy.approvals},
        )
