"""What never changes is answered from memory, with the very answer of the application."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from style_plane.versions.cache import FRESH_SECONDS, LARGEST, ImmutableCache

BODY = b'{"title":"x"}'
DIGEST = hashlib.sha256(BODY).hexdigest()
PATH = f"/api/v1/contracts/{DIGEST}"


class App:
    """An application that answers everything the same way and counts how often it is asked."""

    def __init__(self, body: bytes = BODY, status: int = 200, **headers: str) -> None:
        self.body, self.status, self.asked = body, status, 0
        self.headers = {
            "etag": f'"{DIGEST}"',
            "cache-control": "public, max-age=31536000, immutable",
            "content-type": "application/json",
            "content-length": str(len(body)),
        } | {name.replace("_", "-"): value for name, value in headers.items()}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked += 1
        headers = [(name.encode(), value.encode()) for name, value in self.headers.items()]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        half = len(self.body) // 2
        await send({"type": "http.response.body", "body": self.body[:half], "more_body": True})
        await send({"type": "http.response.body", "body": self.body[half:], "more_body": False})


async def ask(
    cache: ImmutableCache, path: str = PATH, method: str = "GET", **headers: str
) -> httpx.Response:
    transport = httpx.ASGITransport(app=cache)  # type: ignore[arg-type]
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with httpx.AsyncClient(transport=transport, base_url="http://plane") as http:
        return await http.request(method, path, headers=named)


async def test_the_second_answer_is_the_first_one_without_the_application() -> None:
    app = App()
    cache = ImmutableCache(app)
    first, second = await ask(cache), await ask(cache)
    assert app.asked == 1
    assert second.content == first.content == BODY
    assert second.headers == first.headers


async def test_who_has_it_is_told_so_without_a_body() -> None:
    app = App()
    cache = ImmutableCache(app)
    await ask(cache)
    for tags in (f'"{DIGEST}"', f'W/"{DIGEST}"', f'"other", "{DIGEST}"', "*"):
        answer = await ask(cache, if_none_match=tags)
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == f'"{DIGEST}"'
        assert "content-length" not in answer.headers
    assert (await ask(cache, if_none_match='"other"')).status_code == 200
    assert app.asked == 1


async def test_head_is_answered_from_memory_too() -> None:
    app = App()
    cache = ImmutableCache(app)
    await ask(cache)
    answer = await ask(cache, method="HEAD")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(len(BODY))
    assert app.asked == 1


@pytest.mark.parametrize(
    "headers", [{"range": "bytes=0-3"}, {"if_match": "*"}, {"if_range": '"x"'}]
)
async def test_ranges_and_other_conditions_are_the_applications(headers: dict[str, str]) -> None:
    app = App()
    cache = ImmutableCache(app)
    await ask(cache)
    await ask(cache, **headers)
    assert app.asked == 2


@pytest.mark.parametrize(
    "app",
    [
        App(status=404),
        App(status=206),
        App(cache_control="no-cache"),
        App(body=b'{"title":"y"}'),
        App(set_cookie="session=1"),
    ],
    ids=["missing", "part", "changing", "other bytes than named", "personal"],
)
async def test_nothing_else_is_kept(app: App) -> None:
    cache = ImmutableCache(app)
    app.asked = 0
    await ask(cache)
    await ask(cache)
    assert app.asked == 2


@pytest.mark.parametrize("path", ["/api/v1/styles", f"{PATH}/x", "/api/v1/contracts/abc", "/"])
async def test_other_addresses_are_never_kept(path: str) -> None:
    app = App()
    cache = ImmutableCache(app)
    await ask(cache, path)
    await ask(cache, path)
    assert app.asked == 2


async def test_writes_pass_through() -> None:
    app = App()
    cache = ImmutableCache(app)
    await ask(cache)
    await ask(cache, method="DELETE")
    assert app.asked == 2


class Many:
    """An application with as many immutable bodies as there are addresses."""

    def __init__(self, size: int) -> None:
        self.bodies = {
            hashlib.sha256(body).hexdigest(): body
            for body in (bytes([number]) * size for number in range(8))
        }
        self.asked: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        sha256 = scope["path"].rpartition("/")[2]
        self.asked.append(sha256)
        app = App(self.bodies[sha256])
        await app(scope, receive, send)


@pytest.fixture
def many() -> Iterator[Many]:
    yield Many(1000)


async def test_the_longest_unused_go_first_when_memory_is_used_up(many: Many) -> None:
    cache = ImmutableCache(many, most_bytes=3000)
    first, second, third, fourth = list(many.bodies)[:4]
    for sha256 in (first, second, third, first, fourth):
        await ask(cache, f"/api/v1/assets/{sha256}")
    many.asked.clear()
    for sha256 in (first, third, fourth):
        await ask(cache, f"/api/v1/assets/{sha256}")
    assert many.asked == []
    await ask(cache, f"/api/v1/assets/{second}")
    assert many.asked == [second]


async def test_very_large_bodies_are_passed_on_and_not_kept() -> None:
    many = Many(LARGEST + 1)
    cache = ImmutableCache(many)
    path = f"/api/v1/assets/{next(iter(many.bodies))}"
    assert len((await ask(cache, path)).content) == LARGEST + 1
    await ask(cache, path)
    assert len(many.asked) == 2


async def test_what_headers_say_of_a_version_is_asked_again_once_in_a_while() -> None:
    """Its bytes stay; that it was deprecated must be seen, by one asker for all."""
    app, now = App(), [100.0]
    cache = ImmutableCache(app, clock=lambda: now[0])
    await ask(cache)
    app.headers["deprecation"] = "@1767225600"
    now[0] += FRESH_SECONDS - 1
    assert "deprecation" not in (await ask(cache)).headers
    now[0] += 2
    assert (await ask(cache)).headers["deprecation"] == "@1767225600"
    assert (await ask(cache)).headers["deprecation"] == "@1767225600"
    assert app.asked == 2
    asset = f"/api/v1/assets/{DIGEST}"
    await ask(cache, asset)
    now[0] += 10_000
    await ask(cache, asset)
    assert app.asked == 3
