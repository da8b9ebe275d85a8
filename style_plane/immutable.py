"""Answers that never change: strong ETag, 304, and a year in every cache."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response
from litestar.types import OperationIDCreator

from schemas.units import Sha256
from style_plane.answers import answer

FOREVER = "public, max-age=31536000, immutable"
NOT_MODIFIED = {304: answer(None, "`If-None-Match` names these very bytes")}
"""The OpenAPI entry of handlers that look at `If-None-Match`."""


def unchanged(request: Request[Any, Any, Any], sha256: Sha256) -> bool:
    """Whether the caller has these bytes already."""
    tags = request.headers.get("if-none-match", "")
    return tags.strip() == "*" or f'"{sha256}"' in [
        tag.strip().removeprefix("W/") for tag in tags.split(",")
    ]


def forever(
    request: Request[Any, Any, Any],
    data: bytes,
    media_type: str,
    sha256: Sha256,
    more: Mapping[str, str] | None = None,
) -> Response[bytes]:
    """The bytes under their digest, or 304 where the caller has them; `more` headers go with both.

    Uploads are served too: the headers keep a browser from running what they may hold.
    """
    headers = {
        "etag": f'"{sha256}"',
        "cache-control": FOREVER,
        "x-content-type-options": "nosniff",
        "content-security-policy": "sandbox; default-src 'none'",
        **(more or {}),
    }
    if unchanged(request, sha256):
        return Response(b"", status_code=304, headers=headers)
    return Response(data, media_type=media_type, headers=headers)


def named(what: str) -> OperationIDCreator:
    """Operation ids of a handler that answers GET and HEAD: `getAsset`, `headAsset`."""

    def operation_id(_handler: Any, method: Any, _path: Any) -> str:
        return f"{method.lower()}{what}"

    return operation_id
