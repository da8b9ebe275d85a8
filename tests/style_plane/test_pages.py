"""The pages of a plane without people: what everybody may see, and nothing from elsewhere."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
import skia

from schemas.style.contract import StyleContract
from style_plane.embedded import serving
from style_plane.settings import PlaneSettings
from style_plane.starters.seeding import STARTERS
from tests.style_plane.styles import changed


class Addresses(HTMLParser):
    """Every address that a page loads or leads to, and how often it says what its policy forbids."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inline = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inline += tag == "style" or (tag == "script" and "src" not in dict(attrs))
        for name, value in attrs:
            self.inline += name.startswith("on") or name == "style"
            link = tag == "a" and (value or "").startswith(("https://", "#"))
            if name in ("href", "src", "poster") and value and not link:
                self.found.append(value)


PAGES = (
    "/",
    "/styles/reelwright/karaoke",
    "/styles/reelwright/karaoke/versions/1.0.0",
    "/styles/reelwright/karaoke/compare/1.0.0...latest",
)


@pytest.mark.parametrize("page", PAGES)
def test_every_address_on_a_page_is_here_and_answers(http: httpx.Client, page: str) -> None:
    answer = http.get(page)
    assert answer.status_code == 200
    named = Addresses(answer.text)
    assert named.inline == 0
    for address in sorted(set(named.found)):
        assert address.startswith("/"), address
        if not address.startswith("/proofs/"):
            assert http.get(address).status_code in (200, 303), address


@pytest.mark.parametrize("page", PAGES)
def test_pages_forbid_what_they_do_not_need(http: httpx.Client, page: str) -> None:
    policy = http.get(page).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_the_library_shows_every_starter(http: httpx.Client) -> None:
    page = http.get("/").text
    for name in STARTERS:
        assert f'href="/styles/reelwright/{name}"' in page


def test_a_proof_is_a_picture_that_stays(http: httpx.Client) -> None:
    page = http.get("/styles/reelwright/clean").text
    addresses = sorted(set(re.findall(r'src="(/proofs/[^"]+)"', page)))
    assert len(addresses) == 4
    wide = next(address for address in addresses if "16x9" in address)
    first, again = http.get(wide), http.get(wide)
    assert first.headers["content-type"] == "image/webp"
    assert first.content == again.content
    image = skia.Image.MakeFromEncoded(skia.Data.MakeWithCopy(first.content))
    assert (image.width(), image.height()) == (960, 540)
    known = http.get(wide, headers={"if-none-match": first.headers["etag"]})
    assert known.status_code == 304


def test_styles_that_differ_have_proofs_that_differ(http: httpx.Client) -> None:
    pictures = set()
    for name in ("bold", "studio"):
        digest = http.get("/api/v1/resolve", params={"ref": f"reelwright/{name}"}).json()["digest"]
        pictures.add(http.get(f"/proofs/{digest}/1x1.webp").content)
    assert len(pictures) == 2


@pytest.mark.parametrize("path", ["/proofs/0/9x16.webp", "/proofs/0/3x4.webp"])
def test_there_is_no_proof_of_what_was_not_published(http: httpx.Client, path: str) -> None:
    assert http.get(path).status_code == 404


def test_an_unknown_style_has_a_page_that_leads_on(http: httpx.Client) -> None:
    answer = http.get("/styles/reelwright/blod", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert 'href="/styles/reelwright/bold"' in answer.text


def test_what_a_style_says_is_shown_as_text(
    http: httpx.Client, org: str, contract: StyleContract
) -> None:
    document = changed(contract, {"title": "<script>alert(1)</script>", "description": "a & b"})
    assert http.post(f"/api/v1/styles/{org}/look/versions", json=document).status_code == 201
    for page in ("/", f"/styles/{org}/look"):
        text = http.get(page).text
        assert "<script>" not in text
        assert "&lt;script&gt;" in text


def test_one_damaged_style_does_not_hide_the_others(tmp_path: Path) -> None:
    with serving(PlaneSettings(home=tmp_path)) as url:
        with closing(sqlite3.connect(tmp_path / "styles.db")) as rows, rows:
            rows.execute("DROP TRIGGER frozen_style_version_update")
            clean = "(SELECT id FROM style WHERE name = 'clean')"
            rows.execute(f"UPDATE style_version SET body = x'00' WHERE style_id = {clean}")
        with httpx.Client(base_url=url, trust_env=False, timeout=30) as client:
            library = client.get("/")
            assert library.status_code == 200
            assert "reelwright/clean</strong> is not shown." in library.text
            assert "/styles/reelwright/bold" in library.text
            assert "/styles/reelwright/clean" not in library.text
            assert client.get("/fonts.css").status_code == 200
            assert client.get("/styles/reelwright/clean").status_code == 500
