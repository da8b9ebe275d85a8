"""One version, and two held against each other. Nothing here can be changed: it was published."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from schemas.renders import ENGINE
from schemas.units import Aspect
from style_plane.access.actor import Actor
from style_plane.errors import BadReferenceError
from style_plane.lint.rules import RULES
from style_plane.pages.looks import Look, Picture, cover_picture, look_of, proof_address
from style_plane.pages.render import PageController, page
from style_plane.pages.words import BUMPS, FACETS, grouped, restart_words
from style_plane.previews.covers import COVER
from style_plane.previews.pages import shown
from style_plane.previews.proofs import Proofs
from style_plane.usage.service import Usage
from style_plane.versions.service import Versions

BETWEEN = "..."
MOST_RUNS = 20


class VersionController(PageController):
    """`/styles/ORG/NAME/versions/V` and `/styles/ORG/NAME/compare/A...B`."""

    path = "/styles/{org:str}/{name:str}"

    @get("/versions/{version:str}", sync_to_thread=True)
    def version(
        self,
        org: FromPath[str],
        name: FromPath[str],
        version: FromPath[str],
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        versions: NamedDependency[Versions],
        usage: NamedDependency[Usage],
        proofs: NamedDependency[Proofs],
    ) -> Template:
        """Contract, digest, facets, proofs, approvals, lint report, and the runs that pin it."""
        found, details = versions.version(org, name, version), versions.style(org, name)
        look = look_of(versions, details, found)
        document = json.loads(versions.body(found.digest))
        comparison, reads = found.comparison, actor.may("read", org)
        number = found.version
        return page(
            request,
            "version.html",
            actor,
            org=org,
            here="library",
            look=look,
            version=found,
            details=details,
            document=json.dumps(document, indent=2, ensure_ascii=False),
            groups=grouped(comparison, look.contract) if comparison is not None else [],
            restart=restart_words(comparison) if comparison is not None else "",
            bump=BUMPS[comparison.least_bump] if comparison is not None else "",
            before=_before(details.versions, number),
            channels=[key for key, value in details.channels.items() if value == number],
            rules=RULES,
            films=shown(proofs.of(look.contract))["proofs"],
            used=usage.of_version(actor, org, name, number) if reads else None,
            runs=usage.pins(actor, org, name, version=number, limit=MOST_RUNS) if reads else (),
        )

    @get("/compare", sync_to_thread=False)
    def choose(
        self,
        org: FromPath[str],
        name: FromPath[str],
        old: FromQuery[str],
        new: FromQuery[str],
    ) -> Redirect:
        """From the form to the address that can be sent to somebody."""
        return Redirect(f"/styles/{org}/{name}/compare/{old}{BETWEEN}{new}", status_code=303)

    @get("/compare/{pair:str}", sync_to_thread=True)
    def compare(
        self,
        org: FromPath[str],
        name: FromPath[str],
        pair: FromPath[str],
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        versions: NamedDependency[Versions],
    ) -> Template:
        """What changed between two versions, field by field and in pictures.

        Raises:
            BadReferenceError: when the address does not name two versions.
        """
        older, found, newer = pair.partition(BETWEEN)
        if not (older and found and newer):
            raise BadReferenceError(f"{pair!r} is no pair; write OLD...NEW, such as 1.0.0...1.1.0.")
        details = versions.style(org, name)
        old = look_of(versions, details, versions.version(org, name, older))
        new = look_of(versions, details, versions.version(org, name, newer))
        comparison = versions.compare(org, name, older, newer)
        return page(
            request,
            "compare.html",
            actor,
            org=org,
            here="library",
            details=details,
            old=old,
            new=new,
            comparison=comparison,
            groups=grouped(comparison, new.contract),
            restart=restart_words(comparison),
            bump=BUMPS[comparison.least_bump],
            facets=FACETS,
            pairs=pairs_of(old, new),
            cover_pairs=cover_pairs_of(old, new),
        )


def _before(versions: tuple[Any, ...], number: str) -> str:
    """The version below one of them; empty below the first."""
    numbers = [item.version for item in versions]
    below = numbers[numbers.index(number) + 1 :]
    return below[0] if below else ""


class Pair(NamedTuple):
    """One aspect ratio of both sides, and where they differ."""

    aspect: Aspect
    old: Picture
    new: Picture
    heat: str
    """Address of the heat map."""


def cover_pairs_of(old: Look, new: Look) -> list[Pair]:
    """The same of covers, where one side has any; the other shows what it makes instead."""
    before, after = ({item.aspect for item in side.covers} for side in (old, new))
    digests = f"{old.version.digest}...{new.version.digest}"
    return [
        Pair(
            aspect,
            cover_picture(aspect, proof_address(old.version.digest), covered=aspect in before),
            cover_picture(aspect, proof_address(new.version.digest), covered=aspect in after),
            f"/heat/{digests}/{proof.slug}{COVER}.png?engine={ENGINE}",
        )
        for aspect, proof in ((item.aspect, item) for item in new.proofs)
        if aspect in before | after and aspect in {item.aspect for item in old.proofs}
    ]


def pairs_of(old: Look, new: Look) -> list[Pair]:
    """What a visual difference shows: the aspect ratios that both sides promise."""
    before = {proof.aspect: proof for proof in old.proofs}
    digests = f"{old.version.digest}...{new.version.digest}"
    return [
        Pair(
            proof.aspect,
            before[proof.aspect],
            proof,
            f"/heat/{digests}/{proof.slug}.png?engine={ENGINE}",
        )
        for proof in new.proofs
        if proof.aspect in before
    ]
