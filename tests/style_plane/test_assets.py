"""Assets over HTTP: stored once, told apart by content, served for ever and in parts."""

from __future__ import annotations

import hashlib
from pathlib import Path

import httpx
import pytest

from style_plane.embedded import serving
from style_plane.settings import PlaneSettings
from style_plane.starters.fonts import font_path
from tests.style_plane.assets.uploads import MARK, SVG, VARIABLE, cube, font, png, tone, wav


def add(http: httpx.Client, data: bytes, **params: str) -> httpx.Response:
    return http.post("/api/v1/assets", content=data, params=params)


def test_a_font_is_stored_once_under_its_digest(http: httpx.Client) -> None:
    data = font(usWeightClass=777)
    first, again = add(http, data), add(http, data)
    assert (first.status_code, again.status_code) == (201, 200)
    facts = first.json()
    assert facts == again.json()
    assert facts["sha256"] == hashlib.sha256(data).hexdigest()
    assert (facts["kind"], facts["family"], facts["weight"]) == ("font", "Manrope", 777)
    assert http.get(first.headers["location"]).content == data


def test_opentype_outlines_are_taken_too(http: httpx.Client) -> None:
    answer = add(http, font_path("HankenGrotesk-Bold.otf").read_bytes())
    assert answer.json()["family"] == "Hanken Grotesk"


def test_an_image_tells_its_size(http: httpx.Client) -> None:
    facts = add(http, png(30, 20)).json()
    assert (facts["kind"], facts["width"], facts["height"]) == ("image", 30, 20)


def test_what_becomes_another_file_is_named_by_what_it_became(http: httpx.Client) -> None:
    data = wav(tone(0.3, -12))
    facts = add(http, data).json()
    assert facts["kind"] == "sound"
    stored = http.get(f"/api/v1/assets/{facts['sha256']}")
    assert stored.headers["content-type"] == "audio/flac"
    assert hashlib.sha256(stored.content).hexdigest() == facts["sha256"]
    assert facts["sha256"] != hashlib.sha256(data).hexdigest()


def test_facts_can_be_asked_for(http: httpx.Client) -> None:
    sha256 = add(http, cube(4)).json()["sha256"]
    facts = http.get(f"/api/v1/assets/{sha256}/facts").json()
    assert (facts["kind"], facts["lut_size"], facts["title"]) == ("lut", 4, "Evening")
    assert http.get(f"/api/v1/assets/{'0' * 64}/facts").status_code == 404


def test_an_asset_is_known_by_its_tag_and_never_run(http: httpx.Client) -> None:
    sha256 = add(http, png(3, 3)).json()["sha256"]
    first = http.get(f"/api/v1/assets/{sha256}")
    assert first.headers["content-type"] == "image/png"
    assert first.headers["x-content-type-options"] == "nosniff"
    assert "immutable" in first.headers["cache-control"]
    tag = {"if-none-match": first.headers["etag"]}
    assert http.get(f"/api/v1/assets/{sha256}", headers=tag).status_code == 304
    head = http.head(f"/api/v1/assets/{sha256}")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == first.headers["content-length"]


def test_a_browser_may_ask_for_a_part(http: httpx.Client) -> None:
    data = png(40, 40)
    sha256 = add(http, data).json()["sha256"]
    part = http.get(f"/api/v1/assets/{sha256}", headers={"range": "bytes=3-9"})
    assert (part.status_code, part.content) == (206, data[3:10])
    assert part.headers["content-range"] == f"bytes 3-9/{len(data)}"
    behind = http.get(f"/api/v1/assets/{sha256}", headers={"range": f"bytes={len(data)}-"})
    assert (behind.status_code, behind.headers["content-range"]) == (416, f"bytes */{len(data)}")
    assert behind.json()["type"] == "/problems/range-not-satisfiable"


def test_a_variable_font_is_cut_where_it_is_asked_to(http: httpx.Client) -> None:
    whole = add(http, VARIABLE.read_bytes()).json()
    assert whole["kind"] == "variable_font"
    assert [axis["tag"] for axis in whole["axes"]] == ["wght"]
    address = f"/api/v1/assets/{whole['sha256']}/instances"
    cut = http.post(address, json={"axes": {"wght": 650}})
    assert cut.status_code == 201
    assert (cut.json()["kind"], cut.json()["weight"]) == ("font", 650)
    assert http.post(address, json={"axes": {"wght": 650}}).json() == cut.json()
    outside = http.post(address, json={"axes": {"wght": 950}})
    assert (outside.status_code, "200 to 800" in outside.json()["detail"]) == (422, True)
    static = http.post(
        f"/api/v1/assets/{cut.json()['sha256']}/instances", json={"axes": {"wght": 1}}
    )
    assert static.json()["type"] == "/problems/font-not-variable"


def test_an_svg_is_drawn_and_kept_beside_the_drawing(http: httpx.Client, org: str) -> None:
    drawn = add(http, MARK, org=org, name="Mark")
    assert (drawn.status_code, drawn.json()["kind"]) == (201, "image")
    assert (drawn.json()["width"], drawn.json()["height"]) == (1600, 800)
    [item] = http.get(f"/api/v1/orgs/{org}/assets").json()
    assert (item["name"], item["facts"]["sha256"]) == ("Mark", drawn.json()["sha256"])
    source = http.get(f"/api/v1/assets/{item['source']}")
    assert source.content == MARK
    assert source.headers["content-security-policy"].startswith("sandbox")


def test_a_kit_lists_its_assets_by_kind_and_lets_them_go(http: httpx.Client, org: str) -> None:
    sent = [cube(3), png(4, 4), font(usWeightClass=444)]
    digests = [add(http, data, org=org).json()["sha256"] for data in sent]
    assert add(http, sent[0], org=org).status_code == 200
    listed = http.get(f"/api/v1/orgs/{org}/assets").json()
    assert [item["facts"]["kind"] for item in listed] == ["font", "image", "lut"]
    only = http.get(f"/api/v1/orgs/{org}/assets", params={"kind": "image"}).json()
    assert [item["facts"]["sha256"] for item in only] == [digests[1]]
    address = f"/api/v1/orgs/{org}/assets/{digests[1]}"
    assert [http.delete(address).status_code, http.delete(address).status_code] == [204, 404]
    assert len(http.get(f"/api/v1/orgs/{org}/assets").json()) == 2
    assert http.get(f"/api/v1/assets/{digests[1]}").status_code == 200


REFUSED = {
    "text": (b"hello there, I am a font", "neither a TrueType"),
    "script in a logo": (SVG % b"<script>alert(1)</script>", "<script>"),
    "restricted font": (font(fsType=2), "forbid embedding"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_used_is_refused_in_words(http: httpx.Client, name: str) -> None:
    data, words = REFUSED[name]
    answer = add(http, data)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]


def test_a_changed_file_is_never_served_and_is_repaired_by_the_same_upload(
    http: httpx.Client, plane_home: Path
) -> None:
    data = png(7, 5)
    sha256 = add(http, data).json()["sha256"]
    path = PlaneSettings(home=plane_home).assets_folder / sha256[:2] / sha256
    path.chmod(0o644)
    path.write_bytes(data + b"!")
    damaged = http.get(f"/api/v1/assets/{sha256}")
    assert (damaged.status_code, damaged.json()["type"]) == (500, "/problems/damaged-bytes")
    assert add(http, data).status_code == 200
    assert http.get(f"/api/v1/assets/{sha256}").content == data


def test_the_limit_is_a_setting(tmp_path: Path) -> None:
    settings = PlaneSettings(home=tmp_path, max_asset_bytes=1 << 20)
    with serving(settings) as url:
        answer = httpx.post(f"{url}/api/v1/assets", content=bytes(1 << 21), trust_env=False)
    assert answer.status_code == 413
