"""What can go wrong, and the problem document (RFC 9457) that tells it: one table, one handler.

Every error response of the API is `application/problem+json` with `type`, `title`, `status` and
`detail`; some add `known` (names that exist), `errors` (a JSON pointer and a message for each) or
`details` (what a program needs to go on).
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.openapi.datastructures import ResponseSpec
from litestar.types import ExceptionHandlersMap
from pydantic import BaseModel

from style_plane.answers import answer

LOG = logging.getLogger("style_plane")
PROBLEM_JSON = "application/problem+json"


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str
    known: list[str] = []
    errors: list[dict[str, str]] = []
    details: dict[str, Any] = {}


class PlaneError(Exception):
    """Root of everything the style plane refuses on purpose."""

    status = 500
    slug = "internal"
    title = "Something is broken in the style plane"

    def __init__(
        self,
        detail: str,
        *,
        known: tuple[str, ...] = (),
        errors: tuple[dict[str, str], ...] = (),
        details: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail, self.known, self.errors = detail, known, errors
        self.details = details or {}

    @property
    def headers(self) -> dict[str, str]:
        """Headers that the status asks for."""
        return {}


class BadReferenceError(PlaneError):
    status, slug, title = 422, "bad-reference", "The reference cannot be read"


class UnknownStyleError(PlaneError):
    status, slug, title = 404, "style-not-found", "There is no such style"


class UnknownVersionError(PlaneError):
    status, slug, title = 404, "nothing-matches", "The style has no such version"


class UnknownBytesError(PlaneError):
    status, slug, title = 404, "digest-not-found", "Nothing is stored under this digest"


class BumpTooSmallError(PlaneError):
    status, slug, title = 409, "bump-too-small", "The change is larger than the number says"


class InvalidStyleError(PlaneError):
    status, slug, title = 422, "invalid-style", "The style cannot be published"


class ChannelReservedError(PlaneError):
    status, slug, title = 422, "channel-reserved", "This name cannot be a channel"


class AssetRefusedError(PlaneError):
    status, slug, title = 422, "asset-refused", "The file cannot be used in styles"


class UnauthenticatedError(PlaneError):
    status, slug, title = 401, "unauthenticated", "A sign-in or a token is needed"

    @property
    def headers(self) -> dict[str, str]:
        return {"www-authenticate": "Bearer"}


class WriteForbiddenError(PlaneError):
    status, slug, title = 403, "forbidden", "Writing is not allowed from here"


class DamagedBytesError(PlaneError):
    status, slug, title = 500, "damaged-bytes", "Stored bytes were changed"


def problem_of(error: PlaneError) -> Problem:
    """A refusal as a problem document."""
    return Problem(
        type=f"/problems/{error.slug}",
        title=error.title,
        status=error.status,
        detail=error.detail,
        known=list(error.known),
        errors=list(error.errors),
        details=error.details,
    )


def _plane_error(_: Request[Any, Any, Any], error: PlaneError) -> Response[Problem]:
    return _response(problem_of(error), error.headers)


def _http_error(_: Request[Any, Any, Any], error: HTTPException) -> Response[Problem]:
    phrase = HTTPStatus(error.status_code).phrase
    slug = phrase.lower().replace(" ", "-")
    problem = Problem(
        type=f"/problems/{slug}", title=phrase, status=error.status_code, detail=error.detail
    )
    return _response(problem, dict(error.headers or {}))


def _invalid(_: Request[Any, Any, Any], error: ValidationException) -> Response[Problem]:
    errors = [_pointed(item) for item in error.extra or [] if isinstance(item, dict)]
    detail = "; ".join(f"{item['pointer'] or 'body'}: {item['message']}" for item in errors)
    problem = Problem(
        type="/problems/invalid-request",
        title="The request does not fit the schema",
        status=422,
        detail=detail or error.detail,
        errors=errors,
    )
    return _response(problem, {})


def _pointed(item: dict[str, Any]) -> dict[str, str]:
    """A JSON pointer and a message; Litestar gives dotted keys, and `data` for a missing body."""
    key = str(item.get("key", ""))
    if key == "data":
        return {"pointer": "", "message": "a JSON document is needed here"}
    pointer = "/" + key.replace(".", "/") if key and item.get("source") != "query" else key
    return {"pointer": pointer, "message": str(item.get("message", ""))}


def _unforeseen(_: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """The details go to the log, not to the caller."""
    LOG.error("unforeseen error", exc_info=error)
    problem = Problem(
        type="/problems/internal",
        title="Something is broken in the style plane",
        status=500,
        detail="The error is in the style plane's log.",
    )
    return _response(problem, {})


def _response(problem: Problem, headers: dict[str, str]) -> Response[Problem]:
    return Response(problem, status_code=problem.status, media_type=PROBLEM_JSON, headers=headers)


def _unreadable(_: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """A body that the JSON decoder gives up on by other means than its own error."""
    why = "is nested too deeply" if isinstance(error, RecursionError) else "is not UTF-8"
    problem = Problem(
        type="/problems/bad-request",
        title="Bad Request",
        status=400,
        detail=f"The JSON document {why}.",
    )
    return _response(problem, {})


HANDLERS: ExceptionHandlersMap = {
    PlaneError: _plane_error,
    ValidationException: _invalid,
    HTTPException: _http_error,
    RecursionError: _unreadable,
    UnicodeDecodeError: _unreadable,
    Exception: _unforeseen,
}


def problems(*statuses: int) -> dict[int, ResponseSpec]:
    """The OpenAPI entries of a handler's error responses.

    What cannot be read gives 400 everywhere, and a bad token 401.
    """
    return {
        status: answer(Problem, HTTPStatus(status).phrase, PROBLEM_JSON)
        for status in sorted({400, 401, *statuses})
    }
