"""Bundles through the pages' door: a download on a version's page, an upload in the library."""

from __future__ import annotations

from dataclasses import dataclass

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, MultipartBody
from litestar.response import Redirect

from style_plane.access.actor import Actor
from style_plane.access.limits import limited
from style_plane.bundles.controller import MAX_BUNDLE
from style_plane.bundles.service import BUNDLE_TYPE, Bundles
from style_plane.pages.render import PageController, done


@dataclass
class BundleForm:
    """One bundle."""

    file: UploadFile


class BundlePagesController(PageController):
    """What the pages of styles link to."""

    @get("/styles/{org:str}/{name:str}/versions/{version:str}/bundle", sync_to_thread=True)
    def download(
        self,
        org: FromPath[str],
        name: FromPath[str],
        version: FromPath[str],
        bundles: NamedDependency[Bundles],
    ) -> Response[bytes]:
        """The version with all its files."""
        made = bundles.export(org, name, version)
        headers = {
            "cache-control": "private, no-cache",
            "x-content-type-options": "nosniff",
            "content-disposition": f'attachment; filename="{made.file_name}"',
        }
        return Response(made.data, media_type=BUNDLE_TYPE, headers=headers)

    @post(
        "/bundles",
        guards=[limited("upload", per_minute=60)],
        request_max_body_size=MAX_BUNDLE,
        sync_to_thread=True,
    )
    def bring_in(
        self,
        data: MultipartBody[BundleForm],
        actor: NamedDependency[Actor],
        bundles: NamedDependency[Bundles],
    ) -> Redirect:
        """Publish what a bundle holds."""
        published, new = bundles.bring_in(actor, data.file.file.read())
        words = "was published." if new else "is here already."
        address = f"/styles/{published.org}/{published.name}/versions/{published.version}"
        return done(address, f"{published.org}/{published.name}@{published.version} {words}")
