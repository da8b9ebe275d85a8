"""Versions carried from one plane to another over HTTP."""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from schemas.style.bundle import Bundle, read_bundle, write_bundle
from schemas.style.contract import StyleContract
from style_plane.embedded import serving
from style_plane.settings import PlaneSettings
from tests.style_plane.assets.uploads import MARK
from tests.style_plane.styles import changed


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Another plane."""
    with (
        serving(PlaneSettings(home=tmp_path_factory.mktemp("elsewhere"))) as url,
        httpx.Client(base_url=url, trust_env=False, timeout=30) as client,
    ):
        yield client


@pytest.fixture
def published(http: httpx.Client, org: str, contract: StyleContract) -> str:
    """Address of a version with a logo that only this plane has."""
    drawn = http.post("/api/v1/assets", content=MARK.replace(b"#E50914", b"#11AA55")).json()
    logo = {key: drawn[key] for key in ("sha256", "width", "height")}
    document = changed(contract, {"brand": {"logos": {"mark": logo}}})
    answer = http.post(f"/api/v1/styles/{org}/look/versions", json=document)
    assert answer.status_code == 201, answer.text
    return f"/api/v1/styles/{org}/look/versions/1.0.0/bundle"


def test_a_version_is_the_same_file_every_time(http: httpx.Client, published: str) -> None:
    first, again = http.get(published), http.get(published)
    assert first.headers["content-type"] == "application/x-tar"
    assert "look-1.0.0.tar" in first.headers["content-disposition"]
    assert first.content == again.content
    assert first.headers["etag"] == f'"{hashlib.sha256(first.content).hexdigest()}"'
    known = http.get(published, headers={"if-none-match": first.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")


def test_it_travels_whole_and_may_arrive_twice(
    http: httpx.Client, elsewhere: httpx.Client, published: str, org: str
) -> None:
    file = http.get(published).content
    first = elsewhere.post("/api/v1/bundles", content=file)
    assert first.status_code == 201, first.text
    again = elsewhere.post("/api/v1/bundles", content=file)
    assert (again.status_code, again.json()) == (200, first.json())
    here = http.get("/api/v1/resolve", params={"ref": f"{org}/look@1.0.0"}).json()
    there = elsewhere.get("/api/v1/resolve", params={"ref": f"{org}/look@1.0.0"}).json()
    assert (there["digest"], there["facets"]) == (here["digest"], here["facets"])
    for sha256 in here["assets"]:
        address = f"/api/v1/assets/{sha256}"
        assert elsewhere.get(address).content == http.get(address).content
    body = f"/api/v1/contracts/{here['digest']}"
    assert elsewhere.get(body).content == http.get(body).content


def test_a_number_that_holds_something_else_is_left_alone(
    http: httpx.Client, elsewhere: httpx.Client, published: str, org: str, contract: StyleContract
) -> None:
    other = changed(contract, {"title": "Another one"})
    assert elsewhere.post(f"/api/v1/styles/{org}/look/versions", json=other).status_code == 201
    before = elsewhere.get(f"/api/v1/styles/{org}/look").json()
    answer = elsewhere.post("/api/v1/bundles", content=http.get(published).content)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/version-differs")
    assert elsewhere.get(f"/api/v1/styles/{org}/look").json() == before


def test_a_changed_bundle_is_refused_with_the_place(
    http: httpx.Client, elsewhere: httpx.Client, published: str, org: str
) -> None:
    data = bytearray(http.get(published).content)
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        blob = max(tar, key=lambda member: member.size)
    data[blob.offset_data + blob.size // 2] ^= 1
    answer = elsewhere.post("/api/v1/bundles", content=bytes(data))
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/bundle-corrupt")
    assert blob.name in answer.json()["detail"]
    assert elsewhere.get(f"/api/v1/styles/{org}/look").status_code == 404


def test_a_bundle_whose_font_is_none_brings_nothing_in(
    http: httpx.Client, elsewhere: httpx.Client, published: str, org: str
) -> None:
    bundle = read_bundle(http.get(published).content)
    fake = b"this is a font, believe me"
    name, old = hashlib.sha256(fake).hexdigest(), next(iter(bundle.assets))
    forged = Bundle(
        org=bundle.org,
        name=bundle.name,
        version=bundle.version,
        contract_bytes=bundle.contract_bytes.replace(old.encode(), name.encode()),
        assets={**{key: data for key, data in bundle.assets.items() if key != old}, name: fake},
        media_types=bundle.media_types,
        release=bundle.release,
    )
    answer = elsewhere.post("/api/v1/bundles", content=write_bundle(forged))
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/asset-refused")
    assert elsewhere.get(f"/api/v1/assets/{name}").status_code == 404


def test_who_may_not_publish_brings_nothing_in(
    http: httpx.Client, published: str, tmp_path: Path
) -> None:
    file = http.get(published).content
    with serving(PlaneSettings(home=tmp_path, token="x" * 40)) as url:
        answer = httpx.post(f"{url}/api/v1/bundles", content=file, trust_env=False)
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("nobody/none/versions/1.0.0", 404),
        ("reelwright/bold/versions/9.9.9", 404),
        ("reelwright/bold/versions/9 9", 422),
    ],
)
def test_there_is_no_bundle_of_what_is_not_there(
    http: httpx.Client, path: str, status: int
) -> None:
    assert http.get(f"/api/v1/styles/{path}/bundle").status_code == status
