"""HTTP for styles: the rules are in `service.py`, what looks wrong in `checks.py`."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, Response, get, post, put, route
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, JSONBody

from schemas.artifacts import JSON
from schemas.style.contract import StyleContract
from schemas.style.refs import ResolvedStyle
from style_plane.access import requires_publisher
from style_plane.errors import problems
from style_plane.immutable import forever, named
from style_plane.versions.models import ChannelMove, StyleDetails, StyleSummary
from style_plane.versions.numbers import Bump
from style_plane.versions.service import Versions


class VersionsController(Controller):
    """Publish, find, fetch."""

    path = "/api/v1"
    tags = ("styles",)
    request_max_body_size = 1 << 20

    @get("/styles", operation_id="listStyles", sync_to_thread=True)
    def styles(self, versions: NamedDependency[Versions]) -> list[StyleSummary]:
        """All styles, by name."""
        return versions.styles()

    @get(
        "/styles/{org:str}/{name:str}",
        operation_id="getStyle",
        sync_to_thread=True,
        responses=problems(404, 422),
    )
    def style(
        self, org: FromPath[str], name: FromPath[str], versions: NamedDependency[Versions]
    ) -> StyleDetails:
        """A style's versions, channels and the history of its channels."""
        return versions.style(org, name)

    @post(
        "/styles/{org:str}/{name:str}/versions",
        operation_id="publishStyle",
        guards=[requires_publisher],
        sync_to_thread=True,
        responses={
            200: ResponseSpec(ResolvedStyle, description="This content is published already"),
            **problems(401, 403, 409, 422),
        },
    )
    def publish(
        self,
        org: FromPath[str],
        name: FromPath[str],
        data: JSONBody[StyleContract],
        versions: NamedDependency[Versions],
        bump: FromQuery[Bump | None] = None,
    ) -> Response[ResolvedStyle]:
        """Publish a contract as the next version. Publishing it twice is harmless."""
        published, new = versions.publish(org, name, data, bump=bump, by="api")
        headers = {
            "location": f"/api/v1/contracts/{published.digest}",
            "etag": f'"{published.digest}"',
        }
        return Response(published, status_code=201 if new else 200, headers=headers)

    @put(
        "/styles/{org:str}/{name:str}/channels/{channel:str}",
        operation_id="moveChannel",
        guards=[requires_publisher],
        sync_to_thread=True,
        responses=problems(401, 403, 404, 422),
    )
    def move(
        self,
        org: FromPath[str],
        name: FromPath[str],
        channel: FromPath[str],
        data: JSONBody[ChannelMove],
        versions: NamedDependency[Versions],
    ) -> StyleDetails:
        """Point `stable` or a campaign name at a version; every move is written down."""
        return versions.move(org, name, channel, data.version, reason=data.reason, by="api")

    @get("/resolve", operation_id="resolveStyle", sync_to_thread=True, responses=problems(404, 422))
    def resolve(
        self, ref: FromQuery[str], versions: NamedDependency[Versions]
    ) -> Response[ResolvedStyle]:
        """The version that `org/name[@selector]` names at this moment."""
        return Response(versions.resolve(ref), headers={"cache-control": "no-cache"})

    @route(
        "/contracts/{digest:str}",
        http_method=["GET", "HEAD"],
        operation_id=named("Contract"),
        sync_to_thread=True,
        media_type=JSON,
        responses=problems(404),
    )
    def contract(
        self,
        digest: FromPath[str],
        request: Request[Any, Any, Any],
        versions: NamedDependency[Versions],
    ) -> Response[bytes]:
        """The bytes of a published contract; hash them, and never write them anew."""
        return forever(request, versions.body(digest), JSON, digest)
