"""Finished files in a folder: whole, checked, and not mixed with those of somebody else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tasks.delivery.publish.base import Finished
from tasks.delivery.publish.folder import FolderPublisher
from tasks.errors.places import DigestMismatchError, OutputFolderError
from tasks.tools.artifacts.local import sha256_of

NAME = "clip-01_9x16"


def finished(folder: Path, letter: bytes, size: int = 3_000_000) -> dict[str, Finished]:
    """An output whose files hold one letter only."""
    folder.mkdir()
    files = {}
    for ending in ("mp4", "srt", "json"):
        path = folder / ending
        path.write_bytes(letter * size)
        files[ending] = Finished(path, sha256_of(path))
    return files


def held(folder: Path) -> dict[str, bytes]:
    """First and last byte of every file, hidden ones included."""
    return {path.name: path.read_bytes()[:1] + path.read_bytes()[-1:] for path in folder.iterdir()}


def test_files_arrive_under_their_name_and_can_be_read_by_others(tmp_path: Path) -> None:
    published = FolderPublisher().publish(
        NAME, finished(tmp_path / "a", b"a"), str(tmp_path / "out")
    )
    assert sorted(held(tmp_path / "out")) == [f"{NAME}.json", f"{NAME}.mp4", f"{NAME}.srt"]
    assert FolderPublisher().still_there(published)
    assert Path(published.files["mp4"].location).stat().st_mode & 0o777 == 0o644


def test_of_fewer_thumbnails_than_before_none_is_left_over(tmp_path: Path) -> None:
    out = tmp_path / "out"
    more, fewer = finished(tmp_path / "a", b"a", 10), finished(tmp_path / "b", b"b", 10)
    FolderPublisher().publish(NAME, more | {"2.jpg": more["srt"], "3.jpg": more["srt"]}, str(out))
    FolderPublisher().publish(f"{NAME}0", more | {"2.jpg": more["srt"]}, str(out))
    FolderPublisher().publish(NAME, fewer | {"2.jpg": fewer["srt"]}, str(out))
    pictures = sorted(name for name in held(out) if name.endswith("jpg"))
    assert pictures == [f"{NAME}.2.jpg", f"{NAME}0.2.jpg"]


def test_two_publications_at_once_are_never_mixed(tmp_path: Path) -> None:
    out = tmp_path / "out"
    outputs = [finished(tmp_path / letter, letter.encode()) for letter in "ab"]
    with ThreadPoolExecutor(2) as pool:
        for _ in range(12):
            put = [
                pool.submit(FolderPublisher().publish, NAME, files, str(out)) for files in outputs
            ]
            assert [future.result().name for future in put] == [NAME, NAME]
            assert set(held(out).values()) in ({b"aa"}, {b"bb"})
            assert len(held(out)) == 3


def test_a_file_that_is_not_what_it_was_is_not_handed_over(tmp_path: Path) -> None:
    files = finished(tmp_path / "a", b"a", 10)
    files["srt"].path.write_bytes(b"aaaaaaaaab")
    with pytest.raises(DigestMismatchError, match="srt"):
        FolderPublisher().publish(NAME, files, str(tmp_path / "out"))
    assert held(tmp_path / "out") == {}


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    with pytest.raises(OutputFolderError, match="Name another"):
        FolderPublisher().publish(NAME, finished(tmp_path / "a", b"a", 1), str(tmp_path / "out"))
