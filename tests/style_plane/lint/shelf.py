"""A shelf of real files without a plane: the starters' own, and whatever a test puts there."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from schemas.units import Sha256
from style_plane.assets.facts import AssetFacts
from style_plane.assets.inspect import inspect
from style_plane.starters import seeding


class Files:
    """Assets by sha256, straight from files."""

    def __init__(self, *paths: Path) -> None:
        self._known: dict[Sha256, tuple[AssetFacts, Path]] = {}
        for path in paths:
            self.put(path)

    def put(self, path: Path) -> AssetFacts:
        """Take a file; what it is is found out by reading it."""
        data = path.read_bytes()
        facts = inspect(data).facts
        self._known[facts.sha256] = (facts, path)
        return facts

    def state(self, facts: AssetFacts, path: Path) -> None:
        """Take a file, and say what it is."""
        self._known[facts.sha256] = (facts, path)

    def facts(self, sha256: Sha256) -> AssetFacts | None:
        return self._known[sha256][0] if sha256 in self._known else None

    def path(self, sha256: Sha256) -> Path:
        return self._known[sha256][1] if sha256 in self._known else Path("/nowhere") / sha256

    def copy(self) -> Files:
        other = Files()
        other._known = dict(self._known)
        return other


@cache
def starter_files() -> Files:
    """The fonts and the mark of the starters."""
    return Files(*seeding._files())
