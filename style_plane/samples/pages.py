"""The samples' page: grounds, an organisation's own pictures, sentences."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, MultipartBody, URLEncodedBody
from litestar.response import Redirect, Template

from schemas.artifacts import PNG
from schemas.units import Sha256, Slug
from style_plane.access.actor import Actor
from style_plane.access.limits import limited
from style_plane.assets.forms import RemoveForm, received
from style_plane.errors import UnknownBytesError
from style_plane.immutable import forever
from style_plane.pages.render import PageController, done, page
from style_plane.samples.controller import MAX_SAMPLE
from style_plane.samples.grounds import GROUNDS, ground
from style_plane.samples.service import Samples
from style_plane.samples.texts import texts

RATIO = 9 / 16
ABOUT = {
    "portrait": "A face in the place where faces are: do captions keep clear of it?",
    "dark": "A night, out of focus: do dark strokes and shadows still show?",
    "bright": "A white room: do light captions hold?",
    "busy": "Shelves full of colour: the hardest ground to read on.",
}


@dataclass
class SampleForm:
    """Pictures or videos, and a name for them."""

    file: list[UploadFile]
    name: str = ""


class GroundsController(PageController):
    """The grounds that are always there."""

    @get("/samples/grounds/{name:str}", sync_to_thread=True)
    def picture(self, name: FromPath[str], request: Request[Any, Any, Any]) -> Response[bytes]:
        """Such as `/samples/grounds/busy.png`, upright."""
        plain = name.removesuffix(".png")
        if plain not in GROUNDS:
            raise UnknownBytesError(f"{plain!r} is none of {', '.join(GROUNDS)}.")
        data = ground(plain, RATIO)
        response = forever(request, data, PNG, hashlib.sha256(data).hexdigest())
        response.headers["cache-control"] = "public, max-age=86400"
        return response


class SamplePagesController(PageController):
    """`/samples/ORG` and what its forms send."""

    path = "/samples/{org:str}"

    @get("/", sync_to_thread=True)
    def samples(
        self,
        org: FromPath[Slug],
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        samples: NamedDependency[Samples],
    ) -> Template:
        """Everything that styles are tried on."""
        return page(
            request,
            "samples.html",
            actor,
            org=org,
            here="samples",
            grounds=ABOUT,
            pictures=samples.of_org(actor, org),
            texts=texts().values(),
            may_change=actor.may("draft", org),
        )

    @post(
        "/",
        guards=[limited("upload", per_minute=60)],
        request_max_body_size=MAX_SAMPLE,
        sync_to_thread=True,
    )
    def add(
        self,
        org: FromPath[Slug],
        data: MultipartBody[SampleForm],
        actor: NamedDependency[Actor],
        samples: NamedDependency[Samples],
    ) -> Redirect:
        """Keep pictures, and pictures of videos."""
        message = received(
            data.file, lambda body, _: bool(samples.add(actor, org, body, name=data.name))
        )
        return done(f"/samples/{org}", message)

    @post("/{sha256:str}/remove", sync_to_thread=True)
    def remove(
        self,
        org: FromPath[Slug],
        sha256: FromPath[Sha256],
        data: URLEncodedBody[RemoveForm],
        actor: NamedDependency[Actor],
        samples: NamedDependency[Samples],
    ) -> Redirect:
        """Forget a picture."""
        samples.remove(actor, org, sha256)
        return done(f"/samples/{org}", f"{data.name or 'The picture'} was removed.")

    @get("/pictures/{sha256:str}", sync_to_thread=True)
    def picture(
        self,
        org: FromPath[Slug],
        sha256: FromPath[Sha256],
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        samples: NamedDependency[Samples],
    ) -> Response[bytes]:
        """One of the organisation's pictures."""
        return forever(request, samples.picture(actor, org, sha256), PNG, sha256)
