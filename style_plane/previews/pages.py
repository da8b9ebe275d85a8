"""Pictures and proofs for the pages: the same services, by cookie."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from style_plane.access.actor import Actor
from style_plane.access.limits import limited
from style_plane.drafts.documents import finished
from style_plane.drafts.service import Drafts
from style_plane.editor.service import Editor
from style_plane.errors import UnknownBytesError
from style_plane.immutable import forever, unchanged
from style_plane.pages.render import PageController
from style_plane.previews.controller import proof_file, requested
from style_plane.previews.covers import Covers, shot_named
from style_plane.previews.encoding import PNG
from style_plane.previews.models import ProofView, Shot, Still
from style_plane.previews.proofs import Proofs
from style_plane.previews.service import Previews
from style_plane.previews.worker import ProofWorker


class PreviewPages(PageController):
    """What `<img>` and `<video>` of the pages point at."""

    @get("/drafts/{draft_id:int}/still/{aspect:str}", guards=[limited("preview", per_minute=1200)])
    async def still(
        self,
        draft_id: FromPath[int],
        aspect: FromPath[str],
        actor: NamedDependency[Actor],
        drafts: NamedDependency[Drafts],
        previews: NamedDependency[Previews],
        request: Request[Any, Any, Any],
    ) -> Response[bytes]:
        """A draft as it was saved last, or its cover: `/drafts/7/still/9x16.webp`, `9x16-cover.webp`."""
        wanted = shot_named(aspect, ".webp")
        draft = await asyncio.to_thread(drafts.get, actor, draft_id)
        contract = finished(draft.document)
        caller = f"{actor.name} {draft_id} {_what(wanted)}"
        return _fresh(request, await previews.still(caller, contract, wanted))

    @get("/drafts/{draft_id:int}/heat/{aspect:str}", guards=[limited("preview", per_minute=1200)])
    async def heat(
        self,
        draft_id: FromPath[int],
        aspect: FromPath[str],
        actor: NamedDependency[Actor],
        drafts: NamedDependency[Drafts],
        editor: NamedDependency[Editor],
        previews: NamedDependency[Previews],
        request: Request[Any, Any, Any],
    ) -> Response[bytes]:
        """Where a draft differs from the version it was made from: `/drafts/7/heat/9x16.png`."""
        wanted = shot_named(aspect, ".png")
        draft = await asyncio.to_thread(drafts.get, actor, draft_id)
        base = await asyncio.to_thread(editor.base, draft)
        if base is None:
            raise UnknownBytesError("The draft was made from no version: there is nothing to see.")
        pair = base, finished(draft.document)
        caller = f"{actor.name} {draft_id} {_what(wanted)}"
        return _fresh(request, await previews.heat(caller, *pair, wanted))

    @get("/heat/{pair:str}/{aspect:str}", guards=[limited("cover", per_minute=1200)])
    async def published_heat(
        self,
        pair: FromPath[str],
        aspect: FromPath[str],
        covers: NamedDependency[Covers],
        request: Request[Any, Any, Any],
    ) -> Response[bytes]:
        """Where two published contracts differ: `/heat/DIGEST...DIGEST/9x16.png`."""
        one, _, other = pair.partition("...")
        data = await covers.heat(one, other, shot_named(aspect, ".png"))
        return forever(request, data, PNG, hashlib.sha256(data).hexdigest())

    @post(
        "/drafts/{draft_id:int}/proofs",
        status_code=202,
        guards=[limited("proofs", per_minute=30)],
        sync_to_thread=True,
    )
    def request_proofs(
        self,
        draft_id: FromPath[int],
        actor: NamedDependency[Actor],
        drafts: NamedDependency[Drafts],
        proofs: NamedDependency[Proofs],
        painter: NamedDependency[ProofWorker],
    ) -> dict[str, Any]:
        """Ask for a draft's proofs."""
        return shown(requested(actor, draft_id, drafts, proofs, painter))

    @get("/drafts/{draft_id:int}/proofs", sync_to_thread=True)
    def proofs_of_draft(
        self,
        draft_id: FromPath[int],
        actor: NamedDependency[Actor],
        drafts: NamedDependency[Drafts],
        proofs: NamedDependency[Proofs],
    ) -> dict[str, Any]:
        """How far a draft's proofs are."""
        return shown(proofs.of(finished(drafts.get(actor, draft_id).document)))

    @get("/proof-files/{sha256:str}", sync_to_thread=True)
    def proof_file(
        self,
        sha256: FromPath[str],
        proofs: NamedDependency[Proofs],
        request: Request[Any, Any, Any],
    ) -> Response[Any]:
        """A frame or a film of a proof."""
        return proof_file(request, proofs, sha256)


def shown(found: tuple[ProofView, ...]) -> dict[str, Any]:
    """Proofs with the addresses of their files."""
    return {"proofs": [_addressed(view) for view in found]}


def _what(shot: Shot) -> str:
    """A page shows shorts and their covers at once: neither takes the other's turn."""
    return "page of covers" if shot.cover else "page"


def _addressed(view: ProofView) -> dict[str, Any]:
    film = f"/proof-files/{view.film}" if view.film else None
    cover = f"/proof-files/{view.cover}" if view.cover else None
    frames = [f"/proof-files/{frame.sha256}" for frame in view.frames]
    return {**view.model_dump(mode="json"), "frames": frames, "film": film, "cover": cover}


def _fresh(request: Request[Any, Any, Any], still: Still) -> Response[bytes]:
    """A picture of something that changes: checked again each time."""
    sha256 = hashlib.sha256(still.data).hexdigest()
    headers = {"etag": f'"{sha256}"', "cache-control": "private, no-cache"}
    if unchanged(request, sha256):
        return Response(b"", status_code=304, headers=headers)
    return Response(still.data, media_type=still.media_type, headers=headers)
