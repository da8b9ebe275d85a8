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
from typing import Any

import httpx
import pytest

from schemas.artifacts import Ref
from schemas.base import canonical
from schemas.spec import PinOptions
from schemas.style.bundle import Bundle, write_bundle
from schemas.style.contract import StyleContract, named_assets
from schemas.style.facets import facets_of
from schemas.style.refs import StylePin
from style_plane.embedded import serving
from style_plane.settings import PlaneSettings
from tasks.composition.pin_style import pin_style
from tasks.errors.base import FatalError
from tasks.errors.places import DigestMismatchError
from tasks.errors.styles import (
    StyleAnswerError,
    StyleBundleError,
    StyleForbiddenError,
    StyleNotFoundError,
    StyleOverrideError,
    StylePlaneUnavailableError,
    StyleTooNewError,
    StyleWithdrawnError,
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


NOW = "2026-11-20T12:00:00+00:00"
DEAD = "http://127.0.0.1:9"
"""Nothing answers there."""


def pin(ctx: StageContext, ref: str, url: str, at: str = NOW, **options: Any) -> StylePin:
    asked = PinOptions.model_validate({"ref": ref, **options})
    return ctx.load(pin_style.compute(ctx, asked, url, at), StylePin)


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
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_pin_holds_all_that_a_run_needs_of_a_style(ctx: StageContext, plane_url: str) -> None:
    found = pin(ctx, "reelwright/bold", plane_url)
    assert found.label == "reelwright/bold@1.0.0"
    assert found.ref == "reelwright/bold"
    assert (found.resolved_by, found.resolved_at, found.warnings) == ("plane", NOW, ())
    contract = ctx.load(found.contract, StyleContract)
    assert found.facets == facets_of(contract)
    assert found.contract.sha256 == found.digest == found.effective_digest
    named = set(named_assets(contract))
    assert set(found.assets) == named
    for sha256, ref in found.assets.items():
        assert hashlib.sha256(ctx.path(ref).read_bytes()).hexdigest() == sha256 == ref.sha256


def test_the_same_version_gives_the_same_pin_by_any_name(ctx: StageContext, plane_url: str) -> None:
    one, other = (pin(ctx, f"reelwright/clean@{name}", plane_url) for name in ("stable", "^1"))
    assert one.model_copy(update={"ref": other.ref}) == other


def test_an_unknown_style_is_named_with_those_that_exist(ctx: StageContext, plane_url: str) -> None:
    with pytest.raises(StyleNotFoundError) as caught:
        pin(ctx, "reelwright/blod", plane_url)
    assert caught.value.known[0] == "reelwright/bold"
    assert "reelwright/bold" in str(caught.value)


def test_a_malformed_reference_needs_no_style_plane(ctx: StageContext) -> None:
    with pytest.raises(StyleNotFoundError, match="ORG/NAME@stable"):
        pin_style.compute(ctx, PinOptions.model_construct(ref="Bold!"), DEAD, NOW)


def test_a_plane_that_is_down_may_be_asked_again(ctx: StageContext) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(StylePlaneUnavailableError, match="does not answer"):
            pin(ctx, "reelwright/bold", url)


def test_no_proxy_stands_between_a_run_and_its_own_machine(
    ctx: StageContext, plane_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert pin(ctx, "reelwright/bold", plane_url).name == "bold"


def test_a_broken_plane_may_be_asked_again(ctx: StageContext, plane_url: str) -> None:
    with (
        standing_in(plane_url, lambda path, answer: (503, b"busy")) as url,
        pytest.raises(StylePlaneUnavailableError, match="503"),
    ):
        pin(ctx, "reelwright/bold", url)


def test_an_answer_that_makes_no_sense_is_no_pin(ctx: StageContext, plane_url: str) -> None:
    with (
        standing_in(plane_url, lambda path, answer: (200, b"<html>")) as url,
        pytest.raises(StylePlaneUnavailableError, match="no resolved style"),
    ):
        pin(ctx, "reelwright/bold", url)


@pytest.mark.parametrize("where", ["/contracts/", "/assets/"])
def test_one_changed_byte_stops_the_run(ctx: StageContext, plane_url: str, where: str) -> None:
    def flip(path: str, answer: Answer) -> Answer:
        status, body = answer
        return (status, body[:-2] + bytes([body[-2] ^ 1]) + body[-1:]) if where in path else answer

    with (
        standing_in(plane_url, flip) as url,
        pytest.raises(DigestMismatchError) as caught,
    ):
        pin(ctx, "reelwright/bold", url)
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
        pin(ctx, "reelwright/bold", url)


# What was pinned here before.


@pytest.mark.parametrize("selector", ["1.0.0", "sha256:{digest}"])
def test_a_version_that_was_pinned_here_needs_no_style_plane(
    ctx: StageContext, plane_url: str, selector: str
) -> None:
    before = pin(ctx, "reelwright/bold@stable", plane_url)
    again = pin(ctx, f"reelwright/bold@{selector.format(digest=before.digest)}", DEAD)
    assert again.resolved_by == "mirror"
    kept = {"contract", "assets", "facets", "digest", "version"}
    assert again.model_dump(include=kept) == before.model_dump(include=kept)


def test_a_version_that_is_new_here_needs_the_style_plane(ctx: StageContext) -> None:
    with pytest.raises(StylePlaneUnavailableError):
        pin(ctx, "reelwright/bold@1.0.0", DEAD)


def test_bytes_that_are_here_are_not_fetched_again(ctx: StageContext, plane_url: str) -> None:
    pin(ctx, "reelwright/bold@stable", plane_url)
    asked: list[str] = []

    def noted(path: str, answer: Answer) -> Answer:
        asked.append(path.split("?", maxsplit=1)[0])
        return answer

    with standing_in(plane_url, noted) as url:
        assert pin(ctx, "reelwright/bold@^1", url).resolved_by == "plane"
    assert asked == ["/api/v1/resolve"]


def test_a_moving_reference_is_asked_again_even_when_it_is_known(
    ctx: StageContext, plane_url: str
) -> None:
    pin(ctx, "reelwright/bold@stable", plane_url)
    with pytest.raises(StylePlaneUnavailableError):
        pin(ctx, "reelwright/bold@stable", DEAD)


def test_the_last_known_meaning_is_taken_where_that_is_allowed(
    ctx: StageContext, plane_url: str
) -> None:
    before = pin(ctx, "reelwright/bold@stable", plane_url)
    later = "2026-11-27T11:59:00+00:00"
    again = pin(ctx, "reelwright/bold@stable", DEAD, later, on_unavailable="last_known")
    assert (again.version, again.digest) == (before.version, before.digest)
    assert (again.resolved_by, again.resolved_at) == ("last-known", NOW)
    assert NOW in again.warnings[0]


def test_the_last_known_meaning_is_good_for_a_week(ctx: StageContext, plane_url: str) -> None:
    pin(ctx, "reelwright/bold@stable", plane_url)
    with pytest.raises(StylePlaneUnavailableError):
        pin(
            ctx,
            "reelwright/bold@stable",
            DEAD,
            "2026-11-27T12:00:01+00:00",
            on_unavailable="last_known",
        )


def test_nothing_is_taken_for_what_was_never_asked(ctx: StageContext) -> None:
    with pytest.raises(StylePlaneUnavailableError):
        pin(ctx, "reelwright/bold@stable", DEAD, on_unavailable="last_known")


def test_a_changed_byte_in_the_mirror_stops_the_run_and_the_next_one_fetches_it(
    ctx: StageContext, plane_url: str
) -> None:
    before = pin(ctx, "reelwright/bold@1.0.0", plane_url)
    file = ctx.store.path(next(iter(before.assets.values())))
    file.chmod(0o644)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    with pytest.raises(DigestMismatchError):
        pin(ctx, "reelwright/bold@1.0.0", plane_url)
    again = pin(ctx, "reelwright/bold@1.0.0", plane_url)
    assert again.assets == before.assets
    assert again.resolved_by == "plane"


# What the style plane says about a version.


def said(**more: object) -> Callable[[str, Answer], Answer]:
    """A change of what the plane answers to `resolve`."""

    def change(path: str, answer: Answer) -> Answer:
        status, body = answer
        if not path.startswith("/api/v1/resolve"):
            return answer
        return status, json.dumps(json.loads(body) | more).encode()

    return change


def test_a_deprecated_version_works_and_names_its_successor(
    ctx: StageContext, plane_url: str
) -> None:
    told = said(state="deprecated", successor="reelwright/bold@2.0.0", sunset_at="2027-01-01")
    with standing_in(plane_url, told) as url:
        found = pin(ctx, "reelwright/bold@1.0.0", url)
    assert found.state == "deprecated"
    assert "reelwright/bold@2.0.0" in found.warnings[0]
    assert "2027-01-01" in found.warnings[0]
    assert "deprecated" in pin(ctx, "reelwright/bold@1.0.0", DEAD).warnings[0]


def test_a_withdrawn_version_is_refused_and_is_no_outage(ctx: StageContext, plane_url: str) -> None:
    gone = json.dumps({"detail": "The music was not cleared."}).encode()
    with (
        standing_in(plane_url, lambda path, answer: (410, gone)) as url,
        pytest.raises(StyleWithdrawnError, match=r"not cleared.*--allow-withdrawn") as caught,
    ):
        pin(ctx, "reelwright/bold@1.0.0", url, on_unavailable="last_known")
    assert isinstance(caught.value, FatalError)


def test_whether_a_withdrawn_version_is_allowed_reaches_the_plane(
    ctx: StageContext, plane_url: str
) -> None:
    asked: list[str] = []

    def noted(path: str, answer: Answer) -> Answer:
        asked.append(path)
        return said(state="withdrawn")(path, answer)

    with standing_in(plane_url, noted) as url:
        found = pin(ctx, "reelwright/bold@1.0.0", url, allow_withdrawn=True)
    assert "allow_withdrawn=true" in asked[0]
    assert "withdrawn" in found.warnings[0]
    with pytest.raises(StyleWithdrawnError, match="--allow-withdrawn"):
        pin(ctx, "reelwright/bold@1.0.0", DEAD)
    with pytest.raises(StyleWithdrawnError, match="--allow-withdrawn"):
        pin(ctx, "reelwright/bold@1.0.0", DEAD, on_unavailable="last_known")
    assert pin(ctx, "reelwright/bold@1.0.0", DEAD, allow_withdrawn=True).warnings == found.warnings


def test_a_plane_that_does_not_let_us_read_is_no_outage(ctx: StageContext, plane_url: str) -> None:
    closed = json.dumps({"detail": "Sign in."}).encode()
    with (
        standing_in(plane_url, lambda path, answer: (401, closed)) as url,
        pytest.raises(StyleForbiddenError, match="USAGE_TOKEN"),
    ):
        pin(ctx, "reelwright/bold", url)


def test_an_answer_with_more_in_it_than_we_know_is_read(ctx: StageContext, plane_url: str) -> None:
    with standing_in(plane_url, said(moon_phase="waning")) as url:
        assert pin(ctx, "reelwright/bold", url).name == "bold"


# Overrides.


def test_an_override_is_recorded_and_moves_only_its_facet(
    ctx: StageContext, plane_url: str
) -> None:
    plain = pin(ctx, "reelwright/bold", plane_url)
    louder = pin(ctx, "reelwright/bold", plane_url, overrides={"audio": {"loudness": -18}})
    assert louder.overrides == {"audio": {"loudness": -18}}
    assert louder.digest == plain.digest
    assert louder.published == plain.contract
    assert louder.effective_digest != louder.digest
    moved = {
        name
        for name in type(plain.facets).model_fields
        if getattr(plain.facets, name) != getattr(louder.facets, name)
    }
    assert moved == {"audio"}
    assert ctx.load(louder.contract, StyleContract).audio.loudness == -18


def test_the_effective_digest_is_that_of_the_published_document_with_the_patch(
    ctx: StageContext, plane_url: str
) -> None:
    found = pin(ctx, "reelwright/bold", plane_url, overrides={"subtitles": {"size": 7}})
    assert found.published is not None
    document = json.loads(ctx.store.read(found.published))
    document["subtitles"]["size"] = 7
    expected = {key: value for key, value in document.items() if key != "aspects"}
    effective = json.loads(ctx.store.read(found.contract))
    assert {key: value for key, value in effective.items() if key != "aspects"} == expected
    assert hashlib.sha256(canonical(effective)).hexdigest() == found.effective_digest


@pytest.mark.parametrize(
    ("override", "pointer"),
    [
        ({"subtitles": {"size": 400}}, "/subtitles/size"),
        ({"subtitles": {"colour": "#FFFFFF"}}, "/subtitles/colour"),
        ({"overlays": {"nowhere": {"text": "x"}}}, "/overlays/nowhere"),
        ({"audio": {"loudness": "loud"}}, "/audio/loudness"),
    ],
)
def test_an_override_that_does_not_fit_is_refused_with_its_place(
    ctx: StageContext, plane_url: str, override: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(StyleOverrideError, match=pointer):
        pin(ctx, "reelwright/bold", plane_url, overrides=override)


# Bundles.


def bundle_of(ctx: StageContext, plane_url: str) -> bytes:
    found = pin(ctx, "reelwright/bold", plane_url)
    return write_bundle(
        Bundle(
            org=found.org,
            name=found.name,
            version="7.0.0",
            contract_bytes=ctx.store.read(found.contract),
            assets={sha256: ctx.store.read(ref) for sha256, ref in found.assets.items()},
            media_types={sha256: ref.media_type for sha256, ref in found.assets.items()},
            release={"facets": found.facets.model_dump()},
        )
    )


def test_a_bundle_is_pinned_without_a_style_plane(ctx: StageContext, plane_url: str) -> None:
    data = bundle_of(ctx, plane_url)
    held: Ref[Any] = ctx.publish_bytes(data, "application/x-tar")
    found = pin(ctx, "reelwright/bold@7.0.0", DEAD, bundle=held)
    assert (found.resolved_by, found.version) == ("bundle", "7.0.0")
    assert ctx.load(found.contract, StyleContract).title
    assert pin(ctx, "reelwright/bold@7.0.0", DEAD).resolved_by == "mirror"


def test_a_bundle_with_a_changed_byte_is_refused(ctx: StageContext, plane_url: str) -> None:
    data = bytearray(bundle_of(ctx, plane_url))
    data[len(data) // 2] ^= 1
    held: Ref[Any] = ctx.publish_bytes(bytes(data), "application/x-tar")
    with pytest.raises(StyleBundleError):
        pin(ctx, "reelwright/bold@7.0.0", DEAD, bundle=held)


def altered(**changes: Any) -> Callable[[str, Answer], Answer]:
    """A plane whose answer to `resolve` says something else."""

    def change(path: str, answer: Answer) -> Answer:
        if not path.startswith("/api/v1/resolve"):
            return answer
        return 200, json.dumps(json.loads(answer[1]) | changes).encode()

    return change


@pytest.mark.parametrize("selector", ["stable", "1.0.0", "digest"])
def test_an_answer_about_something_else_is_not_pinned(
    ctx: StageContext, plane_url: str, selector: str
) -> None:
    bold, clean = (
        httpx.get(f"{plane_url}/api/v1/resolve", params={"ref": ref}, trust_env=False).json()
        for ref in ("reelwright/bold@1.0.0", "reelwright/clean@1.0.0")
    )
    if selector == "digest":
        ref, lie = f"reelwright/bold@sha256:{bold['digest']}", {"digest": clean["digest"]}
    else:
        ref, lie = f"reelwright/bold@{selector}", clean
    with (
        standing_in(plane_url, altered(**lie)) as url,
        pytest.raises(StyleAnswerError, match="answered with reelwright/"),
    ):
        pin(ctx, ref, url)


def test_an_answer_that_leaves_a_file_out_is_not_pinned(ctx: StageContext, plane_url: str) -> None:
    with (
        standing_in(plane_url, altered(assets=[])) as url,
        pytest.raises(StyleAnswerError, match="other files than its contract"),
    ):
        pin(ctx, "reelwright/bold@1.0.0", url)


def test_a_known_version_cannot_become_another(ctx: StageContext, plane_url: str) -> None:
    pin(ctx, "reelwright/bold@1.0.0", plane_url)
    clean = httpx.get(
        f"{plane_url}/api/v1/resolve", params={"ref": "reelwright/clean@1.0.0"}, trust_env=False
    ).json()
    lie = altered(digest=clean["digest"], assets=clean["assets"])
    with (
        standing_in(plane_url, lie) as url,
        pytest.raises(StyleAnswerError, match="a published version never changes"),
    ):
        pin(ctx, "reelwright/bold@stable", url)
    assert (
        pin(ctx, "reelwright/bold@1.0.0", DEAD).contract
        == pin(ctx, "reelwright/bold", plane_url).contract
    )


def test_facets_are_taken_from_the_contract_whatever_is_said(
    ctx: StageContext, plane_url: str
) -> None:
    facets = {"plan": "0" * 64, "reframe": "1" * 64, "compose": "2" * 64, "audio": "3" * 64}
    with standing_in(plane_url, altered(facets=facets | {"more": "4" * 64})) as url:
        found = pin(ctx, "reelwright/bold@1.0.0", url)
    assert found.facets == facets_of(ctx.load(found.contract, StyleContract))


def test_a_plane_with_damaged_bytes_is_no_outage(ctx: StageContext, plane_url: str) -> None:
    damaged = json.dumps({"type": "/problems/damaged-bytes", "detail": "Row 3."}).encode()
    pin(ctx, "reelwright/bold", plane_url)
    with (
        standing_in(plane_url, lambda path, answer: (500, damaged)) as url,
        pytest.raises(StyleAnswerError, match=r"damaged: Row 3"),
    ):
        pin(ctx, "reelwright/bold", url, on_unavailable="last_known")
