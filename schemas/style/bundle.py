"""A published version as one file: an OCI image layout in a tar whose bytes depend on nothing else.

The image's config is the contract, its layers are the assets and the release record. Members are
sorted, without times or owners, so equal content gives an equal file; every blob is named by its
sha256, and the release record says which version it belongs to, so a changed byte of the style, its
files or its name is found. Standard tools can push the layout to any OCI registry.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from schemas.base import canonical
from schemas.style.facets import Facets
from schemas.style.refs import VERSION_PATTERN
from schemas.units import Sha256

MAX_BYTES = 512 * 1024 * 1024
MAX_MEMBERS = 300
MAX_DOCUMENT = 4 * 1024 * 1024
"""The largest JSON document inside; assets may be larger."""

INDEX_TYPE = "application/vnd.oci.image.index.v1+json"
MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json"
ARTIFACT_TYPE = "application/vnd.reelwright.style.v1"
CONTRACT_TYPE = "application/vnd.reelwright.style.contract.v1+json"
RELEASE_TYPE = "application/vnd.reelwright.style.release.v1+json"
REF_NAME = "org.opencontainers.image.ref.name"
LAYOUT = {"imageLayoutVersion": "1.0.0"}

_BLOB = re.compile(r"blobs/sha256/([0-9a-f]{64})")
_FOLDERS = ("blobs", "blobs/sha256")
_REF = re.compile(rf"([a-z][a-z0-9-]{{0,62}})/([a-z][a-z0-9-]{{0,62}})@({VERSION_PATTERN})")


class BundleError(ValueError):
    """The file is no bundle, or was changed; the message says where."""


@dataclass(frozen=True)
class Bundle:
    """One version of a style with everything that it needs."""

    org: str
    name: str
    version: str
    contract_bytes: bytes
    """As they were hashed when the version was published."""
    assets: Mapping[Sha256, bytes]
    media_types: Mapping[Sha256, str]
    release: Mapping[str, Any]
    """What is known about the version beside its content: `facets`, `notes`, `approvals`, ..."""

    @property
    def ref(self) -> str:
        """`org/name@version`."""
        return f"{self.org}/{self.name}@{self.version}"

    @property
    def digest(self) -> Sha256:
        """sha256 of the contract's bytes."""
        return hashlib.sha256(self.contract_bytes).hexdigest()

    @property
    def facets(self) -> Facets:
        """The facets that the version was published with.

        Raises:
            pydantic.ValidationError: when the release record has none.
        """
        return Facets.model_validate(self.release.get("facets"))


def write_bundle(bundle: Bundle) -> bytes:
    """The tar of a bundle; equal bundles give equal bytes.

    Raises:
        BundleError: when an asset that the contract names is missing, or is not what it is called.
    """
    _check_assets(bundle)
    blobs: dict[str, bytes] = {}
    layers = [
        _described(blobs, data, bundle.media_types.get(sha256, "application/octet-stream"))
        for sha256, data in sorted(bundle.assets.items())
    ]
    record = {"ref": bundle.ref, "digest": bundle.digest, "release": dict(bundle.release)}
    layers.append(_described(blobs, canonical(record), RELEASE_TYPE))
    manifest = {
        "schemaVersion": 2,
        "mediaType": MANIFEST_TYPE,
        "artifactType": ARTIFACT_TYPE,
        "config": _described(blobs, bundle.contract_bytes, CONTRACT_TYPE),
        "layers": layers,
    }
    entry = _described(blobs, canonical(manifest), MANIFEST_TYPE)
    entry["annotations"] = {REF_NAME: bundle.ref}
    index = {"schemaVersion": 2, "mediaType": INDEX_TYPE, "manifests": [entry]}
    members = {f"blobs/sha256/{sha256}": data for sha256, data in blobs.items()}
    return _tar(members | {"oci-layout": canonical(LAYOUT), "index.json": canonical(index)})


def read_bundle(data: bytes) -> Bundle:
    """Check all that a bundle holds and unpack it.

    Raises:
        BundleError: for what is no bundle, is damaged, is not whole, or holds more than it says.
    """
    members = _members(data)
    if _json(members.pop("oci-layout", b""), "oci-layout") != LAYOUT:
        raise BundleError("The file 'oci-layout' does not say version 1.0.0.")
    index = _json(members.pop("index.json", b""), "index.json")
    blobs = {_checked(path, body): body for path, body in members.items()}
    used: set[str] = set()
    entry = _only(index, "manifests", "index.json")
    manifest = _json(_blob(blobs, used, entry, MANIFEST_TYPE), "the manifest")
    contract = _blob(blobs, used, manifest.get("config"), CONTRACT_TYPE)
    *files, record = _list(manifest, "layers", "the manifest") or [None]
    told = _json(_blob(blobs, used, record, RELEASE_TYPE), "the release record")
    assets = {_digest(item): _blob(blobs, used, item, None) for item in files}
    if len(assets) != len(files) or used != set(blobs):
        raise BundleError("The bundle holds files that its manifest does not name once each.")
    bundle = Bundle(
        *_name(entry),
        contract_bytes=contract,
        assets=assets,
        media_types={_digest(item): str(item.get("mediaType", "")) for item in files},
        release=told["release"] if isinstance(told.get("release"), dict) else {},
    )
    _check_assets(bundle)
    _check_record(bundle, told)
    return bundle


def _check_record(bundle: Bundle, told: Mapping[str, Any]) -> None:
    """The release record is about this version; `index.json` lies outside of every digest."""
    for name, own in (("ref", bundle.ref), ("digest", bundle.digest)):
        if told.get(name) != own:
            raise BundleError(
                f"The bundle calls itself {bundle.ref} with sha256 {bundle.digest}, and its release "
                f"record says {name} {told.get(name)!r}: one of them was changed."
            )


def named_in(contract_bytes: bytes) -> tuple[Sha256, ...]:
    """Every file that a contract of any format pins, sorted.

    Raises:
        BundleError: when the bytes are no contract.
    """
    document = _json(contract_bytes, "the contract")
    return tuple(sorted(set(_pinned(document.get("brand")))))


def _pinned(value: Any) -> Iterator[Sha256]:
    if isinstance(value, dict):
        if isinstance(value.get("sha256"), str):
            yield value["sha256"]
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _pinned(item)


def _check_assets(bundle: Bundle) -> None:
    """Exactly the files that the contract names, each what it is called."""
    named = set(named_in(bundle.contract_bytes))
    for sha256 in sorted(named ^ set(bundle.assets)):
        why = "is missing" if sha256 in named else "is named by nothing in the contract"
        raise BundleError(f"The asset {sha256} {why}.")
    for sha256, data in bundle.assets.items():
        if hashlib.sha256(data).hexdigest() != sha256:
            raise BundleError(f"The bytes of asset {sha256} are others.")


def _described(blobs: dict[str, bytes], data: bytes, media_type: str) -> dict[str, Any]:
    """Keep a blob; its OCI descriptor."""
    sha256 = hashlib.sha256(data).hexdigest()
    blobs[sha256] = data
    return {"mediaType": media_type, "digest": f"sha256:{sha256}", "size": len(data)}


def _tar(members: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path in sorted(members):
            info = tarfile.TarInfo(path)
            info.size, info.mode = len(members[path]), 0o644
            tar.addfile(info, io.BytesIO(members[path]))
    return file.getvalue()


def _members(data: bytes) -> dict[str, bytes]:
    """The files of a plain tar: no links, no devices, nothing elsewhere, nothing twice."""
    if len(data) > MAX_BYTES:
        raise BundleError(f"The file has {len(data)} bytes; a bundle has at most {MAX_BYTES}.")
    found: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as tar:
            for count, member in enumerate(tar):
                if count >= MAX_MEMBERS:
                    raise BundleError(f"The bundle has more than {MAX_MEMBERS} files.")
                body = _body(tar, member)
                if member.name in found:
                    raise BundleError(f"{member.name!r} is in the bundle twice.")
                if body is not None:
                    found[member.name] = body
    except (tarfile.TarError, EOFError, OverflowError, ValueError) as error:
        if isinstance(error, BundleError):
            raise
        raise BundleError(
            f"The file is no tar archive, or is cut off: {error}. Download it again."
        ) from error
    return found


def _body(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes | None:
    """The bytes of a member; None for the folders that some tools write."""
    if member.type == tarfile.DIRTYPE and member.name in _FOLDERS:
        return None
    plain = member.type in (tarfile.REGTYPE, tarfile.AREGTYPE) and not member.pax_headers
    if not plain or member.issparse():
        raise BundleError(f"{member.name!r} is no plain file. A bundle holds nothing else.")
    if not (_BLOB.fullmatch(member.name) or member.name in ("oci-layout", "index.json")):
        raise BundleError(f"{member.name!r} does not belong into a bundle.")
    file = tar.extractfile(member)
    body = file.read(member.size) if file else b""
    if len(body) != member.size:
        raise BundleError(f"{member.name!r} is cut off.")
    return body


def _checked(path: str, body: bytes) -> Sha256:
    """The digest in a blob's path, if its bytes have it."""
    match = _BLOB.fullmatch(path)
    sha256 = hashlib.sha256(body).hexdigest()
    if match is None or match[1] != sha256:
        raise BundleError(f"{path!r} was changed: its bytes have sha256 {sha256}.")
    return sha256


def _blob(
    blobs: Mapping[Sha256, bytes], used: set[str], descriptor: Any, media_type: str | None
) -> bytes:
    """The bytes that a descriptor names, of the type and size that it says."""
    sha256 = _digest(descriptor)
    if media_type is not None and descriptor.get("mediaType") != media_type:
        raise BundleError(f"A {media_type} is needed, not {descriptor.get('mediaType')!r}.")
    if sha256 not in blobs:
        raise BundleError(f"The blob {sha256} is missing.")
    if descriptor.get("size") != len(blobs[sha256]):
        raise BundleError(f"The blob {sha256} has another size than its descriptor says.")
    used.add(sha256)
    return blobs[sha256]


def _digest(descriptor: Any) -> Sha256:
    text = descriptor.get("digest") if isinstance(descriptor, dict) else None
    if not isinstance(text, str) or not re.fullmatch(r"sha256:[0-9a-f]{64}", text):
        raise BundleError(f"{descriptor!r:.200} is no descriptor of a blob.")
    return text.removeprefix("sha256:")


def _only(document: Mapping[str, Any], key: str, where: str) -> dict[str, Any]:
    found = _list(document, key, where)
    if len(found) != 1 or not isinstance(found[0], dict):
        raise BundleError(f"{where!r} names {len(found)} {key}; a bundle holds one version.")
    return found[0]


def _list(document: Mapping[str, Any], key: str, where: str) -> list[Any]:
    found = document.get(key)
    if not isinstance(found, list):
        raise BundleError(f"{where!r} has no list {key!r}.")
    return found


def _name(entry: Mapping[str, Any]) -> tuple[str, str, str]:
    notes = entry.get("annotations")
    text = notes.get(REF_NAME) if isinstance(notes, dict) else None
    match = _REF.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise BundleError(f"{text!r} is no version; 'index.json' says it as ORG/NAME@1.2.0.")
    return match[1], match[2], match[3]


def _json(data: bytes, where: str) -> dict[str, Any]:
    """A JSON object."""
    if len(data) > MAX_DOCUMENT:
        raise BundleError(f"{where!r} is larger than {MAX_DOCUMENT} bytes.")
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BundleError(f"{where!r} is missing or is no JSON: {error}.") from error
    if not isinstance(value, dict):
        raise BundleError(f"{where!r} is no JSON object.")
    return value
