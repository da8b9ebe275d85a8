"""Parts of files, as browsers ask for them."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from litestar import Litestar, Request, Response, route
from litestar.status_codes import HTTP_200_OK
from litestar.testing import TestClient, create_test_client

from style_plane.errors import HANDLERS
from style_plane.media import ranged

DATA = bytes(range(200))
SHA256 = hashlib.sha256(DATA).hexdigest()


@route("/", http_method=["GET", "HEAD"], status_code=HTTP_200_OK, sync_to_thread=False)
def file(request: Request[Any, Any, Any]) -> Response[bytes]:
    return ranged(request, DATA, "audio/flac", SHA256)


@pytest.fixture
def client() -> TestClient[Litestar]:
    return create_test_client(file, exception_handlers=HANDLERS)


PARTS = {
    "bytes=0-9": (0, 10),
    "bytes=190-": (190, 200),
    "bytes=-5": (195, 200),
    "bytes=150-9999": (150, 200),
    "bytes=-9999": (0, 200),
    "bytes=199-199": (199, 200),
    "BYTES = 3-4": (3, 5),
}
WHOLE = (
    "",
    "bytes=",
    "bytes=-",
    "bytes=9-3",
    "bytes=0-1,5-6",
    "lines=1-2",
    "bytes=a-b",
    "bytes=²-3",
)
NOTHING = ("bytes=200-", "bytes=200-300", "bytes=-0", "bytes=99999999999999999-")


@pytest.mark.parametrize("asked", PARTS)
def test_one_range_gives_that_part(client: TestClient[Litestar], asked: str) -> None:
    start, end = PARTS[asked]
    answer = client.get("/", headers={"range": asked})
    assert (answer.status_code, answer.content) == (206, DATA[start:end])
    assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/200"
    assert answer.headers["content-type"] == "audio/flac"


@pytest.mark.parametrize("asked", WHOLE)
def test_what_is_no_single_range_gives_the_whole(client: TestClient[Litestar], asked: str) -> None:
    answer = client.get("/", headers={b"range": asked.encode()})
    assert (answer.status_code, answer.content) == (200, DATA)
    assert answer.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize("asked", NOTHING)
def test_a_range_behind_the_end_is_refused_with_the_size(
    client: TestClient[Litestar], asked: str
) -> None:
    answer = client.get("/", headers={"range": asked})
    assert (answer.status_code, answer.headers["content-range"]) == (416, "bytes */200")


def test_a_part_of_something_else_is_not_given(client: TestClient[Litestar]) -> None:
    ask = {"range": "bytes=0-9"}
    assert client.get("/", headers={**ask, "if-range": f'"{SHA256}"'}).status_code == 206
    assert client.get("/", headers={**ask, "if-range": f'W/"{SHA256}"'}).status_code == 200
    assert client.get("/", headers={**ask, "if-range": '"other"'}).status_code == 200
    assert client.get("/", headers={**ask, "if-none-match": f'"{SHA256}"'}).status_code == 304


def test_head_knows_no_parts(client: TestClient[Litestar]) -> None:
    assert client.head("/", headers={"range": "bytes=0-9"}).status_code == 200
