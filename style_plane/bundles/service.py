"""Bundles out of this plane and into it; what a bundle is says `schemas/style/bundle.py`."""

from __future__ import annotations

import hashlib
from typing import Any, NamedTuple

from schemas.style.bundle import Bundle, BundleError, named_in, read_bundle, write_bundle
from schemas.style.refs import ResolvedStyle
from schemas.units import Sha256
from style_plane.access.actor import Actor
from style_plane.assets.guard import guarded_inspect
from style_plane.assets.store import Assets
from style_plane.bundles.errors import BundleCorruptError
from style_plane.versions.errors import WithdrawnError
from style_plane.versions.models import VersionDetails
from style_plane.versions.service import Versions

BUNDLE_TYPE = "application/x-tar"
MAX_NOTES = 2000


class Exported(NamedTuple):
    """A bundle's bytes, their digest, and a name for the file."""

    data: bytes
    sha256: Sha256
    file_name: str


class Bundles:
    """Carries versions between planes."""

    def __init__(self, versions: Versions, assets: Assets) -> None:
        self._versions, self._assets = versions, assets

    def export(self, org: str, name: str, version: str) -> Exported:
        """A published version as a file; always the same bytes for the same version.

        Raises:
            BadReferenceError, UnknownStyleError, UnknownVersionError: as `Versions.version`.
            WithdrawnError: for what is not to be used any more.
            DamagedBytesError: when stored bytes were changed.
        """
        details = self._versions.version(org, name, version)
        if details.status.state == "withdrawn":
            raise WithdrawnError(
                f"{org}/{name}@{details.version} was withdrawn: {details.status.reason}."
            )
        contract = self._versions.body(details.digest)
        read = {sha256: self._assets.read(sha256) for sha256 in named_in(contract)}
        bundle = Bundle(
            org=org,
            name=name,
            version=details.version,
            contract_bytes=contract,
            assets={sha256: data for sha256, (data, _) in read.items()},
            media_types={sha256: facts.media_type for sha256, (_, facts) in read.items()},
            release=_release(details),
        )
        data = write_bundle(bundle)
        file_name = f"{org}-{name}-{details.version}.tar"
        return Exported(data, hashlib.sha256(data).hexdigest(), file_name)

    def bring_in(self, actor: Actor, data: bytes) -> tuple[ResolvedStyle, bool]:
        """Publish what a bundle holds, under its own name and number; False where it was here.

        Everything is checked before anything is stored. Files are kept as they are in the bundle.

        Raises:
            BundleCorruptError: with the place that is damaged or missing.
            AssetRefusedError: when a file cannot be used in styles.
            TooManyRequestsError: when too many uploads are being read.
            VersionDiffersError, InvalidStyleError, ReviewNeededError: as `Versions.adopt`.
            UnauthenticatedError, WriteForbiddenError: when the actor may not publish there.
        """
        try:
            bundle = read_bundle(data)
        except BundleError as error:
            raise BundleCorruptError(str(error)) from error
        actor.require("publish", bundle.org)
        missing = [item for item in sorted(bundle.assets) if self._assets.facts(item) is None]
        for product in [guarded_inspect(bundle.assets[sha256], actor.who) for sha256 in missing]:
            self._assets.keep(product)
        return self._versions.adopt(
            actor,
            bundle.org,
            bundle.name,
            bundle.version,
            bundle.contract_bytes,
            notes=str(bundle.release.get("notes", ""))[:MAX_NOTES],
        )


def _release(details: VersionDetails) -> dict[str, Any]:
    """What was known when the version was published; what may change later stays out."""
    kept = details.model_dump(mode="json", exclude={"status", "draft", "assets"})
    return {key: value for key, value in kept.items() if value is not None}
