"""From a draft to a version through the pages: who may do what, and what others are told."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.style_plane.pages.conftest import Scene, drafted, look

HTML = {"accept": "text/html"}
PAINTED_SECONDS = 120


def shown(scene: Scene, who: str, address: str) -> str:
    with scene.plane.window(who) as window:
        answer = window.get(address, headers=HTML)
        assert answer.status_code == 200, answer.text
        return answer.text


def sent(scene: Scene, who: str, address: str, **fields: Any) -> httpx.Response:
    with scene.plane.window(who) as window:
        return window.post(address, data=fields)


@pytest.fixture
def draft(scene: Scene) -> Callable[..., int]:
    """Makes a draft of a style of its own, so that tests do not meet."""

    def make(name: str, **patch: Any) -> int:
        with scene.plane.program("ada", "draft", "read") as ada:
            return drafted(ada, name, look(**patch))

    return make


def handed_in(scene: Scene, number: int) -> str:
    """Hand a draft in through its page; the digest that reviewers get."""
    answer = sent(scene, "ada", f"/drafts/{number}/publish", notes="New.")
    assert answer.status_code == 303, answer.text
    found = re.search(r'name="digest" value="([0-9a-f]{64})"', shown(scene, "ben", review(number)))
    assert found is not None
    return found.group(1)


def review(number: int) -> str:
    return f"/drafts/{number}/review"


def test_covers_are_shown_where_one_side_has_any(scene: Scene) -> None:
    address = f"/styles/{scene.ref}/compare"
    with_card = shown(scene, "ada", f"{address}/1.0.0...2.0.0")
    assert 'id="cover-16x9"' in with_card
    assert "1.0.0: no title card" in with_card
    assert "2.0.0: no title card" not in with_card
    assert 'id="cover-9x16"' not in shown(scene, "ada", f"{address}/1.0.0...1.1.0")
    assert "Covers" in shown(
        scene, "ada", f"/drafts/{scene.draft}/publish"
    )  # it takes the card away
    pictures = re.findall(r'src="(/[^"]*9x16-cover\.webp[^"]*)"', with_card)
    heat = re.findall(r'data-src="(/[^"]*9x16-cover\.png[^"]*)"', with_card)
    with scene.plane.window("ada") as window:
        before, after = (window.get(url.replace("&amp;", "&")).content for url in pictures[:2])
        assert before != after
        assert window.get(heat[0].replace("&amp;", "&")).status_code == 200
        short = window.get(pictures[1].replace("-cover", "").replace("&amp;", "&")).content
        assert short != after


def test_a_style_is_begun_reviewed_and_published(scene: Scene) -> None:
    begun = sent(scene, "ada", "/styles", org="acme", name="weekly", base="reelwright/clean@stable")
    assert begun.status_code == 303
    number = int(begun.headers["location"].rsplit("/", 1)[1])
    with scene.plane.program("ada", "draft", "read") as ada:
        address, one = f"/api/v1/drafts/{number}", {"promise": ["1:1"], "overlays": []}
        kept = dict.fromkeys(("9:16", "16:9", "4:5", "1:1"))
        ada.patch(address, json=one | {"aspects": kept}, headers={"if-match": '"1"'})
    digest = handed_in(scene, number)
    agreed = sent(scene, "ben", f"/drafts/{number}/approve", digest=digest, comment="Good.")
    assert agreed.headers["location"] == review(number)
    waits = shown(scene, "cleo", review(number))
    assert "0 of 1 proofs are painted" in waits
    assert re.search(r'type="submit" disabled>Publish 1\.0\.0', waits)
    assert sent(scene, "cleo", f"/drafts/{number}/release").status_code == 409
    until = time.monotonic() + PAINTED_SECONDS
    while not re.search(r'type="submit">Publish 1\.0\.0', shown(scene, "cleo", review(number))):
        assert time.monotonic() < until
        time.sleep(0.3)
    released = sent(scene, "cleo", f"/drafts/{number}/release")
    assert released.headers["location"] == "/styles/acme/weekly/versions/1.0.0"
    page = shown(scene, "", released.headers["location"])
    assert "Good." in page
    assert digest in page


def test_nobody_approves_their_own_work(scene: Scene, draft: Callable[..., int]) -> None:
    number = draft("own-work")
    digest = handed_in(scene, number)
    page = shown(scene, "eve", review(number))
    assert "Approve</button>" in page
    assert "needs the role approver" in shown(scene, "ada", review(number))
    assert sent(scene, "ada", f"/drafts/{number}/approve", digest=digest).status_code == 403


def test_whoever_wrote_some_of_it_is_told_why_they_may_not_approve(scene: Scene) -> None:
    with scene.plane.program("eve", "draft", "read") as eve:
        number = drafted(eve, "mine", look())
    sent(scene, "eve", f"/drafts/{number}/publish")
    page = shown(scene, "eve", review(number))
    assert "Somebody else must approve it" in page
    assert "Approve</button>" not in page


def test_an_approval_of_something_else_is_refused(scene: Scene, draft: Callable[..., int]) -> None:
    number = draft("other-digest")
    handed_in(scene, number)
    answer = sent(scene, "ben", f"/drafts/{number}/approve", digest="0" * 64)
    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/digest-changed"


def test_a_warning_needs_a_reason_which_stays_with_the_version(
    scene: Scene, draft: Callable[..., int]
) -> None:
    number = draft("warned", brand={"palette": {"accent": "#7FD6A0FF"}})
    page = shown(scene, "ada", f"/drafts/{number}/publish")
    waived = re.search(r'name="(waive-[^"]+)"', page)
    assert waived is not None
    address = f"/drafts/{number}/publish"
    assert sent(scene, "ada", address).status_code == 409
    answer = sent(scene, "ada", address, **{waived.group(1): "Seen on phones."})
    assert answer.status_code == 303
    assert "Accepted: Seen on phones." in shown(scene, "ben", review(number))


def test_an_error_of_the_lints_stops_it(scene: Scene, draft: Callable[..., int]) -> None:
    number = draft("too-small", subtitles={"size": 2.5})
    page = shown(scene, "ada", f"/drafts/{number}/publish")
    assert "must be cured first" in page
    assert re.search(r'type="submit" disabled>Request review', page)
    assert sent(scene, "ada", f"/drafts/{number}/publish").status_code == 422


def test_an_unfinished_draft_says_what_is_missing(scene: Scene) -> None:
    with scene.plane.program("ada", "draft", "read") as ada:
        number = drafted(ada, "unfinished", {"title": ""})
    page = shown(scene, "ada", f"/drafts/{number}/publish")
    assert "not finished" in page
    assert "/brand" in page


def test_a_step_below_the_least_cannot_be_chosen(scene: Scene) -> None:
    page = shown(scene, "ada", f"/drafts/{scene.draft}/publish")
    assert re.search(r'value="patch" disabled', page)
    assert not re.search(r'value="major"[^>]* disabled', page)
    assert "2.0.0" in page


def test_changes_are_asked_for_with_a_word(scene: Scene, draft: Callable[..., int]) -> None:
    number = draft("returned")
    digest = handed_in(scene, number)
    answer = sent(scene, "ben", f"/drafts/{number}/changes", digest=digest, comment="Too loud.")
    assert answer.status_code == 303
    page = shown(scene, "ada", review(number))
    assert "Too loud." in page
    assert f"/drafts/{number}/publish" in page


def test_a_discarded_draft_leaves_the_library(scene: Scene, draft: Callable[..., int]) -> None:
    number = draft("thrown-away")
    assert f'href="/drafts/{number}"' in shown(scene, "ada", "/")
    assert sent(scene, "ada", f"/drafts/{number}/discard").status_code == 303
    assert f'href="/drafts/{number}"' not in shown(scene, "ada", "/")


@pytest.mark.parametrize("page", ["/drafts/{}/publish", "/drafts/{}/review"])
def test_strangers_are_led_to_sign_in_and_back(scene: Scene, page: str) -> None:
    address = page.format(scene.draft)
    with scene.plane.window() as stranger:
        answer = stranger.get(address, headers=HTML)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/sign-in?next={address.replace('/', '%2F')}"


def test_a_form_without_the_sessions_token_does_nothing(scene: Scene) -> None:
    with scene.plane.window("cleo") as cleo:
        del cleo.headers["x-csrf-token"]
        answer = cleo.post(f"/drafts/{scene.reviewed}/release")
    assert answer.status_code == 403


@pytest.mark.parametrize("who", ["ada", "ben", "dan"])
def test_only_publishers_change_what_was_published(scene: Scene, who: str) -> None:
    page = shown(scene, who, "/styles/acme/podcast/versions/1.0.0")
    assert "Change state" not in page
    answer = sent(
        scene, who, "/styles/acme/podcast/versions/1.0.0/status", state="deprecated", reason="old"
    )
    assert answer.status_code == 403


def test_a_deprecated_version_names_its_successor(scene: Scene) -> None:
    answer = sent(
        scene,
        "cleo",
        "/styles/acme/podcast/versions/1.0.0/status",
        state="deprecated",
        reason="small type",
        successor="1.1.0",
        sunset_at="",
    )
    assert answer.status_code == 303, answer.text
    page = shown(scene, "", "/styles/acme/podcast/versions/1.0.0")
    assert "small type" in page
    assert "/styles/acme/podcast/versions/1.1.0" in page
    assert "which is deprecated" in shown(scene, "dan", "/styles/acme/podcast/usage")


def test_what_is_refused_is_said_on_a_page_to_browsers_and_as_a_problem_to_scripts(
    scene: Scene,
) -> None:
    address = "/styles/acme/podcast/compare/1.0.0"
    with scene.plane.window("ada") as ada:
        page, problem = ada.get(address, headers=HTML), ada.get(address)
    assert page.headers["content-type"].startswith("text/html")
    assert "content-security-policy" in page.headers
    assert problem.headers["content-type"] == "application/problem+json"
    assert page.status_code == problem.status_code == 422


def test_a_form_that_cannot_be_says_so(scene: Scene, draft: Callable[..., int]) -> None:
    """In words and with 422: what a person typed is no fault of the plane."""
    number = draft("odd-waivers")
    address = f"/drafts/{number}/publish"
    for key, reason in (
        ("waive-C3-/brand", "x" * 501),
        (f"waive-{'R' * 41}-/brand", "Seen."),
        ("waive-C3-/brand", "a\x00b"),
    ):
        answer = sent(scene, "ada", address, **{key: reason})
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/bad-form"), key
    status = "/styles/acme/podcast/versions/1.0.0/status"
    odd = {"state": "deprecated", "reason": "old", "successor": "2.0"}
    assert sent(scene, "cleo", status, **odd).status_code == 422
    with scene.plane.window("eve") as browser:
        for query in ("before=99999999999999999999", "before=0", "subject=%00", "action=%00"):
            assert browser.get(f"/audit?{query}").status_code == 422, query


def test_an_older_line_is_fixed_from_its_version(scene: Scene) -> None:
    page = shown(scene, "ada", "/styles/acme/podcast/versions/1.0.0")
    assert "Draft a fix of 1.0" in page
    assert "Draft a fix" not in shown(scene, "ada", "/styles/acme/podcast/versions/2.0.0")
    made = sent(scene, "ada", "/styles/acme/podcast/drafts", line="~1.0")
    assert made.status_code == 303
    with scene.plane.program("ada", "read") as ada:
        draft = ada.get(f"/api/v1{made.headers['location']}").json()
    assert (draft["base_version"], draft["line"]) == ("1.0.0", "~1.0")
    assert sent(scene, "ada", "/styles/acme/podcast/drafts", line="1.0").status_code == 422
    assert sent(scene, "ada", "/styles/acme/podcast/drafts").status_code == 303
