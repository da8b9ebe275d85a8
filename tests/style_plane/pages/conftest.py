"""One plane with people, three versions of a style, and drafts in every state, for all page tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from schemas.style.contract import StyleContract
from style_plane.starters.seeding import contract_of
from tests.style_plane.browsing import browser  # noqa: F401  a fixture
from tests.style_plane.people import Peopled, peopled
from tests.style_plane.styles import changed

WARNED = {"brand": {"palette": {"accent": "#7FD6A0FF"}}}
"""Told from the other words by its hue only, says a lint."""
RUNS = 7
CLIENTS = ("northwind", "globex")


@dataclass
class Scene:
    """The plane, and what is on it."""

    plane: Peopled
    ref: str
    """`acme/podcast`, versions 1.0.0, 1.1.0 (stable) and 2.0.0, which has a title card; nobody uses
    `acme/quiet`."""
    draft: int
    """Being written by ada."""
    reviewed: int
    """Handed in by ada."""


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    home = tmp_path_factory.mktemp("pages")
    with peopled(home, token="the plane's own") as plane:
        with plane.window() as automation:
            automation.headers["authorization"] = "Bearer the plane's own"
            _publish(automation)
            _use(automation)
        with plane.program("ada", "draft", "read") as ada:
            yield Scene(
                plane, "acme/podcast", drafted(ada, "podcast", look(**WARNED)), _handed_in(ada)
            )


def look(**patch: Any) -> dict[str, Any]:
    """The style of the scene, changed."""
    first = {
        "title": "Podcast",
        "description": "Two hosts, calm type.",
        "promise": ["9:16", "16:9"],
        "aspects": {"1:1": None, "4:5": None},
        "tags": ["talk"],
        "languages": ["en"],
    }
    document = changed(contract_of("clean"), first)
    return changed(StyleContract.model_validate(document), patch)


CARD = {
    "id": "card",
    "kind": "title",
    "text": "{title}",
    "box": {"x": 8, "y": 50, "width": 84, "height": 30},
    "span": {"anchor": "cover"},
    "plate": {"shape": "line", "color": "#000000FF"},
}
VERSIONS = (
    look(),
    look(brand={"palette": {"accent": "#FFD166FF"}}),
    look(
        brand={"palette": {"accent": "#FFD166FF"}},
        pacing={"max_chars_per_line": 20},
        overlays=[*look()["overlays"], CARD],
    ),
)


def _publish(api: Any) -> None:
    for document in VERSIONS:
        answer = api.post("/api/v1/styles/acme/podcast/versions", json=document)
        assert answer.status_code == 201, answer.text
    assert api.post("/api/v1/styles/acme/quiet/versions", json=look(title="Quiet")).is_success
    move = {"version": "1.1.0", "reason": "went live"}
    assert api.put("/api/v1/styles/acme/podcast/channels/stable", json=move).status_code == 200


def _use(api: Any) -> None:
    for number in range(RUNS):
        version = ("1.0.0", "1.1.0")[number % 2]
        digest = api.get("/api/v1/resolve", params={"ref": f"acme/podcast@{version}"}).json()[
            "digest"
        ]
        pin = {
            "ref": "acme/podcast@stable",
            "org": "acme",
            "name": "podcast",
            "version": version,
            "digest": digest,
            "effective_digest": digest,
            "flow": "clips",
            "client": CLIENTS[number % 2],
            "source_sha256": "0" * 64,
            "pinned_at": "2026-11-20T12:00:00+00:00",
        }
        assert api.put(f"/api/v1/pins/run-{number}", json=pin).status_code in (200, 201)


def drafted(api: Any, name: str, document: dict[str, Any]) -> int:
    """A draft of some style with a document of one's own; its number."""
    made = api.post(f"/api/v1/styles/acme/{name}/drafts", json={})
    assert made.status_code == 201, made.text
    number, tag = int(made.json()["id"]), made.headers["etag"]
    saved = api.put(f"/api/v1/drafts/{number}", json=document, headers={"if-match": tag})
    assert saved.status_code == 200, saved.text
    return number


def _handed_in(api: Any) -> int:
    number = drafted(api, "podcast", look(brand={"palette": {"accent": "#FFE9A8FF"}}))
    answer = api.post(f"/api/v1/drafts/{number}/review", json={"notes": "A fresher accent."})
    assert answer.status_code in (200, 201), answer.text
    return number
