"""HTTP for proofs."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, Response, get, post, route
from litestar.di import NamedDependency
from litestar.params import FromPath

from style_plane.access.actor import Actor
from style_plane.access.limits import limited
from style_plane.binary import GivesFile
from style_plane.drafts.documents import finished
from style_plane.drafts.service import Drafts
from style_plane.errors import problems
from style_plane.immutable import NOT_MODIFIED, named
from style_plane.media import PARTIAL, ranged
from style_plane.previews.encoding import MP4, PNG
from style_plane.previews.models import ProofView
from style_plane.previews.proofs import Proofs
from style_plane.previews.worker import ProofWorker

PNG_SIGNATURE = b"\x89PNG"


class ProofsController(Controller):
    """Full-size pictures and films of what a draft would publish."""

    path = "/api/v1"
    tags = ("proofs",)

    @post(
        "/drafts/{draft_id:int}/proofs",
        operation_id="requestProofs",
        status_code=202,
        guards=[limited("proofs", per_minute=30)],
        sync_to_thread=True,
        responses=problems(401, 403, 404, 422, 429),
    )
    def request(
        self,
        draft_id: FromPath[int],
        actor: NamedDependency[Actor],
        drafts: NamedDependency[Drafts],
        proofs: NamedDependency[Proofs],
        painter: NamedDependency[ProofWorker],
    ) -> list[ProofView]:
        """Ask for a draft's proofs; what is painted already is there at once."""
        return list(requested(actor, draft_id, drafts, proofs, painter))

    @get(
        "/drafts/{draft_id:int}/proofs",
        operation_id="listProofs",
        sync_to_thread=True,
        responses=problems(401, 403, 404, 422),
    )
    def of_draft(
        self,
        draft_id: FromPath[int],
        actor: NamedDependency[Actor],
        drafts: NamedDependency[Drafts],
        proofs: NamedDependency[Proofs],
    ) -> list[ProofView]:
        """The proofs of a draft that were asked for, with how far each is."""
        return list(proofs.of(finished(drafts.get(actor, draft_id).document)))

    @get(
        "/proofs/{key:str}",
        operation_id="getProof",
        sync_to_thread=True,
        responses=problems(404),
    )
    def one(self, key: FromPath[str], proofs: NamedDependency[Proofs]) -> ProofView:
        """One proof. Its key is a digest: whoever knows it knows what it shows."""
        return proofs.proof(key)

    @route(
        "/proof-files/{sha256:str}",
        http_method=["GET", "HEAD"],
        operation_id=named("ProofFile"),
        operation_class=GivesFile,
        sync_to_thread=True,
        media_type=PNG,
        responses={**PARTIAL, **NOT_MODIFIED, **problems(404, 416)},
    )
    def file(
        self,
        sha256: FromPath[str],
        request: Request[Any, Any, Any],
        proofs: NamedDependency[Proofs],
    ) -> Response[Any]:
        """A frame (PNG) or a film (MP4) of a proof, by its sha256; parts of it too."""
        return proof_file(request, proofs, sha256)


def requested(
    actor: Actor, draft_id: int, drafts: Drafts, proofs: Proofs, painter: ProofWorker
) -> tuple[ProofView, ...]:
    """Ask for a draft's proofs, and wake whoever paints them.

    Raises:
        UnknownDraftError, InvalidStyleError, UnauthenticatedError, WriteForbiddenError: as the
            services that it calls.
    """
    draft = drafts.get(actor, draft_id)
    found = proofs.request(actor, draft.org, finished(draft.document))
    painter.wake()
    return found


def proof_file(request: Request[Any, Any, Any], proofs: Proofs, sha256: str) -> Response[Any]:
    """A stored frame or film, all of it or a part.

    Raises:
        UnknownProofError: when there is none.
    """
    data = proofs.file(sha256)
    return ranged(request, data, PNG if data.startswith(PNG_SIGNATURE) else MP4, sha256)
