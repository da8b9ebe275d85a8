"""What every artifact store promises."""

from __future__ import annotations

import hashlib
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from schemas.artifacts import Ref
from tasks.errors.places import ArtifactMissingError, DigestMismatchError, StorageFullError
from tasks.tools.artifacts.base import ArtifactStore
from tasks.tools.artifacts.local import LocalStore

STORES: dict[str, Callable[[Path], ArtifactStore]] = {"local": LocalStore}
TEXT = "text/plain"


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ArtifactStore:
    return STORES[request.param](tmp_path / "store")


def test_bytes_come_back_under_their_sha256(store: ArtifactStore) -> None:
    ref = store.put_bytes(b"frame", TEXT)
    assert ref.sha256 == hashlib.sha256(b"frame").hexdigest()
    assert (store.read(ref), ref.size) == (b"frame", 5)


def test_equal_bytes_have_one_name(store: ArtifactStore, tmp_path: Path) -> None:
    file = tmp_path / "frame.bin"
    file.write_bytes(b"frame")
    assert store.put_bytes(b"frame", TEXT) == store.put_bytes(b"frame", TEXT)
    assert store.put_file(file, TEXT) == store.put_bytes(b"frame", TEXT)


def test_a_file_that_is_put_stays_and_one_that_is_given_away_goes(
    store: ArtifactStore, tmp_path: Path
) -> None:
    file = tmp_path / "frame.bin"
    file.write_bytes(b"frame")
    ref = store.put_file(file, TEXT)
    assert file.exists()
    assert store.take_file(file, TEXT) == ref
    assert not file.exists()
    assert store.read(ref) == b"frame"


def test_a_path_holds_the_bytes_and_cannot_be_written(store: ArtifactStore) -> None:
    path = store.path(store.put_bytes(b"frame", TEXT))
    assert path.read_bytes() == b"frame"
    assert path.stat().st_mode & 0o222 == 0


def test_what_was_never_stored_is_missing(store: ArtifactStore) -> None:
    ref: Ref[object] = Ref(sha256="0" * 64, size=1, media_type=TEXT)
    assert not store.holds(ref)
    for ask in (store.read, store.path):
        with pytest.raises(ArtifactMissingError, match="Run again"):
            ask(ref)


def test_changed_bytes_that_many_find_at_once_are_changed_bytes_for_all(
    store: ArtifactStore,
) -> None:
    ref = store.put_bytes(b"frame" * 200_000, TEXT)
    path = store.path(ref)
    path.chmod(0o644)
    path.write_bytes(b"framf" * 200_000)
    gate, held = threading.Barrier(8), []

    def look(ask: Callable[[Ref[Any]], object]) -> None:
        gate.wait()
        with pytest.raises((DigestMismatchError, ArtifactMissingError)):
            ask(ref)
        held.append(store.holds(ref))

    asks = [store.read, store.path] * 4
    threads = [threading.Thread(target=look, args=(ask,)) for ask in asks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert held == [False] * 8


def test_changed_bytes_are_never_handed_out_and_can_be_stored_anew(store: ArtifactStore) -> None:
    ref = store.put_bytes(b"frame", TEXT)
    path = store.path(ref)
    path.chmod(0o644)
    path.write_bytes(b"framf")
    with pytest.raises(DigestMismatchError):
        store.read(ref)
    assert not store.holds(ref)
    assert store.read(store.put_bytes(b"frame", TEXT)) == b"frame"


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        full = LocalStore(disk)
        with pytest.raises(StorageFullError, match="Free some space"):
            full.put_bytes(bytes(1 << 20), TEXT)
        assert [path for path in disk.rglob("*") if path.is_file()] == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)
