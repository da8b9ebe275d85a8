"""The application: settings in, Litestar out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import anyio
from litestar import Litestar, get
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.types import ControllerRouterHandler

from style_plane.access import controller as access_api
from style_plane.access import org_pages, pages
from style_plane.access.doors import DOOR_HANDLERS, Doors, actor_of
from style_plane.assets.controller import AssetsController, KitController
from style_plane.assets.pages import BrandController
from style_plane.audit.controller import AuditController
from style_plane.bundles.controller import BundlesController
from style_plane.bundles.pages import BundlePagesController
from style_plane.database import Database
from style_plane.drafts.controller import DraftsController
from style_plane.drafts.reviews import ReviewsController
from style_plane.editor.controller import EditorPages
from style_plane.errors import HANDLERS, problems
from style_plane.events.dispatcher import sending
from style_plane.openapi import api_document
from style_plane.pages.controller import PAGES
from style_plane.pages.render import TEMPLATES, no_such_page
from style_plane.parts import Parts, make_parts
from style_plane.previews.controller import ProofsController
from style_plane.previews.pages import PreviewPages
from style_plane.samples.controller import SamplesController
from style_plane.samples.pages import GroundsController, SamplePagesController
from style_plane.settings import PlaneSettings
from style_plane.starters.seeding import seed
from style_plane.usage.controller import UsageController
from style_plane.versions.controller import VersionsController
from style_plane.versions.lifetimes import LifetimesController


def utc_now() -> datetime:
    """The clock of a running plane."""
    return datetime.now(UTC)


@get(
    "/health", operation_id="health", sync_to_thread=True, responses=problems(500), tags=["health"]
)
def health(database: NamedDependency[Database]) -> dict[str, str]:
    """Answers when the database does."""
    database.check()
    return {"status": "ok"}


ROUTES: tuple[ControllerRouterHandler, ...] = (
    health,
    *access_api.CONTROLLERS,
    *pages.PAGES,
    *org_pages.PAGES,
    VersionsController,
    LifetimesController,
    DraftsController,
    ReviewsController,
    AuditController,
    UsageController,
    AssetsController,
    KitController,
    SamplesController,
    BundlesController,
    BrandController,
    GroundsController,
    SamplePagesController,
    BundlePagesController,
    ProofsController,
    PreviewPages,
    EditorPages,
    *PAGES,
)


def create_app(settings: PlaneSettings, clock: Callable[[], datetime] = utc_now) -> Litestar:
    """The style plane over its database and its assets folder; starters are seeded at start."""
    parts = make_parts(settings, clock)
    app = Litestar(
        route_handlers=ROUTES,
        dependencies={
            "actor": Provide(actor_of, sync_to_thread=False),
            **{name: _provide(part) for name, part in parts.named().items()},
        },
        guards=[Doors(parts.access, settings).guard],
        exception_handlers={**HANDLERS, **DOOR_HANDLERS, NotFoundException: no_such_page},
        lifespan=[lambda _: _running(parts, settings)],
        template_config=TEMPLATES,
        openapi_config=api_document(),
        logging_config=None,  # the process that serves decides what is logged where
        request_max_body_size=settings.max_asset_bytes,
    )
    app.state.settings, app.state.limits = settings, parts.limits
    return app


@asynccontextmanager
async def _running(parts: Parts, settings: PlaneSettings) -> AsyncIterator[None]:
    """Tables and starters first; then proofs are painted and events sent until the plane stops."""
    await anyio.to_thread.run_sync(parts.database.prepare)
    await anyio.to_thread.run_sync(seed, parts.versions, parts.assets)
    parts.painter.start()
    with sending(parts.outbox, settings.prefect_url, settings.prefect_authorization):
        yield
    parts.previews.close()
    await anyio.to_thread.run_sync(parts.painter.stop)
    parts.database.close()


def _provide(part: object) -> Provide:
    return Provide(lambda: part, sync_to_thread=False)
