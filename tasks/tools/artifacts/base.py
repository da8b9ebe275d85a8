"""The promise of an artifact store. To add one: keep the promise, pass `tests/promises`.

1. Bytes live once, under their sha256. Writing the same bytes again is harmless.
2. Nothing is visible before it is complete: write aside and rename, or put conditionally.
3. Reading checks: bytes that do not hash to their name are never handed out.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from schemas.artifacts import Blob, Ref


class ArtifactStore(Protocol):
    """Where bytes live."""

    def put_bytes(self, data: bytes, media_type: str) -> Ref[Any]:
        """Store bytes.

        Raises:
            StorageFullError: when there is no room; nothing half-written stays.
        """
        ...

    def put_file(self, path: Path, media_type: str) -> Ref[Blob]:
        """Store a copy of a file, hashed while it is copied; the file itself is left alone."""
        ...

    def take_file(self, path: Path, media_type: str) -> Ref[Blob]:
        """Store a file that the caller gives away; it is moved where that is possible."""
        ...

    def read(self, ref: Ref[Any]) -> bytes:
        """All bytes.

        Raises:
            ArtifactMissingError: when they are gone.
            DigestMismatchError: when they were changed.
        """
        ...

    def path(self, ref: Ref[Any]) -> Path:
        """A local path that holds the bytes, checked, read-only, without a telling ending.

        Raises:
            ArtifactMissingError: when they are gone.
            DigestMismatchError: when they were changed.
        """
        ...

    def holds(self, ref: Ref[Any]) -> bool:
        """Whether the bytes are there and still hash to their name; changed bytes are set aside."""
        ...
