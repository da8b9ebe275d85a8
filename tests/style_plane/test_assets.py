"""Fonts and images: stored once, checked by what they are, served for ever."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from pathlib import Path

import httpx
import pytest
from fontTools.ttLib import TTFont

from style_plane.embedded import serving
from style_plane.settings import PlaneSettings
from style_plane.starters.fonts import font_path


def png(width: int = 2, height: int = 2, *, packed: bytes | None = None, crc: int = 0) -> bytes:
    """A small RGBA picture; `packed` replaces its pixels, `crc` spoils its checksums."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        checksum = zlib.crc32(kind + body) ^ crc
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    pixels = zlib.compress(bytes(height * (1 + 4 * width))) if packed is None else packed
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def font(**changes: int) -> bytes:
    """A starter font with fields of its OS/2 table changed."""
    loaded = TTFont(font_path("Manrope-ExtraBold.ttf"))
    for name, value in changes.items():
        setattr(loaded["OS/2"], name, value)
    file = io.BytesIO()
    loaded.save(file)
    return file.getvalue()


def add(http: httpx.Client, data: bytes) -> httpx.Response:
    return http.post("/api/v1/assets", content=data)


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


def test_an_asset_is_known_by_its_tag_and_never_run(http: httpx.Client) -> None:
    sha256 = add(http, png(3, 3)).json()["sha256"]
    first = http.get(f"/api/v1/assets/{sha256}")
    assert first.headers["content-type"] == "image/png"
    assert first.headers["x-content-type-options"] == "nosniff"
    assert "immutable" in first.headers["cache-control"]
    tag = {"if-none-match": first.headers["etag"]}
    assert http.get(f"/api/v1/assets/{sha256}", headers=tag).status_code == 304
    assert http.head(f"/api/v1/assets/{sha256}").status_code == 200


VARIABLE = font_path("Manrope-ExtraBold.ttf").with_name("Manrope-VariableFont_wght.ttf")
REFUSED = {
    "text": (b"hello there, I am a font", "neither a TrueType"),
    "empty": (b"", "neither a TrueType"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "neither a TrueType"),
    "woff2": (b"wOF2" + bytes(40), "neither a TrueType"),
    "cut font": (font_path("Roboto-Bold.ttf").read_bytes()[:5000], "cannot be read"),
    "font that says nothing": (b"\x00\x01\x00\x00" + bytes(60), "cannot be read"),
    "restricted font": (font(fsType=2), "forbid embedding"),
    "variable font": (VARIABLE.read_bytes(), "variable"),
    "cut image": (png()[:40], "cut off"),
    "spoiled image": (png(crc=1), "damaged"),
    "image without pixels": (png(packed=b""), "more or less"),
    "image of rubbish": (png(packed=b"not deflated"), "cannot be unpacked"),
    "image of another size": (png(9, 9, packed=zlib.compress(bytes(18))), "more or less"),
    "bomb": (png(4000, 2, packed=zlib.compress(bytes(10_000_000))), "more or less"),
    "huge image": (png(5000, 1), "at most 4096"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_used_is_refused_in_words(http: httpx.Client, name: str) -> None:
    data, words = REFUSED[name]
    answer = add(http, data)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]


def test_too_much_is_refused_before_it_is_read(http: httpx.Client) -> None:
    assert add(http, bytes(9 * 1024 * 1024)).status_code == 413


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
