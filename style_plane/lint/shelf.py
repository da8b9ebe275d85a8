"""Where lints find the files that a style names; `Assets` is one."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from schemas.units import Sha256
from style_plane.assets.facts import AssetFacts


class Shelf(Protocol):
    """Assets by sha256."""

    def facts(self, sha256: Sha256) -> AssetFacts | None:
        """What an asset is, or None where there is no such asset."""
        ...

    def path(self, sha256: Sha256) -> Path:
        """Where the bytes of an asset lie; there need be none."""
        ...
