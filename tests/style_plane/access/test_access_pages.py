"""The pages of this part in Chromium, at both widths."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from style_plane.access.models import NewPerson, NewToken
from style_plane.embedded import serving
from style_plane.settings import PlaneSettings
from tests.style_plane.browsing import WIDTHS, window
from tests.style_plane.people import PASSWORD, Peopled, peopled

pytestmark = pytest.mark.browser
both_widths = pytest.mark.parametrize("width", WIDTHS)


@pytest.fixture(scope="module")
def plane(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peopled]:
    """With everything that a list can show."""
    with peopled(tmp_path_factory.mktemp("peopled")) as plane:
        eve, access = plane.actor("eve"), plane.access
        fay = NewPerson(
            login="fay.bergstrom", name="Fay Bergström-Kowalski", roles=("author", "approver")
        )
        access.people.add(eve, "acme", fay)
        access.people.enable(eve, "acme", "dan", False)
        for name in ("nightly-build", "old"):
            wanted = NewToken(name=name, permissions=("read", "draft", "publish", "administer"))
            access.tokens.create(eve, "acme", wanted)
        access.tokens.revoke(eve, "acme", "old")
        yield plane


@both_widths
def test_setting_up(browser: Browser, width: int, tmp_path: Path) -> None:
    settings = PlaneSettings(home=tmp_path, public_url="http://127.0.0.1", setup_code="k7xqm")
    with serving(settings) as url, window(browser, url, width=width) as tab:
        page = tab.page
        page.goto("/sign-in")
        tab.check(tmp_path / "setup.png")
        fields = {"code": "k7xqm", "title": "Acme Studios", "slug": "acme", "name": "Eve"}
        for name, value in (fields | {"login": "eve"}).items():
            page.fill(f"#{name}", value)
        for name in ("password", "again"):
            page.fill(f"#{name}", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{url}/people/acme")
        assert "Ready." in page.inner_text(".flash")


@both_widths
def test_signing_in(browser: Browser, plane: Peopled, width: int, tmp_path: Path) -> None:
    with window(browser, plane.url, width=width) as tab:
        page = tab.page
        page.goto("/sign-in?next=/tokens/acme")
        tab.check(tmp_path / "sign-in.png")
        page.fill("#login", "ada")
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{plane.url}/tokens/acme")
        assert "No token yet" in page.inner_text("main")
        page.goto("/password")
        tab.check(tmp_path / "password.png")


@both_widths
def test_people(browser: Browser, plane: Peopled, width: int, tmp_path: Path) -> None:
    with window(browser, plane.url, width=width, cookies=plane.cookies("eve")) as tab:
        page = tab.page
        page.goto("/people/acme")
        page.click("text=Add somebody")
        page.fill("#new-login", f"gus{width}")
        page.click("#new-publisher")
        page.click("dialog[open] button[type=submit]")
        assert "Tell gus" in page.inner_text(".secret")
        tab.check(tmp_path / "added.png")
        page.click(f'button[aria-label="Change gus{width}"]')
        tab.check(tmp_path / "change.png")
        page.keyboard.press("Escape")
        assert page.locator("dialog[open]").count() == 0
    found = {
        item.login: item.roles for item in plane.access.people.of_org(plane.actor("eve"), "acme")
    }
    assert found[f"gus{width}"] == ("author", "publisher")


def test_people_for_who_is_no_admin(browser: Browser, plane: Peopled, tmp_path: Path) -> None:
    cookies = plane.cookies("ada")
    with window(browser, plane.url, width=390, cookies=cookies, scheme="dark") as tab:
        tab.page.goto("/people/acme")
        assert tab.page.locator("main button").count() == 0
        tab.check(tmp_path / "people.png")


@both_widths
def test_tokens(browser: Browser, plane: Peopled, width: int, tmp_path: Path) -> None:
    with window(browser, plane.url, width=width, cookies=plane.cookies("eve")) as tab:
        page = tab.page
        page.goto("/tokens/acme")
        page.click("text=New token")
        tab.check(tmp_path / "new.png")
        page.fill("#token-name", f"ci-{width}")
        page.click("dialog[open] button[type=submit]")
        secret = page.inner_text(".secret .copy code")
        assert plane.access.actor_of_bearer(secret) is not None
        tab.check(tmp_path / "made.png")
        page.click(f'button[aria-label="Revoke ci-{width}"]')
        page.click("dialog[open] button[type=submit]")
        page.wait_for_url(f"{plane.url}/tokens/acme")
        assert plane.access.actor_of_bearer(secret) is None
