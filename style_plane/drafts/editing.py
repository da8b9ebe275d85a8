"""Writing a draft: autosaved, never overwritten unseen, every step kept for undo.

Saves, undo and redo are not in the audit log: each is a frozen row with its author and its time.
"""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from schemas.style.resolve import merge_patch
from style_plane.access.actor import Actor
from style_plane.drafts import rows
from style_plane.drafts.base import DraftsBase, check_open
from style_plane.drafts.documents import (
    Conflict,
    Prefer,
    changes,
    check_depth,
    merged,
    normal,
)
from style_plane.drafts.errors import NothingToUndoError, RebaseConflictError, StaleDraftError
from style_plane.drafts.models import Document, DraftSummary, DraftView, Revision
from style_plane.drafts.shown import base_and_newest, base_contract, summary_of, view_of
from style_plane.drafts.starting import starting_document
from style_plane.drafts.tables import DraftRow
from style_plane.versions.naming import parsed
from style_plane.versions.rows import number_of


class Editing(DraftsBase):
    """What authors do."""

    def create(
        self,
        actor: Actor,
        org: str,
        name: str,
        *,
        base: str | None = None,
        document: Document | None = None,
        line: str | None = None,
    ) -> DraftView:
        """Start a draft from a document, a published version, the newest one, or almost nothing.

        The version that it is held against is the newest of its own style at this moment, or with
        a `line` (`^1`, `~1.4`) the newest of that.

        Raises:
            BadReferenceError: when org and name cannot be a style, or `base` no reference.
            UnknownStyleError, UnknownVersionError, WithdrawnError: when `base` is not there.
            InvalidStyleError: when the document is nested too deeply.
        """
        check_depth(document or {})
        parsed(f"{org}/{name}")
        actor.require("draft", org)
        needed = self._policy_of(org).approvals
        now = self._now()
        draft = DraftRow(
            org=org, name=name, line=line, state="draft", rev=0, owner=actor.name, updated_at=now
        )
        with self._database.reading() as session:
            _, newest = base_and_newest(session, draft)
            draft.base_version = None if newest is None else str(number_of(newest))
        if document is None:
            document = starting_document(self._versions, draft, base)
        with self._database.writing() as session:
            session.add(draft)
            session.flush()
            rows.add_revision(session, draft, actor, "created", now=now, document=document)
            self._record(session, actor, "created", draft, base=base)
            return view_of(session, draft, needed)

    def get(self, actor: Actor, draft_id: int) -> DraftView:
        """A draft as it is now.

        Raises:
            UnknownDraftError: where there is none.
        """
        policy = self._policy(actor, draft_id, "read")
        with self._database.reading() as session:
            return view_of(session, rows.draft_at(session, draft_id), policy.approvals)

    def list(
        self, actor: Actor, org: str | None = None, name: str | None = None, *, closed: bool = False
    ) -> tuple[DraftSummary, ...]:
        """Drafts that the actor may read, changed last first; at most 500.

        `closed` gives those too that were published or discarded.
        """
        with self._database.reading() as session:
            readable = actor.where("read")
            found = rows.drafts_in(session, org, name, closed=closed, readable=readable)
            return tuple(summary_of(session, row) for row in found)

    def history(self, actor: Actor, draft_id: int) -> tuple[Revision, ...]:
        """Every step of a draft, newest first.

        Raises:
            UnknownDraftError: where there is none.
        """
        with self._database.reading() as session:
            draft = rows.draft_at(session, draft_id)
            actor.require("read", draft.org)
            return tuple(
                Revision.model_validate(row.model_dump(include={"rev", "author", "act", "at"}))
                for row in rows.revisions(session, draft)
            )

    def save(
        self, actor: Actor, draft_id: int, document: Document, *, if_match: int, merge: bool = False
    ) -> DraftView:
        """Keep a document that was made from revision `if_match`; it may be unfinished.

        The same document again makes no step. A step takes a draft out of review and voids its
        approvals. With `merge`, a document made from an older revision is brought together with
        what others changed since, where they touched different fields.

        Raises:
            StaleDraftError: when the draft moved on (and cannot be merged); holds the current
                revision and document and what changed.
            DraftClosedError: when it was published or discarded.
            InvalidStyleError: when the document is nested too deeply.
        """
        check_depth(document)
        with self._writing(actor, draft_id, "draft") as (session, draft, policy):
            check_open(draft)
            step = rows.current(session, draft)
            present = rows.document_of(session, draft, step)
            if if_match != draft.rev:
                document = _caught_up(session, draft, document, present, if_match, merge=merge)
            if document != present:
                self._step(session, actor, draft, document, parent=step.content)
            return view_of(session, draft, policy.approvals)

    def patch(
        self, actor: Actor, draft_id: int, patch: dict[str, Any], *, if_match: int
    ) -> DraftView:
        """Apply an RFC 7396 merge patch; otherwise as `save`.

        Raises:
            StaleDraftError, DraftClosedError, InvalidStyleError: as `save`.
        """
        check_depth(patch)
        with self._database.reading() as session:
            draft = rows.draft_at(session, draft_id)
            actor.require("draft", draft.org)
            step = rows.revision(session, draft, if_match)
            document = rows.document_of(session, draft, step) if step else {}
        return self.save(actor, draft_id, merge_patch(document, patch), if_match=if_match)

    def undo(self, actor: Actor, draft_id: int) -> DraftView:
        """Take the last change back; a step of its own, which redo takes back.

        Raises:
            NothingToUndoError: at the beginning, or at the last rebase.
            DraftClosedError: as `save`.
        """
        with self._writing(actor, draft_id, "draft") as (session, draft, policy):
            check_open(draft)
            step = rows.current(session, draft)
            if step.parent is None:
                raise NothingToUndoError("There is nothing before this.")
            before = rows.revision(session, draft, step.parent)
            ahead = [step.content, *step.ahead]
            rows.add_revision(
                session,
                draft,
                actor,
                "undone",
                now=self._now(),
                content=step.parent,
                parent=None if before is None else before.parent,
                ahead=ahead,
            )
            return view_of(session, draft, policy.approvals)

    def redo(self, actor: Actor, draft_id: int) -> DraftView:
        """Bring back what undo took; a save in between forgets it.

        Raises:
            NothingToUndoError: when the last step was no undo.
            DraftClosedError: as `save`.
        """
        with self._writing(actor, draft_id, "draft") as (session, draft, policy):
            check_open(draft)
            step = rows.current(session, draft)
            if not step.ahead:
                raise NothingToUndoError("Nothing was undone that could come back.")
            content, *ahead = step.ahead
            rows.add_revision(
                session,
                draft,
                actor,
                "redone",
                now=self._now(),
                content=content,
                parent=step.content,
                ahead=ahead,
            )
            return view_of(session, draft, policy.approvals)

    def rebase(self, actor: Actor, draft_id: int, *, prefer: Prefer = None) -> DraftView:
        """Bring what others published since into a draft, and hold it against the newest version.

        A rebase is a step that undo does not go behind. A draft on the newest version stays as it
        is.

        Raises:
            RebaseConflictError: when both changed one field and nothing is preferred; names them.
            DraftClosedError: as `save`.
        """
        with self._writing(actor, draft_id, "draft") as (session, draft, policy):
            check_open(draft)
            base, newest = base_and_newest(session, draft)
            if newest is None or str(number_of(newest)) == draft.base_version:
                return view_of(session, draft, policy.approvals)
            ours = normal(rows.document_of(session, draft, rows.current(session, draft)))
            before, theirs = (
                {} if contract is None else contract.model_dump(mode="json")
                for contract in (base_contract(base), base_contract(newest))
            )
            document, conflicts = merged(before, ours, theirs, prefer)
            if conflicts:
                raise _conflicting(str(number_of(newest)), conflicts)
            draft.base_version = str(number_of(newest))
            rows.add_revision(session, draft, actor, "rebased", now=self._now(), document=document)
            self._record(session, actor, "rebased", draft, onto=draft.base_version)
            return view_of(session, draft, policy.approvals)

    def discard(self, actor: Actor, draft_id: int) -> None:
        """Close a draft for good; its steps stay readable. Doing it twice is harmless.

        Raises:
            DraftClosedError: when it was published.
        """
        with self._writing(actor, draft_id, "draft") as (session, draft, _):
            if draft.state == "discarded":
                return
            check_open(draft)
            draft.state, draft.updated_at = "discarded", self._now()
            session.add(draft)
            self._record(session, actor, "discarded", draft)

    def _step(
        self, session: Session, actor: Actor, draft: DraftRow, document: Document, *, parent: int
    ) -> None:
        """A save; one that takes the draft out of review is in the audit log."""
        was = draft.state
        rows.add_revision(
            session, draft, actor, "saved", now=self._now(), document=document, parent=parent
        )
        if was != "draft":
            self._record(session, actor, "reopened", draft, was=was)


def _caught_up(
    session: Session,
    draft: DraftRow,
    document: Document,
    present: Document,
    if_match: int,
    *,
    merge: bool,
) -> Document:
    """A document made from an older revision, with what others changed since.

    Raises:
        StaleDraftError: when it was not to be merged, or cannot be.
    """
    step = rows.revision(session, draft, if_match)
    before = rows.document_of(session, draft, step) if step else {}
    details: dict[str, Any] = {"rev": draft.rev, "document": present}
    details["changes"] = list(changes(before, present))
    if step is not None and merge:
        together, conflicts = merged(before, document, present)
        if not conflicts:
            return together
        details["conflicts"] = [vars(item) for item in conflicts]
    raise StaleDraftError(
        f"Draft {draft.id} is at revision {draft.rev}, and this was made from {if_match}. Load it, "
        f"or save with `merge` to keep what both changed.",
        details=details,
    )


def _conflicting(newest: str, conflicts: tuple[Conflict, ...]) -> RebaseConflictError:
    places = ", ".join(item.pointer for item in conflicts)
    return RebaseConflictError(
        f"The draft and {newest} changed the same fields: {places}. Say whose to prefer.",
        errors=tuple(
            {"pointer": item.pointer, "message": f"{newest} changed this too"} for item in conflicts
        ),
        details={"newest": newest, "conflicts": [vars(item) for item in conflicts]},
    )
