"""Bundles as files: the same bytes for the same version, and no byte that can be changed."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.base import canonical
from schemas.style import bundle as bundles
from schemas.style.bundle import Bundle, BundleError, read_bundle, write_bundle
from schemas.style.facets import facets_of
from style_plane.starters.fonts import FONTS, font_path
from style_plane.starters.seeding import HERE, contract_of

Members = list[tuple[tarfile.TarInfo, bytes]]


def made() -> Bundle:
    """The starter `bold` as a bundle."""
    contract = contract_of("bold")
    files = [*(font_path(name) for name in FONTS), *HERE.glob("*.png")]
    held = {hashlib.sha256(path.read_bytes()).hexdigest(): path.read_bytes() for path in files}
    body = canonical(contract)
    return Bundle(
        org="acme",
        name="bold",
        version="1.2.0",
        contract_bytes=body,
        assets={sha256: held[sha256] for sha256 in bundles.named_in(body)},
        media_types={},
        release={"facets": facets_of(contract).model_dump(mode="json"), "notes": "Größer"},
    )


BUNDLE = made()
FILE = write_bundle(BUNDLE)


def members(data: bytes) -> Members:
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        return [(item, (tar.extractfile(item) or io.BytesIO()).read()) for item in tar]


def packed(parts: Members) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for info, body in parts:
            info.size = len(body) if info.isreg() else 0
            tar.addfile(info, io.BytesIO(body) if info.isreg() else None)
    return file.getvalue()


def test_what_was_written_is_read() -> None:
    found = read_bundle(FILE)
    assert (found.ref, found.digest) == ("acme/bold@1.2.0", BUNDLE.digest)
    assert found.contract_bytes == BUNDLE.contract_bytes
    assert found.assets == BUNDLE.assets
    assert found.facets == facets_of(contract_of("bold"))
    assert found.release["notes"] == "Größer"


def test_equal_bundles_have_equal_bytes_whatever_their_order() -> None:
    turned = replace(BUNDLE, assets=dict(reversed(list(BUNDLE.assets.items()))))
    assert write_bundle(turned) == FILE
    assert write_bundle(read_bundle(FILE)) == write_bundle(read_bundle(FILE))


def test_it_is_an_oci_image_layout_without_times_and_owners() -> None:
    parts = {item.name: body for item, body in members(FILE)}
    assert json.loads(parts["oci-layout"]) == {"imageLayoutVersion": "1.0.0"}
    [entry] = json.loads(parts["index.json"])["manifests"]
    manifest = json.loads(parts[f"blobs/sha256/{entry['digest'].removeprefix('sha256:')}"])
    assert manifest["config"]["digest"] == f"sha256:{BUNDLE.digest}"
    assert len(manifest["layers"]) == len(BUNDLE.assets) + 1
    for item, _ in members(FILE):
        assert (item.mtime, item.uid, item.gid, item.uname, item.mode) == (0, 0, 0, "", 0o644)
    assert list(parts) == sorted(parts)


def test_folders_that_other_tools_write_do_no_harm() -> None:
    folders = [tarfile.TarInfo("blobs"), tarfile.TarInfo("blobs/sha256")]
    for folder in folders:
        folder.type = tarfile.DIRTYPE
    written = packed([*((folder, b"") for folder in folders), *members(FILE)])
    assert read_bundle(written).assets == BUNDLE.assets


def _named(name: str, kind: bytes = tarfile.REGTYPE) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, "/etc/passwd"
    return info


def _with(info: tarfile.TarInfo, body: bytes = b"") -> Callable[[Members], Members]:
    return lambda parts: [*parts, (info, body)]


def _without(kind: str) -> Callable[[Members], Members]:
    """Without the config, an asset or the manifest's index."""

    def change(parts: Members) -> Members:
        gone = {"config": BUNDLE.digest, "asset": next(iter(BUNDLE.assets)), "index": "index.json"}
        return [(info, body) for info, body in parts if not info.name.endswith(gone[kind])]

    return change


def _edited(name: str, change: Callable[[dict[str, Any]], None]) -> Callable[[Members], Members]:
    """With a changed index or manifest; a manifest gets its new name, so that only it is odd."""

    def edit(parts: Members) -> Members:
        held = {info.name: body for info, body in parts}
        index = json.loads(held["index.json"])
        entry = index["manifests"][0]
        if name == "manifest":
            old = f"blobs/sha256/{entry['digest'].removeprefix('sha256:')}"
            document = json.loads(held.pop(old))
            change(document)
            body = canonical(document)
            digest = hashlib.sha256(body).hexdigest()
            entry |= {"digest": f"sha256:{digest}", "size": len(body)}
            held[f"blobs/sha256/{digest}"] = body
        else:
            change(index)
        held["index.json"] = canonical(index)
        return [(_named(path), body) for path, body in held.items()]

    return edit


def _renamed(index: dict[str, Any]) -> None:
    index["manifests"][0]["annotations"] = {bundles.REF_NAME: "acme/bold@../../x"}


def _fewer_layers(manifest: dict[str, Any]) -> None:
    del manifest["layers"][0]


def _doubled_layer(manifest: dict[str, Any]) -> None:
    manifest["layers"].insert(0, manifest["layers"][0])


def _wrong_size(manifest: dict[str, Any]) -> None:
    manifest["layers"][0]["size"] += 1


def _no_config(manifest: dict[str, Any]) -> None:
    del manifest["config"]


def _wrong_type(manifest: dict[str, Any]) -> None:
    manifest["config"]["mediaType"] = "application/json"


def _two_versions(index: dict[str, Any]) -> None:
    index["manifests"] *= 2


STRANGER = b"stranger"
STRANGER_PATH = f"blobs/sha256/{hashlib.sha256(STRANGER).hexdigest()}"
CHANGED: dict[str, tuple[Callable[[Members], Members], str]] = {
    "a link": (_with(_named("blobs/sha256/" + "0" * 64, tarfile.SYMTYPE)), "no plain file"),
    "a hard link": (_with(_named("blobs/sha256/" + "0" * 64, tarfile.LNKTYPE)), "no plain file"),
    "a device": (_with(_named("oci-layout", tarfile.CHRTYPE)), "no plain file"),
    "an absolute path": (_with(_named("/etc/passwd")), "does not belong"),
    "a path upwards": (_with(_named("blobs/sha256/../../x")), "does not belong"),
    "a file of its own": (_with(_named("README")), "does not belong"),
    "a folder elsewhere": (_with(_named("tmp", tarfile.DIRTYPE)), "no plain file"),
    "a file twice": (lambda parts: [*parts, parts[0]], "twice"),
    "a stranger": (_with(_named(STRANGER_PATH), STRANGER), "does not name once"),
    "another name for a blob": (_with(_named("blobs/sha256/" + "0" * 64), b"x"), "was changed"),
    "no contract": (_without("config"), "missing"),
    "no font": (_without("asset"), "missing"),
    "no index": (_without("index"), "index.json"),
    "a name with a path": (_edited("index", _renamed), "no version"),
    "two versions": (_edited("index", _two_versions), "one version"),
    "an asset less": (_edited("manifest", _fewer_layers), "does not name once"),
    "an asset twice": (_edited("manifest", _doubled_layer), "does not name once"),
    "another size": (_edited("manifest", _wrong_size), "another size"),
    "no config": (_edited("manifest", _no_config), "no descriptor"),
    "another type": (_edited("manifest", _wrong_type), "is needed"),
}


@pytest.mark.parametrize("name", CHANGED)
def test_a_bundle_holds_what_it_says_and_nothing_else(name: str) -> None:
    change, words = CHANGED[name]
    with pytest.raises(BundleError, match=words):
        read_bundle(packed(change(members(FILE))))


@pytest.mark.parametrize(
    "data", [b"", b"not a tar", bytes(10_240), FILE[:2000], b"\x1f\x8b" + FILE]
)
def test_what_is_no_bundle_is_said_so(data: bytes) -> None:
    with pytest.raises(BundleError):
        read_bundle(data)


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [(_named(f"blobs/sha256/{number:064x}"), b"") for number in range(400)]
    with pytest.raises(BundleError, match="more than"):
        read_bundle(packed(many))
    monkeypatch.setattr(bundles, "MAX_BYTES", len(FILE) - 1)
    with pytest.raises(BundleError, match="at most"):
        read_bundle(FILE)


def test_an_asset_that_is_missing_or_another_is_not_written() -> None:
    with pytest.raises(BundleError, match="is missing"):
        write_bundle(replace(BUNDLE, assets={}))
    first = next(iter(BUNDLE.assets))
    with pytest.raises(BundleError, match="others"):
        write_bundle(replace(BUNDLE, assets={**BUNDLE.assets, first: b"x"}))
    with pytest.raises(BundleError, match="named by nothing"):
        write_bundle(replace(BUNDLE, assets={**BUNDLE.assets, "0" * 64: b"x"}))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(FILE) - 1), st.integers(1, 255))
def test_a_changed_byte_is_found_or_changes_nothing(at: int, turn: int) -> None:
    data = bytearray(FILE)
    data[at] ^= turn
    try:
        found = read_bundle(bytes(data))
    except BundleError:
        return
    assert (found.ref, found.contract_bytes, found.assets, found.release) == (
        BUNDLE.ref,
        BUNDLE.contract_bytes,
        BUNDLE.assets,
        BUNDLE.release,
    )


@pytest.mark.parametrize("other", ["acme/bold@1.2.1", "acme/bald@1.2.0", "acne/bold@1.2.0"])
def test_a_version_under_another_name_is_found(other: str) -> None:
    """`index.json` is named by no digest; as many bytes as before, so that the tar is sound."""
    head, own, tail = FILE.rpartition(BUNDLE.ref.encode())
    renamed = head + other.encode() + tail
    assert own
    with pytest.raises(BundleError, match="one of them was changed"):
        read_bundle(renamed)
