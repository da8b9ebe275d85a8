"""An afternoon of a creative lead in a browser: from signing in to a published version."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, FilePayload, Page, expect

from schemas.style.contract import StyleContract
from tests.style_plane.assets.uploads import MARK, VARIABLE
from tests.style_plane.browsing import Tab, chromium, window
from tests.style_plane.people import PASSWORD, Peopled

STYLE = "acme/evening-talks"
SIZE, OFFSET = "#field-subtitles-size", "#field-subtitles-placement-offset"
TINY, LEGIBLE = "3", "6.2"
OUTSIDE, INSIDE = "95", "27"
ENTERING_MS, SPOKEN_MS = 260, 760
"""Of the sample: its first card comes in; a word of it is said."""
PICTURE = """async () => {
  const image = document.querySelector("img.picture");
  for (let left = 100; ; left -= 1) {  // decode() fails when another picture takes this one's place
    try { await image.decode(); break; } catch (error) { if (!left) throw error; }
    await new Promise(requestAnimationFrame);
  }
  const canvas = Object.assign(document.createElement("canvas"), {width: 45, height: 80});
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0, 45, 80);
  return Array.from(context.getImageData(0, 0, 45, 80).data);
}"""
SEEN = 40
"""Of 255: a change that nobody misses."""


@dataclass(frozen=True)
class Release:
    """What the afternoon ended with."""

    draft: int
    version: str
    digest: str
    contract: StyleContract
    proofs: tuple[dict[str, Any], ...]


class Afternoon:
    """Ada makes a style, Ben looks at it, Ada publishes it; done once, when it is asked for."""

    def __init__(self, plane: Peopled, folder: Path) -> None:
        self.plane, self.folder = plane, folder

    @cached_property
    def release(self) -> Release:
        """Everything, in a browser."""
        with chromium() as browser:
            return self.spent(browser)

    def spent(self, browser: Browser) -> Release:
        with window(browser, self.plane.url) as ada:
            sign_in(ada, "ada")
            draft = self.begun(ada)
            self.supplied(ada)
            self.edited(ada, draft)
            self.stopped(ada, draft)
            self.cured(ada, draft)
            self.handed_in(ada, draft)
            with window(browser, self.plane.url) as ben:
                self.approved(ben, draft)
            version, digest = self.published(ada, draft)
        with self.plane.window("ada") as http:
            body = http.get(f"/api/v1/contracts/{digest}").content
        assert hashlib.sha256(body).hexdigest() == digest
        contract = StyleContract.model_validate_json(body)
        return Release(draft, version, digest, contract, self.proofs(draft, len(contract.promise)))

    def begun(self, tab: Tab) -> int:
        """A new style from a preset; the number of its draft."""
        page = tab.page
        page.get_by_role("button", name="New style").click()
        dialog = page.locator("#new-style")
        dialog.locator("#new-name").fill(STYLE.split("/")[1])
        dialog.locator("input[value='reelwright/clean@stable']").check()
        dialog.get_by_role("button", name="Create and edit").click()
        opened(page)
        return int(page.url.rsplit("/", 1)[1])

    def supplied(self, tab: Tab) -> None:
        """A font and a logo of one's own in the brand kit; of the font the weight that is wanted."""
        page = tab.page
        page.click("#tab-brand")
        page.get_by_role("link", name="brand kit").click()
        page.get_by_role("button", name="Add files").click()
        page.set_input_files(
            "#file",
            [
                FilePayload(name="Manrope.ttf", mimeType="font/ttf", buffer=VARIABLE.read_bytes()),
                FilePayload(name="mark.svg", mimeType="image/svg+xml", buffer=MARK),
            ],
        )
        page.get_by_role("button", name="Add", exact=True).click()
        expect(page.get_by_role("heading", name="mark")).to_be_visible()
        page.get_by_role("button", name="Bold", exact=True).click()
        expect(page.locator(".font h3").first).to_contain_text("Manrope")
        self.look(tab, "brand")

    def edited(self, tab: Tab, draft: int) -> None:
        """Font, logo, colours, size, motion, and a place for tall pictures only: each is seen."""
        page = tab.page
        page.goto(f"/drafts/{draft}")
        opened(page)
        page.click("#tab-brand")
        groups = ("fonts", "fonts/body", "fonts/title", "logos", "logos/light")
        unfolded(page, *(f"/brand/{group}" for group in groups))
        seen(page, lambda: chosen(page, "#field-brand-fonts-body-sha256", "Manrope"))
        chosen(page, "#field-brand-fonts-title-sha256", "Manrope")
        seen(page, lambda: chosen(page, "#field-brand-logos-light-sha256", "mark"))
        seen(page, lambda: typed(page, "#field-brand-palette-night", "#1D3557"))
        typed(page, "#field-brand-palette-accent", "#FFD166")
        page.click("#tab-subtitles")
        seen(page, lambda: page.fill(SIZE, TINY))
        unfolded(page, "/subtitles/enter")
        shown_at(page, ENTERING_MS)
        seen(page, lambda: page.select_option("#field-subtitles-enter-kind", "slide"))
        shown_at(page, SPOKEN_MS)
        page.get_by_role("button", name="Play").click()
        page.wait_for_function("() => document.querySelector('video.film').currentTime > 0.2")
        page.get_by_role("button", name="Pause").click()
        page.click("[data-scope='9:16']")
        seen(page, lambda: page.fill(OFFSET, OUTSIDE))
        expect(page.locator("#aspects [data-aspect='9:16'] .dot")).to_be_visible()
        self.look(tab, "editor-with-errors")

    def stopped(self, tab: Tab, draft: int) -> None:
        """Two lints, which the editor shows and the publish page insists on."""
        page = tab.page
        for rule in ("T1", "E7"):
            expect(page.locator(f"[data-rule='{rule}'].bad").first).to_be_visible()
        settled(page)
        page.click("#publish")
        page.wait_for_url(f"**/drafts/{draft}/publish")
        expect(page.get_by_text("must be cured first")).to_be_visible()
        expect(page.get_by_role("button", name="Request review")).to_be_disabled()
        self.look(tab, "publish-stopped")
        page.get_by_role("link", name="Back to the editor").click()
        opened(page)

    def cured(self, tab: Tab, draft: int) -> None:
        """The size by the fix that is offered, and then to taste; the place by hand."""
        page = tab.page
        expect(page.locator(SIZE)).to_have_value(TINY)
        fixes = page.locator("[data-rule='T1'].bad [data-fix]")
        fixes.first.wait_for()
        seen(page, fixes.first.click)
        expect(page.locator("[data-rule='T1']")).to_have_count(0)
        expect(page.locator(SIZE)).to_have_value("5")
        page.click("[data-scope='9:16']")
        seen(page, lambda: page.fill(OFFSET, INSIDE))
        page.click("[data-scope='all']")
        seen(page, lambda: page.fill(SIZE, LEGIBLE))
        expect(page.locator("#findings .finding.bad")).to_have_count(0)
        expect(page.locator("[data-rule='E7']")).to_have_count(0)
        settled(page)
        self.look(tab, "editor-cured")

    def handed_in(self, tab: Tab, draft: int) -> None:
        """A reason for every warning, and off to whoever approves."""
        page = tab.page
        page.click("#publish")
        page.wait_for_url(f"**/drafts/{draft}/publish")
        for number in range(page.locator("[data-waiver]").count()):
            page.locator("[data-waiver]").nth(number).fill("Looked at it on three phones.")
        page.fill("#notes", "Navy plates, our own type.")
        self.look(tab, "publish")
        page.get_by_role("button", name="Request review").click()
        page.wait_for_url(f"**/drafts/{draft}/review")
        expect(page.get_by_role("button", name="Approve")).to_have_count(0)

    def approved(self, tab: Tab, draft: int) -> None:
        """Somebody else, in a browser of their own."""
        sign_in(tab, "ben")
        tab.page.goto(f"/drafts/{draft}/review")
        self.look(tab, "review")
        tab.page.fill("#comment", "Calm, and ours.")
        tab.page.get_by_role("button", name="Approve").click()
        expect(tab.page.get_by_role("heading", name="Approved")).to_be_visible()

    def published(self, tab: Tab, draft: int) -> tuple[str, str]:
        """The version's number and digest, from its page."""
        page = tab.page
        expect(page.locator(".proof-card video")).to_have_count(4, timeout=90_000)
        self.look(tab, "review-with-proofs")
        page.reload()
        page.get_by_role("button", name="Publish 1.0.0").click()
        page.wait_for_url(f"**/styles/{STYLE}/versions/*")
        expect(page.get_by_text("Calm, and ours.")).to_be_visible()
        self.look(tab, "version")
        digest = page.get_by_role("link", name="The bytes that were hashed").get_attribute("href")
        assert digest is not None
        return page.url.rsplit("/", 1)[1], digest.rsplit("/", 1)[1]

    def proofs(self, draft: int, count: int) -> tuple[dict[str, Any], ...]:
        """The proofs that were asked for when the draft was handed in, painted."""
        deadline = time.monotonic() + 120
        with self.plane.window("ada") as http:
            while time.monotonic() < deadline:
                found = http.get(f"/drafts/{draft}/proofs").json()["proofs"]
                if len(found) == count and all(item["state"] == "done" for item in found):
                    return tuple(found)
                time.sleep(0.2)
        raise AssertionError(f"proofs are not painted: {found}")

    def look(self, tab: Tab, name: str) -> None:
        """A page as it stands, which must be well made."""
        tab.check(self.folder / f"{name}.png")


def sign_in(tab: Tab, login: str) -> None:
    """Through the door, with a password."""
    page = tab.page
    page.goto("/sign-in")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")


def opened(page: Page) -> None:
    """Wait until an editor can be used."""
    page.wait_for_selector(".editor[data-ready]")
    page.wait_for_selector("img.picture[data-painted]")


def settled(page: Page) -> None:
    """Wait until all edits are saved."""
    expect(page.locator("#save-state")).to_contain_text("Saved")


def unfolded(page: Page, *pointers: str) -> None:
    """Open groups of the form, outer ones first."""
    for pointer in pointers:
        group = page.locator(f"details[data-pointer='{pointer}']")
        if group.get_attribute("open") is None:
            group.locator("> summary").click()


def chosen(page: Page, field: str, name: str) -> None:
    """Choose a file of the brand kit by the beginning of its name."""
    option = page.locator(f"{field} option").filter(has_text=name).first
    value = option.get_attribute("value")
    assert value is not None
    page.select_option(field, value)


def typed(page: Page, field: str, color: str) -> None:
    """Write a colour and leave its field."""
    page.fill(field, color)
    page.locator(field).press("Tab")


def shown_at(page: Page, moment: int) -> None:
    """Pull the slider of the sample to a moment."""
    slide = "(slider, ms) => {slider.value = ms; slider.dispatchEvent(new Event('input'))}"
    page.locator("#scrub").evaluate(slide, moment)
    page.wait_for_timeout(300)


def seen(page: Page, act: Callable[[], object]) -> None:
    """Do something and see that the preview becomes another picture."""
    before = page.evaluate(PICTURE)
    act()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        after = page.evaluate(PICTURE)
        if max(abs(a - b) for a, b in zip(before, after, strict=True)) > SEEN:
            return
        page.wait_for_timeout(50)
    raise AssertionError("the preview shows what it showed before")
