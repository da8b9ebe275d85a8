"""What the style plane once said, kept in this home: a version that was pinned before needs no plane.

Contract and assets lie in the artifact store under their digests; here lies, for each reference
that was asked for, what it meant and when. A version and a digest mean the same for ever; any other
reference is remembered only for the case that nobody can be asked.
"""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

from pydantic import ValidationError

from schemas.artifacts import Blob, Ref
from schemas.base import Contract
from schemas.style.contract import StyleContract
from schemas.style.refs import ResolvedStyle, StyleRef
from schemas.units import Sha256
from tasks.errors.places import ArtifactMissingError
from tasks.errors.styles import StyleAnswerError
from tasks.settings import Settings
from tasks.tools.artifacts.base import ArtifactStore
from tasks.tools.plane import is_lasting


class Remembered(Contract):
    """What a reference meant, with all its bytes in the store."""

    asked: str
    """The reference."""
    at: str
    """When the plane (or the bundle) said so: ISO 8601, UTC."""
    resolved: ResolvedStyle
    contract: Ref[StyleContract]
    assets: dict[Sha256, Ref[Blob]]


class Mirror:
    """References of one tenant and what they meant. Safe for many processes: files are replaced."""

    def __init__(self, folder: Path, store: ArtifactStore) -> None:
        self.folder, self.store = folder, store

    @classmethod
    def of(cls, settings: Settings, store: ArtifactStore) -> Mirror:
        """The mirror of the tenant that the settings name."""
        return cls(settings.tenant_home / "styles", store)

    def lasting(self, ref: StyleRef) -> Remembered | None:
        """An exact version or a digest that is whole here; None for any other reference."""
        return self.last(ref) if is_lasting(ref) else None

    def last(self, ref: StyleRef) -> Remembered | None:
        """What a reference meant when it was last asked for; None when that is not kept whole.

        Raises:
            DigestMismatchError: when kept bytes were changed; they are set aside.
        """
        kept = self._read(str(ref))
        return kept if kept is not None and self._whole(kept) else None

    def keep(self, ref: StyleRef, kept: Remembered) -> None:
        """Remember a reference, and the exact version and digest that it means.

        Raises:
            StyleAnswerError: when the version is known here with other content: it cannot change.
        """
        style = kept.resolved
        exact = StyleRef(org=style.org, name=style.name, selector=style.version)
        digest = StyleRef(org=style.org, name=style.name, selector=f"sha256:{style.digest}")
        known = self._read(str(exact))
        if known is not None and known.resolved.digest != style.digest:
            raise StyleAnswerError(
                str(exact),
                "What is asked now",
                f"says sha256 {style.digest}, and this home knows it as {known.resolved.digest}: a "
                f"published version never changes",
            )
        for name in {str(ref), str(exact), str(digest)}:
            self._write(name, kept.model_copy(update={"asked": name}))

    def _read(self, name: str) -> Remembered | None:
        """What was written under a reference; None where that is nothing, or not its own."""
        try:
            kept = Remembered.model_validate_json(self._file(name).read_bytes())
        except (FileNotFoundError, ValidationError):
            return None
        own = kept.asked == name and kept.contract.sha256 == kept.resolved.digest
        return kept if own else None

    def _whole(self, kept: Remembered) -> bool:
        """Whether all bytes are there; changed ones are an error, missing ones are not."""
        held = [kept.contract, *kept.assets.values()]
        if set(kept.assets) != set(kept.resolved.assets):
            return False
        for ref in held:
            try:
                self.store.path(ref)
            except ArtifactMissingError:
                return False
        return True

    def _file(self, name: str) -> Path:
        return self.folder / f"{hashlib.sha256(name.encode()).hexdigest()}.json"

    def _write(self, name: str, kept: Remembered) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.folder, delete=False) as aside:
            aside.write(kept.model_dump_json(indent=1).encode())
        Path(aside.name).chmod(0o644)  # other workers of the tenant read it too
        Path(aside.name).replace(self._file(name))
