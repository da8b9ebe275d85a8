"""The library: what there is, how it looks, and the way to something new."""

from __future__ import annotations

import hashlib
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.enums import MediaType
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from style_plane.access.actor import Actor
from style_plane.access.limits import limited
from style_plane.assets.store import Assets
from style_plane.drafts.models import DraftSummary
from style_plane.drafts.service import Drafts
from style_plane.errors import UnknownBytesError
from style_plane.immutable import forever
from style_plane.pages.forms import NewStyleForm
from style_plane.pages.looks import ORDER, Look, matches, stable_look, typeface
from style_plane.pages.render import PageController, done, page
from style_plane.previews.covers import Covers, shot_named
from style_plane.previews.encoding import WEBP
from style_plane.starters.seeding import ORG as STARTERS_ORG
from style_plane.usage.service import Usage
from style_plane.versions.models import StyleSummary
from style_plane.versions.service import Versions

FILTERS = ("q", "org", "tag", "platform", "aspect", "state")
STATES = ("published", "deprecated", "withdrawn")


class LibraryController(PageController):
    """`/`, and what its cards are made of."""

    @get("/", sync_to_thread=True)
    def library(
        self,
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        versions: NamedDependency[Versions],
        drafts: NamedDependency[Drafts],
        usage: NamedDependency[Usage],
    ) -> Template:
        """Every style with its proofs, those that fit the filter."""
        wanted = {key: request.query_params.get(key, "") for key in FILTERS}
        styles = versions.styles()
        looks = _looks(versions, styles)
        return page(
            request,
            "library.html",
            actor,
            here="library",
            cards=[look for look in looks if matches(look, wanted)],
            wanted=wanted,
            damaged=[item for item in styles if item.damaged],
            choices=_choices(looks),
            counts=usage.counts(),
            starters=[look for look in looks if look.org == STARTERS_ORG],
            bases=[look.ref for look in looks],
            may_draft_in=sorted(name for name in actor.grants if actor.may("draft", name)),
            may_publish_in=sorted(name for name in actor.grants if actor.may("publish", name)),
            open_drafts=open_drafts(drafts, actor),
        )

    @post("/styles", sync_to_thread=True)
    def create(
        self,
        data: URLEncodedBody[NewStyleForm],
        actor: NamedDependency[Actor],
        drafts: NamedDependency[Drafts],
    ) -> Redirect:
        """A new draft, opened in the editor."""
        draft = drafts.create(actor, data.org, data.name, base=data.base)
        return done(f"/drafts/{draft.id}")

    @get("/fonts.css", sync_to_thread=True)
    def typefaces(self, versions: NamedDependency[Versions]) -> Response[str]:
        """Each style's title is set in its own font."""
        rules = [typeface(look) for look in _looks(versions, versions.styles())]
        headers = {"cache-control": "no-cache", "x-content-type-options": "nosniff"}
        return Response("\n".join(rules), media_type=MediaType.CSS, headers=headers)

    @get("/fonts/{sha256:str}", sync_to_thread=True)
    def font(
        self,
        sha256: FromPath[str],
        request: Request[Any, Any, Any],
        assets: NamedDependency[Assets],
    ) -> Response[bytes]:
        """A font of a style, for pages: the API takes no cookie.

        Raises:
            UnknownBytesError: when no font is stored under the digest.
        """
        facts = assets.facts(sha256)
        if facts is None or facts.kind != "font":
            raise UnknownBytesError(f"No font is stored with sha256 {sha256}.")
        data, _ = assets.read(sha256)
        return forever(request, data, facts.media_type, sha256)

    @get("/proofs/{digest:str}/{aspect:str}", guards=[limited("cover", per_minute=1200)])
    async def proof(
        self,
        digest: FromPath[str],
        aspect: FromPath[str],
        request: Request[Any, Any, Any],
        covers: NamedDependency[Covers],
    ) -> Response[bytes]:
        """A proof such as `/proofs/DIGEST/9x16.webp?engine=...`, or a cover: `9x16-cover.webp`.

        Raises:
            UnknownBytesError: for another aspect ratio, or where nothing was published.
        """
        data = await covers.picture(digest, shot_named(aspect, ".webp"))
        return forever(request, data, WEBP, hashlib.sha256(data).hexdigest())


def _looks(versions: Versions, styles: list[StyleSummary]) -> list[Look]:
    """Those whose bytes are as they were published."""
    return [
        stable_look(versions, versions.style(item.org, item.name))
        for item in styles
        if not item.damaged
    ]


def _choices(looks: list[Look]) -> dict[str, list[str]]:
    """What can be filtered by."""
    contracts = [look.contract for look in looks]
    return {
        "org": sorted({look.org for look in looks}),
        "tag": sorted({tag for contract in contracts for tag in contract.tags}),
        "platform": sorted({name for contract in contracts for name in contract.platforms}),
        "aspect": list(ORDER),
        "state": list(STATES),
    }


def open_drafts(
    drafts: Drafts, actor: Actor, org: str | None = None, name: str | None = None
) -> list[DraftSummary]:
    """Drafts that are being worked on and that the actor may see."""
    if not any("read" in held for held in actor.grants.values()):
        return []
    if org is not None and not actor.may("read", org):
        return []
    found = drafts.list(actor, org=org, name=name)
    return [draft for draft in found if draft.state in ("draft", "in_review", "approved")]
