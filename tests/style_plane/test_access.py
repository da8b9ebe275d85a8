"""Who may write through the API, and who may read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar.testing import TestClient

from style_plane.app import create_app
from style_plane.embedded import serving
from style_plane.settings import PlaneSettings
from tests.style_plane.people import Peopled, peopled

WRITES = (
    ("POST", "/api/v1/assets"),
    ("POST", "/api/v1/styles/a/b/versions"),
    ("PUT", "/api/v1/styles/a/b/channels/stable"),
)


def writes_of(http: httpx.Client) -> list[tuple[str, str]]:
    """Every operation of the API that changes something, with names put into its address."""
    paths: dict[str, Any] = http.get("/schema/openapi.json").json()["paths"]
    return [
        (method.upper(), re.sub(r"\{[^}]*\}", "1", path))
        for path, operations in sorted(paths.items())
        for method in sorted(operations)
        if method in ("post", "put", "patch", "delete")
    ]


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    settings = PlaneSettings(
        home=tmp_path_factory.mktemp("guarded"), token="s3cret", usage_token="r3port"
    )
    with (
        serving(settings) as url,
        httpx.Client(base_url=url, trust_env=False, timeout=30) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def plane(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peopled]:
    with peopled(tmp_path_factory.mktemp("peopled")) as plane:
        yield plane


def test_every_write_needs_the_token_where_there_is_one(guarded: httpx.Client) -> None:
    writes = writes_of(guarded)
    assert len(writes) > 20
    for method, path in writes:
        for header in (None, "", "Bearer", "Bearer wrong", "Basic s3cret", "s3cret"):
            headers = {} if header is None else {"authorization": header}
            answer = guarded.request(method, path, headers=headers)
            assert answer.status_code == 401, (method, path, header)
            assert answer.headers["www-authenticate"] == "Bearer"
            assert answer.headers["content-type"] == "application/problem+json"
    for method, path in WRITES:
        passed = guarded.request(method, path, headers={"authorization": "bearer  s3cret"})
        assert passed.status_code not in (401, 403)


def test_every_write_says_how_it_refuses(guarded: httpx.Client) -> None:
    paths = guarded.get("/schema/openapi.json").json()["paths"]
    lacking = [
        (method, path)
        for path, operations in paths.items()
        for method, operation in operations.items()
        if path.startswith("/api/")
        and not ({"401"} if method in ("get", "head") else {"401", "403"})
        <= set(operation["responses"])
    ]
    assert lacking == []


def test_reading_needs_no_token(guarded: httpx.Client) -> None:
    for header in ({}, {"authorization": "Bearer s3cret"}):
        params = {"ref": "reelwright/bold"}
        assert guarded.get("/api/v1/resolve", params=params, headers=header).status_code == 200


def test_a_token_that_is_not_good_is_refused_also_for_reading(guarded: httpx.Client) -> None:
    for header in ("Bearer wrong", "Bearer", "Basic s3cret", "Bearer \xe9", ""):
        headers = httpx.Headers({"authorization": header}, encoding="latin-1")
        assert guarded.get("/api/v1/styles", headers=headers).status_code == 401


def test_the_runs_token_reports_usage_and_nothing_else(guarded: httpx.Client) -> None:
    headers = {"authorization": "Bearer r3port"}
    me = guarded.get("/api/v1/me", headers=headers).json()
    assert me == {"kind": "service", "name": "runs", "grants": {"*": ["read", "usage"]}}
    refused = guarded.post("/api/v1/orgs", headers=headers, json={"slug": "mine", "title": "Mine"})
    assert refused.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"host": "elsewhere.example"},
        {"host": "elsewhere.example:8620"},
        {"x-forwarded-for": "203.0.113.9"},
        {"forwarded": "for=203.0.113.9"},
    ],
)
def test_a_web_page_or_a_proxy_from_elsewhere_cannot_write(
    http: httpx.Client, headers: dict[str, str]
) -> None:
    for method, path in WRITES:
        assert http.request(method, path, headers=headers).status_code == 403


def test_a_plane_that_nobody_set_up_takes_changes_from_its_own_machine(
    http: httpx.Client,
) -> None:
    assert http.get("/api/v1/me").json()["name"] == "local"
    for method, path in WRITES:
        assert http.request(method, path).status_code not in (401, 403)


def test_another_machine_cannot_write_without_a_token(tmp_path: Path) -> None:
    app = create_app(PlaneSettings(home=tmp_path))
    with TestClient(app, base_url="http://127.0.0.1") as client:  # its address is "testclient"
        answer = client.post("/api/v1/assets", content=b"x")
    assert answer.status_code == 403
    assert "REELWRIGHT_STYLE_PLANE_TOKEN" in answer.json()["detail"]


def test_behind_a_public_address_nobody_is_on_this_machine(tmp_path: Path) -> None:
    settings = PlaneSettings(home=tmp_path, public_url="https://styles.example")
    with serving(settings) as url:
        answer = httpx.post(f"{url}/api/v1/assets", content=b"x", trust_env=False)
    assert answer.status_code == 403


def test_with_people_being_on_this_machine_is_not_enough(plane: Peopled) -> None:
    with plane.window() as stranger:
        assert stranger.get("/api/v1/me").json()["kind"] == "nobody"
        for method, path in WRITES:
            assert stranger.request(method, path).status_code == 401


def test_the_api_does_not_know_cookies_nor_the_pages_tokens(plane: Peopled) -> None:
    with plane.window("eve") as browser:
        assert browser.get("/people/acme").status_code == 200
        assert browser.get("/api/v1/me").json()["kind"] == "nobody"
        assert browser.get("/api/v1/orgs/acme/people").status_code == 401
        assert browser.put("/api/v1/orgs/acme/policy", json={}).status_code == 401
    with plane.program("eve", "read", "administer") as program:
        assert program.get("/api/v1/orgs/acme/people").status_code == 200
        page = program.get("/people/acme", headers={"accept": "text/html"})
        assert (page.status_code, page.headers["location"][:9]) == (303, "/sign-in?")


def test_who_asks_is_told_who_they_are(plane: Peopled) -> None:
    with plane.program("ada", "read", "draft") as program:
        me = program.get("/api/v1/me").json()
    assert me["kind"] == "token"
    assert me["name"].startswith("token:ada-")
    assert me["grants"] == {"acme": ["read", "draft"]}


def test_reading_can_be_closed_to_strangers(tmp_path: Path) -> None:
    with peopled(tmp_path, open_reading=False) as plane:
        with plane.program("dan", "read") as program:
            digest = program.get("/api/v1/resolve", params={"ref": "reelwright/bold"}).json()
            contract = f"/api/v1/contracts/{digest['digest']}"
            assert program.get(contract).status_code == 200
        with plane.window() as stranger:
            for path in ("/api/v1/styles", "/api/v1/resolve?ref=reelwright/bold", contract):
                assert stranger.get(path).status_code == 401, path
            page = stranger.get("/", headers={"accept": "text/html"})
            assert page.headers["location"] == "/sign-in?next=%2F"
            assert stranger.get("/health").status_code == 200
            assert stranger.get("/sign-in").status_code == 200
        with plane.window("dan") as browser:
            assert browser.get("/").status_code == 200
        with plane.program("dan", "read") as program, plane.window("dan") as browser:
            plane.access.people.remove(plane.actor("eve"), "acme", "dan")
            for path in ("/api/v1/styles", contract, "/api/v1/audit/verify"):
                assert program.get(path).status_code == 401, path
            assert browser.get("/").status_code == 403
            assert browser.get("/audit").status_code == 403
            assert browser.get("/password").status_code == 200
