"""The brand kit and the samples as people see and use them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from style_plane.assets.inspect import take
from style_plane.assets.shown import matrix, wave
from style_plane.starters.seeding import contract_of
from tests.style_plane.assets.uploads import MARK, VARIABLE, cube, film, font, png, tone, wav
from tests.style_plane.browsing import WIDTHS, browser, window
from tests.style_plane.people import Peopled, peopled

__all__ = ["browser"]


@pytest.fixture(scope="module")
def plane(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peopled]:
    """Ada drafts for acme, and Dan looks on; the kit holds one of each kind."""
    people = {"eve": ("admin",), "ada": ("author",), "dan": ("producer",)}
    with peopled(tmp_path_factory.mktemp("plane"), people) as plane:  # type: ignore[arg-type]
        with plane.program("ada", "draft", "read") as http:
            for name, data in {
                "": font(),
                "Axes": VARIABLE.read_bytes(),
                "Mark": MARK,
                "Sting": wav(tone(0.6, -0.3)),
                "Grade": cube(5, power=1.4),
            }.items():
                sent = http.post("/api/v1/assets", params={"name": name}, content=data)
                assert sent.status_code == 201, sent.text
            stills = http.post("/api/v1/orgs/acme/samples", params={"name": "Talk"}, content=film())
            assert stills.status_code == 201
        yield plane


def test_the_kit_shows_every_file_that_it_names(plane: Peopled) -> None:
    with plane.window("dan") as http:
        page = http.get("/brand/acme", headers={"accept": "text/html"})
        assert page.status_code == 200
        for words in ("Manrope", "ExtraBold", "Mark", "Sting", "LUFS", "may distort", "Grade"):
            assert words in page.text, words
        assert "Add files" not in page.text
        css = http.get("/brand/acme/fonts.css")
        assert css.headers["content-type"].startswith("text/css")
        address = css.text.split('url("')[1].split('"')[0]
        assert http.get(address).content[:4] == b"\x00\x01\x00\x00"
        part = http.get(address, headers={"range": "bytes=0-3"})
        assert part.status_code == 206


def test_strangers_see_no_kit(plane: Peopled) -> None:
    with plane.window() as http:
        html = {"accept": "text/html"}
        for path in ("/brand/acme", "/samples/acme"):
            answer = http.get(path, headers=html)
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/sign-in?next=")
    with plane.window("ada") as http:
        assert http.get("/brand/other").status_code == 403


def test_a_form_takes_good_files_and_names_the_bad_ones(plane: Peopled) -> None:
    with plane.window("ada") as http:
        files = [("file", ("ok.png", png(11, 3))), ("file", ("bad.svg", b"<svg><script/></svg>"))]
        mixed = http.post("/brand/acme", files=files)
        assert mixed.status_code == 422
        [error] = mixed.json()["errors"]
        assert error["pointer"] == "bad.svg"
        again = http.post("/brand/acme", files=files[:1])
        assert (again.status_code, again.headers["location"]) == (303, "/brand/acme")
    with plane.window("dan") as http:
        assert http.post("/brand/acme", files=files[:1]).status_code == 403


def test_a_picture_without_a_name_is_called_as_its_file(plane: Peopled) -> None:
    files = [("file", ("night mark.png", png(13, 5))), ("file", ("x.ttf", font()))]
    with plane.window("ada") as http:
        assert http.post("/brand/acme", files=files).status_code == 303
        page = http.get("/brand/acme", headers={"accept": "text/html"}).text
    assert "night mark on dark ground" in page
    assert ">x<" not in page


def test_a_palette_is_set_against_itself() -> None:
    table = matrix("studio", contract_of("studio"))
    cells = {
        (ground, text): pair
        for ground, pairs in table.rows
        for text, pair in zip(table.names, pairs, strict=True)
    }
    for (ground, text), pair in cells.items():
        other = cells[text, ground]
        assert (pair is None) == (ground == text)
        if pair is not None and other is not None:
            assert pair.ratio == other.ratio


def test_a_waveform_is_as_high_as_the_sound_is_loud() -> None:
    loud, quiet = (wave(take(wav(tone(0.3, level))).asset.facts) for level in (-0.1, -20))
    assert "M0.5 0.24V47.76" in loud or "M0.5 0.00V48.00" in loud
    assert quiet != loud


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", ["/brand/acme", "/samples/acme"])
def test_the_page_is_well_made(
    browser: Browser, plane: Peopled, path: str, width: int, tmp_path: Path
) -> None:
    with window(browser, plane.url, width=width, cookies=plane.cookies("ada")) as tab:
        tab.page.goto(path)
        tab.check(tmp_path / "page.png")


@pytest.mark.browser
def test_a_lead_adds_a_font_is_told_what_is_wrong_with_a_logo_and_cuts_a_weight(
    browser: Browser, plane: Peopled, tmp_path: Path
) -> None:
    (tmp_path / "Brand.woff2").write_bytes(font(flavor="woff2", usWeightClass=555))
    (tmp_path / "logo.svg").write_bytes(MARK.replace(b"<rect", b"<text>hi</text><rect"))
    with window(browser, plane.url, cookies=plane.cookies("ada")) as tab:
        page = tab.page
        page.goto("/brand/acme")
        page.get_by_role("button", name="Add files").click()
        page.get_by_label("Files", exact=True).set_input_files(tmp_path / "logo.svg")
        page.get_by_role("button", name="Add", exact=True).click()
        page.get_by_text("Convert it to outlines").wait_for()
        page.get_by_label("Files", exact=True).set_input_files(tmp_path / "Brand.woff2")
        page.get_by_role("button", name="Add", exact=True).click()
        page.get_by_text("1 file was added.").wait_for()
        assert page.locator(".font .badge", has_text="555").count() == 1
        page.get_by_role("button", name="SemiBold").click()
        page.get_by_text("Manrope SemiBold was cut.").wait_for()
        assert page.evaluate("document.fonts.ready.then(() => document.fonts.size)") > 2
