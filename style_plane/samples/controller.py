"""HTTP for samples: sentences of languages, and pictures of organisations."""

from __future__ import annotations

from typing import Annotated

from litestar import Controller, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter, RawBody

from schemas.units import Sha256, Slug
from style_plane.access.actor import Actor
from style_plane.access.limits import limited
from style_plane.binary import TakesFile
from style_plane.errors import problems
from style_plane.samples.service import MAX_NAME, SamplePicture, Samples
from style_plane.samples.texts import SampleText, texts

MAX_SAMPLE = 96 * 1024 * 1024
"""Bytes of an uploaded video."""


class SamplesController(Controller):
    """What styles are tried on."""

    path = "/api/v1"
    tags = ("samples",)

    @get(
        "/samples/texts",
        operation_id="listSampleTexts",
        sync_to_thread=False,
        responses=problems(),
    )
    def texts(self) -> list[SampleText]:
        """A sentence of every language that is known, with the time of each word."""
        return list(texts().values())

    @get(
        "/orgs/{org:str}/samples",
        operation_id="listSamples",
        sync_to_thread=True,
        responses=problems(400, 403, 422),
    )
    def pictures(
        self,
        org: FromPath[Slug],
        actor: NamedDependency[Actor],
        samples: NamedDependency[Samples],
    ) -> list[SamplePicture]:
        """The organisation's pictures, by name."""
        return list(samples.of_org(actor, org))

    @post(
        "/orgs/{org:str}/samples",
        operation_id="addSample",
        operation_class=TakesFile,
        guards=[limited("upload", per_minute=60)],
        sync_to_thread=True,
        request_max_body_size=MAX_SAMPLE,
        responses=problems(400, 403, 413, 422, 429),
    )
    def add(
        self,
        org: FromPath[Slug],
        body: RawBody,
        actor: NamedDependency[Actor],
        samples: NamedDependency[Samples],
        name: Annotated[
            str, QueryParameter(max_length=MAX_NAME, pattern=r"^[^\x00]*$", description="Its name")
        ] = "",
    ) -> list[SamplePicture]:
        """Keep a picture, or pictures of a video; the body is the file itself."""
        return list(samples.add(actor, org, body, name=name))

    @delete(
        "/orgs/{org:str}/samples/{sha256:str}",
        operation_id="removeSample",
        sync_to_thread=True,
        responses=problems(400, 403, 404, 422),
    )
    def remove(
        self,
        org: FromPath[Slug],
        sha256: FromPath[Sha256],
        actor: NamedDependency[Actor],
        samples: NamedDependency[Samples],
    ) -> None:
        """Forget a picture."""
        samples.remove(actor, org, sha256)
