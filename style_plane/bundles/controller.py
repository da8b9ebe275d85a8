"""HTTP for bundles."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, RawBody

from schemas.style.refs import ResolvedStyle
from style_plane.access.actor import Actor
from style_plane.access.limits import limited
from style_plane.answers import answer
from style_plane.binary import TakesFile
from style_plane.bundles.service import BUNDLE_TYPE, Bundles
from style_plane.errors import problems
from style_plane.immutable import NOT_MODIFIED, unchanged

MAX_BUNDLE = 128 * 1024 * 1024


class BundlesController(Controller):
    """Versions as files."""

    path = "/api/v1"
    tags = ("bundles",)

    @get(
        "/styles/{org:str}/{name:str}/versions/{version:str}/bundle",
        operation_id="getBundle",
        sync_to_thread=True,
        media_type=BUNDLE_TYPE,
        responses={**NOT_MODIFIED, **problems(404, 410, 422)},
    )
    def export(
        self,
        org: FromPath[str],
        name: FromPath[str],
        version: FromPath[str],
        request: Request[Any, Any, Any],
        bundles: NamedDependency[Bundles],
    ) -> Response[bytes]:
        """A version with all its files as an OCI image layout in a tar, the same bytes every time."""
        made = bundles.export(org, name, version)
        headers = {
            "etag": f'"{made.sha256}"',
            "cache-control": "no-cache",
            "x-content-type-options": "nosniff",
            "content-disposition": f'attachment; filename="{made.file_name}"',
        }
        if unchanged(request, made.sha256):
            return Response(b"", status_code=304, headers=headers)
        return Response(made.data, media_type=BUNDLE_TYPE, headers=headers)

    @post(
        "/bundles",
        operation_id="importBundle",
        operation_class=TakesFile,
        guards=[limited("upload", per_minute=60)],
        sync_to_thread=True,
        status_code=201,
        request_max_body_size=MAX_BUNDLE,
        responses={
            200: answer(ResolvedStyle, "This version is here already"),
            **problems(400, 403, 409, 410, 413, 422, 424, 429),
        },
    )
    def bring_in(
        self,
        body: RawBody,
        actor: NamedDependency[Actor],
        bundles: NamedDependency[Bundles],
    ) -> Response[ResolvedStyle]:
        """Publish what a bundle holds under its own name and number; the body is the file itself."""
        published, new = bundles.bring_in(actor, body)
        headers = {
            "location": f"/api/v1/contracts/{published.digest}",
            "etag": f'"{published.digest}"',
        }
        return Response(published, status_code=201 if new else 200, headers=headers)
