"""Bytes in a folder by sha256, and a frozen row that says what they are.

A row is written only after its bytes are in place; bytes are checked whenever they are read.
Everything here is told what bytes are; finding that out is `inspect.py`.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from schemas.units import Sha256
from style_plane.assets.facts import REVISION, AssetFacts, Refused
from style_plane.assets.inspect import Product, digest, inspect, take
from style_plane.database import Database, insert_missing
from style_plane.errors import AssetRefusedError, DamagedBytesError, UnknownBytesError
from style_plane.tables import Asset

_DIGEST = re.compile(r"[0-9a-f]{64}")


class Assets:
    """Fonts, pictures, sounds and LUTs of all styles."""

    def __init__(self, database: Database, folder: Path, clock: Callable[[], datetime]) -> None:
        self._database, self._folder, self._clock = database, folder, clock
        self._known: dict[Sha256, AssetFacts] = {}
        self.characters = lru_cache(maxsize=64)(self._characters)

    def add(self, data: bytes) -> tuple[AssetFacts, bool]:
        """Store a file that the plane itself brings; the second value says whether it is new.

        It is read in this process: what people upload goes through `BrandKit`.

        Raises:
            AssetRefusedError: when it cannot be used in styles.
        """
        known = self.facts(digest(data))
        if known is not None and self.intact(known.sha256):
            return known, False
        try:
            return self.keep(take(data).asset)
        except Refused as refusal:
            raise AssetRefusedError(str(refusal)) from refusal

    def keep(self, product: Product) -> tuple[AssetFacts, bool]:
        """Store bytes with what was found out about them; the second value says whether they are new.

        Bytes that are there but were damaged are put right.
        """
        facts = product.facts
        if self.facts(facts.sha256) is not None and self.intact(facts.sha256):
            return facts, False
        self._write(facts.sha256, product.data)
        with self._database.writing() as session:
            new = session.get(Asset, facts.sha256) is None
            if new:
                insert_missing(session, Asset, **self._values(facts))
        return facts, new

    def facts(self, sha256: Sha256) -> AssetFacts | None:
        """What an asset is, or None where there is no such asset."""
        if sha256 not in self._known:
            if not _DIGEST.fullmatch(sha256):
                return None
            with self._database.reading() as session:
                row = session.get(Asset, sha256)
            if row is None:
                return None
            self._known[sha256] = self._current(AssetFacts.model_validate(row.facts))
        return self._known[sha256]

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

    def intact(self, sha256: Sha256) -> bool:
        """Whether a known asset's bytes are as they were."""
        try:
            self.read(sha256)
        except DamagedBytesError:
            return False
        return True

    def _characters(self, sha256: Sha256) -> frozenset[int]:
        """Code points that a font can show.

        Raises:
            UnknownBytesError, DamagedBytesError: as `read`.
        """
        from style_plane.assets.fonts import characters_of

        return characters_of(self.read(sha256)[0])

    def _current(self, facts: AssetFacts) -> AssetFacts:
        """Facts that an older Reelwright found out are found out anew; the row stays as it is."""
        if facts.revision >= REVISION or facts.kind == "source" or not self._whole(facts):
            return facts
        try:
            return inspect(self.path(facts.sha256).read_bytes()).facts
        except Refused:
            return facts

    def _whole(self, facts: AssetFacts) -> bool:
        """Whether there is a file of the right size; cheaper than `intact`."""
        path = self.path(facts.sha256)
        return path.exists() and path.stat().st_size == facts.size

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
