"""HTTP for writing drafts: every answer's ETag is the revision, every change names the one it saw."""

from __future__ import annotations

import re
from typing import Annotated, Any

from litestar import Controller, Response, delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody

from style_plane.access.actor import Actor
from style_plane.drafts.errors import IfMatchNeededError
from style_plane.drafts.models import DraftSummary, DraftView, NewDraft, Rebasing, Revision
from style_plane.drafts.service import Drafts
from style_plane.errors import problems

IfMatch = Annotated[
    str,
    HeaderParameter(name="If-Match", description='The revision that was changed, such as `"7"`'),
]
WRITE = (400, 401, 403, 404, 409, 413, 422)


class DraftsController(Controller):
    """Start, read, save, take back."""

    path = "/api/v1"
    tags = ("drafts",)
    request_max_body_size = 1 << 20

    @post(
        "/styles/{org:str}/{name:str}/drafts",
        operation_id="createDraft",
        sync_to_thread=True,
        responses=problems(*WRITE, 410),
    )
    def create(
        self,
        org: FromPath[str],
        name: FromPath[str],
        data: JSONBody[NewDraft],
        drafts: NamedDependency[Drafts],
        actor: NamedDependency[Actor],
    ) -> Response[DraftView]:
        """Start a draft from a document, a published version, the newest one, or almost nothing."""
        view = drafts.create(
            actor, org, name, base=data.base, document=data.document, line=data.line
        )
        answer = tagged(view, status_code=201)
        answer.headers["location"] = f"/api/v1/drafts/{view.id}"
        return answer

    @get("/drafts", operation_id="listDrafts", sync_to_thread=True, responses=problems(422))
    def drafts(
        self,
        drafts: NamedDependency[Drafts],
        actor: NamedDependency[Actor],
        org: FromQuery[str | None] = None,
        name: FromQuery[str | None] = None,
        closed: FromQuery[bool] = False,
    ) -> list[DraftSummary]:
        """Drafts that you may read, changed last first; at most 500."""
        return list(drafts.list(actor, org, name, closed=closed))

    @get(
        "/drafts/{draft_id:int}",
        operation_id="getDraft",
        sync_to_thread=True,
        responses=problems(401, 403, 404),
    )
    def draft(
        self,
        draft_id: FromPath[int],
        drafts: NamedDependency[Drafts],
        actor: NamedDependency[Actor],
    ) -> Response[DraftView]:
        """A draft as it is now."""
        return tagged(drafts.get(actor, draft_id))

    @get(
        "/drafts/{draft_id:int}/history",
        operation_id="getDraftHistory",
        sync_to_thread=True,
        responses=problems(401, 403, 404),
    )
    def history(
        self,
        draft_id: FromPath[int],
        drafts: NamedDependency[Drafts],
        actor: NamedDependency[Actor],
    ) -> list[Revision]:
        """Every step of a draft, newest first."""
        return list(drafts.history(actor, draft_id))

    @put(
        "/drafts/{draft_id:int}",
        operation_id="saveDraft",
        sync_to_thread=True,
        responses=problems(*WRITE, 412, 428),
    )
    def save(
        self,
        draft_id: FromPath[int],
        data: JSONBody[dict[str, Any]],
        drafts: NamedDependency[Drafts],
        actor: NamedDependency[Actor],
        if_match: IfMatch = "",
        merge: FromQuery[bool] = False,
    ) -> Response[DraftView]:
        """Keep a document, unfinished or not; `merge` keeps what others changed meanwhile too."""
        seen = revision_in(if_match)
        return tagged(drafts.save(actor, draft_id, data, if_match=seen, merge=merge))

    @patch(
        "/drafts/{draft_id:int}",
        operation_id="patchDraft",
        sync_to_thread=True,
        responses=problems(*WRITE, 412, 428),
    )
    def patch(
        self,
        draft_id: FromPath[int],
        data: JSONBody[dict[str, Any]],
        drafts: NamedDependency[Drafts],
        actor: NamedDependency[Actor],
        if_match: IfMatch = "",
    ) -> Response[DraftView]:
        """Apply a merge patch (RFC 7396), such as the cure that a lint proposes."""
        return tagged(drafts.patch(actor, draft_id, data, if_match=revision_in(if_match)))

    @post(
        "/drafts/{draft_id:int}/undo",
        operation_id="undoDraft",
        status_code=200,
        sync_to_thread=True,
        responses=problems(401, 403, 404, 409),
    )
    def undo(
        self,
        draft_id: FromPath[int],
        drafts: NamedDependency[Drafts],
        actor: NamedDependency[Actor],
    ) -> Response[DraftView]:
        """Take the last change back."""
        return tagged(drafts.undo(actor, draft_id))

    @post(
        "/drafts/{draft_id:int}/redo",
        operation_id="redoDraft",
        status_code=200,
        sync_to_thread=True,
        responses=problems(401, 403, 404, 409),
    )
    def redo(
        self,
        draft_id: FromPath[int],
        drafts: NamedDependency[Drafts],
        actor: NamedDependency[Actor],
    ) -> Response[DraftView]:
        """Bring back what undo took."""
        return tagged(drafts.redo(actor, draft_id))

    @post(
        "/drafts/{draft_id:int}/rebase",
        operation_id="rebaseDraft",
        status_code=200,
        sync_to_thread=True,
        responses=problems(*WRITE),
    )
    def rebase(
        self,
        draft_id: FromPath[int],
        data: JSONBody[Rebasing],
        drafts: NamedDependency[Drafts],
        actor: NamedDependency[Actor],
    ) -> Response[DraftView]:
        """Bring what others published since into a draft."""
        return tagged(drafts.rebase(actor, draft_id, prefer=data.prefer))

    @delete(
        "/drafts/{draft_id:int}",
        operation_id="discardDraft",
        sync_to_thread=True,
        responses=problems(401, 403, 404, 409),
    )
    def discard(
        self,
        draft_id: FromPath[int],
        drafts: NamedDependency[Drafts],
        actor: NamedDependency[Actor],
    ) -> None:
        """Close a draft for good."""
        drafts.discard(actor, draft_id)


def tagged(view: DraftView, status_code: int = 200) -> Response[DraftView]:
    """A draft with its revision as ETag."""
    return Response(view, status_code=status_code, headers={"etag": f'"{view.rev}"'})


def revision_in(if_match: str) -> int:
    """The revision that an If-Match header names.

    Raises:
        IfMatchNeededError: when it names none.
    """
    found = re.fullmatch(r'(?:W/)?"?([0-9]{1,9})"?', if_match.strip())
    if found is None:
        raise IfMatchNeededError(
            'Send the revision that you changed, as the ETag gave it: `If-Match: "7"`.'
        )
    return int(found.group(1))
