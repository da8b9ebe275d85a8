"""The application: settings in, Litestar out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import anyio
from litestar import Litestar, get
from litestar.di import NamedDependency, Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.template import TemplateConfig

from style_plane.assets.controller import AssetsController
from style_plane.assets.store import Assets
from style_plane.database import Database
from style_plane.errors import HANDLERS, problems
from style_plane.pages.controller import TEMPLATES, PagesController
from style_plane.pages.proofs import Proofs
from style_plane.settings import PlaneSettings
from style_plane.starters.seeding import seed
from style_plane.versions.controller import VersionsController
from style_plane.versions.service import Versions


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


def create_app(settings: PlaneSettings, clock: Callable[[], datetime] = utc_now) -> Litestar:
    """The style plane over its database and its assets folder; starters are seeded at start."""
    database = Database(settings.sqlalchemy_url)
    assets = Assets(database, settings.assets_folder, clock)
    versions = Versions(database, assets, clock)
    parts = {
        "database": database,
        "assets": assets,
        "versions": versions,
        "proofs": Proofs(versions, assets, settings.proofs_folder),
    }

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        await anyio.to_thread.run_sync(database.prepare)
        await anyio.to_thread.run_sync(seed, versions, assets)
        yield
        database.close()

    app = Litestar(
        route_handlers=[health, VersionsController, AssetsController, PagesController],
        dependencies={name: _provide(part) for name, part in parts.items()},
        exception_handlers=HANDLERS,
        lifespan=[lifespan],
        template_config=TemplateConfig(directory=TEMPLATES, engine=JinjaTemplateEngine),
        openapi_config=OpenAPIConfig(
            title="Reelwright style plane",
            version="1",
            description="Where styles are published, numbered and resolved.",
            path="/schema",
            render_plugins=[JsonRenderPlugin()],
        ),
        logging_config=None,  # the process that serves decides what is logged where
        request_max_body_size=settings.max_asset_bytes,
    )
    app.state.settings = settings
    return app


def _provide(part: object) -> Provide:
    return Provide(lambda: part, sync_to_thread=False)
