"""The audit log: who did what, and whether the log is whole."""

from __future__ import annotations

from typing import Any

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Template

from style_plane.access.actor import Actor
from style_plane.audit.controller import Before, Prefix
from style_plane.audit.service import Audit
from style_plane.pages.render import PageController, page

PER_PAGE = 50


class AuditPageController(PageController):
    """`/audit`."""

    @get("/audit", sync_to_thread=True)
    def show(
        self,
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        audit: NamedDependency[Audit],
        org: FromQuery[str] = "",
        subject: Prefix = "",
        action: Prefix = "",
        before: Before = None,
        verify: FromQuery[bool] = False,
    ) -> Template:
        """The newest entries about an organisation, or those before some entry."""
        orgs = sorted(name for name in actor.grants if actor.may("read", name))
        chosen = org or next(iter(orgs), "")
        actor.require("read", chosen)
        about = f"{chosen}/{subject}" if subject else ""
        found = audit.list(
            actor, chosen, subject=about, action=action, before=before, limit=PER_PAGE
        )
        return page(
            request,
            "audit.html",
            actor,
            org=chosen,
            here="audit",
            entries=found,
            subject=subject,
            action=action,
            report=audit.verify(actor) if verify else None,
            older=found[-1].id if len(found) == PER_PAGE else None,
        )
