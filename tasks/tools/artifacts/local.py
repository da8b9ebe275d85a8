"""Artifacts in a local folder: `artifacts/ab/abcdef...`, read-only, checked on every first read."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from schemas.artifacts import Blob, Ref
from tasks.errors.places import ArtifactMissingError, DigestMismatchError
from tasks.tools.room import room_needed

CHUNK = 1 << 20


def sha256_of(path: Path) -> str:
    """Lower-case hex sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class LocalStore:
    """The embedded store; see `base.ArtifactStore` for what it promises."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.incoming = root / "incoming"
        self._checked: dict[str, tuple[int, int, int, int]] = {}
        self.incoming.mkdir(parents=True, exist_ok=True)

    def put_bytes(self, data: bytes, media_type: str) -> Ref[Any]:
        digest = hashlib.sha256(data).hexdigest()
        ref: Ref[Any] = Ref(sha256=digest, size=len(data), media_type=media_type)
        if not self.holds(ref):
            with self._aside(len(data)) as file:
                file.write(data)
            self._move(Path(file.name), digest)
        return ref

    def put_file(self, path: Path, media_type: str) -> Ref[Blob]:
        with path.open("rb") as source, self._aside(path.stat().st_size) as file:
            digest = _copy(source, file)
        return self._named(Path(file.name), digest, media_type)

    def take_file(self, path: Path, media_type: str) -> Ref[Blob]:
        if path.stat().st_dev != self.root.stat().st_dev:
            ref = self.put_file(path, media_type)
            path.unlink()
            return ref
        return self._named(path, sha256_of(path), media_type)

    def read(self, ref: Ref[Any]) -> bytes:
        place = self._place(ref.sha256)
        try:
            data = place.read_bytes()
        except FileNotFoundError:
            raise ArtifactMissingError(ref.sha256) from None
        found = hashlib.sha256(data).hexdigest()
        if found != ref.sha256:
            self._set_aside(place)
            raise DigestMismatchError(f"The artifact at {place}", ref.sha256, found)
        return data

    def path(self, ref: Ref[Any]) -> Path:
        place = self._place(ref.sha256)
        try:
            found = self._digest(place, ref.sha256)
        except FileNotFoundError:
            raise ArtifactMissingError(ref.sha256) from None
        if found != ref.sha256:
            self._set_aside(place)
            raise DigestMismatchError(f"The artifact at {place}", ref.sha256, found)
        return place

    def holds(self, ref: Ref[Any]) -> bool:
        try:
            self.path(ref)
        except (ArtifactMissingError, DigestMismatchError):
            return False
        return True

    def _place(self, digest: str) -> Path:
        return self.root / digest[:2] / digest

    def _digest(self, place: Path, name: str) -> str:
        """The digest of a stored file; taken once for each state of the file in this process."""
        stat = place.stat()
        state = (stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino)
        if self._checked.get(name) == state:
            return name
        found = sha256_of(place)
        if found == name:
            self._checked[name] = state
        return found

    @contextmanager
    def _aside(self, size: int) -> Iterator[IO[bytes]]:
        """A file that nobody sees yet; when writing it fails, it is removed."""
        with room_needed(self.root, f"{size:,} bytes needed"):
            file = tempfile.NamedTemporaryFile(dir=self.incoming, delete=False)  # noqa: SIM115
            try:
                with file:
                    yield file
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise

    def _named(self, aside: Path, digest: str, media_type: str) -> Ref[Blob]:
        ref: Ref[Blob] = Ref(sha256=digest, size=aside.stat().st_size, media_type=media_type)
        if self.holds(ref):
            aside.unlink()
        else:
            self._move(aside, digest)
        return ref

    def _move(self, aside: Path, digest: str) -> None:
        place = self._place(digest)
        place.parent.mkdir(parents=True, exist_ok=True)
        aside.chmod(0o444)
        aside.replace(place)

    def _set_aside(self, place: Path) -> None:
        """Keep changed bytes for whoever asks what happened, out of the way of the next write."""
        quarantine = self.root / "changed"
        quarantine.mkdir(exist_ok=True)
        with suppress(FileNotFoundError):  # another worker found it at the same time
            place.replace(quarantine / place.name)
        self._checked.pop(place.name, None)


def _copy(source: IO[bytes], target: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := source.read(CHUNK):
        digest.update(chunk)
        target.write(chunk)
    target.flush()
    os.fsync(target.fileno())
    return digest.hexdigest()
