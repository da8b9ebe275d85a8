"""Pages in a real Chromium: what every page must fulfil, at the width of a desk and of a pocket.

@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_is_well_made(browser: Browser, plane_url: str, width: int, tmp_path: Path) -> None:
    with window(browser, plane_url, width=width) as tab:
        tab.page.goto("/")
        tab.check(tmp_path / "library.png")
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
import skia
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, sync_playwright

from tests.style_plane.pages import axe

WIDTHS = (1280, 390)
HEIGHTS = {1280: 900, 390: 844}
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LOAD_PICTURES = """() => Promise.all([...document.images].map(async (image) => {
  image.loading = "eager";
  for (let left = 100; image.checkVisibility(); left -= 1) {
    // decode() fails when another picture takes this one's place, so it is asked again.
    try { return await image.decode(); } catch (error) { if (!left) throw error; }
    await new Promise(requestAnimationFrame);
  }
}))"""
FEWEST_COLORS = 12
"""A page that was drawn has more."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium, for one test module.

    Not for the session: Playwright keeps an event loop running, beside which async tests cannot run.
    """
    with chromium() as running:
        yield running


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium; the test is skipped without it."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield running
        running.close()


@dataclass
class Tab:
    """One page, and what went wrong on it so far."""

    page: Page
    wrong: list[str] = field(default_factory=list)
    """Errors of the console, uncaught exceptions, blocked and failed requests."""

    def check(self, picture: Path) -> None:
        """What holds for every page: nothing went wrong, it fits, it is drawn, axe has no complaint."""
        self.page.wait_for_load_state("networkidle")
        self.page.evaluate(LOAD_PICTURES)
        self.page.screenshot(path=picture, full_page=True)
        assert self.wrong == [], self.wrong
        widths = "[document.documentElement.scrollWidth, window.innerWidth]"
        needed, there = self.page.evaluate(widths)
        assert needed <= there, f"the page is {needed} wide in a window of {there}"
        assert colors(picture) >= FEWEST_COLORS
        found = axe.violations(self.page)
        assert found == [], found


@contextmanager
def window(
    browser: Browser,
    url: str,
    *,
    width: int = 1280,
    cookies: Mapping[str, str] | None = None,
    scheme: Literal["light", "dark"] = "light",
) -> Iterator[Tab]:
    """A fresh profile in which addresses are relative to `url`, perhaps with cookies of the plane."""
    context = browser.new_context(
        base_url=url,
        viewport={"width": width, "height": HEIGHTS.get(width, 900)},
        color_scheme=scheme,
        reduced_motion="reduce",
        is_mobile=width < 600,
        has_touch=width < 600,
    )
    context.set_default_timeout(15_000)
    context.add_cookies(
        [{"name": name, "value": value, "url": url} for name, value in (cookies or {}).items()]
    )
    tab = Tab(context.new_page())
    tab.page.on("console", lambda message: _noted(tab, message))
    tab.page.on("pageerror", lambda error: tab.wrong.append(f"exception: {error}"))
    tab.page.on("response", lambda response: _failed(tab, response))
    try:
        yield tab
    finally:
        context.close()


def colors(picture: Path) -> int:
    """How many colours a PNG has, looking at one pixel in sixteen."""
    pixels = np.ascontiguousarray(skia.Image.open(str(picture)).toarray()[::4, ::4])
    return len(np.unique(pixels.view(np.uint32)))


def _noted(tab: Tab, message: ConsoleMessage) -> None:
    if message.type == "error" and not message.text.startswith("Failed to load resource"):
        tab.wrong.append(f"console: {message.text}")


def _failed(tab: Tab, response: Response) -> None:
    """Every request must be answered well; a test that expects otherwise clears `wrong`.

    A still that a newer one overtook is answered 409 by design: quick hands do that.
    """
    overtaken = response.status == 409 and response.url.endswith("/preview")
    if response.status >= 400 and not overtaken:
        tab.wrong.append(f"{response.status}: {response.request.method} {response.url}")
