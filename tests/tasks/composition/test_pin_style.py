"""The pin: asked once over real HTTP, checked, and kept in the run's own store."""

from __future__ import annotations

import hashlib
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from schemas.base import canonical
from schemas.style.contract import StyleContract
from schemas.style.facets import facets_of
from schemas.style.refs import StylePin
from style_plane.embedded import serving
from style_plane.settings import PlaneSettings
from tasks.composition.pin_style import pin_style
from tasks.errors import (
    DigestMismatchError,
    FatalError,
    StyleNotFoundError,
    StylePlaneUnavailableError,
    StyleTooNewError,
)
from tasks.stage import StageContext

Answer = tuple[int, bytes]


@pytest.fixture(scope="module")
def plane_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("plane")


@pytest.fixture(scope="module")
def plane_url(plane_home: Path) -> Iterator[str]:
    with serving(PlaneSettings(home=plane_home)) as url:
        yield url


def pinned(ctx: StageContext, ref: str, url: str) -> StylePin:
    return ctx.load(pin_style.compute(ctx, ref, url), StylePin)


@contextmanager
def standing_in(plane_url: str, change: Callable[[str, Answer], Answer]) -> Iterator[str]:
    """A plane that answers as the real one does, after `change` had its way."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            real = httpx.get(plane_url + self.path, trust_env=False)
            status, body = change(self.path, (real.status_code, real.content))
            self.send_response(status)
            self.send_header("content-type", real.headers["content-type"])
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_pin_holds_all_that_a_run_needs_of_a_style(ctx: StageContext, plane_url: str) -> None:
    pin = pinned(ctx, "reelwright/bold", plane_url)
    assert pin.label == "reelwright/bold@1.0.0"
    assert pin.ref == "reelwright/bold"
    contract = ctx.load(pin.contract, StyleContract)
    assert pin.facets == facets_of(contract)
    assert pin.contract.sha256 == pin.digest
    named = {face.sha256 for face in (*contract.brand.fonts.values(), *contract.brand.fallbacks)}
    named |= {logo.sha256 for logo in contract.brand.logos.values()}
    assert set(pin.assets) == named
    for sha256, ref in pin.assets.items():
        assert hashlib.sha256(ctx.path(ref).read_bytes()).hexdigest() == sha256 == ref.sha256
    assert {ref.media_type for ref in pin.assets.values()} == {"font/sfnt", "image/png"}


def test_the_same_version_gives_the_same_pin_by_any_name(ctx: StageContext, plane_url: str) -> None:
    one, other = (pinned(ctx, f"reelwright/clean@{name}", plane_url) for name in ("stable", "^1"))
    assert one.model_copy(update={"ref": other.ref}) == other


def test_an_unknown_style_is_named_with_those_that_exist(ctx: StageContext, plane_url: str) -> None:
    with pytest.raises(StyleNotFoundError) as caught:
        pin_style.compute(ctx, "reelwright/blod", plane_url)
    assert caught.value.known[0] == "reelwright/bold"
    assert "reelwright/bold" in str(caught.value)


def test_a_malformed_reference_needs_no_style_plane(ctx: StageContext) -> None:
    with pytest.raises(StyleNotFoundError, match="ORG/NAME@stable"):
        pin_style.compute(ctx, "Bold!", "http://127.0.0.1:9")


def test_a_plane_that_is_down_may_be_asked_again(ctx: StageContext) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(StylePlaneUnavailableError, match="does not answer"):
            pin_style.compute(ctx, "reelwright/bold", url)


def test_no_proxy_stands_between_a_run_and_its_own_machine(
    ctx: StageContext, plane_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert pinned(ctx, "reelwright/bold", plane_url).name == "bold"


def test_a_broken_plane_may_be_asked_again(ctx: StageContext, plane_url: str) -> None:
    with (
        standing_in(plane_url, lambda path, answer: (503, b"busy")) as url,
        pytest.raises(StylePlaneUnavailableError, match="503"),
    ):
        pin_style.compute(ctx, "reelwright/bold", url)


def test_an_answer_that_makes_no_sense_is_no_pin(ctx: StageContext, plane_url: str) -> None:
    with (
        standing_in(plane_url, lambda path, answer: (200, b"<html>")) as url,
        pytest.raises(StylePlaneUnavailableError, match="no resolved style"),
    ):
        pin_style.compute(ctx, "reelwright/bold", url)


@pytest.mark.parametrize("where", ["/contracts/", "/assets/"])
def test_one_changed_byte_stops_the_run(ctx: StageContext, plane_url: str, where: str) -> None:
    def flip(path: str, answer: Answer) -> Answer:
        status, body = answer
        return (status, body[:-2] + bytes([body[-2] ^ 1]) + body[-1:]) if where in path else answer

    with (
        standing_in(plane_url, flip) as url,
        pytest.raises(DigestMismatchError) as caught,
    ):
        pin_style.compute(ctx, "reelwright/bold", url)
    assert isinstance(caught.value, FatalError)


def test_a_style_of_a_later_format_is_refused_with_what_to_do(
    ctx: StageContext, plane_url: str
) -> None:
    later = b""

    def from_the_future(path: str, answer: Answer) -> Answer:
        nonlocal later
        status, body = answer
        if path.startswith("/api/v1/resolve"):
            resolved = json.loads(body)
            now = httpx.get(f"{plane_url}/api/v1/contracts/{resolved['digest']}", trust_env=False)
            later = canonical({**now.json(), "format": 2, "hologram": True})
            digest = hashlib.sha256(later).hexdigest()
            return status, canonical({**resolved, "digest": digest})
        return (200, later) if "/contracts/" in path else answer

    with (
        standing_in(plane_url, from_the_future) as url,
        pytest.raises(StyleTooNewError, match="Update Reelwright"),
    ):
        pin_style.compute(ctx, "reelwright/bold", url)
