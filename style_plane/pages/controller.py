"""The pages: what is published, how it looks, and what to write to use it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.enums import MediaType
from litestar.params import FromPath
from litestar.response import Template

from schemas.renders import ENGINE
from schemas.style.contract import StyleContract
from schemas.units import ASPECT_SIZES, Aspect
from style_plane.errors import BadReferenceError, UnknownBytesError, UnknownStyleError
from style_plane.immutable import forever
from style_plane.pages.proofs import WEBP, Proofs
from style_plane.versions.service import Versions

TEMPLATES = Path(__file__).parent / "templates"
STYLESHEET = (Path(__file__).parent / "static" / "app.css").read_bytes()
STYLESHEET_SHA256 = hashlib.sha256(STYLESHEET).hexdigest()
ASPECTS: dict[str, Aspect] = {aspect.replace(":", "x"): aspect for aspect in ASPECT_SIZES}
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; img-src 'self'; style-src 'self'; font-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-cache",
}


class PagesController(Controller):
    """Server-rendered, without scripts and without anything from elsewhere."""

    include_in_schema = False

    @get("/", sync_to_thread=True)
    def library(self, versions: NamedDependency[Versions]) -> Template:
        """Every style with its proofs."""
        shown = [_shown(versions, f"{item.org}/{item.name}") for item in versions.styles()]
        return _page("library.html", styles=shown)

    @get("/styles/{org:str}/{name:str}", sync_to_thread=True)
    def style(
        self, org: FromPath[str], name: FromPath[str], versions: NamedDependency[Versions]
    ) -> Template:
        """One style: proofs, channels, versions, contract."""
        try:
            details = versions.style(org, name)
        except (UnknownStyleError, BadReferenceError) as error:
            return _page("missing.html", error.status, message=error.detail, known=error.known)
        shown = _shown(versions, f"{org}/{name}")
        text = json.dumps(shown["contract"].model_dump(mode="json"), indent=2, ensure_ascii=False)
        return _page("style.html", details=details, text=text, **shown)

    @get("/static/app.css", sync_to_thread=False)
    def stylesheet(self, request: Request[Any, Any, Any]) -> Response[bytes]:
        """The look of the pages; its address holds its digest."""
        return forever(request, STYLESHEET, "text/css", STYLESHEET_SHA256)

    @get("/static/fonts.css", sync_to_thread=True)
    def typefaces(self, versions: NamedDependency[Versions]) -> Response[str]:
        """Each style's title is set in its own font."""
        rules = [
            _typeface(_shown(versions, f"{item.org}/{item.name}")) for item in versions.styles()
        ]
        headers = {"cache-control": "no-cache"}
        return Response("\n".join(rules), media_type=MediaType.CSS, headers=headers)

    @get("/proofs/{digest:str}/{aspect:str}")
    async def proof(
        self,
        digest: FromPath[str],
        aspect: FromPath[str],
        request: Request[Any, Any, Any],
        proofs: NamedDependency[Proofs],
    ) -> Response[bytes]:
        """A proof such as `/proofs/DIGEST/9x16.webp?engine=...`."""
        wanted = ASPECTS.get(aspect.removesuffix(".webp"))
        if wanted is None:
            raise UnknownBytesError(f"{aspect!r} is none of {', '.join(ASPECTS)}.")
        data = await proofs.picture(digest, wanted)
        return forever(request, data, WEBP, hashlib.sha256(data).hexdigest())


def _shown(versions: Versions, name: str) -> dict[str, Any]:
    """What a template needs of the version that `stable` names."""
    resolved = versions.resolve(f"{name}@stable")
    contract = StyleContract.model_validate_json(versions.body(resolved.digest))
    return {
        "name": name,
        "slug": name.replace("/", "-"),
        "resolved": resolved,
        "contract": contract,
        "proofs": [_proof(resolved.digest, aspect) for aspect in contract.promise],
        "traits": _traits(contract),
    }


def _proof(digest: str, aspect: Aspect) -> dict[str, Any]:
    slug = aspect.replace(":", "x")
    width, height = ASPECT_SIZES[aspect]
    address = f"/proofs/{digest}/{slug}.webp?engine={ENGINE}"
    return {"aspect": aspect, "slug": slug, "url": address, "width": width, "height": height}


def _traits(contract: StyleContract) -> dict[str, str]:
    """What tells a style from the others, in words."""
    captions, face = contract.subtitles, contract.brand.fonts[contract.subtitles.font]
    return {
        "Type": f"{face.family} {face.weight}",
        "Spoken word": captions.emphasis.kind,
        "Cards": f"{contract.pacing.mode}, {contract.pacing.max_lines} lines",
        "Place": f"{captions.placement.anchor} {captions.placement.align}",
        "Plate": captions.plate.shape,
        "Loudness": f"{contract.audio.loudness:g} LUFS",
    }


def _typeface(shown: dict[str, Any]) -> str:
    """CSS that sets `.type-ORG-NAME` in the style's caption font."""
    contract: StyleContract = shown["contract"]
    sha256 = contract.brand.fonts[contract.subtitles.font].sha256
    family = f"type-{shown['slug']}"
    return (
        f'@font-face {{ font-family: "{family}"; font-display: swap; '
        f'src: url("/api/v1/assets/{sha256}"); }} .{family} {{ font-family: "{family}"; }}'
    )


def _page(template: str, status: int = 200, /, **context: Any) -> Template:
    context["stylesheet"] = f"/static/app.css?{STYLESHEET_SHA256[:12]}"
    return Template(template_name=template, context=context, headers=HEADERS, status_code=status)
