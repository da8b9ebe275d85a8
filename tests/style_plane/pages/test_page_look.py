"""Every page in a real browser, as wide as a desk and as a pocket, by day and by night."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.style_plane.browsing import WIDTHS, Tab, window
from tests.style_plane.pages.conftest import Scene

pytestmark = pytest.mark.browser

PAGES = {
    "library": ("/", "ada"),
    "library-of-a-stranger": ("/?q=podcast", ""),
    "nothing-fits": ("/?q=nothing-is-called-so", "dan"),
    "style": ("/styles/acme/podcast", "cleo"),
    "version": ("/styles/acme/podcast/versions/1.1.0", "cleo"),
    "version-with-covers": ("/styles/acme/podcast/versions/2.0.0", "cleo"),
    "comparison": ("/styles/acme/podcast/compare/1.0.0...2.0.0", ""),
    "usage": ("/styles/acme/podcast/usage", "dan"),
    "unused": ("/styles/acme/quiet/usage", "dan"),
    "publish": ("/drafts/{draft}/publish", "ada"),
    "review-by-another": ("/drafts/{reviewed}/review", "ben"),
    "review-of-ones-own": ("/drafts/{reviewed}/review", "ada"),
    "audit": ("/audit?verify=true", "eve"),
}
"""Address and who looks at it."""


def opened(tab: Tab, scene: Scene, address: str) -> Page:
    tab.page.goto(address.format(draft=scene.draft, reviewed=scene.reviewed))
    return tab.page


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_well_made(
    name: str, width: int, browser: Browser, scene: Scene, tmp_path: Path
) -> None:
    address, who = PAGES[name]
    cookies = scene.plane.cookies(who) if who else None
    with window(browser, scene.plane.url, width=width, cookies=cookies) as tab:
        opened(tab, scene, address)
        tab.check(tmp_path / f"{name}.png")


@pytest.mark.parametrize("name", ["library", "style", "comparison", "publish", "audit"])
def test_pages_are_legible_in_the_dark(
    name: str, browser: Browser, scene: Scene, tmp_path: Path
) -> None:
    address, who = PAGES[name]
    cookies = scene.plane.cookies(who) if who else None
    with window(browser, scene.plane.url, cookies=cookies, scheme="dark") as tab:
        opened(tab, scene, address)
        tab.check(tmp_path / f"{name}.png")
        assert tab.page.evaluate("getComputedStyle(document.body).backgroundColor") != (
            "rgb(246, 245, 241)"
        )


def test_an_unknown_page_says_what_there_is(browser: Browser, scene: Scene, tmp_path: Path) -> None:
    with window(browser, scene.plane.url, width=390) as tab:
        tab.page.goto("/styles/acme/podcats")
        assert tab.page.get_by_role("link", name="acme/podcast").is_visible()
        tab.wrong.clear()
        tab.check(tmp_path / "unknown.png")


@pytest.mark.parametrize("dialog", ["Move…", "Change state…", "New style", "Import"])
def test_dialogs_are_reached_and_left_with_the_keyboard(
    dialog: str, browser: Browser, scene: Scene, tmp_path: Path
) -> None:
    address, who = {
        "Move…": ("/styles/acme/podcast", "cleo"),
        "Change state…": ("/styles/acme/podcast/versions/1.0.0", "cleo"),
        "New style": ("/", "ada"),
        "Import": ("/", "cleo"),
    }[dialog]
    with window(browser, scene.plane.url, width=390, cookies=scene.plane.cookies(who)) as tab:
        page = opened(tab, scene, address)
        button = page.get_by_role("button", name=dialog)
        button.focus()
        page.keyboard.press("Enter")
        assert page.get_by_role("dialog").is_visible()
        tab.check(tmp_path / "dialog.png")
        page.keyboard.press("Escape")
        assert page.get_by_role("dialog").count() == 0
        assert button.evaluate("element => element === document.activeElement")


def test_aspect_ratios_are_chosen_with_the_arrow_keys(browser: Browser, scene: Scene) -> None:
    with window(browser, scene.plane.url) as tab:
        page = opened(tab, scene, "/styles/acme/podcast")
        page.get_by_role("tab", name="All").focus()
        page.keyboard.press("ArrowRight")
        assert (
            page.get_by_role("tab", name="9:16", exact=True).get_attribute("aria-selected")
            == "true"
        )
        assert page.locator("#shown-9x16").is_visible()
        assert not page.locator("#shown-all").is_visible()
        page.keyboard.press("End")
        assert page.locator("#shown-16x9").is_visible()


def test_two_versions_can_be_wiped_over_each_other_and_shown_as_heat(
    browser: Browser, scene: Scene
) -> None:
    with window(browser, scene.plane.url) as tab:
        page = opened(tab, scene, "/styles/acme/podcast/compare/1.0.0...1.1.0")
        page.get_by_role("button", name="Slider").click()
        over = page.locator("#pair-9x16 .over")
        assert over.evaluate("element => element.style.clipPath") == "inset(0px 50% 0px 0px)"
        page.locator("#pair-9x16 [data-onion]").fill("80")
        assert over.evaluate("element => element.style.clipPath") == "inset(0px 20% 0px 0px)"
        page.get_by_role("button", name="Heat map").click()
        heat = page.locator("#pair-9x16 .heat img")
        page.wait_for_function("e => e.complete && e.naturalWidth > 0", arg=heat.element_handle())
        assert tab.wrong == []


def test_a_refused_form_says_why_where_it_is(browser: Browser, scene: Scene) -> None:
    cookies = scene.plane.cookies("cleo")
    with window(browser, scene.plane.url, cookies=cookies) as tab:
        page = opened(tab, scene, "/styles/acme/podcast")
        page.get_by_role("button", name="Move…").click()
        page.get_by_role("combobox", name="Channel").fill("latest")
        page.get_by_label("Why").fill("to see what happens")
        page.get_by_role("button", name="Ask for it", exact=True).click()
        alert = page.get_by_role("alert")
        alert.wait_for()
        assert "latest" in alert.inner_text()
        assert page.get_by_label("Why").input_value() == "to see what happens"


def test_a_channel_moves_when_another_agrees_and_the_page_says_so_once(
    browser: Browser, scene: Scene
) -> None:
    cookies = scene.plane.cookies("cleo")
    with window(browser, scene.plane.url, cookies=cookies) as tab:
        page = opened(tab, scene, "/styles/acme/podcast")
        page.get_by_role("button", name="Move…").click()
        page.get_by_role("combobox", name="Channel").fill("autumn")
        page.get_by_label("Version", exact=True).select_option("1.0.0")
        page.get_by_label("Why").fill("campaign")
        page.get_by_role("button", name="Ask for it", exact=True).click()
        said = "autumn moves to 1.0.0 when a second person agrees."
        page.get_by_text(said).wait_for()
        page.reload()
        assert page.get_by_text(said).count() == 0
        assert page.get_by_role("term").filter(has_text="autumn").count() == 0
    with window(browser, scene.plane.url, cookies=scene.plane.cookies("ben")) as tab:
        page = opened(tab, scene, "/styles/acme/podcast")
        page.get_by_role("button", name="Agree").click()
        page.get_by_text("Agreed. It is done.").wait_for()
        assert page.get_by_role("term").filter(has_text="autumn").count() == 1
        assert page.get_by_role("definition").filter(has_text="1.0.0").count() > 0


def test_proofs_are_painted_while_one_watches(browser: Browser, scene: Scene) -> None:
    cookies = scene.plane.cookies("ada")
    with window(browser, scene.plane.url, cookies=cookies) as tab:
        page = opened(tab, scene, "/drafts/{draft}/publish")
        page.get_by_role("button", name="Paint proofs").click()
        page.get_by_text("2 of 2 proofs painted").first.wait_for(state="attached", timeout=60_000)
        assert page.locator(".proof-card video").count() == 2
        assert tab.wrong == []
