"""What the editor's scripts call, over HTTP with a session."""

from __future__ import annotations

import io
import json
import time
from typing import Any
from urllib.parse import unquote

import av
import pytest
import skia

from tests.style_plane.people import Peopled

SHOT = {"aspect": "9:16", "width": 180}


def size(data: bytes) -> tuple[int, int]:
    image = skia.Image.MakeFromEncoded(skia.Data.MakeWithCopy(data))
    return image.width(), image.height()


def test_a_preview_is_a_picture_and_says_where_things_stand(
    plane: Peopled, draft: int, document: dict[str, Any]
) -> None:
    with plane.window("ada") as ada:
        answer = ada.post(f"/drafts/{draft}/preview", json={"document": document, "shot": SHOT})
    assert answer.headers["content-type"] == "image/webp"
    assert size(answer.content) == (180, 320)
    facts = json.loads(unquote(answer.headers["x-still"]))
    assert "captions" in {item["id"] for item in facts["regions"]}
    assert 0 < facts["at_ms"] < facts["length_ms"]


def test_a_film_is_two_seconds(plane: Peopled, draft: int, document: dict[str, Any]) -> None:
    with plane.window("ada") as ada:
        answer = ada.post(f"/drafts/{draft}/film", json={"document": document, "shot": SHOT})
    assert answer.headers["content-type"] == "video/mp4"
    with av.open(io.BytesIO(answer.content), "r") as film:
        assert sum(1 for _ in film.decode(video=0)) == 60


@pytest.mark.parametrize(
    ("patch", "status", "pointer"),
    [
        ({"subtitles": {"size": 99}}, 422, "/subtitles/size"),
        ({"title": ""}, 422, "/title"),
    ],
)
def test_what_is_no_style_is_not_painted_and_its_mistakes_are_named(
    plane: Peopled,
    draft: int,
    document: dict[str, Any],
    patch: dict[str, Any],
    status: int,
    pointer: str,
) -> None:
    wanted = {"document": {**document, **patch}, "shot": SHOT}
    with plane.window("ada") as ada:
        answer = ada.post(f"/drafts/{draft}/preview", json=wanted)
    assert answer.status_code == status
    assert [item["pointer"] for item in answer.json()["errors"]] == [pointer]


@pytest.mark.parametrize(
    "shot", [{"aspect": "3:4"}, {**SHOT, "width": 9999}, {**SHOT, "at_ms": -1}]
)
def test_a_shot_that_cannot_be_is_refused(
    plane: Peopled, draft: int, document: dict[str, Any], shot: dict[str, Any]
) -> None:
    with plane.window("ada") as ada:
        answer = ada.post(f"/drafts/{draft}/preview", json={"document": document, "shot": shot})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("login", "path", "status"),
    [
        ("", "preview", 401),
        ("dan", "preview", 200),
        ("", "state", 401),
        ("dan", "state", 200),
        ("dan", "undo", 403),
    ],
)
def test_who_may_read_may_look_and_only_authors_change(
    plane: Peopled, draft: int, document: dict[str, Any], login: str, path: str, status: int
) -> None:
    with plane.window(login) as somebody:
        address = f"/drafts/{draft}/{path}"
        if path == "state":
            answer = somebody.get(address)
        else:
            body = {"document": document, "shot": SHOT} if path == "preview" else {}
            answer = somebody.post(address, json=body)
    assert answer.status_code == status


def test_without_the_form_token_nothing_is_saved(
    plane: Peopled, draft: int, document: dict[str, Any]
) -> None:
    with plane.window("ada") as ada:
        headers = {"x-csrf-token": "another", "if-match": '"1"'}
        answer = ada.put(f"/drafts/{draft}", json=document, headers=headers)
        assert answer.status_code == 403
        assert ada.get(f"/drafts/{draft}/draft").json()["rev"] == 1


def test_a_save_names_the_revision_that_it_was_made_from(
    plane: Peopled, draft: int, document: dict[str, Any]
) -> None:
    louder = {**document, "title": "Louder"}
    with plane.window("ada") as ada:
        assert ada.put(f"/drafts/{draft}", json=louder).status_code == 428
        saved = ada.put(f"/drafts/{draft}", json=louder, headers={"if-match": '"1"'})
        assert (saved.status_code, saved.json()["rev"]) == (200, 2)
        stale = ada.put(f"/drafts/{draft}", json=document, headers={"if-match": '"1"'})
        assert stale.status_code == 412
        assert ada.get(f"/drafts/{draft}/draft").json()["document"]["title"] == "Louder"


def test_undo_and_redo_walk_through_what_was_saved(
    plane: Peopled, draft: int, document: dict[str, Any]
) -> None:
    with plane.window("ada") as ada:
        headers = {"if-match": '"1"'}
        ada.put(f"/drafts/{draft}", json={**document, "title": "Louder"}, headers=headers)
        titles = [
            ada.post(f"/drafts/{draft}/{act}", json={}).json()["document"]["title"]
            for act in ("undo", "redo")
        ]
    assert titles == [document["title"], "Louder"]


def test_a_check_names_mistakes_findings_and_the_least_step(
    plane: Peopled, draft: int, document: dict[str, Any]
) -> None:
    def check(**patch: Any) -> dict[str, Any]:
        with plane.window("ada") as ada:
            answer = ada.post(f"/drafts/{draft}/check", json={**document, **patch})
        assert answer.status_code == 200
        found: dict[str, Any] = answer.json()
        return found

    assert check()["comparison"]["least_bump"] == "none"
    assert check(description="Another.")["comparison"]["least_bump"] == "patch"
    assert check(subtitles={**document["subtitles"], "size": 8})["comparison"]["least_bump"] == (
        "minor"
    )
    small = check(subtitles={**document["subtitles"], "size": 3})
    assert "T1" in {item["rule"] for item in small["findings"]}
    odd = check(promise=[3])
    assert (odd["digest"], bool(odd["problems"])) == (None, True)


def test_the_state_holds_what_the_scripts_start_from(plane: Peopled, draft: int) -> None:
    with plane.window("ada") as ada:
        state = ada.get(f"/drafts/{draft}/state").json()
    assert state["editable"] is True
    assert state["base"]["title"] == state["draft"]["document"]["title"]
    assert {"reels", "tiktok"} <= {item["slug"] for item in state["platforms"]}
    assert state["draft"]["document"]["brand"]["fonts"]["body"]["sha256"] in {
        item["sha256"] for item in state["kit"]
    }
    assert "/subtitles/size" in {item["pointer"] for item in state["fields"]}


def test_pictures_of_a_draft_and_where_it_differs_have_addresses(
    plane: Peopled, draft: int, document: dict[str, Any]
) -> None:
    with plane.window("ada") as ada:
        still = ada.get(f"/drafts/{draft}/still/9x16.webp")
        assert size(still.content) == (540, 960)
        known = {"if-none-match": still.headers["etag"]}
        assert ada.get(f"/drafts/{draft}/still/9x16.webp", headers=known).status_code == 304
        assert size(ada.get(f"/drafts/{draft}/heat/1x1.png").content) == (540, 540)
        assert ada.get(f"/drafts/{draft}/still/3x4.webp").status_code == 404


def test_published_styles_are_held_against_each_other(plane: Peopled) -> None:
    with plane.window("ada") as ada:
        pair = "...".join(
            ada.get("/api/v1/resolve", params={"ref": f"reelwright/{name}"}).json()["digest"]
            for name in ("bold", "clean")
        )
        answer = ada.get(f"/heat/{pair}/9x16.png")
        assert size(answer.content) == (540, 960)
        assert "immutable" in answer.headers["cache-control"]
        assert ada.get("/heat/0...1/9x16.png").status_code == 404


def test_proofs_are_asked_for_painted_and_served_in_parts(
    plane: Peopled, draft: int, document: dict[str, Any]
) -> None:
    single = {**document, "promise": ["1:1"], "aspects": {}, "overlays": []}
    with plane.program("ada", "read", "draft") as program:
        program.put(f"/api/v1/drafts/{draft}", json=single, headers={"if-match": '"1"'})
        asked = program.post(f"/api/v1/drafts/{draft}/proofs")
        assert asked.status_code == 202
        (proof,) = asked.json()
        deadline = time.monotonic() + 60
        while proof["state"] not in ("done", "failed") and time.monotonic() < deadline:
            time.sleep(0.1)
            proof = program.get(f"/api/v1/proofs/{proof['key']}").json()
        assert proof["state"] == "done", proof
        film = f"/api/v1/proof-files/{proof['film']}"
        part = program.get(film, headers={"range": "bytes=4-7"})
        assert (part.status_code, part.content) == (206, b"ftyp")
        assert program.head(film).headers["content-type"] == "video/mp4"
    with plane.window("ada") as ada:
        (shown,) = ada.get(f"/drafts/{draft}/proofs").json()["proofs"]
        assert size(ada.get(shown["frames"][0]).content) == (1080, 1080)


def test_proofs_need_a_token_and_a_draft(plane: Peopled, draft: int) -> None:
    with plane.window() as stranger:
        assert stranger.post(f"/api/v1/drafts/{draft}/proofs").status_code == 401
        assert stranger.get("/api/v1/proofs/0").status_code == 404
    with plane.program("dan", "read") as reader:
        assert reader.post(f"/api/v1/drafts/{draft}/proofs").status_code == 403
        assert reader.get("/api/v1/drafts/99999/proofs").status_code == 404
