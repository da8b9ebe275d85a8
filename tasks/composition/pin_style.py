"""A reference to a style -> the style itself: resolved once, checked, and kept.

Contract and assets are stored as the bytes that the style plane sent, under the digests that it
named. From here on the run does not need the style plane.

| the reference | the style plane | what happens |
|---|---|---|
| exact version or digest, pinned here before | not asked | the mirror's copy |
| any | answers | what it says; the bytes it does not have to send again come from the mirror |
| any | silent | tried again, then the run fails before it computed anything |
| any, `last_known` | silent | what it last said here, at most 7 days ago, with a warning |
| any | bytes are not what they are named | the run fails at once |
| exact or `last_known`, withdrawn when last heard of | not asked | refused unless allowed |
| a bundle | not asked | what the bundle holds |
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

import httpx
from pydantic import ValidationError

from schemas.artifacts import JSON, Blob, Ref
from schemas.base import canonical
from schemas.renders import ENGINE
from schemas.spec import PinOptions
from schemas.stages import Stage
from schemas.style.bundle import BundleError, read_bundle
from schemas.style.contract import StyleContract, named_assets
from schemas.style.facets import facets_of
from schemas.style.overrides import OverrideError, checked, overridden
from schemas.style.refs import ResolvedBy, ResolvedStyle, StylePin, StyleRef
from schemas.units import Sha256
from tasks.composition.mirror import Mirror, Remembered
from tasks.errors.styles import (
    StyleAnswerError,
    StyleBundleError,
    StyleOverrideError,
    StylePlaneUnavailableError,
    StyleTooNewError,
    StyleWithdrawnError,
)
from tasks.stage import StageContext, stage
from tasks.tools.plane import (
    Fetched,
    fetch,
    fetch_assets,
    parsed,
    plane_client,
    resolve,
)

OLDEST_KNOWN = timedelta(days=7)
"""How long the last meaning of a moving reference is good for when the plane is silent."""


class Found(NamedTuple):
    """A published version with all its bytes in the store."""

    kept: Remembered
    by: ResolvedBy
    warnings: tuple[str, ...] = ()


@stage(Stage.PIN_STYLE, revision=2, reuse=False, ignore=("at",))
def pin_style(ctx: StageContext, asked: PinOptions, plane_url: str, at: str) -> Ref[StylePin]:
    """Ask what `asked.ref` means at the moment `at`; never reused, because the answer may move."""
    mirror = Mirror.of(ctx.settings, ctx.store)
    found = find_style(ctx, mirror, asked, plane_url, at)
    published = check_contract(found.kept.resolved, ctx.store.read(found.kept.contract))

    pin = pin_of(ctx, asked, found, published)
    for warning in pin.warnings:
        ctx.log.warning(warning, style=pin.label)
    ctx.log.info("style pinned", style=pin.label, digest=pin.digest, by=pin.resolved_by)

    return ctx.publish(pin)


def find_style(
    ctx: StageContext, mirror: Mirror, asked: PinOptions, plane_url: str, at: str
) -> Found:
    """The version that is asked for, and who said which one it is.

    Raises:
        StyleNotFoundError, StyleWithdrawnError, StyleTooNewError, StyleBundleError: it cannot be.
        StylePlaneUnavailableError: when there is nobody to ask and nothing to fall back on.
        DigestMismatchError: when bytes are not what they are named.
        StyleAnswerError: when an answer contradicts the question, itself, or what is known here.
    """
    if asked.bundle is not None:
        return Found(from_bundle(ctx, mirror, asked.bundle, at), "bundle")
    ref = parsed(asked.ref)
    lasting = mirror.lasting(ref)
    if lasting is not None:
        return Found(_permitted(lasting, asked), "mirror", _state_warnings(lasting.resolved))
    try:
        kept = from_plane(ctx, mirror, asked, plane_url, at)
    except StylePlaneUnavailableError as error:
        last = mirror.last(ref) if asked.on_unavailable == "last_known" else None
        if last is None or datetime.fromisoformat(at) - _when(last) > OLDEST_KNOWN:
            raise
        said = f"{error.url} did not answer: {ref} is taken for what it meant at {last.at}"
        warnings = (said, *_state_warnings(last.resolved))
        return Found(_permitted(last, asked), "last-known", warnings)
    return Found(kept, "plane", _state_warnings(kept.resolved))


def from_plane(
    ctx: StageContext, mirror: Mirror, asked: PinOptions, plane_url: str, at: str
) -> Remembered:
    """Ask the plane, fetch what is not here yet, and remember the answer."""
    with plane_client(plane_url, _token(ctx, asked)) as http:
        resolved = resolve(http, asked.ref, allow_withdrawn=asked.allow_withdrawn)
        digest = StyleRef(
            org=resolved.org, name=resolved.name, selector=f"sha256:{resolved.digest}"
        )
        known = mirror.last(digest)
        kept = known or _fetched(ctx, http, asked.ref, resolved, at)
    kept = kept.model_copy(update={"resolved": resolved, "at": at})
    mirror.keep(parsed(asked.ref), kept)
    return kept


def from_bundle(ctx: StageContext, mirror: Mirror, bundle: Ref[Blob], at: str) -> Remembered:
    """The version that a bundle holds; remembered as if the plane had sent it.

    Raises:
        StyleBundleError: when the file is no bundle, or was changed.
    """
    try:
        held = read_bundle(ctx.store.read(bundle))
        resolved = ResolvedStyle(
            ref=held.ref,
            org=held.org,
            name=held.name,
            version=held.version,
            digest=held.digest,
            facets=held.facets,
            assets=tuple(sorted(held.assets)),
        )
    except (BundleError, ValidationError) as error:
        raise StyleBundleError(f"{bundle.sha256[:12]}.tar", f"{error}.") from error
    check_whole(held.ref, "The bundle", resolved, check_contract(resolved, held.contract_bytes))
    files = {sha256: (data, held.media_types[sha256]) for sha256, data in held.assets.items()}
    kept = _stored(ctx, resolved, held.contract_bytes, files, at)
    mirror.keep(parsed(held.ref), kept)
    return kept


def pin_of(
    ctx: StageContext, asked: PinOptions, found: Found, published: StyleContract
) -> StylePin:
    """The pin of a run: the version as published, or with what the run changes of it.

    Raises:
        StyleOverrideError: when the changes do not fit the style.
    """
    kept, style = found.kept, found.kept.resolved
    pin = StylePin(
        ref=asked.ref,
        **style.model_dump(include={"org", "name", "version", "digest", "state"}),
        facets=facets_of(published),
        contract=kept.contract,
        assets=kept.assets,
        resolved_by=found.by,
        resolved_at=kept.at,
        engine=ENGINE,
        warnings=found.warnings,
    )
    if asked.overrides.empty:
        return pin
    try:
        document = overridden(json.loads(ctx.store.read(kept.contract)), asked.overrides)
        effective = checked(document)
    except OverrideError as error:
        raise StyleOverrideError(pin.label, error.wrong) from error
    changed: Ref[StyleContract] = ctx.store.put_bytes(canonical(document), JSON)
    update = {
        "contract": changed,
        "published": kept.contract,
        "overrides": asked.overrides.document(),
        "facets": facets_of(effective),
    }
    return pin.model_copy(update=update)


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


def check_whole(ref: str, sender: str, resolved: ResolvedStyle, style: StyleContract) -> None:
    """Whoever sent a contract names exactly the files that it needs.

    Raises:
        StyleAnswerError: otherwise.
    """
    odd = set(named_assets(style)) ^ set(resolved.assets)
    if odd:
        why = f"names other files than its contract does: {', '.join(sorted(odd))}"
        raise StyleAnswerError(ref, sender, f"the answer {why}")


def _token(ctx: StageContext, asked: PinOptions) -> str:
    """Who asks: an admin only where that is needed."""
    admin = ctx.settings.style_plane_admin_token if asked.allow_withdrawn else ""
    return admin or ctx.settings.style_plane_usage_token


def _fetched(
    ctx: StageContext, http: httpx.Client, ref: str, resolved: ResolvedStyle, at: str
) -> Remembered:
    body, _ = fetch(http, f"/api/v1/contracts/{resolved.digest}", resolved.digest)
    check_whole(
        ref, f"The style plane at {http.base_url}", resolved, check_contract(resolved, body)
    )
    return _stored(ctx, resolved, body, fetch_assets(http, resolved.assets), at)


def _stored(
    ctx: StageContext,
    resolved: ResolvedStyle,
    body: bytes,
    assets: Mapping[Sha256, Fetched],
    at: str,
) -> Remembered:
    contract: Ref[StyleContract] = ctx.store.put_bytes(body, JSON)
    held = {
        sha256: ctx.publish_bytes(data, media_type)
        for sha256, (data, media_type) in sorted(assets.items())
    }
    return Remembered(asked=resolved.ref, at=at, resolved=resolved, contract=contract, assets=held)


def _state_warnings(style: ResolvedStyle) -> tuple[str, ...]:
    """What the state of a version asks a person to do; nothing where it is in force."""
    label = f"{style.org}/{style.name}@{style.version}"
    if style.state == "deprecated":
        instead = f"use {style.successor} instead" if style.successor else "choose another version"
        until = f" It will be withdrawn at {style.sunset_at}." if style.sunset_at else ""
        return (f"{label} is deprecated: {instead}.{until}",)
    if style.state == "withdrawn":
        return (f"{label} is withdrawn, and was allowed for this run.",)
    return ()


def _permitted(kept: Remembered, asked: PinOptions) -> Remembered:
    """What the mirror holds, unless it was withdrawn and this run may not use it.

    Raises:
        StyleWithdrawnError: then; the plane is not asked about an exact version again.
    """
    if kept.resolved.state == "withdrawn" and not asked.allow_withdrawn:
        raise StyleWithdrawnError(asked.ref, f"so the style plane said at {kept.at}.")
    return kept


def _when(kept: Remembered) -> datetime:
    return datetime.fromisoformat(kept.at)
