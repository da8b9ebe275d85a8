"""Every controller of this part, for the application."""

from __future__ import annotations

from style_plane.pages.auditing import AuditPageController
from style_plane.pages.library import LibraryController
from style_plane.pages.publishing import PublishingController
from style_plane.pages.static_files import StaticController
from style_plane.pages.style import StyleController
from style_plane.pages.usage import UsagePageController
from style_plane.pages.version import VersionController

PAGES = (
    LibraryController,
    StyleController,
    VersionController,
    UsagePageController,
    PublishingController,
    AuditPageController,
    StaticController,
)
