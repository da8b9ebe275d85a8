"""Bytes that never change, in whole or in part: what a browser needs to seek in sound and film."""

from __future__ import annotations

import re
from typing import Any

from litestar import Request, Response

from schemas.units import Sha256
from style_plane.answers import answer
from style_plane.errors import PlaneError
from style_plane.immutable import forever, unchanged

PARTIAL = {206: answer(bytes, "The part that the header `Range` asks for")}
"""The OpenAPI entry of handlers that answer with `ranged`."""

_RANGE = re.compile(r"bytes=(\d{0,19})-(\d{0,19})", re.ASCII)


class RangeNotSatisfiableError(PlaneError):
    """A part was asked for that lies outside."""

    status, slug, title = 416, "range-not-satisfiable", "The file has no such part"

    def __init__(self, asked: str, size: int) -> None:
        super().__init__(f"{asked!r} asks for nothing of a file of {size} bytes. Ask for less.")
        self.size = size

    @property
    def headers(self) -> dict[str, str]:
        return {"content-range": f"bytes */{self.size}"}


def ranged(
    request: Request[Any, Any, Any], data: bytes, media_type: str, sha256: Sha256
) -> Response[bytes]:
    """The bytes under their digest: 200, 304 where the caller has them, 206 for one range.

    Several ranges at once, and ranges in other units, get the whole (RFC 9110 allows that); so
    does `If-Range` with another tag, and HEAD.

    Raises:
        RangeNotSatisfiableError: where the range starts behind the end.
    """
    whole = forever(request, data, media_type, sha256)
    whole.headers["accept-ranges"] = "bytes"
    asked = request.headers.get("range", "")
    if request.method != "GET" or unchanged(request, sha256) or not _applies(request, sha256):
        return whole
    part = _part(asked, len(data))
    if part is None:
        return whole
    start, end = part
    headers = {**whole.headers, "content-range": f"bytes {start}-{end - 1}/{len(data)}"}
    return Response(data[start:end], media_type=media_type, status_code=206, headers=headers)


def _applies(request: Request[Any, Any, Any], sha256: Sha256) -> bool:
    """Whether the caller's part belongs to these bytes; only a strong tag says so."""
    return request.headers.get("if-range", f'"{sha256}"').strip() == f'"{sha256}"'


def _part(asked: str, size: int) -> tuple[int, int] | None:
    """Start and end of the one range that is asked for; None where the whole is to be sent.

    Raises:
        RangeNotSatisfiableError: for nothing.
    """
    match = _RANGE.fullmatch(asked.replace(" ", "").lower())
    if match is None or match[1] == match[2] == "":
        return None
    if match[1] == "":
        start, end = max(0, size - int(match[2])), size
    else:
        start, end = int(match[1]), min(size, int(match[2]) + 1 if match[2] else size)
        if match[2] and int(match[2]) < start:
            return None  # not a range at all
    if start >= end:
        raise RangeNotSatisfiableError(asked, size)
    return start, end
