"""A path or address -> SourceAsset: the bytes under their sha256, and what they hold."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx

from schemas.artifacts import BINARY, Blob, Ref
from schemas.media import SourceAsset
from schemas.stages import Stage
from schemas.units import Sha256
from tasks.errors.places import ArtifactMissingError, DigestMismatchError, StorageFullError
from tasks.errors.recordings import (
    SourceGoneError,
    SourceNotFoundError,
    SourceRefusedError,
    SourceUnreachableError,
)
from tasks.settings import Settings
from tasks.stage import StageContext, stage
from tasks.tools.artifacts.base import ArtifactStore
from tasks.tools.artifacts.local import sha256_of
from tasks.tools.media.location import check_location, filled
from tasks.tools.media.probe import probe

BYTES_AN_HOUR = 64 * 2**30
"""A download that grows beyond this for each hour that is taken is broken off (150 Mbit/s): an
endless stream has no end to wait for."""
MOST_REDIRECTS = 3
PATIENCE = httpx.Timeout(30.0, connect=10.0)
"""Seconds without a byte; for a connection, seconds until it stands."""


@dataclass(frozen=True)
class OpenedSource:
    """A recording whose bytes are in the store."""

    sha256: Sha256
    name: str
    """File name as given, without folder; shown to people, never part of a key."""
    ref: Ref[Blob]


@stage(Stage.INGEST, revision=4)
def ingest(ctx: StageContext, media: Ref[Blob], max_hours: float) -> Ref[SourceAsset]:
    """Probe the recording; a longer one than `max_hours` is refused.

    Raises:
        SourceRefusedError: when it is outside the media contract; named by its sha256.
        SourceGoneError: when its bytes are not in the store as they were.
    """
    try:
        path = ctx.path(media)
    except (ArtifactMissingError, DigestMismatchError) as error:
        raise SourceGoneError(media.sha256[:12]) from error

    report = probe(path, max_hours=max_hours)
    if report.verdict == "reject":
        raise SourceRefusedError(media.sha256[:12], report.reason, report.detail, report.remedy)

    return ctx.publish(SourceAsset(sha256=media.sha256, size=media.size, media=media, probe=report))


def open_source(
    location: str, store: ArtifactStore, settings: Settings, workdir: Path
) -> OpenedSource:
    """Bring a recording into the store, from a path or an http(s) address of a media file.

    The same bytes give the same `ref`, whatever they are called and wherever they come from.
    `workdir` takes a download while it grows.

    Raises:
        SourceNotFoundError: when there is nothing to read there.
        SourceRefusedError: when it is empty, or the address is of another kind.
        SourceUnreachableError: when a server does not answer now.
        StorageFullError: when there is no room.
    """
    path = check_location(location)
    if path is not None:
        return _from_path(path, location, store)
    most = int(settings.max_source_hours * BYTES_AN_HOUR)
    return _from_address(location, store, workdir / "download", most)


def _from_path(path: Path, location: str, store: ArtifactStore) -> OpenedSource:
    try:
        return _kept(path, path.name, store)
    except PermissionError as error:
        raise SourceNotFoundError(location, "it may not be read") from error


def _kept(path: Path, name: str, store: ArtifactStore) -> OpenedSource:
    """Put a file into the store unless it is there; hashing is far cheaper than copying."""
    size = filled(path, name).stat().st_size
    ref: Ref[Blob] = Ref(sha256=sha256_of(path), size=size, media_type=BINARY)
    if not store.holds(ref):
        ref = store.put_file(path, BINARY)
    return OpenedSource(ref.sha256, name, ref)


def _from_address(url: str, store: ArtifactStore, target: Path, most: int) -> OpenedSource:
    try:
        with httpx.Client(
            follow_redirects=True, max_redirects=MOST_REDIRECTS, timeout=PATIENCE
        ) as client:
            _download(client, url, target, most)
        name = Path(unquote(urlsplit(url).path)).name or urlsplit(url).netloc
        return _kept(target, name, store)
    finally:
        target.unlink(missing_ok=True)


def _download(client: httpx.Client, url: str, target: Path, most: int) -> None:
    """Stream a response into a file; all of it, or an error."""
    try:
        with client.stream("GET", url, headers={"Accept-Encoding": "identity"}) as response:
            _check_status(url, response.status_code)
            _save(url, response, target, most)
    except httpx.TooManyRedirects as error:
        raise SourceNotFoundError(url, f"it leads on more than {MOST_REDIRECTS} times") from error
    except (httpx.UnsupportedProtocol, httpx.InvalidURL, UnicodeError) as error:
        raise SourceNotFoundError(url, f"it is no usable address ({error})") from error
    except httpx.TransportError as error:
        why = str(error) or type(error).__name__
        raise SourceUnreachableError(url, why) from error


def _check_status(url: str, status: int) -> None:
    if status == 200:
        return
    if status >= 500 or status in (408, 425, 429):
        raise SourceUnreachableError(url, f"the server answers {status}")
    raise SourceNotFoundError(url, f"the server answers {status}")


def _save(url: str, response: httpx.Response, target: Path, most: int) -> None:
    held = 0
    try:
        with target.open("wb") as file:
            for chunk in response.iter_bytes():
                held += len(chunk)
                if held > most:
                    raise SourceRefusedError(
                        url,
                        "too-large",
                        f"It is larger than {most / 2**30:.0f} GiB.",
                        "Cut it into parts and hand them in one by one.",
                    )
                file.write(chunk)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise StorageFullError(str(target.parent), f"{held:,} bytes so far") from error
