"""Drafts over HTTP, with people who hold tokens."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import httpx
import pytest

from style_plane.access.errors import NameTakenError
from style_plane.access.models import NewOrg, NewToken
from style_plane.drafts import rows
from tests.style_plane.people import Peopled, peopled

API = "/api/v1"


@pytest.fixture(scope="module")
def plane(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peopled]:
    with peopled(tmp_path_factory.mktemp("plane")) as plane:
        yield plane


@pytest.fixture(scope="module")
def ada(plane: Peopled) -> Iterator[httpx.Client]:
    with plane.program("ada", "read", "draft") as client:
        yield client


def start(client: httpx.Client, name: str, **how: Any) -> httpx.Response:
    how = how or {"base": "reelwright/bold@stable"}
    return client.post(f"{API}/styles/acme/{name}/drafts", json=how)


def test_a_style_goes_from_the_first_draft_to_its_version(
    plane: Peopled, ada: httpx.Client, org: str
) -> None:
    made = start(ada, org)
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    address = made.headers["location"]
    one = {"promise": ["1:1"], "aspects": {}, "overlays": []}
    document = made.json()["document"] | {"title": "Over HTTP"} | one
    saved = ada.put(address, json=document, headers={"if-match": '"1"'})
    assert (saved.status_code, saved.headers["etag"]) == (200, '"2"')
    handed = ada.post(f"{address}/review", json={"notes": "first"})
    assert handed.status_code == 200, handed.text
    seen = {"digest": handed.json()["frozen_digest"], "comment": "good"}
    assert ada.post(f"{address}/approvals", json=seen).status_code == 403
    with plane.program("ben", "approve") as ben:
        assert ben.post(f"{address}/approvals", json=seen).status_code == 201
    with plane.program("cleo", "publish", "read") as cleo:
        early = cleo.post(f"{address}/publish")
        assert early.json()["type"] == "/problems/proofs-pending"
        painted(cleo, address)
        answers = [cleo.post(f"{address}/publish") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].headers["etag"] == f'"{seen["digest"]}"'
    version = ada.get(f"{API}/styles/acme/{org}/versions/1.0.0").json()
    assert (version["notes"], version["published_by"][:6]) == ("first", "token:")
    assert ada.get(f"{API}/styles/acme/{org}/compare?from=1.0.0&to=latest").json()["changes"] == []


def painted(client: httpx.Client, address: str, seconds: float = 120) -> None:
    """Wait for the proofs that were asked for when a draft was handed in."""
    until = time.monotonic() + seconds
    while True:
        states = [proof["state"] for proof in client.get(f"{address}/proofs").json()]
        if states and set(states) == {"done"}:
            return
        assert "failed" not in states and time.monotonic() < until, states
        time.sleep(0.2)


def test_a_save_says_what_it_has_seen(ada: httpx.Client, org: str) -> None:
    made = start(ada, org)
    address, document = made.headers["location"], made.json()["document"]
    for header in ({}, {"if-match": "*"}, {"if-match": "new"}):
        answer = ada.put(address, json=document, headers=header)
        assert (answer.status_code, answer.json()["type"]) == (428, "/problems/if-match-required")
    ada.patch(address, json={"title": "Theirs"}, headers={"if-match": '"1"'})
    mine = document | {"description": "mine"}
    stale = ada.put(address, json=mine, headers={"if-match": 'W/"1"'})
    assert (stale.status_code, stale.headers["etag"]) == (412, '"2"')
    assert stale.json()["details"]["changes"] == [
        {"pointer": "/title", "old": document["title"], "new": "Theirs"}
    ]
    merged = ada.put(f"{address}?merge=true", json=mine, headers={"if-match": '"1"'})
    assert (merged.json()["document"]["title"], merged.json()["rev"]) == ("Theirs", 3)


def test_undo_redo_history_lint_and_discard_are_reachable(ada: httpx.Client, org: str) -> None:
    address = start(ada, org).headers["location"]
    ada.patch(address, json={"audio": {"loudness": -18}}, headers={"if-match": "1"})
    rules = [item["rule"] for item in ada.post(f"{address}/lint").json()]
    assert "S1" in rules
    refused = ada.post(f"{address}/review", json={})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/waivers-missing")
    assert ada.post(f"{address}/undo").json()["can_redo"]
    assert ada.post(f"{address}/redo").status_code == 200
    assert ada.post(f"{address}/redo").status_code == 409
    acts = [step["act"] for step in ada.get(f"{address}/history").json()]
    assert acts == ["redone", "undone", "saved", "created"]
    assert ada.post(f"{address}/rebase", json={}).status_code == 200
    assert [item["name"] for item in ada.get(f"{API}/drafts?name={org}").json()] == [org]
    assert ada.delete(address).status_code == 204
    assert ada.get(f"{API}/drafts?name={org}").json() == []


def test_strangers_learn_nothing_of_drafts(plane: Peopled, ada: httpx.Client, org: str) -> None:
    address = start(ada, org).headers["location"]
    with plane.window() as stranger:
        assert stranger.get(address).status_code == 401
        assert stranger.get(f"{API}/drafts").json() == []
        assert start(stranger, org).status_code == 401
    with plane.window("ada") as page:
        assert page.get(address).status_code == 401
    assert ada.get(f"{API}/drafts/999999").status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"base": "nothing"}, 422),
        ({"base": "reelwright/none"}, 404),
        ({"document": [1]}, 422),
        ({"zip": 1}, 422),
    ],
)
def test_a_draft_that_cannot_start_says_why(
    ada: httpx.Client, org: str, body: dict[str, Any], status: int
) -> None:
    answer = ada.post(f"{API}/styles/acme/{org}/drafts", json=body)
    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "application/problem+json",
    )


def test_people_do_not_publish_around_the_review(plane: Peopled, org: str) -> None:
    with plane.program("cleo", "publish", "read") as cleo:
        digest = cleo.get(f"{API}/resolve?ref=reelwright/bold").json()["digest"]
        document = cleo.get(f"{API}/contracts/{digest}").json()
        refused = cleo.post(f"{API}/styles/acme/{org}/versions", json=document)
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/review-needed")


def test_a_crowd_of_readers_and_writers_is_served(ada: httpx.Client, org: str) -> None:
    """More at once than the database has connections: nobody waits for one while holding one."""
    address = start(ada, org).headers["location"]

    def act(number: int) -> int:
        if number % 3:
            return ada.get(address).status_code
        patch = {"description": f"by {number}"}
        return ada.patch(address, json=patch, headers={"if-match": "1"}).status_code

    with ThreadPoolExecutor(36) as pool:
        statuses = list(pool.map(act, range(72)))
    assert set(statuses) <= {200, 412}
    assert statuses.count(200) == 48 + 1


@pytest.mark.parametrize("depth", [100, 300, 900])
def test_a_document_that_could_not_be_shown_again_is_not_kept(
    ada: httpx.Client, org: str, depth: int
) -> None:
    deep = json.loads('{"a":' * depth + "1" + "}" * depth)
    refused = start(ada, org, document=deep)
    assert refused.status_code in (400, 422), refused.text
    made = start(ada, org)
    address, tag = made.headers["location"], {"if-match": made.headers["etag"]}
    for send in (ada.put, ada.patch):
        answer = send(address, json=deep, headers=tag)
        assert answer.status_code in (400, 422), answer.text
        assert "nested" in answer.text
    assert ada.get(address).headers["etag"] == '"1"'
    assert ada.get(f"{API}/drafts?org=acme&name={org}").status_code == 200


def test_the_list_is_cut_after_what_one_may_not_read_is_left_out(
    plane: Peopled, ada: httpx.Client, org: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = start(ada, org).json()["id"]
    admin = plane.actor("eve")
    with suppress(NameTakenError):
        plane.access.orgs.create(admin, NewOrg(slug="globex", title="Globex"))
    wanted = NewToken(name=org[-30:].strip("-"), permissions=("draft", "read"))
    secret = plane.access.tokens.create(plane.actor("eve"), "globex", wanted).secret
    with httpx.Client(base_url=plane.url, trust_env=False) as other:
        other.headers["authorization"] = f"Bearer {secret}"
        for number in range(3):
            made = other.post(f"{API}/styles/globex/look-{number}/drafts", json={})
            assert made.status_code == 201, made.text
    monkeypatch.setattr(rows, "MOST_LISTED", 2)
    listed = ada.get(f"{API}/drafts").json()
    assert mine in [item["id"] for item in listed]
    assert {item["org"] for item in listed} == {"acme"}
