"""HTTP for fonts and images."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, Response, post, route
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, RawBody

from schemas.artifacts import PNG
from style_plane.access import requires_publisher
from style_plane.assets.inspect import AssetFacts
from style_plane.assets.store import Assets
from style_plane.errors import problems
from style_plane.immutable import forever, named


class AssetsController(Controller):
    """Content-addressed: the same file uploaded twice is one asset."""

    path = "/api/v1/assets"
    tags = ("assets",)

    @post(
        operation_id="addAsset",
        guards=[requires_publisher],
        sync_to_thread=True,
        status_code=201,
        responses={
            200: ResponseSpec(AssetFacts, description="The file was there already"),
            **problems(401, 403, 413, 422),
        },
    )
    def add(
        self,
        body: RawBody,
        assets: NamedDependency[Assets],
    ) -> Response[AssetFacts]:
        """Store a static .ttf or .otf font or a PNG image; the body is the file itself."""
        facts, new = assets.add(body)
        headers = {"location": f"/api/v1/assets/{facts.sha256}", "etag": f'"{facts.sha256}"'}
        return Response(facts, status_code=201 if new else 200, headers=headers)

    @route(
        "/{sha256:str}",
        http_method=["GET", "HEAD"],
        operation_id=named("Asset"),
        sync_to_thread=True,
        media_type=PNG,
        responses=problems(404),
    )
    def read(
        self,
        sha256: FromPath[str],
        request: Request[Any, Any, Any],
        assets: NamedDependency[Assets],
    ) -> Response[bytes]:
        """The bytes of a font or image; they never change."""
        data, facts = assets.read(sha256)
        return forever(request, data, facts.media_type, sha256)
