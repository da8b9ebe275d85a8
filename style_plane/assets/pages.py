"""The brand kit's page, and the files that it shows."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import MediaType
from litestar.params import FromPath, MultipartBody, URLEncodedBody
from litestar.response import Redirect, Template

from schemas.units import Sha256, Slug
from style_plane.access.actor import Actor
from style_plane.access.limits import limited
from style_plane.assets.forms import CutForm, RemoveForm, axes_in, received
from style_plane.assets.inspect import TAKEN
from style_plane.assets.kit import BrandKit, KitItem
from style_plane.assets.lut_pictures import lut_picture
from style_plane.assets.shown import WAVE_HEIGHT, Matrix, faces_css, font_cards, matrix, wave
from style_plane.assets.store import Assets
from style_plane.errors import UnknownBytesError
from style_plane.immutable import forever
from style_plane.media import ranged
from style_plane.pages.looks import numbered
from style_plane.pages.render import PageController, done, page
from style_plane.versions.service import Versions

WEBP = "image/webp"


@dataclass
class UploadForm:
    """Files of any kind, and a name for them."""

    file: list[UploadFile]
    name: str = ""


class BrandController(PageController):
    """`/brand/ORG` and what its forms send."""

    path = "/brand/{org:str}"

    @get("/", sync_to_thread=True)
    def kit(
        self,
        org: FromPath[Slug],
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        kit: NamedDependency[BrandKit],
        versions: NamedDependency[Versions],
    ) -> Template:
        """Fonts, pictures, palettes, sounds, LUTs."""
        items = kit.items(actor, org)
        return page(
            request,
            "brand.html",
            actor,
            org=org,
            here="brand",
            items=items,
            fonts=font_cards(items),
            variables=_of_kind(items, "variable_font"),
            pictures=_of_kind(items, "image"),
            sounds=[(item, wave(item.facts)) for item in _of_kind(items, "sound")],
            luts=_of_kind(items, "lut"),
            matrices=_matrices(versions, org),
            wave_height=WAVE_HEIGHT,
            taken=TAKEN,
            may_change=actor.may("draft", org),
        )

    @post(
        "/",
        guards=[limited("upload", per_minute=60)],
        sync_to_thread=True,
    )
    def upload(
        self,
        org: FromPath[Slug],
        data: MultipartBody[UploadForm],
        actor: NamedDependency[Actor],
        kit: NamedDependency[BrandKit],
    ) -> Redirect:
        """Take files in; what is refused is said by name, the others stay."""
        message = received(
            data.file,
            lambda body, file: kit.upload(actor, org, body, name=data.name, file_name=file).new,
        )
        return done(f"/brand/{org}", message)

    @post(
        "/{sha256:str}/cut",
        guards=[limited("upload", per_minute=60)],
        sync_to_thread=True,
    )
    def cut(
        self,
        org: FromPath[Slug],
        sha256: FromPath[Sha256],
        data: URLEncodedBody[CutForm],
        actor: NamedDependency[Actor],
        kit: NamedDependency[BrandKit],
    ) -> Redirect:
        """Cut a static font."""
        added = kit.cut(actor, org, sha256, axes_in(data))
        name = f"{added.facts.family} {added.facts.subfamily}"
        return done(
            f"/brand/{org}", f"{name} was cut." if added.new else f"{name} is here already."
        )

    @post("/{sha256:str}/remove", sync_to_thread=True)
    def remove(
        self,
        org: FromPath[Slug],
        sha256: FromPath[Sha256],
        data: URLEncodedBody[RemoveForm],
        actor: NamedDependency[Actor],
        kit: NamedDependency[BrandKit],
    ) -> Redirect:
        """Take an asset out of the kit."""
        kit.remove(actor, org, sha256)
        return done(f"/brand/{org}", f"{data.name or 'It'} left the kit.")

    @get("/files/{sha256:str}", sync_to_thread=True)
    def file(
        self,
        org: FromPath[Slug],
        sha256: FromPath[Sha256],
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        kit: NamedDependency[BrandKit],
        assets: NamedDependency[Assets],
    ) -> Response[bytes]:
        """An asset of the kit, in whole or in part."""
        found = kit.item(actor, org, sha256)
        data, facts = assets.read(found.facts.sha256)
        return ranged(request, data, facts.media_type, sha256)

    @get("/fonts.css", sync_to_thread=True)
    def faces(
        self,
        org: FromPath[Slug],
        actor: NamedDependency[Actor],
        kit: NamedDependency[BrandKit],
    ) -> Response[str]:
        """Classes that set text in the kit's fonts."""
        css = faces_css(kit.items(actor, org), f"/brand/{org}")
        headers = {"cache-control": "private, no-cache"}
        return Response(css, media_type=MediaType.CSS, headers=headers)

    @get("/luts/{sha256:str}/{which:str}", sync_to_thread=True)
    def lut(
        self,
        org: FromPath[Slug],
        sha256: FromPath[Sha256],
        which: FromPath[str],
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        kit: NamedDependency[BrandKit],
        assets: NamedDependency[Assets],
    ) -> Response[bytes]:
        """`before.webp` and `after.webp`: the portrait without and with the LUT."""
        found = kit.item(actor, org, sha256).facts
        if found.kind != "lut" or which not in ("before.webp", "after.webp"):
            raise UnknownBytesError(f"There is no picture {which!r} of {sha256}.")
        data, _ = assets.read(sha256)
        picture = lut_picture(data, "before" if which == "before.webp" else "after")
        return forever(request, picture, WEBP, hashlib.sha256(picture).hexdigest())


def _of_kind(items: tuple[KitItem, ...], kind: str) -> list[KitItem]:
    return [item for item in items if item.facts.kind == kind]


def _matrices(versions: Versions, org: str) -> list[Matrix]:
    """The palettes of an organisation's styles, as `stable` has them."""
    found = []
    for style in versions.styles():
        if style.org == org and not style.damaged:
            details = versions.style(org, style.name)
            stable = numbered(details, details.channels["stable"])
            found.append(matrix(style.name, versions.contract(stable.digest)))
    return [item for item in found if len(item.names) > 1]
