"""From a finished draft to a version: handed in, looked at, published."""

from __future__ import annotations

from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from schemas.renders import ENGINE
from schemas.style.contract import StyleContract
from style_plane.access.actor import Actor
from style_plane.drafts.documents import finished
from style_plane.drafts.models import DraftView
from style_plane.drafts.service import Drafts
from style_plane.lint.rules import RULES
from style_plane.pages.forms import JudgementForm, SubmitForm
from style_plane.pages.looks import (
    Look,
    Picture,
    aspects_of,
    cover_picture,
    has_cover,
    look_of,
    numbered,
    picture,
    proof_address,
)
from style_plane.pages.render import PageController, done, page
from style_plane.pages.reviewers import why_not_approve, why_not_publish
from style_plane.pages.version import Pair
from style_plane.pages.words import BUMPS, FACETS, grouped, restart_words
from style_plane.previews.covers import COVER
from style_plane.previews.pages import shown
from style_plane.previews.proofs import Proofs
from style_plane.previews.worker import ProofWorker
from style_plane.usage.service import Usage
from style_plane.versions.numbers import BUMPS as STEPS
from style_plane.versions.numbers import Bump, Number
from style_plane.versions.service import Versions


class PublishingController(PageController):
    """`/drafts/ID/publish`, `/drafts/ID/review` and what their forms send."""

    path = "/drafts/{draft_id:int}"

    @get("/publish", sync_to_thread=True)
    def publish(
        self,
        draft_id: FromPath[int],
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        drafts: NamedDependency[Drafts],
        versions: NamedDependency[Versions],
        usage: NamedDependency[Usage],
    ) -> Template | Redirect:
        """Lint, difference, number and notes, proofs; then hand it in."""
        draft = drafts.get(actor, draft_id)
        if draft.state != "draft":
            return Redirect(f"/drafts/{draft_id}/review", status_code=303)
        shared = _shared(draft, versions)
        if draft.problems:
            return page(request, "publish.html", actor, org=draft.org, **shared)
        contract = StyleContract.model_validate(draft.document)
        findings = drafts.examine(actor, draft_id)
        least = draft.comparison.least_bump if draft.comparison is not None else "major"
        return page(
            request,
            "publish.html",
            actor,
            org=draft.org,
            **shared,
            errors=[item for item in findings if item.severity == "error"],
            warnings=_once(findings),
            infos=[item for item in findings if item.severity == "info"],
            steps=_steps(draft, least),
            radius=usage.blast_radius(draft.org, draft.name, contract),
            may_draft=actor.may("draft", draft.org),
        )

    @post("/publish", sync_to_thread=True)
    def submit(
        self,
        draft_id: FromPath[int],
        data: URLEncodedBody[SubmitForm],
        actor: NamedDependency[Actor],
        drafts: NamedDependency[Drafts],
        painter: NamedDependency[ProofWorker],
    ) -> Redirect:
        """Hand a draft in for review; its proofs are painted for whoever looks at it."""
        draft = drafts.submit(
            actor, draft_id, bump=data.bump, notes=data.notes, waivers=data.waivers()
        )
        painter.wake()
        waits = draft.state == "in_review"
        message = "Handed in. Somebody else may now approve it." if waits else "Ready to publish."
        return done(f"/drafts/{draft_id}/review", message)

    @get("/review", sync_to_thread=True)
    def review(
        self,
        draft_id: FromPath[int],
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        drafts: NamedDependency[Drafts],
        versions: NamedDependency[Versions],
        proofs: NamedDependency[Proofs],
    ) -> Template:
        """What was handed in, who said what about it, and what may be done now."""
        draft = drafts.get(actor, draft_id)
        handed = draft.submission
        contract = None if draft.problems else finished(draft.document)
        agreed = sum(item.verdict == "approve" for item in draft.approvals)
        return page(
            request,
            "review.html",
            actor,
            org=draft.org,
            **_shared(draft, versions),
            films=shown(proofs.of(contract))["proofs"] if contract else [],
            standing=proofs.standing(contract) if contract else None,
            history=drafts.history(actor, draft_id),
            next_version=_next_version(draft, handed.bump) if handed is not None else "",
            agreed=agreed,
            may_not_approve=why_not_approve(actor, draft, drafts.objection(actor, draft_id)),
            may_not_publish=why_not_publish(actor, draft, agreed),
        )

    @post("/approve", sync_to_thread=True)
    def approve(
        self,
        draft_id: FromPath[int],
        data: URLEncodedBody[JudgementForm],
        actor: NamedDependency[Actor],
        drafts: NamedDependency[Drafts],
    ) -> Redirect:
        """Agree to what was handed in."""
        draft = drafts.approve(actor, draft_id, digest=data.digest, comment=data.comment)
        ready = (
            "It may be published." if draft.state == "approved" else "More approvals are needed."
        )
        return done(f"/drafts/{draft_id}/review", f"You approved it. {ready}")

    @post("/changes", sync_to_thread=True)
    def changes(
        self,
        draft_id: FromPath[int],
        data: URLEncodedBody[JudgementForm],
        actor: NamedDependency[Actor],
        drafts: NamedDependency[Drafts],
    ) -> Redirect:
        """Give it back to its authors."""
        drafts.request_changes(actor, draft_id, digest=data.digest, comment=data.comment)
        return done(f"/drafts/{draft_id}/review", "Given back to its authors.", "info")

    @post("/release", sync_to_thread=True)
    def release(
        self,
        draft_id: FromPath[int],
        actor: NamedDependency[Actor],
        drafts: NamedDependency[Drafts],
    ) -> Redirect:
        """Publish what was approved."""
        published = drafts.publish(actor, draft_id)
        address = f"/styles/{published.org}/{published.name}/versions/{published.version}"
        return done(address, f"Published as {published.version}.")

    @post("/rebase", sync_to_thread=True)
    def rebase(
        self,
        draft_id: FromPath[int],
        actor: NamedDependency[Actor],
        drafts: NamedDependency[Drafts],
    ) -> Redirect:
        """Carry a draft over to the newest version."""
        draft = drafts.rebase(actor, draft_id)
        message = f"The draft now follows {draft.base_version}. Look at it again."
        return done(f"/drafts/{draft_id}/publish", message)

    @post("/discard", sync_to_thread=True)
    def discard(
        self,
        draft_id: FromPath[int],
        actor: NamedDependency[Actor],
        drafts: NamedDependency[Drafts],
    ) -> Redirect:
        """Put a draft away; its history stays."""
        drafts.discard(actor, draft_id)
        return done("/", "The draft was discarded.", "info")


def _shared(draft: DraftView, versions: Versions) -> dict[str, Any]:
    """What both pages show of a draft: what changed, in words and in pictures."""
    shared: dict[str, Any] = {"draft": draft, "rules": RULES, "facets": FACETS, "here": "library"}
    if draft.problems or draft.comparison is None:
        return shared
    contract = StyleContract.model_validate(draft.document)
    if draft.base_version:
        details = versions.style(draft.org, draft.name)
        base = look_of(versions, details, numbered(details, draft.base_version))
        shared["pairs"] = _pairs(draft, contract, base)
        shared["cover_pairs"] = _cover_pairs(draft, contract, base)
    return {
        **shared,
        "contract": contract,
        "proofs": _pictures(draft, contract),
        "covers": _covers(draft, contract),
        "groups": grouped(draft.comparison, contract) if draft.base_version else [],
        "bump": BUMPS[draft.comparison.least_bump],
        "restart": restart_words(draft.comparison),
    }


def _pictures(draft: DraftView, contract: StyleContract) -> tuple[Picture, ...]:
    """The draft as it is now."""
    return tuple(picture(aspect, _address(draft)) for aspect in aspects_of(contract))


def _covers(draft: DraftView, contract: StyleContract) -> tuple[Picture, ...]:
    """The covers of its shorts, where it puts something on them."""
    return tuple(
        cover_picture(aspect, _address(draft))
        for aspect in aspects_of(contract)
        if has_cover(contract, aspect)
    )


def _address(draft: DraftView) -> str:
    """The revision in it keeps caches honest."""
    return f"/drafts/{draft.id}/still/{{slug}}.webp?rev={draft.rev}&engine={ENGINE}"


def _pairs(draft: DraftView, contract: StyleContract, base: Look) -> list[Pair]:
    """The draft beside the version that it started from."""
    before = {proof.aspect: proof for proof in base.proofs}
    return [
        Pair(proof.aspect, before[proof.aspect], proof, _heat(draft, proof.slug))
        for proof in _pictures(draft, contract)
        if proof.aspect in before
    ]


def _cover_pairs(draft: DraftView, contract: StyleContract, base: Look) -> list[Pair]:
    """The same of covers, where one of both has any; the other shows what it makes instead."""
    before = {item.aspect for item in base.covers}
    digest = base.version.digest
    return [
        Pair(
            pair.aspect,
            cover_picture(pair.aspect, proof_address(digest), covered=pair.aspect in before),
            cover_picture(pair.aspect, _address(draft), covered=has_cover(contract, pair.aspect)),
            _heat(draft, f"{pair.new.slug}{COVER}"),
        )
        for pair in _pairs(draft, contract, base)
        if pair.aspect in before or has_cover(contract, pair.aspect)
    ]


def _heat(draft: DraftView, slug: str) -> str:
    return f"/drafts/{draft.id}/heat/{slug}.png?rev={draft.rev}&engine={ENGINE}"


def _once(findings: tuple[Any, ...]) -> list[list[Any]]:
    """Warnings by what waives them: one reason holds for a rule at one place."""
    places: dict[tuple[str, str], list[Any]] = {}
    for item in findings:
        if item.severity == "warning":
            places.setdefault((item.rule, item.pointer), []).append(item)
    return list(places.values())


def _steps(draft: DraftView, least: str) -> list[dict[str, Any]]:
    """The numbers that publishing could give; those below the least are not allowed."""
    smallest = max(STEPS.index(step) for step in STEPS if step in (least, "patch"))
    return [
        {
            "bump": step,
            "version": _next_version(draft, step),
            "allowed": index >= smallest,
            "least": index == smallest,
        }
        for index, step in enumerate(STEPS)
    ]


def _next_version(draft: DraftView, bump: Bump) -> str:
    if draft.newest_version is None:
        return "1.0.0"
    return str(Number(*map(int, draft.newest_version.split("."))).next(bump))
