"""Who may write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from litestar.testing import TestClient

from style_plane.app import create_app
from style_plane.embedded import serving
from style_plane.settings import PlaneSettings

WRITES = (
    ("POST", "/api/v1/assets"),
    ("POST", "/api/v1/styles/a/b/versions"),
    ("PUT", "/api/v1/styles/a/b/channels/stable"),
)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    settings = PlaneSettings(home=tmp_path_factory.mktemp("guarded"), token="s3cret")
    with serving(settings) as url, httpx.Client(base_url=url, trust_env=False) as client:
        yield client


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_writing_needs_the_token_where_there_is_one(
    guarded: httpx.Client, method: str, path: str
) -> None:
    for header in ("", "Bearer wrong", "Basic s3cret", "s3cret"):
        answer = guarded.request(method, path, headers={"authorization": header})
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.headers["content-type"] == "application/problem+json"
    passed = guarded.request(method, path, headers={"authorization": "Bearer s3cret"})
    assert passed.status_code not in (401, 403)


def test_reading_needs_no_token(guarded: httpx.Client) -> None:
    assert guarded.get("/api/v1/resolve", params={"ref": "reelwright/bold"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"host": "elsewhere.example"},
        {"host": "elsewhere.example:8620"},
    ],
)
def test_a_web_page_from_elsewhere_cannot_write(
    http: httpx.Client, headers: dict[str, str]
) -> None:
    for method, path in WRITES:
        assert http.request(method, path, headers=headers).status_code == 403


def test_another_machine_cannot_write_without_a_token(tmp_path: Path) -> None:
    app = create_app(PlaneSettings(home=tmp_path))
    with TestClient(app, base_url="http://127.0.0.1") as client:  # its address is "testclient"
        answer = client.post(
            "/api/v1/assets", content=b"x", headers={"x-forwarded-for": "127.0.0.1"}
        )
    assert answer.status_code == 403
    assert "REELWRIGHT_STYLE_PLANE_TOKEN" in answer.json()["detail"]
