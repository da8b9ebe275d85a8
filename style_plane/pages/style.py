"""One style: how it looks, what names it, how it came to be, who uses it."""

from __future__ import annotations

from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from style_plane.access.actor import Actor
from style_plane.access.service import Access
from style_plane.drafts.service import Drafts
from style_plane.pages.forms import ChannelForm, DecisionForm, MoveForm, NextForm, StatusForm
from style_plane.pages.library import open_drafts
from style_plane.pages.looks import stable_look
from style_plane.pages.render import PageController, done, page
from style_plane.usage.service import Usage
from style_plane.versions.naming import LATEST, STABLE
from style_plane.versions.service import Versions


class StyleController(PageController):
    """`/styles/ORG/NAME` and what its dialogs send."""

    path = "/styles/{org:str}/{name:str}"

    @get("/", sync_to_thread=True)
    def style(
        self,
        org: FromPath[str],
        name: FromPath[str],
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        versions: NamedDependency[Versions],
        drafts: NamedDependency[Drafts],
        usage: NamedDependency[Usage],
        access: NamedDependency[Access],
    ) -> Template:
        """Proofs, channels, versions, drafts, usage."""
        details = versions.style(org, name)
        look = stable_look(versions, details)
        return page(
            request,
            "style.html",
            actor,
            org=org,
            here="library",
            look=look,
            details=details,
            drafts=open_drafts(drafts, actor, org, name),
            used=usage.of_style(actor, org, name) if actor.may("read", org) else None,
            movable=[STABLE, *(key for key in details.channels if key not in (STABLE, LATEST))],
            asks=access.policy(org).moves_need_approval,
            live=[item for item in details.versions if item.status.state != "withdrawn"],
        )

    @post("/drafts", sync_to_thread=True)
    def draft(
        self,
        org: FromPath[str],
        name: FromPath[str],
        data: URLEncodedBody[NextForm],
        actor: NamedDependency[Actor],
        drafts: NamedDependency[Drafts],
    ) -> Redirect:
        """A draft of the next version, or of the next of an older line, opened in the editor."""
        return done(f"/drafts/{drafts.create(actor, org, name, line=data.line).id}")

    @post("/channels", sync_to_thread=True)
    def move(
        self,
        org: FromPath[str],
        name: FromPath[str],
        data: URLEncodedBody[MoveForm],
        actor: NamedDependency[Actor],
        versions: NamedDependency[Versions],
    ) -> Redirect:
        """Point a channel at a version, or ask for it."""
        _, moved = versions.move(actor, org, name, data.channel, data.version, reason=data.reason)
        if moved:
            return done(f"/styles/{org}/{name}", f"{data.channel} now names {data.version}.")
        message = f"{data.channel} moves to {data.version} when a second person agrees."
        return done(f"/styles/{org}/{name}", message, "info")

    @post("/channels/undo", sync_to_thread=True)
    def undo(
        self,
        org: FromPath[str],
        name: FromPath[str],
        data: URLEncodedBody[ChannelForm],
        actor: NamedDependency[Actor],
        versions: NamedDependency[Versions],
    ) -> Redirect:
        """Point a channel at what it named before."""
        _, moved = versions.undo_move(actor, org, name, data.channel, reason=data.reason)
        message = "was moved back." if moved else "moves back when a second person agrees."
        return done(f"/styles/{org}/{name}", f"{data.channel} {message}", "ok" if moved else "info")

    @post("/channels/remove", sync_to_thread=True)
    def remove(
        self,
        org: FromPath[str],
        name: FromPath[str],
        data: URLEncodedBody[ChannelForm],
        actor: NamedDependency[Actor],
        versions: NamedDependency[Versions],
    ) -> Redirect:
        """Take a campaign name away."""
        _, gone = versions.remove_channel(actor, org, name, data.channel, reason=data.reason)
        message = "no longer names a version." if gone else "goes when a second person agrees."
        return done(f"/styles/{org}/{name}", f"{data.channel} {message}", "ok" if gone else "info")

    @post("/moves/agree", sync_to_thread=True)
    def agree(
        self,
        org: FromPath[str],
        name: FromPath[str],
        data: URLEncodedBody[DecisionForm],
        actor: NamedDependency[Actor],
        versions: NamedDependency[Versions],
    ) -> Redirect:
        """Agree to a move that another person asked for."""
        versions.approve_move(actor, org, name, data.request, comment=data.comment)
        return done(f"/styles/{org}/{name}", "Agreed. It is done.")

    @post("/moves/refuse", sync_to_thread=True)
    def refuse(
        self,
        org: FromPath[str],
        name: FromPath[str],
        data: URLEncodedBody[DecisionForm],
        actor: NamedDependency[Actor],
        versions: NamedDependency[Versions],
    ) -> Redirect:
        """Take a waiting move away."""
        versions.refuse_move(actor, org, name, data.request, comment=data.comment)
        return done(f"/styles/{org}/{name}", "The move was taken away.", "info")

    @post("/versions/{version:str}/status", sync_to_thread=True)
    def set_status(
        self,
        org: FromPath[str],
        name: FromPath[str],
        version: FromPath[str],
        data: URLEncodedBody[StatusForm],
        actor: NamedDependency[Actor],
        versions: NamedDependency[Versions],
    ) -> Redirect:
        """Deprecate, restore or withdraw a version."""
        versions.set_status(
            actor,
            org,
            name,
            version,
            data.state,
            reason=data.reason,
            successor=data.successor,
            sunset_at=data.sunset_at,
        )
        shown = "published again" if data.state == "published" else data.state
        return done(f"/styles/{org}/{name}/versions/{version}", f"{version} is {shown}.")
