"""HTTP for what becomes of drafts: looked over, handed in, judged, published."""

from __future__ import annotations

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from schemas.style.refs import ResolvedStyle
from style_plane.access.actor import Actor
from style_plane.answers import answer
from style_plane.drafts.controller import tagged
from style_plane.drafts.models import DraftView, Handing, Judgement
from style_plane.drafts.service import Drafts
from style_plane.errors import problems
from style_plane.lint.finding import Finding
from style_plane.versions.controller import published_response


class ReviewsController(Controller):
    """Four eyes on everything that is published."""

    path = "/api/v1/drafts/{draft_id:int}"
    tags = ("drafts",)
    request_max_body_size = 1 << 20

    @post(
        "/lint",
        operation_id="lintDraft",
        status_code=200,
        sync_to_thread=True,
        responses=problems(401, 403, 404, 422),
    )
    def lint(
        self,
        draft_id: FromPath[int],
        drafts: NamedDependency[Drafts],
        actor: NamedDependency[Actor],
    ) -> list[Finding]:
        """What the lints say of a draft as it is now."""
        return list(drafts.lint(actor, draft_id))

    @post(
        "/review",
        operation_id="submitDraft",
        status_code=200,
        sync_to_thread=True,
        responses=problems(400, 401, 403, 404, 409, 412, 413, 422, 429),
    )
    def submit(
        self,
        draft_id: FromPath[int],
        data: JSONBody[Handing],
        drafts: NamedDependency[Drafts],
        actor: NamedDependency[Actor],
    ) -> Response[DraftView]:
        """Freeze a finished draft under its digest and hand it in for review."""
        return tagged(
            drafts.submit(actor, draft_id, bump=data.bump, notes=data.notes, waivers=data.waivers)
        )

    @post(
        "/approvals",
        operation_id="approveDraft",
        sync_to_thread=True,
        responses=problems(400, 401, 403, 404, 409, 413, 422),
    )
    def approve(
        self,
        draft_id: FromPath[int],
        data: JSONBody[Judgement],
        drafts: NamedDependency[Drafts],
        actor: NamedDependency[Actor],
    ) -> Response[DraftView]:
        """Agree to what was handed in, under the digest that you looked at."""
        view = drafts.approve(actor, draft_id, digest=data.digest, comment=data.comment)
        return tagged(view, status_code=201)

    @post(
        "/changes",
        operation_id="requestChanges",
        sync_to_thread=True,
        responses=problems(400, 401, 403, 404, 409, 413, 422),
    )
    def changes(
        self,
        draft_id: FromPath[int],
        data: JSONBody[Judgement],
        drafts: NamedDependency[Drafts],
        actor: NamedDependency[Actor],
    ) -> Response[DraftView]:
        """Give what was handed in back to its authors."""
        view = drafts.request_changes(actor, draft_id, digest=data.digest, comment=data.comment)
        return tagged(view, status_code=201)

    @post(
        "/publish",
        operation_id="publishDraft",
        sync_to_thread=True,
        responses={
            200: answer(ResolvedStyle, "The draft is published already"),
            **problems(401, 403, 404, 409, 410, 422, 424),
        },
    )
    def publish(
        self,
        draft_id: FromPath[int],
        drafts: NamedDependency[Drafts],
        actor: NamedDependency[Actor],
    ) -> Response[ResolvedStyle]:
        """Publish what was approved. Publishing it twice is harmless."""
        published, new = drafts.release(actor, draft_id)
        return published_response(published, new=new)
