"""The editor in a real Chromium: what a creative lead does in an afternoon."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.style_plane.browsing import WIDTHS, Tab, browser, window
from tests.style_plane.people import Peopled

__all__ = ["browser"]
pytestmark = pytest.mark.browser

SIZE = "#field-subtitles-size"
INACTIVE = "#field-subtitles-inactive"
PIXELS = """async () => {
  const image = document.querySelector("img.picture");
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), {width: 90, height: 160});
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0, 90, 160);
  return Array.from(context.getImageData(0, 0, 90, 160).data);
}"""
Open = Callable[..., Any]


@pytest.fixture
def editor(browser: Browser, plane: Peopled, draft: int) -> Iterator[Open]:
    """Opens the draft's editor as somebody, and waits until it shows a picture."""

    @contextmanager
    def opened(login: str = "ada", width: int = 1280) -> Iterator[Tab]:
        with window(browser, plane.url, width=width, cookies=plane.cookies(login)) as tab:
            tab.page.goto(f"/drafts/{draft}")
            tab.page.wait_for_selector(".editor[data-ready]")
            tab.page.wait_for_selector("img.picture[data-painted]")
            yield tab

    yield opened


@pytest.fixture
def saved(plane: Peopled, draft: int) -> Callable[[], dict[str, Any]]:
    """The draft as the plane has it."""

    def view() -> dict[str, Any]:
        with plane.window("ada") as ada:
            found: dict[str, Any] = ada.get(f"/drafts/{draft}/draft").json()
            return found

    return view


def after_painting(page: Page, act: Callable[[], object]) -> None:
    """Do something and wait for a picture that was asked for after it."""
    before = page.locator("img.picture").get_attribute("data-painted")
    act()
    page.wait_for_function(
        "before => document.querySelector('img.picture').dataset.painted !== before", arg=before
    )


def settled(page: Page) -> None:
    """Wait until all edits are saved."""
    expect(page.locator("#save-state")).to_contain_text("Saved")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_editor_is_well_made(editor: Open, width: int, tmp_path: Path) -> None:
    with editor(width=width) as tab:
        expect(tab.page.locator("#bump")).to_contain_text("No change")
        tab.check(tmp_path / f"editor-{width}.png")


def test_every_part_of_the_style_has_its_form(editor: Open, tmp_path: Path) -> None:
    with editor() as tab:
        for section in ("overlays", "visual", "brand", "audio", "locales", "slots", "style"):
            tab.page.click(f"#tab-{section}")
            tab.page.evaluate(
                "() => document.querySelectorAll('#fields details').forEach(one => one.open = true)"
            )
            assert tab.page.locator("#fields > *").count() > 0, section
            tab.check(tmp_path / f"{section}.png")


def test_typing_a_size_shows_another_picture_and_saves_it(
    editor: Open, saved: Callable[[], dict[str, Any]]
) -> None:
    with editor() as tab:
        page = tab.page
        before = page.evaluate(PIXELS)
        after_painting(page, lambda: page.fill(SIZE, "11"))
        after = page.evaluate(PIXELS)
        assert max(abs(a - b) for a, b in zip(before, after, strict=True)) > 60
        expect(page.locator("#bump")).to_contain_text("Minor step")
        expect(page.locator("#changes-count")).to_contain_text("1 change since 1.0.0")
        settled(page)
    assert saved()["document"]["subtitles"]["size"] == 11


def test_an_edit_for_one_aspect_ratio_leaves_the_others(
    editor: Open, saved: Callable[[], dict[str, Any]], document: dict[str, Any]
) -> None:
    common = document["subtitles"]["size"]
    with editor() as tab:
        page = tab.page
        page.click("[data-scope='9:16']")
        row = page.locator(f".field:has({SIZE})")
        expect(row.locator(".where")).to_contain_text(f"inherits {common:g} vmin")
        after_painting(page, lambda: page.fill(SIZE, "5.5"))
        expect(row.locator(".dot")).to_be_visible()
        expect(page.locator("#aspects [data-aspect='9:16'] .dot")).to_be_visible()
        settled(page)
        found = saved()["document"]
        assert found["subtitles"]["size"] == common
        assert found["aspects"]["9:16"]["subtitles"] == {"size": 5.5}
        page.click("[data-aspect='1:1']")
        square = document["aspects"]["1:1"]["subtitles"]["size"]
        expect(page.locator(SIZE)).to_have_value(f"{square:g}")
        page.click("[data-aspect='9:16']")
        page.click("[data-scope='9:16']")
        row.locator("button.reset").click()
        expect(page.locator(SIZE)).to_have_value(f"{common:g}")
        settled(page)
    assert "9:16" not in saved()["document"]["aspects"]


def test_a_lint_is_cured_with_one_click(editor: Open, saved: Callable[[], dict[str, Any]]) -> None:
    with editor() as tab:
        page = tab.page
        page.fill("#field-subtitles-size", "3")
        finding = page.locator("[data-rule='T1']").first
        expect(finding).to_contain_text("3 vmin")
        while page.locator("[data-fix='T1']").count():
            count = page.locator("[data-fix='T1']").count()
            page.locator("[data-fix='T1']").first.click()
            expect(page.locator("[data-fix='T1']")).to_have_count(count - 1)
        expect(page.locator("[data-rule='T1']")).to_have_count(0)
        settled(page)
    sizes = [patch["subtitles"].get("size") for patch in saved()["document"]["aspects"].values()]
    assert any(size and size >= 3.5 for size in sizes)


def test_undo_and_redo_follow_the_keyboard(
    editor: Open, saved: Callable[[], dict[str, Any]], document: dict[str, Any]
) -> None:
    with editor() as tab:
        page = tab.page
        page.fill(SIZE, "11")
        settled(page)
        page.keyboard.press("Control+z")
        expect(page.locator(SIZE)).to_have_value(f"{document['subtitles']['size']:g}")
        page.keyboard.press("Control+y")
        expect(page.locator(SIZE)).to_have_value("11")
        settled(page)
    assert saved()["document"]["subtitles"]["size"] == 11


def test_two_people_lose_nothing(
    editor: Open, plane: Peopled, draft: int, saved: Callable[[], dict[str, Any]]
) -> None:
    with editor() as tab:
        page = tab.page
        theirs = {**saved()["document"], "title": "Theirs"}
        with plane.window("eve") as eve:
            answer = eve.put(f"/drafts/{draft}", json=theirs, headers={"if-match": '"1"'})
            assert answer.status_code == 200
        page.fill(SIZE, "11")
        dialog = page.locator("#conflict")
        expect(dialog).to_be_visible()
        expect(dialog).to_contain_text("/title")
        dialog.locator("[data-take='both']").click()
        settled(page)
        found = saved()["document"]
        assert (found["title"], found["subtitles"]["size"]) == ("Theirs", 11)


def test_where_both_changed_the_same_the_editor_asks(
    editor: Open, plane: Peopled, draft: int, saved: Callable[[], dict[str, Any]]
) -> None:
    with editor() as tab:
        page, document = tab.page, saved()["document"]
        theirs = {**document, "subtitles": {**document["subtitles"], "size": 7.5}}
        with plane.window("eve") as eve:
            eve.put(f"/drafts/{draft}", json=theirs, headers={"if-match": '"1"'})
        page.fill(SIZE, "11")
        expect(page.locator("#conflict")).to_contain_text("yours 11, theirs 7.5")
        page.locator("#conflict [data-take='theirs']").click()
        expect(page.locator(SIZE)).to_have_value("7.5")
        settled(page)
    assert saved()["document"]["subtitles"]["size"] == 7.5


def test_edits_that_never_reached_the_plane_are_back_after_a_reload(
    editor: Open, saved: Callable[[], dict[str, Any]]
) -> None:
    def lose(route: Route) -> None:
        if route.request.method == "PUT":
            route.abort()
        else:
            route.continue_()

    with editor() as tab:
        page = tab.page
        page.route("**/drafts/*", lose)
        page.fill(SIZE, "11")
        expect(page.locator("#save-state")).to_contain_text("kept in this browser")
        assert saved()["rev"] == 1
        page.unroute("**/drafts/*")
        page.reload()
        page.wait_for_selector(".editor[data-ready]")
        expect(page.locator(SIZE)).to_have_value("11")
        settled(page)
    assert saved()["document"]["subtitles"]["size"] == 11


def test_the_keyboard_plays_steps_and_changes_the_aspect_ratio(editor: Open) -> None:
    with editor() as tab:
        page = tab.page
        page.locator("#canvas").click(position={"x": 4, "y": 4})
        page.keyboard.press("2")
        expect(page.locator(".pane")).to_have_attribute("data-aspect", "1:1")
        page.wait_for_selector("img.picture[data-painted]")
        before = int(page.locator("#scrub").input_value())
        after_painting(page, lambda: page.keyboard.press("ArrowRight"))
        assert 30 <= int(page.locator("#scrub").input_value()) - before <= 36
        page.keyboard.press(" ")
        film = page.locator("video.film")
        expect(film).to_be_visible()
        page.wait_for_function("() => document.querySelector('video.film').currentTime > 0.2")
        page.keyboard.press(" ")
        expect(film).to_be_hidden()
        page.keyboard.press("0")
        expect(page.locator(".pane")).to_have_count(4)
        page.keyboard.press("?")
        expect(page.locator("#help")).to_be_visible()
        assert tab.wrong == []


def test_captions_are_dragged_to_their_place(
    editor: Open, saved: Callable[[], dict[str, Any]], document: dict[str, Any]
) -> None:
    with editor() as tab:
        page = tab.page
        frame = page.locator(".canvas").bounding_box()
        box = page.locator("[data-region='captions']").bounding_box()
        assert frame is not None
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x, y - frame["height"] * 0.1, steps=6)
        page.mouse.up()
        settled(page)
        moved = saved()["document"]["subtitles"]["placement"]["offset"]
        assert abs(moved - (document["subtitles"]["placement"]["offset"] + 10)) <= 1
        page.locator("[data-region='captions']").press("ArrowDown")
        expect(page.locator("#save-state")).to_contain_text("revision 3")
    assert saved()["document"]["subtitles"]["placement"]["offset"] == moved - 0.5


def test_overlays_come_go_move_and_hide(
    editor: Open, saved: Callable[[], dict[str, Any]], document: dict[str, Any]
) -> None:
    with editor() as tab:
        page = tab.page
        page.click("#tab-overlays")
        page.select_option("#overlay-kind", "cta")
        after_painting(page, lambda: page.click("#overlay-add"))
        page.get_by_role("button", name="Move cta up").click()
        page.get_by_role("button", name="Remove progress").click()
        page.click("[data-scope='9:16']")
        page.get_by_role("button", name="Hide cta in 9:16").click()
        settled(page)
        assert tab.wrong == []
    found = saved()["document"]
    first = [item["id"] for item in document["overlays"]]
    expected = [*first[:-1], "cta", first[-1]]
    assert [item["id"] for item in found["overlays"]] == [n for n in expected if n != "progress"]
    assert found["aspects"]["9:16"]["overlays"] == {"cta": None}


def test_an_overlays_new_name_takes_its_changes_along(
    editor: Open, saved: Callable[[], dict[str, Any]], document: dict[str, Any]
) -> None:
    names = [item["id"] for item in document["overlays"]]
    with editor() as tab:
        page = tab.page
        page.click("#tab-overlays")
        page.click("[data-scope='9:16']")
        page.get_by_role("button", name=f"Hide {names[0]} in 9:16").click()
        page.click("[data-scope='9:16']")
        page.locator("[data-pointer='/overlays/0'] summary").first.click()
        name = page.locator("#field-overlays-0-id")
        name.fill(names[1])
        expect(name).to_have_attribute("aria-invalid", "true")
        name.fill("renamed")
        expect(name).to_have_attribute("aria-invalid", "false")
        settled(page)
        name.fill("No name")
        expect(name).to_have_attribute("aria-invalid", "true")
        name.blur()
        expect(name).to_have_value("renamed")
        assert tab.wrong == []
    found = saved()["document"]
    assert [item["id"] for item in found["overlays"]] == ["renamed", *names[1:]]
    assert found["aspects"]["9:16"]["overlays"] == {"renamed": None}


def test_an_aspect_ratio_can_go_without_what_the_others_have(
    editor: Open, saved: Callable[[], dict[str, Any]]
) -> None:
    with editor() as tab:
        page = tab.page
        stroke = page.get_by_label("Stroke on")
        expect(stroke).to_be_checked()
        page.locator(f".field:has({INACTIVE})").get_by_role("button", name="Set a colour").click()
        settled(page)
        page.click("[data-scope='9:16']")
        after_painting(page, stroke.uncheck)
        expect(stroke).not_to_be_checked()
        page.locator(f".field:has({INACTIVE})").get_by_text("No colour of its own").click()
        expect(page.locator(f".field:has({INACTIVE})").get_by_text("Set a colour")).to_be_visible()
        settled(page)
        found = saved()["document"]
        assert found["aspects"]["9:16"]["subtitles"] == {"stroke": None, "inactive": None}
        after_painting(page, stroke.check)
        expect(page.locator("#field-subtitles-profanity")).to_be_visible()
        swearing = page.locator(".field:has(#field-subtitles-profanity)")
        swearing.get_by_role("button", name="Mask").click()
        settled(page)
    found = saved()["document"]
    assert found["aspects"]["9:16"]["subtitles"] == {"inactive": None}
    assert found["subtitles"]["profanity"] == "mask"


def test_safe_zones_lie_over_the_picture(editor: Open) -> None:
    with editor() as tab:
        expect(tab.page.locator(".zones .danger")).to_have_count(0)
        tab.page.select_option("#zones", "reels")
        expect(tab.page.locator(".zones .danger")).to_have_count(1)


def test_the_published_version_shines_through(editor: Open) -> None:
    with editor() as tab:
        page = tab.page
        after_painting(page, lambda: page.fill(SIZE, "12"))
        page.locator("#onion").evaluate(
            "slider => {slider.value = 50; slider.dispatchEvent(new Event('input'))}"
        )
        page.wait_for_selector("img.onion[src]:visible")
        assert page.locator("img.onion").evaluate("image => image.style.opacity") == "0.5"


def test_an_overlay_on_the_cover_is_seen_on_the_cover(editor: Open, tmp_path: Path) -> None:
    with editor() as tab:
        page = tab.page
        expect(page.locator("#shown")).to_be_hidden()
        page.click("#tab-overlays")
        page.locator("[data-pointer='/overlays/0'] summary").first.click()
        page.locator("[data-pointer='/overlays/0/span'] summary").first.click()
        page.select_option("#field-overlays-0-span-anchor", "clip_start")
        expect(page.locator("#field-overlays-0-span-offset-ms")).to_be_visible()
        page.select_option("#field-overlays-0-span-anchor", "cover")
        expect(page.locator("#shown")).to_have_value("cover")
        expect(page.locator("[data-region='captions']")).to_have_count(0)
        expect(page.locator("#player")).to_be_hidden()
        for unread in ("/overlays/0/span/offset_ms", "/overlays/0/enter"):
            expect(page.locator(f"[data-pointer='{unread}']")).to_have_count(0)
        page.locator("[data-pointer='/overlays/1'] summary").first.click()
        expect(page.locator("#shown")).to_have_value("short")
        expect(page.locator("[data-region='captions']")).to_have_count(1)
        page.select_option("#shown", "cover")
        expect(page.locator("[data-region='captions']")).to_have_count(0)
        page.screenshot(path=tmp_path / "cover.png")
        after_painting(page, lambda: page.click("#undo"))
        expect(page.locator("#shown")).to_be_hidden()


def test_fields_say_what_they_are_for_and_nothing_moves_meanwhile(editor: Open) -> None:
    with editor() as tab:
        page = tab.page
        page.click("#tab-cuts")
        fillers = page.locator("#field-cuts-fillers")
        before = fillers.bounding_box()
        page.get_by_role("group", name="Silences").get_by_role("button", name="Keep").click()
        assert fillers.bounding_box() == before
        page.get_by_role("button", name="What Fillers means").click()
        expect(page.locator("#field-cuts-fillers-help")).to_contain_text("hesitations")
        page.get_by_role("group", name="Fillers").get_by_role("button", name="Cut").click()
        expect(page.locator("#field-cuts-fillers-help")).to_be_visible()


def test_a_mistake_is_shown_at_its_field(editor: Open) -> None:
    with editor() as tab:
        page = tab.page
        page.fill(SIZE, "99")
        row = page.locator(f".field:has({SIZE})")
        expect(row.locator(".error")).to_contain_text("16")
        expect(page.locator("#findings")).to_contain_text("Unfinished")
        page.fill(SIZE, "8")
        expect(row.locator(".error")).to_be_hidden()


def test_whoever_may_only_read_sees_why(editor: Open) -> None:
    with editor("dan") as tab:
        expect(tab.page.locator(".editor")).to_contain_text("takes the role author")
        assert tab.page.locator("#fields").evaluate("node => node.inert") is True
        assert tab.page.locator("#undo").is_disabled()
