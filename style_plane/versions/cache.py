"""What never changes is answered from memory, before routing, threads and the database.

The application's own answer is kept the first time, checked against its digest, and sent again with
the very same headers. A front of the application, because a route of it would cost several times
what the answer does.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from litestar.types import ASGIApp, Receive, Scope, Send

from style_plane.settings import PlaneSettings

IMMUTABLE = re.compile(r"/api/v1/(?:contracts|assets)/([0-9a-f]{64})")
CHANGING = "/api/v1/contracts/"
"""Whose bytes stay, and whose headers say when the version is deprecated or withdrawn."""
MOST_BYTES = 64 << 20
"""Of bodies in memory; the longest unused go first."""
LARGEST = 8 << 20
"""Larger bodies are not kept."""
NOT_IN_304 = (b"content-length", b"content-type", b"content-digest")
FRESH_SECONDS = 30.0
"""How long headers that say where a version is in its life may be late."""
ASKING_SECONDS = 2.0
"""While one asks the application again, the others are still answered from memory."""

Headers: TypeAlias = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class _Kept:
    """One answer, ready to be sent."""

    etag: bytes
    start: dict[str, Any]
    unchanged: dict[str, Any]
    body: bytes


class ImmutableCache:
    """ASGI front of the style plane. Runs on the event loop only, so it needs no lock."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        most_bytes: int = MOST_BYTES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.app, self.most_bytes, self._clock = app, most_bytes, clock
        self._fresh_until: dict[str, float] = {}
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope.get("path", "")
        method: Any = scope.get("method")
        kept = self._kept.get(path) if method in ("GET", "HEAD") else None
        tags = _tags(scope["headers"]) if kept is not None else None
        if kept is not None and self._is_stale(path, method):
            kept = None
        if kept is not None and tags is not None:
            self._kept.move_to_end(path)
            await _answer(kept, tags, method == "HEAD", send)
            return
        match = IMMUTABLE.fullmatch(path) if kept is None and method == "GET" else None
        if match is None:
            await self.app(scope, receive, send)
            return
        recorder = _Recorder(send)
        await self.app(scope, receive, recorder)
        self._keep(path, match.group(1), recorder)

    def _keep(self, path: str, sha256: str, recorder: _Recorder) -> None:
        body = b"".join(recorder.parts)
        if recorder.status != 200 or not recorder.whole or recorder.size > LARGEST:
            return
        headers = dict(recorder.headers)
        if b"immutable" not in headers.get(b"cache-control", b""):
            return
        if hashlib.sha256(body).hexdigest() != sha256 or b"set-cookie" in headers:
            return
        kept = _Kept(
            etag=headers.get(b"etag", b""),
            start={"type": "http.response.start", "status": 200, "headers": recorder.headers},
            unchanged={
                "type": "http.response.start",
                "status": 304,
                "headers": [pair for pair in recorder.headers if pair[0] not in NOT_IN_304],
            },
            body=body,
        )
        self._drop(path)
        self._kept[path] = kept
        if path.startswith(CHANGING):
            self._fresh_until[path] = self._clock() + FRESH_SECONDS
        self._bytes += len(body)
        while self._bytes > self.most_bytes:
            self._drop(next(iter(self._kept)))

    def _is_stale(self, path: str, method: str | None) -> bool:
        """Whether this caller shall ask the application anew; then the next ones need not."""
        until = self._fresh_until.get(path)
        if until is None or method != "GET" or self._clock() < until:
            return False
        self._fresh_until[path] = self._clock() + ASKING_SECONDS
        return True

    def _drop(self, path: str) -> None:
        self._fresh_until.pop(path, None)
        gone = self._kept.pop(path, None)
        if gone is not None:
            self._bytes -= len(gone.body)


def front(app: ASGIApp, settings: PlaneSettings) -> ASGIApp:
    """The application behind its cache; without one where readers must show who they are."""
    return ImmutableCache(app) if settings.open_reading else app


class _Recorder:
    """Passes an answer on and remembers it."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.status = 0
        self.headers: Headers = []
        self.parts: list[bytes] = []
        self.size = 0
        self.whole = False
        """Whether `parts` hold all of a body that is not too large to be kept."""

    async def __call__(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = [
                (bytes(name).lower(), bytes(value)) for name, value in message["headers"]
            ]
        elif message["type"] == "http.response.body" and self.status == 200:
            self.size += len(message.get("body", b""))
            if self.size <= LARGEST:
                self.parts.append(message.get("body", b""))
                self.whole = not message.get("more_body", False)
        await self.send(message)


def _tags(headers: Any) -> bytes | None:
    """The tags the caller has (empty for none); None when the application must answer itself.

    A range, and any condition but If-None-Match, is the application's business.
    """
    tags = b""
    for name, value in headers:
        if name == b"if-none-match":
            tags = value
        elif name == b"range" or name.startswith(b"if-"):
            return None
    return tags


async def _answer(kept: _Kept, tags: bytes, head: bool, send: Send) -> None:
    if tags and (kept.etag in tags or tags.strip() == b"*"):
        await send(kept.unchanged)  # type: ignore[arg-type]
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        return
    await send(kept.start)  # type: ignore[arg-type]
    body = b"" if head else kept.body
    await send({"type": "http.response.body", "body": body, "more_body": False})
