"""A reference to a style -> the style itself: resolved once, checked, and kept.

Contract and assets are stored as the bytes that the style plane sent, under the digests that it
named. From here on the run does not need the style plane.
"""

from __future__ import annotations

import hashlib
import ipaddress
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import httpx
from pydantic import ValidationError

from schemas.artifacts import JSON, Blob, Ref
from schemas.stages import Stage
from schemas.style.contract import StyleContract
from schemas.style.refs import ResolvedStyle, StylePin, StyleRef
from schemas.units import Sha256
from tasks.errors import (
    DigestMismatchError,
    StyleNotFoundError,
    StylePlaneUnavailableError,
    StyleTooNewError,
)
from tasks.stage import StageContext, stage

TIMEOUT = httpx.Timeout(30.0, connect=5.0)
AT_ONCE = 6
"""Assets that are fetched side by side."""


@stage(Stage.PIN_STYLE, revision=1, reuse=False)
def pin_style(ctx: StageContext, ref: str, plane_url: str) -> Ref[StylePin]:
    """Ask the style plane what `ref` means now; never reused, because the answer may move."""
    with httpx.Client(base_url=plane_url, timeout=TIMEOUT, trust_env=not _local(plane_url)) as http:
        resolved = resolve(http, ref)
        body, _ = fetch(http, f"/api/v1/contracts/{resolved.digest}", resolved.digest)
        check_contract(resolved, body)
        assets = fetch_assets(http, resolved.assets)

    pin = StylePin(
        **resolved.model_dump(include={"ref", "org", "name", "version", "digest", "facets"}),
        contract=_contract_ref(ctx.publish_bytes(body, JSON)),
        assets={
            sha256: ctx.publish_bytes(data, media_type)
            for sha256, (data, media_type) in sorted(assets.items())
        },
    )
    ctx.log.info("style pinned", style=pin.label, digest=pin.digest, assets=len(pin.assets))
    return ctx.publish(pin)


def resolve(http: httpx.Client, ref: str) -> ResolvedStyle:
    """The version that a reference names at this moment.

    Raises:
        StyleNotFoundError: when it is no reference, or names nothing; with what exists.
        StylePlaneUnavailableError: when there is no answer, or none that makes sense.
    """
    try:
        StyleRef.parse(ref)
    except ValueError as error:
        raise StyleNotFoundError(ref, str(error)) from error
    response = _get(http, "/api/v1/resolve", params={"ref": ref})
    if response.status_code in (404, 410, 422):
        problem = _problem(response)
        known = tuple(str(name) for name in problem.get("known", ()))
        raise StyleNotFoundError(ref, str(problem.get("detail", "nothing fits")), known)
    if response.status_code != 200:
        raise _unexpected(http, response)
    try:
        return ResolvedStyle.model_validate_json(response.content)
    except ValidationError as error:
        why = f"its answer to {ref!r} is no resolved style ({error.error_count()} problems)"
        raise StylePlaneUnavailableError(str(http.base_url), why) from error


def fetch(http: httpx.Client, path: str, sha256: Sha256) -> tuple[bytes, str]:
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


def fetch_assets(
    http: httpx.Client, digests: tuple[Sha256, ...]
) -> dict[Sha256, tuple[bytes, str]]:
    """Every asset by its digest, fetched side by side and checked; see `fetch`."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        fetched = pool.map(lambda sha256: fetch(http, f"/api/v1/assets/{sha256}", sha256), digests)
        return dict(zip(digests, fetched, strict=True))


def check_contract(resolved: ResolvedStyle, body: bytes) -> StyleContract:
    """Read a contract that was published by this or by an older release.

    Raises:
        StyleTooNewError: when this release does not know all that the contract says.
    """
    label = f"{resolved.org}/{resolved.name}@{resolved.version}"
    document = json.loads(body)
    found = document.get("format") if isinstance(document, dict) else None
    try:
        return StyleContract.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "the style"
        raise StyleTooNewError(label, str(found), f"{where}: {first['msg']}") from error


def _get(http: httpx.Client, path: str, params: dict[str, str] | None = None) -> httpx.Response:
    try:
        return http.get(path, params=params)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        why = str(error) or type(error).__name__
        raise StylePlaneUnavailableError(str(http.base_url), why) from error


def _unexpected(http: httpx.Client, response: httpx.Response) -> StylePlaneUnavailableError:
    detail = _problem(response).get("detail", response.reason_phrase)
    why = f"{response.request.url.path} gave status {response.status_code} ({detail})"
    return StylePlaneUnavailableError(str(http.base_url), why)


def _problem(response: httpx.Response) -> dict[str, Any]:
    """The problem details of an error; empty where the answer is none."""
    try:
        problem = response.json()
    except ValueError:
        return {}
    return problem if isinstance(problem, dict) else {}


def _contract_ref(stored: Ref[Blob]) -> Ref[StyleContract]:
    return Ref(sha256=stored.sha256, size=stored.size, media_type=stored.media_type)


def _local(url: str) -> bool:
    """Whether an address is on this machine: then no proxy of the environment may stand between."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
