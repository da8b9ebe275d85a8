"""The editor's page and what its scripts call. Rules are in the services; cookies and CSRF here."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import quote

from litestar import Request, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.response import Template

from style_plane.access.actor import Actor
from style_plane.access.limits import limited
from style_plane.drafts.controller import IfMatch, revision_in
from style_plane.drafts.models import Document, DraftView
from style_plane.drafts.service import Drafts
from style_plane.editor.models import Report, Wanted
from style_plane.editor.service import Editor
from style_plane.editor.state import editable, why_not
from style_plane.pages.render import PageController, page
from style_plane.previews.models import Still
from style_plane.previews.service import Previews

PREVIEWS = limited("preview", per_minute=1200)
"""Twenty a second: a slider that is dragged."""


class EditorPages(PageController):
    """Everything below `/drafts/{id}` that edits."""

    path = "/drafts/{draft_id:int}"

    @get("/", sync_to_thread=True)
    def editor(
        self,
        draft_id: FromPath[int],
        actor: NamedDependency[Actor],
        drafts: NamedDependency[Drafts],
        request: Request[Any, Any, Any],
    ) -> Template:
        """The page."""
        draft = drafts.get(actor, draft_id)
        return page(
            request,
            "editor.html",
            actor,
            org=draft.org,
            here="library",
            draft=draft,
            editable=editable(actor, draft),
            why_not=why_not(actor, draft),
        )

    @get("/state", sync_to_thread=True)
    def state(
        self,
        draft_id: FromPath[int],
        actor: NamedDependency[Actor],
        editor: NamedDependency[Editor],
    ) -> dict[str, Any]:
        """What the scripts start from."""
        return editor.state(actor, draft_id)

    @get("/draft", sync_to_thread=True)
    def draft(
        self,
        draft_id: FromPath[int],
        actor: NamedDependency[Actor],
        drafts: NamedDependency[Drafts],
    ) -> DraftView:
        """The draft alone, as it was saved last."""
        return drafts.get(actor, draft_id)

    @put("/", sync_to_thread=True)
    def save(
        self,
        draft_id: FromPath[int],
        data: JSONBody[Document],
        actor: NamedDependency[Actor],
        drafts: NamedDependency[Drafts],
        if_match: IfMatch = "",
    ) -> DraftView:
        """Autosave; `If-Match` names the revision that was edited."""
        return drafts.save(actor, draft_id, data, if_match=revision_in(if_match))

    @post("/undo", status_code=200, sync_to_thread=True)
    def undo(
        self,
        draft_id: FromPath[int],
        actor: NamedDependency[Actor],
        drafts: NamedDependency[Drafts],
    ) -> DraftView:
        """One step back."""
        return drafts.undo(actor, draft_id)

    @post("/redo", status_code=200, sync_to_thread=True)
    def redo(
        self,
        draft_id: FromPath[int],
        actor: NamedDependency[Actor],
        drafts: NamedDependency[Drafts],
    ) -> DraftView:
        """One step on again."""
        return drafts.redo(actor, draft_id)

    @post("/check", status_code=200, sync_to_thread=True)
    def check(
        self,
        draft_id: FromPath[int],
        data: JSONBody[Document],
        actor: NamedDependency[Actor],
        editor: NamedDependency[Editor],
    ) -> Report:
        """Lint, least step and digest of a document that need not be saved."""
        return editor.report(actor, draft_id, data)

    @post("/preview", status_code=200, guards=[PREVIEWS])
    async def preview(
        self,
        draft_id: FromPath[int],
        data: JSONBody[Wanted],
        actor: NamedDependency[Actor],
        editor: NamedDependency[Editor],
        previews: NamedDependency[Previews],
    ) -> Response[bytes]:
        """One moment of a document that need not be saved, as WebP."""
        contract, picture = await asyncio.to_thread(editor.scene, actor, draft_id, data)
        caller = f"{actor.name} {draft_id}"
        return _picture(await previews.still(caller, contract, data.shot, picture))

    @post("/film", status_code=200, guards=[PREVIEWS])
    async def film(
        self,
        draft_id: FromPath[int],
        data: JSONBody[Wanted],
        actor: NamedDependency[Actor],
        editor: NamedDependency[Editor],
        previews: NamedDependency[Previews],
    ) -> Response[bytes]:
        """Two seconds of it, as MP4."""
        contract, picture = await asyncio.to_thread(editor.scene, actor, draft_id, data)
        caller = f"{actor.name} {draft_id}"
        return _picture(await previews.film(caller, contract, data.shot, picture))


def _picture(still: Still) -> Response[bytes]:
    """The picture, and in a header what the editor wants to know about it."""
    facts = still.model_dump(mode="json", exclude={"data", "media_type"})
    headers = {"x-still": quote(json.dumps(facts)), "cache-control": "no-store"}
    return Response(still.data, media_type=still.media_type, headers=headers)
