"""HTTP for assets: the rules are in `kit.py`, what a file is in `inspect.py`."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Controller, Request, Response, delete, get, post, route
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter, RawBody
from pydantic import Field

from schemas.base import Contract
from schemas.units import Sha256, Slug
from style_plane.access.actor import Actor
from style_plane.access.limits import limited
from style_plane.answers import answer
from style_plane.assets.facts import AssetFacts, Kind
from style_plane.assets.kit import MAX_NAME, Added, Axes, BrandKit, KitItem
from style_plane.assets.store import Assets
from style_plane.binary import GivesFile, TakesFile
from style_plane.errors import UnknownBytesError, problems
from style_plane.immutable import NOT_MODIFIED, named
from style_plane.media import PARTIAL, ranged

Whose = Annotated[
    str,
    QueryParameter(
        pattern=r"^([a-z][a-z0-9-]{0,62})?$", description="Organisation; default: your only one"
    ),
]
Called = Annotated[
    str,
    QueryParameter(
        max_length=MAX_NAME, pattern=r"^[^\x00]*$", description="What its owners call it"
    ),
]


class Cut(Contract):
    """Where a variable font is to be cut."""

    axes: Axes
    """Axis tag to place, such as `{"wght": 700}`; the others stay at their default."""
    name: Annotated[str, Field(max_length=MAX_NAME, pattern=r"^[^\x00]*$")] = ""


class AssetsController(Controller):
    """Content-addressed: the same file uploaded twice is one asset."""

    path = "/api/v1/assets"
    tags = ("assets",)

    @post(
        operation_id="addAsset",
        operation_class=TakesFile,
        guards=[limited("upload", per_minute=60)],
        sync_to_thread=True,
        status_code=201,
        responses={
            200: answer(AssetFacts, "The file was there already"),
            **problems(400, 403, 413, 422, 429),
        },
    )
    def add(
        self,
        body: RawBody,
        actor: NamedDependency[Actor],
        kit: NamedDependency[BrandKit],
        org: Whose = "",
        name: Called = "",
    ) -> Response[AssetFacts]:
        """Store a font, picture, sound or LUT; the body is the file itself."""
        return _added(kit.upload(actor, org, body, name=name))

    @post(
        "/{sha256:str}/instances",
        operation_id="cutFont",
        guards=[limited("upload", per_minute=60)],
        sync_to_thread=True,
        status_code=201,
        responses={
            200: answer(AssetFacts, "It was cut there already"),
            **problems(400, 403, 404, 413, 422, 429),
        },
    )
    def cut(
        self,
        sha256: FromPath[str],
        data: JSONBody[Cut],
        actor: NamedDependency[Actor],
        kit: NamedDependency[BrandKit],
        org: Whose = "",
    ) -> Response[AssetFacts]:
        """Cut a static font out of a variable one."""
        return _added(kit.cut(actor, org, sha256, data.axes, name=data.name))

    @route(
        "/{sha256:str}",
        http_method=["GET", "HEAD"],
        operation_id=named("Asset"),
        operation_class=GivesFile,
        sync_to_thread=True,
        media_type="application/octet-stream",
        responses={**PARTIAL, **NOT_MODIFIED, **problems(404, 416)},
    )
    def read(
        self,
        sha256: FromPath[str],
        request: Request[Any, Any, Any],
        assets: NamedDependency[Assets],
    ) -> Response[bytes]:
        """The bytes of an asset; they never change, and may be asked for in parts."""
        data, facts = assets.read(sha256)
        return ranged(request, data, facts.media_type, sha256)

    @get(
        "/{sha256:str}/facts",
        operation_id="getAssetFacts",
        sync_to_thread=True,
        responses=problems(404),
    )
    def facts(self, sha256: FromPath[str], assets: NamedDependency[Assets]) -> AssetFacts:
        """What an asset is: a font's licence bits and languages, a sound's loudness."""
        found = assets.facts(sha256)
        if found is None:
            raise UnknownBytesError(f"There is no asset with sha256 {sha256}.")
        return found


class KitController(Controller):
    """What an organisation works with."""

    path = "/api/v1/orgs/{org:str}/assets"
    tags = ("assets",)

    @get(operation_id="listAssets", sync_to_thread=True, responses=problems(400, 403, 422))
    def items(
        self,
        org: FromPath[Slug],
        actor: NamedDependency[Actor],
        kit: NamedDependency[BrandKit],
        kind: FromQuery[Kind | None] = None,
    ) -> list[KitItem]:
        """The organisation's assets by kind and name."""
        return list(kit.items(actor, org, kind))

    @delete(
        "/{sha256:str}",
        operation_id="removeAsset",
        sync_to_thread=True,
        responses=problems(400, 403, 404, 422),
    )
    def remove(
        self,
        org: FromPath[Slug],
        sha256: FromPath[Sha256],
        actor: NamedDependency[Actor],
        kit: NamedDependency[BrandKit],
    ) -> None:
        """Take an asset out of the brand kit; styles that use it keep it."""
        kit.remove(actor, org, sha256)


def _added(added: Added) -> Response[AssetFacts]:
    facts = added.facts
    headers = {"location": f"/api/v1/assets/{facts.sha256}", "etag": f'"{facts.sha256}"'}
    return Response(facts, status_code=201 if added.new else 200, headers=headers)
