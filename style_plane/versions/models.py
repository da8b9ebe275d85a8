"""What the API says about styles. Table rows never leave the service."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from schemas.base import Contract
from schemas.style.facets import Facets
from schemas.style.refs import Version
from schemas.units import Aspect, Sha256


class VersionSummary(Contract):
    """One published version."""

    version: Version
    digest: Sha256
    facets: Facets
    promise: tuple[Aspect, ...]
    published_by: str
    published_at: str
    """ISO 8601, UTC."""


class ChannelMoved(Contract):
    """One line of a channel's history."""

    channel: str
    from_version: Version | None
    """None when the channel was new."""
    to_version: Version
    by: str
    reason: str
    at: str
    """ISO 8601, UTC."""


class StyleSummary(Contract):
    """One style in the library."""

    org: str
    name: str
    title: str
    """Of the version that `stable` names."""
    description: str
    promise: tuple[Aspect, ...]
    channels: dict[str, Version]
    """`latest` and `stable` always; campaign names as set."""
    versions: int
    """How many were published."""


class StyleDetails(Contract):
    """A style with all it has published."""

    org: str
    name: str
    channels: dict[str, Version]
    versions: tuple[VersionSummary, ...]
    """Newest first."""
    moves: tuple[ChannelMoved, ...]
    """Newest first."""


class ChannelMove(Contract):
    """Where a channel shall point."""

    version: Version
    reason: Annotated[str, Field(max_length=500)] = ""
