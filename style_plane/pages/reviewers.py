"""Who may not approve or publish a draft, and why, in words for those who look at it."""

from __future__ import annotations

from style_plane.access.actor import Actor
from style_plane.drafts.models import DraftView


def why_not_approve(actor: Actor, draft: DraftView, objection: str) -> str:
    """Empty where the actor may approve; `objection` is what `Drafts.objection` says."""
    if draft.state != "in_review":
        return "Nothing is in review."
    if not actor.may("approve", draft.org):
        return f"Approving needs the role approver in {draft.org}."
    if any(item.by == actor.name and item.verdict == "approve" for item in draft.approvals):
        return "You approved it already."
    return objection


def why_not_publish(actor: Actor, draft: DraftView, agreed: int) -> str:
    """Empty where the actor may publish what was handed in."""
    if draft.state == "in_review":
        missing = draft.approvals_needed - agreed
        return f"It needs {missing} more approval{'' if missing == 1 else 's'}."
    if draft.state != "approved":
        return "It is not approved."
    if draft.newest_version != draft.base_version:
        return f"{draft.newest_version} was published since this draft was begun."
    if not actor.may("publish", draft.org):
        return f"Publishing needs the role publisher in {draft.org}."
    return ""
