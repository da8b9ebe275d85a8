"""A recording comes in from a path or an address, under the sha256 of its bytes."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from schemas.media import SourceAsset
from tasks.analysis import ingest as module
from tasks.analysis.ingest import OpenedSource, ingest, open_source
from tasks.errors.recordings import (
    SourceGoneError,
    SourceNotFoundError,
    SourceRefusedError,
    SourceUnreachableError,
)
from tasks.stage import StageContext
from tests.footage import click_track

Serve = Callable[[str], str]


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    return click_track(tmp_path / "talk.wav", [0.5], 2)


@pytest.fixture
def serve(talk: Path) -> Iterator[Serve]:
    """The address of a path on a server that behaves as the path says."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, _, rest = self.path.strip("/").partition("/")
            if kind == "again":
                self.send_response(302)
                self.send_header("location", f"/again/{rest}x")
                self.end_headers()
            elif kind == "once":
                self.send_response(302)
                self.send_header("location", f"/file/{rest}")
                self.end_headers()
            elif kind.isdigit():
                self.send_error(int(kind))
            else:
                self._file(cut=kind == "cut")

        def _file(self, *, cut: bool) -> None:
            data = talk.read_bytes()
            self.send_response(200)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data[: len(data) // 2] if cut else data)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield lambda path: f"http://127.0.0.1:{server.server_port}/{path}"
    server.shutdown()
    server.server_close()


def _open(ctx: StageContext, location: str) -> OpenedSource:
    return open_source(location, ctx.store, ctx.settings, ctx.workdir)


def test_a_file_is_stored_under_the_sha256_of_its_bytes(ctx: StageContext, talk: Path) -> None:
    source = _open(ctx, str(talk))
    assert source.sha256 == source.ref.sha256 == hashlib.sha256(talk.read_bytes()).hexdigest()
    assert source.name == "talk.wav"
    assert ctx.path(source.ref).read_bytes() == talk.read_bytes()


def test_another_name_gives_the_same_pointer(
    ctx: StageContext, talk: Path, tmp_path: Path, serve: Serve
) -> None:
    other = tmp_path / "-final (2).MP4"
    other.write_bytes(talk.read_bytes())
    first = _open(ctx, str(talk))
    second = _open(ctx, str(other))
    third = _open(ctx, serve("file/my%20talk.mp4?token=1"))
    assert first.ref == second.ref == third.ref
    assert (second.name, third.name) == ("-final (2).MP4", "my talk.mp4")


def test_the_recording_itself_is_left_alone(ctx: StageContext, talk: Path) -> None:
    before = talk.read_bytes(), talk.stat().st_mtime_ns
    _open(ctx, str(talk))
    assert (talk.read_bytes(), talk.stat().st_mtime_ns) == before


def test_a_redirect_is_followed_and_an_endless_one_is_not(ctx: StageContext, serve: Serve) -> None:
    assert _open(ctx, serve("once/talk.wav")).ref.size > 0
    with pytest.raises(SourceNotFoundError, match="more than 3 times"):
        _open(ctx, serve("again/"))


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_an_answer_that_will_not_change_is_final(
    ctx: StageContext, serve: Serve, status: int
) -> None:
    with pytest.raises(SourceNotFoundError, match=str(status)):
        _open(ctx, serve(str(status)))


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_an_answer_that_may_change_is_worth_another_try(
    ctx: StageContext, serve: Serve, status: int
) -> None:
    with pytest.raises(SourceUnreachableError, match=str(status)):
        _open(ctx, serve(str(status)))


def test_a_transfer_that_breaks_off_leaves_nothing(ctx: StageContext, serve: Serve) -> None:
    with pytest.raises(SourceUnreachableError):
        _open(ctx, serve("cut/talk.wav"))
    assert list(ctx.workdir.iterdir()) == []


def test_a_server_that_is_not_there_is_worth_another_try(ctx: StageContext) -> None:
    with pytest.raises(SourceUnreachableError):
        _open(ctx, "http://127.0.0.1:9/talk.mp4")


def test_a_download_without_an_end_is_broken_off(
    ctx: StageContext, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BYTES_AN_HOUR", 1000)
    with pytest.raises(SourceRefusedError, match="too-large"):
        _open(ctx, serve("file/talk.wav"))
    assert list(ctx.workdir.iterdir()) == []


@pytest.mark.parametrize("location", ["ftp://host/talk.mp4", "file:///etc/passwd", "concat://a|b"])
def test_other_kinds_of_address_are_refused(ctx: StageContext, location: str) -> None:
    with pytest.raises(SourceRefusedError, match="unsupported-address"):
        _open(ctx, location)


@pytest.mark.parametrize("location", ["http://", "http://[::1", "https:///talk.mp4"])
def test_an_address_without_a_meaning_is_not_found(ctx: StageContext, location: str) -> None:
    with pytest.raises(SourceNotFoundError):
        _open(ctx, location)


def test_what_is_not_a_file_is_not_found(ctx: StageContext, tmp_path: Path) -> None:
    with pytest.raises(SourceNotFoundError, match="no such file"):
        _open(ctx, str(tmp_path / "missing.mp4"))
    with pytest.raises(SourceNotFoundError, match="not a file"):
        _open(ctx, str(tmp_path))


def test_an_empty_file_is_refused_before_it_is_stored(ctx: StageContext, tmp_path: Path) -> None:
    (tmp_path / "empty.mp4").touch()
    with pytest.raises(SourceRefusedError, match="empty-file"):
        _open(ctx, str(tmp_path / "empty.mp4"))


def test_the_asset_says_what_the_recording_holds(ctx: StageContext, talk: Path) -> None:
    source = _open(ctx, str(talk))
    asset = ctx.load(ingest.compute(ctx, source.ref, 6.0), SourceAsset)
    assert (asset.sha256, asset.media, asset.size) == (source.sha256, source.ref, source.ref.size)
    assert (asset.probe.kind, asset.probe.duration_ms) == ("audio", 2000)


def test_what_is_no_recording_is_refused_with_a_remedy(ctx: StageContext, tmp_path: Path) -> None:
    (tmp_path / "notes.mp4").write_text("Dear all, please find attached the recording.\n")
    source = _open(ctx, str(tmp_path / "notes.mp4"))
    with pytest.raises(SourceRefusedError, match="Hand in the recording itself"):
        ingest.compute(ctx, source.ref, 6.0)


def test_a_recording_that_is_no_longer_kept_whole_has_to_be_handed_in_again(
    ctx: StageContext, talk: Path
) -> None:
    source = _open(ctx, str(talk))
    place = ctx.path(source.ref)
    place.chmod(0o644)
    place.write_bytes(b"x" + place.read_bytes()[1:])
    for _ in range(2):  # changed bytes are set aside: afterwards they are missing
        with pytest.raises(SourceGoneError, match="reelwright clip FILE"):
            ingest.compute(ctx, source.ref, 6.0)
