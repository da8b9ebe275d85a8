"""The style plane as a run asks it: what a reference means, and bytes by their digest."""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import httpx
from pydantic import ValidationError

from schemas.style.facets import Facets
from schemas.style.refs import ResolvedStyle, StyleRef
from schemas.units import Sha256
from tasks.errors.base import StageError
from tasks.errors.places import DigestMismatchError
from tasks.errors.styles import (
    StyleAnswerError,
    StyleForbiddenError,
    StyleNotFoundError,
    StylePlaneUnavailableError,
    StyleWithdrawnError,
)

TIMEOUT = httpx.Timeout(30.0, connect=5.0)
AT_ONCE = 6
"""Assets that are fetched side by side."""

Fetched = tuple[bytes, str]
"""Bytes and media type."""


def plane_client(url: str, token: str = "", timeout: httpx.Timeout = TIMEOUT) -> httpx.Client:
    """A client of one style plane; no proxy stands between a run and its own machine."""
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return httpx.Client(base_url=url, timeout=timeout, headers=headers, trust_env=not _local(url))


def parsed(ref: str) -> StyleRef:
    """Read a reference.

    Raises:
        StyleNotFoundError: when it is none.
    """
    try:
        return StyleRef.parse(ref)
    except ValueError as error:
        raise StyleNotFoundError(ref, str(error)) from error


def resolve(http: httpx.Client, ref: str, *, allow_withdrawn: bool = False) -> ResolvedStyle:
    """The version that a reference names at this moment.

    Raises:
        StyleNotFoundError: when it is no reference, or names nothing; with what exists.
        StyleForbiddenError: when the plane wants to know who asks, or does not allow it.
        StyleWithdrawnError: when the version is withdrawn and that is not allowed.
        StylePlaneUnavailableError: when there is no answer, or none that makes sense.
        StyleAnswerError: when the answer is about something else, or what it keeps is damaged.
    """
    parsed(ref)
    asked = {"ref": ref} | ({"allow_withdrawn": "true"} if allow_withdrawn else {})
    response = _get(http, "/api/v1/resolve", params=asked)
    problem = _problem(response) if response.status_code >= 400 else {}
    if response.status_code in (401, 403):
        raise StyleForbiddenError(ref, str(problem.get("detail", "it gives no reason.")))
    if response.status_code == 410:
        raise StyleWithdrawnError(ref, str(problem.get("detail", "no reason is given.")))
    if response.status_code in (404, 422):
        known = tuple(str(name) for name in problem.get("known", ()))
        raise StyleNotFoundError(ref, str(problem.get("detail", "nothing fits")), known)
    if response.status_code != 200:
        raise _unexpected(http, response)
    try:
        answer = ResolvedStyle.model_validate(_known(response.json()))
    except (ValidationError, ValueError, TypeError) as error:
        why = f"its answer to {ref!r} is no resolved style"
        raise StylePlaneUnavailableError(str(http.base_url), why) from error
    _check_answer(http, parsed(ref), answer)
    return answer


def _known(document: dict[str, Any]) -> dict[str, Any]:
    """As much of an answer as this release reads; a newer plane may say more."""
    known = {name: document[name] for name in ResolvedStyle.model_fields if name in document}
    facets = {
        name: known["facets"][name] for name in Facets.model_fields if name in known["facets"]
    }
    return known | {"facets": facets}


def _check_answer(http: httpx.Client, asked: StyleRef, answer: ResolvedStyle) -> None:
    """An answer is about the style that was asked for, and where one was named, that version.

    Raises:
        StyleAnswerError: otherwise.
    """
    said = f"{answer.org}/{answer.name}@{answer.version} with sha256 {answer.digest}"
    same = (answer.org, answer.name) == (asked.org, asked.name)
    exact = asked.selector in (answer.version, f"sha256:{answer.digest}")
    if not same or (is_lasting(asked) and not exact):
        sender = f"The style plane at {http.base_url}"
        raise StyleAnswerError(str(asked), sender, f"it answered with {said}")


def is_lasting(ref: StyleRef) -> bool:
    """Whether a reference means the same for ever: an exact version, or a digest."""
    return ref.selector[0].isdigit() or ref.selector.startswith("sha256:")


def fetch(http: httpx.Client, path: str, sha256: Sha256) -> Fetched:
    """Bytes and media type of something that is named by its digest.

    Raises:
        DigestMismatchError: when the bytes are not what they are named.
        StylePlaneUnavailableError: when they do not come.
    """
    response = _get(http, path)
    if response.status_code != 200:
        raise _unexpected(http, response)
    found = hashlib.sha256(response.content).hexdigest()
    if found != sha256:
        raise DigestMismatchError(f"What {http.base_url} sent for {path}", sha256, found)
    return response.content, response.headers.get("content-type", "application/octet-stream")


def fetch_assets(http: httpx.Client, digests: Iterable[Sha256]) -> dict[Sha256, Fetched]:
    """Every asset by its digest, fetched side by side and checked; see `fetch`."""
    wanted = tuple(digests)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        fetched = pool.map(lambda sha256: fetch(http, f"/api/v1/assets/{sha256}", sha256), wanted)
        return dict(zip(wanted, fetched, strict=True))


def _get(http: httpx.Client, path: str, params: dict[str, str] | None = None) -> httpx.Response:
    try:
        return http.get(path, params=params)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        why = str(error) or type(error).__name__
        raise StylePlaneUnavailableError(str(http.base_url), why) from error


def _unexpected(http: httpx.Client, response: httpx.Response) -> StageError:
    """A plane whose own bytes were changed is not one that is away: asking again does not help."""
    problem = _problem(response)
    detail = problem.get("detail", response.reason_phrase)
    if str(problem.get("type", "")).endswith("/damaged-bytes"):
        sender = f"The style plane at {http.base_url}"
        return StyleAnswerError(
            response.request.url.path, sender, f"what it keeps is damaged: {detail}"
        )
    why = f"{response.request.url.path} gave status {response.status_code} ({detail})"
    return StylePlaneUnavailableError(str(http.base_url), why)


def _problem(response: httpx.Response) -> dict[str, Any]:
    """The problem details of an error; empty where the answer is none."""
    try:
        problem = response.json()
    except ValueError:
        return {}
    return problem if isinstance(problem, dict) else {}


def _local(url: str) -> bool:
    """Whether an address is on this machine: then no proxy of the environment may stand between."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
