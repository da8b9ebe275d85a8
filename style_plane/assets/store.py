"""Bytes in a folder by sha256, and a frozen row that says what they are.

A row is written only after its bytes are in place; bytes are checked when they are first read.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from schemas.units import Sha256
from style_plane.assets.inspect import AssetFacts, inspect
from style_plane.database import Database, insert_missing
from style_plane.errors import DamagedBytesError, UnknownBytesError
from style_plane.tables import Asset


class Assets:
    """Fonts and images of all styles."""

    def __init__(self, database: Database, folder: Path, clock: Callable[[], datetime]) -> None:
        self._database, self._folder, self._clock = database, folder, clock

    def add(self, data: bytes) -> tuple[AssetFacts, bool]:
        """Store a font or image; the second value says whether it is new.

        Raises:
            AssetRefusedError: when it is neither, or cannot be used in styles.
        """
        digest = hashlib.sha256(data).hexdigest()
        known = self.facts(digest)
        if known is not None and self._intact(digest):
            return known, False
        facts = inspect(data, digest)
        self._write(digest, data)
        with self._database.writing() as session:
            new = session.get(Asset, digest) is None
            if new:
                insert_missing(session, Asset, **self._values(facts))
        return facts, new

    def facts(self, sha256: Sha256) -> AssetFacts | None:
        """What an asset is, or None where there is no such asset."""
        with self._database.reading() as session:
            row = session.get(Asset, sha256)
            return None if row is None else AssetFacts.model_validate(row.facts)

    def read(self, sha256: Sha256) -> tuple[bytes, AssetFacts]:
        """All bytes of an asset.

        Raises:
            UnknownBytesError: where there is no such asset.
            DamagedBytesError: when the file is gone or was changed.
        """
        facts = self.facts(sha256)
        if facts is None:
            raise UnknownBytesError(f"There is no asset with sha256 {sha256}.")
        path = self.path(sha256)
        data = path.read_bytes() if path.exists() else b""
        if hashlib.sha256(data).hexdigest() != sha256:
            raise DamagedBytesError(
                f"The file of asset {sha256} is gone or was changed. Upload it again to repair it."
            )
        return data, facts

    def path(self, sha256: Sha256) -> Path:
        """Where the bytes of an asset lie; not checked."""
        return self._folder / sha256[:2] / sha256

    def _intact(self, sha256: Sha256) -> bool:
        try:
            self.read(sha256)
        except DamagedBytesError:
            return False
        return True

    def _values(self, facts: AssetFacts) -> dict[str, Any]:
        return {
            "sha256": facts.sha256,
            "media_type": facts.media_type,
            "size": facts.size,
            "facts": facts.model_dump(mode="json"),
            "added_at": self._clock().isoformat(timespec="seconds"),
        }

    def _write(self, sha256: Sha256, data: bytes) -> None:
        place = self.path(sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place.parent, prefix=".new-", delete=False) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside = Path(file.name)
        aside.chmod(0o444)
        aside.replace(place)
