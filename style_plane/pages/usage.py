"""Who uses a style: versions, clients, runs."""

from __future__ import annotations

from typing import Any

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from style_plane.access.actor import Actor
from style_plane.pages.looks import stable_look
from style_plane.pages.render import PageController, page
from style_plane.usage.service import Usage
from style_plane.versions.models import StyleDetails
from style_plane.versions.service import Versions

MOST_RUNS = 100


class UsagePageController(PageController):
    """`/styles/ORG/NAME/usage`."""

    @get("/styles/{org:str}/{name:str}/usage", sync_to_thread=True)
    def usage(
        self,
        org: FromPath[str],
        name: FromPath[str],
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        versions: NamedDependency[Versions],
        usage: NamedDependency[Usage],
        version: FromQuery[str] = "",
    ) -> Template:
        """Runs by version and client, and those on versions that should not be used."""
        used = usage.of_style(actor, org, name)
        details = versions.style(org, name)
        return page(
            request,
            "usage.html",
            actor,
            org=org,
            here="library",
            look=stable_look(versions, details),
            used=used,
            states=_states(details),
            most=max((item.runs for item in used.versions), default=1),
            busiest=max((*used.days, 1)),
            runs=usage.pins(actor, org, name, version=version or None, limit=MOST_RUNS),
            chosen=version,
        )


def _states(details: StyleDetails) -> dict[str, str]:
    """Version to state."""
    return {item.version: item.status.state for item in details.versions}
