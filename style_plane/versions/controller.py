"""HTTP for styles: the rules are in `service.py`, what looks wrong is found by `style_plane.lint`."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Controller, Request, Response, get, post, route
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from schemas.artifacts import JSON
from schemas.base import digest_of
from schemas.style.compare import Comparison
from schemas.style.contract import StyleContract
from schemas.style.refs import LINE_PATTERN, ResolvedStyle
from style_plane.access.actor import Actor
from style_plane.answers import answer
from style_plane.errors import PlaneError, problem_of, problems
from style_plane.immutable import NOT_MODIFIED, forever, named, unchanged
from style_plane.versions.headers import content_digest, lifetime
from style_plane.versions.models import (
    Resolution,
    StyleDetails,
    StyleSummary,
    VersionDetails,
    Wanted,
)
from style_plane.versions.numbers import Bump
from style_plane.versions.service import Versions

Notes = Annotated[str, QueryParameter(max_length=2000, pattern=r"^[^\x00]*$")]
AfterLine = Annotated[
    str | None,
    QueryParameter(
        pattern=f"^{LINE_PATTERN}$",
        description="Follow the newest version of this line, such as `~1.4`; default: of all",
    ),
]
Waive = Annotated[str, QueryParameter(max_length=500, pattern=r"^[^\x00]*$")]


class VersionsController(Controller):
    """Publish, find, fetch."""

    path = "/api/v1"
    tags = ("styles",)
    request_max_body_size = 1 << 20

    @get("/styles", operation_id="listStyles", sync_to_thread=True, responses=problems())
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

    @get(
        "/styles/{org:str}/{name:str}/versions/{selector:str}",
        operation_id="getVersion",
        sync_to_thread=True,
        responses=problems(404, 422),
    )
    def version(
        self,
        org: FromPath[str],
        name: FromPath[str],
        selector: FromPath[str],
        versions: NamedDependency[Versions],
    ) -> VersionDetails:
        """One version with the record of its release; any selector, withdrawn or not."""
        return versions.version(org, name, selector)

    @post(
        "/styles/{org:str}/{name:str}/versions",
        operation_id="publishStyle",
        sync_to_thread=True,
        responses={
            200: answer(ResolvedStyle, "This content is published already"),
            **problems(400, 401, 403, 404, 409, 410, 413, 422, 424, 429),
        },
    )
    def publish(
        self,
        org: FromPath[str],
        name: FromPath[str],
        data: JSONBody[StyleContract],
        versions: NamedDependency[Versions],
        actor: NamedDependency[Actor],
        bump: FromQuery[Bump | None] = None,
        notes: Notes = "",
        waive: Waive = "",
        line: AfterLine = None,
    ) -> Response[ResolvedStyle]:
        """Publish a contract as the next version. Publishing it twice is harmless."""
        published, new = versions.publish(
            actor, org, name, data, bump=bump, notes=notes, waive=waive, line=line
        )
        return published_response(published, new=new)

    @get(
        "/styles/{org:str}/{name:str}/compare",
        operation_id="compareVersions",
        sync_to_thread=True,
        responses=problems(404, 422),
    )
    def compare(
        self,
        org: FromPath[str],
        name: FromPath[str],
        versions: NamedDependency[Versions],
        old: Annotated[str, QueryParameter(name="from")],
        new: Annotated[str, QueryParameter(name="to")],
    ) -> Comparison:
        """What lies between two versions, and where a run that moves would restart."""
        return versions.compare(org, name, old, new)

    @get(
        "/resolve",
        operation_id="resolveStyle",
        sync_to_thread=True,
        responses={**NOT_MODIFIED, **problems(401, 403, 404, 410, 422)},
    )
    def resolve(
        self,
        ref: FromQuery[str],
        request: Request[Any, Any, Any],
        versions: NamedDependency[Versions],
        actor: NamedDependency[Actor],
        allow_withdrawn: FromQuery[bool] = False,
    ) -> Response[ResolvedStyle | None]:
        """The version that `org/name[@selector]` names at this moment."""
        found, status = versions.resolution(ref, actor=actor, allow_withdrawn=allow_withdrawn)
        sha256 = digest_of(found)
        headers = {"etag": f'"{sha256}"', "cache-control": "no-cache", **lifetime(found, status)}
        if unchanged(request, sha256):
            return Response(None, status_code=304, headers=headers)
        return Response(found, headers=headers)

    @post(
        "/resolve",
        operation_id="resolveStyles",
        sync_to_thread=True,
        status_code=200,
        responses=problems(400, 401, 403, 413, 422),
    )
    def resolve_many(
        self, data: JSONBody[Wanted], versions: NamedDependency[Versions]
    ) -> list[Resolution]:
        """What each of up to 50 references names at this moment, or why it names nothing."""
        return [_resolution(versions, ref) for ref in data.refs]

    @route(
        "/contracts/{digest:str}",
        http_method=["GET", "HEAD"],
        operation_id=named("Contract"),
        sync_to_thread=True,
        media_type=JSON,
        responses={
            200: answer(StyleContract, "The contract, in its canonical form"),
            **NOT_MODIFIED,
            **problems(404),
        },
    )
    def contract(
        self,
        digest: FromPath[str],
        request: Request[Any, Any, Any],
        versions: NamedDependency[Versions],
    ) -> Response[bytes]:
        """The bytes of a published contract; hash them, and never write them anew.

        Those of a withdrawn version stay, for whoever has to look into it; `Style-State` says so.
        """
        body, life = versions.body(digest), versions.life_of(digest)
        response = forever(request, body, JSON, digest, lifetime(*life) if life is not None else {})
        if response.status_code != 304:
            response.headers["content-digest"] = content_digest(digest)
        return response


def _resolution(versions: Versions, ref: str) -> Resolution:
    try:
        return Resolution(ref=ref, resolved=versions.resolve(ref))
    except PlaneError as error:
        return Resolution(ref=ref, problem=problem_of(error))


def published_response(published: ResolvedStyle, *, new: bool) -> Response[ResolvedStyle]:
    """201 with the address of the bytes, or 200 where they were published before."""
    headers = {
        "location": f"/api/v1/contracts/{published.digest}",
        "etag": f'"{published.digest}"',
    }
    return Response(published, status_code=201 if new else 200, headers=headers)
