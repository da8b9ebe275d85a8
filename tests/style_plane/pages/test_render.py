"""What every page is made with: messages that are shown once, dates that people read."""

from __future__ import annotations

import httpx
import pytest

from style_plane.pages.render import FLASH, day, done, moment
from tests.style_plane.pages.conftest import Scene

HTML = {"accept": "text/html"}


def left(message: str) -> str:
    """The value of the cookie that a redirect sets."""
    (cookie,) = done("/", message).cookies
    assert cookie.value is not None
    return cookie.value


def test_a_message_is_shown_on_the_next_page_and_taken_away(http: httpx.Client) -> None:
    http.cookies.set(FLASH, left("<b>Saved.</b>"))
    answer = http.get("/", headers=HTML)
    assert "&lt;b&gt;Saved.&lt;/b&gt;" in answer.text
    assert f"{FLASH}=" in answer.headers["set-cookie"]
    assert "Max-Age=0" in answer.headers["set-cookie"]


def test_a_script_that_follows_a_redirect_leaves_the_message(http: httpx.Client) -> None:
    http.cookies.set(FLASH, left("Saved."))
    answer = http.get("/")
    assert "Saved." not in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("value", ["!", "bm9uc2Vuc2U=", "WyJvayJd", "Wzd4XQ=="])
def test_a_message_that_cannot_be_read_is_passed_over(http: httpx.Client, value: str) -> None:
    http.cookies.set(FLASH, value)
    assert http.get("/", headers=HTML).status_code == 200


def test_times_are_said_as_people_write_them() -> None:
    assert day("2026-11-02T09:05:00+00:00") == "2 Nov 2026"
    assert moment("2026-11-02T09:05:00+00:00") == "2 Nov 2026, 09:05"


def test_an_address_without_a_page_leads_back(http: httpx.Client) -> None:
    page = http.get("/nothing/here", headers=HTML)
    assert page.status_code == 404
    assert 'href="/"' in page.text
    assert "content-security-policy" in page.headers
    assert http.get("/nothing/here").headers["content-type"] == "application/problem+json"
    programs = http.get("/api/v1/nothing", headers=HTML)
    assert programs.headers["content-type"] == "application/problem+json"


def test_the_navigation_leads_to_ones_own_organisation(scene: Scene) -> None:
    with scene.plane.window("dan") as dan:
        for address in ("/styles/reelwright/bold", "/?org=reelwright", "/styles/acme/podcast"):
            page = dan.get(address).text
            assert 'href="/brand/acme"' in page
            assert 'href="/brand/reelwright"' not in page
