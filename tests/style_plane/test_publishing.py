"""Publishing and resolving over HTTP."""

from __future__ import annotations

import base64
import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from schemas.base import canonical
from schemas.style.contract import StyleContract
from schemas.style.facets import facets_of
from tests.style_plane.styles import MAJOR, MINOR, PATCH, changed


def publish(http: httpx.Client, org: str, document: Any, **params: str) -> httpx.Response:
    return http.post(f"/api/v1/styles/{org}/look/versions", json=document, params=params)


def resolve(http: httpx.Client, ref: str) -> httpx.Response:
    return http.get("/api/v1/resolve", params={"ref": ref})


def version(http: httpx.Client, ref: str) -> str:
    return str(resolve(http, ref).raise_for_status().json()["version"])


def test_what_is_published_is_served_as_the_bytes_that_were_hashed(
    http: httpx.Client, org: str, contract: StyleContract
) -> None:
    published = publish(http, org, contract.model_dump(mode="json"))
    assert published.status_code == 201
    answer = published.json()
    body = http.get(f"/api/v1/contracts/{answer['digest']}").content
    assert body == canonical(contract)
    assert hashlib.sha256(body).hexdigest() == answer["digest"]
    assert answer["facets"] == facets_of(contract).model_dump()


def test_publishing_the_same_content_twice_is_harmless(
    http: httpx.Client, org: str, contract: StyleContract
) -> None:
    first = publish(http, org, contract.model_dump(mode="json"))
    other = publish(http, org, changed(contract, MINOR))
    again = publish(http, org, contract.model_dump(mode="json", exclude_defaults=True))
    assert (first.status_code, other.status_code, again.status_code) == (201, 201, 200)
    assert again.json() == first.json()
    assert version(http, f"{org}/look@latest") == "1.1.0"


def test_the_server_takes_the_least_honest_step(
    http: httpx.Client, org: str, contract: StyleContract
) -> None:
    numbers = []
    document = contract.model_dump(mode="json")
    patches: list[dict[str, Any]] = [{}, PATCH, MINOR, MAJOR, {"promise": ["9:16"], "aspects": {}}]
    for patch in patches:
        document = changed(StyleContract.model_validate(document), patch)
        if patch.get("promise"):
            document["aspects"] = {}
        numbers.append(publish(http, org, document).raise_for_status().json()["version"])
    assert numbers == ["1.0.0", "1.0.1", "1.1.0", "2.0.0", "3.0.0"]


def test_a_step_larger_than_needed_may_be_asked_for(
    http: httpx.Client, org: str, contract: StyleContract
) -> None:
    publish(http, org, contract.model_dump(mode="json"))
    assert publish(http, org, changed(contract, PATCH), bump="major").json()["version"] == "2.0.0"


def test_a_step_too_small_is_refused(http: httpx.Client, org: str, contract: StyleContract) -> None:
    publish(http, org, contract.model_dump(mode="json"))
    refused = publish(http, org, changed(contract, MAJOR), bump="minor")
    assert refused.status_code == 409
    assert refused.json()["type"] == "/problems/bump-too-small"
    assert "major" in refused.json()["detail"]


def test_sixteen_publishers_at_once_leave_no_gap_and_no_duplicate(
    http: httpx.Client, org: str, contract: StyleContract
) -> None:
    documents = [changed(contract, {"title": f"Look {number}"}) for number in range(16)]
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda document: publish(http, org, document), documents))
    assert {answer.status_code for answer in answers} == {201}
    assert sorted(answer.json()["version"] for answer in answers) == sorted(
        f"1.0.{number}" for number in range(16)
    )


def test_one_content_published_by_sixteen_at_once_is_one_version(
    http: httpx.Client, org: str, contract: StyleContract
) -> None:
    document = contract.model_dump(mode="json")
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: publish(http, org, document), range(16)))
    assert sorted(answer.status_code for answer in answers) == [200] * 15 + [201]
    assert {answer.json()["version"] for answer in answers} == {"1.0.0"}


def test_every_selector_finds_its_version(
    http: httpx.Client, org: str, contract: StyleContract
) -> None:
    digests = {}
    for patch in ({}, PATCH, MINOR, MAJOR):
        answer = publish(http, org, changed(contract, patch)).raise_for_status().json()
        digests[answer["version"]] = answer["digest"]
    assert list(digests) == ["1.0.0", "1.0.1", "1.1.0", "2.0.0"]
    wanted = {
        "": "1.0.0",
        "@stable": "1.0.0",
        "@latest": "2.0.0",
        "@1.0.1": "1.0.1",
        "@^1": "1.1.0",
        "@^1.0": "1.1.0",
        "@~1.0": "1.0.1",
        f"@sha256:{digests['1.0.1']}": "1.0.1",
    }
    assert {text: version(http, f"{org}/look{text}") for text in wanted} == wanted


def test_an_unknown_style_is_answered_with_those_that_look_like_it(http: httpx.Client) -> None:
    answer = resolve(http, "reelwright/blod")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["known"][0] == "reelwright/bold"


def test_an_unknown_version_is_answered_with_those_that_exist(http: httpx.Client) -> None:
    answer = resolve(http, "reelwright/bold@^9")
    assert answer.status_code == 404
    assert "reelwright/bold@1.0.0" in answer.json()["known"]


@pytest.mark.parametrize(
    "ref", ["", "bold", "reelwright/bold@", "a/b@^x", "A/b", "a/b@1.2", "a/b\n"]
)
def test_a_malformed_reference_is_answered_with_an_example(http: httpx.Client, ref: str) -> None:
    answer = resolve(http, ref)
    assert answer.status_code == 422
    assert "reelwright/bold@stable" in answer.json()["detail"]


def test_a_contract_is_fetched_once_and_then_known_by_its_tag(http: httpx.Client) -> None:
    digest = resolve(http, "reelwright/clean").json()["digest"]
    first = http.get(f"/api/v1/contracts/{digest}")
    assert first.headers["etag"] == f'"{digest}"'
    assert "immutable" in first.headers["cache-control"]
    again = http.get(
        f"/api/v1/contracts/{digest}", headers={"if-none-match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    head = http.head(f"/api/v1/contracts/{digest}")
    assert (head.status_code, head.headers["etag"]) == (200, first.headers["etag"])


def test_stable_moves_only_when_told_and_each_move_is_written_down(
    http: httpx.Client, org: str, contract: StyleContract
) -> None:
    publish(http, org, contract.model_dump(mode="json"))
    publish(http, org, changed(contract, MINOR))
    assert version(http, f"{org}/look@stable") == "1.0.0"
    move = {"version": "1.1.0", "reason": "client said yes"}
    for _ in range(2):
        answer = http.put(f"/api/v1/styles/{org}/look/channels/stable", json=move)
        assert answer.status_code == 200
    assert version(http, f"{org}/look@stable") == "1.1.0"
    moves = http.get(f"/api/v1/styles/{org}/look").json()["moves"]
    assert [(m["from_version"], m["to_version"], m["reason"]) for m in moves] == [
        ("1.0.0", "1.1.0", "client said yes"),
        (None, "1.0.0", "first version"),
    ]


def test_a_campaign_is_a_channel_of_its_own(
    http: httpx.Client, org: str, contract: StyleContract
) -> None:
    publish(http, org, contract.model_dump(mode="json"))
    http.put(
        f"/api/v1/styles/{org}/look/channels/spring-26",
        json={"version": "1.0.0", "reason": "the campaign begins"},
    )
    assert version(http, f"{org}/look@spring-26") == "1.0.0"


@pytest.mark.parametrize("channel", ["latest", "v2", "Spring", "1.0.0", "-x"])
def test_names_that_would_mislead_cannot_be_channels(http: httpx.Client, channel: str) -> None:
    answer = http.put(
        f"/api/v1/styles/reelwright/bold/channels/{channel}",
        json={"version": "1.0.0", "reason": "because"},
    )
    assert answer.status_code == 422


def test_the_library_lists_every_style_with_its_channels(http: httpx.Client) -> None:
    styles = {f"{item['org']}/{item['name']}": item for item in http.get("/api/v1/styles").json()}
    assert styles["reelwright/studio"]["channels"]["stable"] == "1.0.0"
    assert styles["reelwright/studio"]["title"] == "Studio"


def test_every_error_is_a_problem_document(http: httpx.Client, contract: StyleContract) -> None:
    document = contract.model_dump(mode="json")
    answers = [
        http.get("/nothing/here"),
        http.delete("/api/v1/styles"),
        http.get("/api/v1/resolve"),
        http.get(f"/api/v1/contracts/{'0' * 64}"),
        http.get(f"/api/v1/assets/{'0' * 64}"),
        http.get("/api/v1/styles/reelwright/nothing"),
        http.get("/api/v1/styles/Not%20A/name"),
        http.post(
            "/api/v1/styles/a/b/versions",
            content=b"{",
            headers={"content-type": "application/json"},
        ),
        http.post("/api/v1/styles/a/b/versions", json=[1]),
        http.post("/api/v1/styles/a/b/versions", json=document, params={"bump": "huge"}),
        http.post("/api/v1/styles/A/b/versions", json=document),
    ]
    for answer in answers:
        assert answer.headers["content-type"] == "application/problem+json", answer.url
        problem = answer.json()
        assert problem["status"] == answer.status_code
        assert 400 <= answer.status_code < 500
        assert problem["title"]
        assert problem["detail"]
        assert problem["type"].startswith("/problems/")


def test_an_invalid_contract_is_refused_with_a_pointer_to_each_mistake(
    http: httpx.Client, contract: StyleContract
) -> None:
    document = changed(contract, {"title": "", "subtitles": {"size": 99}, "zip": 1})
    answer = http.post("/api/v1/styles/a/b/versions", json=document)
    assert answer.status_code == 422
    pointers = {item["pointer"] for item in answer.json()["errors"]}
    assert pointers == {"/title", "/subtitles/size", "/zip"}


JSON_TYPE = {"content-type": "application/json"}
UNREADABLE: dict[str, tuple[bytes, int]] = {
    "nothing": (b"", 422),
    "no JSON": (b"a=b", 400),
    "no UTF-8": (b'{"title": "\xff"}', 400),
    "half a pair": (b'{"title": "\\ud800"}', 400),
    "not a number": (b'{"audio": {"loudness": NaN}}', 400),
    "too deep": (b"[" * 100_000, 400),
    "too long": (b" " * 2_000_000, 413),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_the_callers_mistake(http: httpx.Client, name: str) -> None:
    body, status = UNREADABLE[name]
    answer = http.post("/api/v1/styles/a/b/versions", content=body, headers=JSON_TYPE)
    assert answer.status_code == status
    assert answer.json()["status"] == status


@pytest.mark.parametrize("org", ["B", "b%0A", "b%00", "-b", "b" * 300])
def test_a_name_that_cannot_be_referred_to_is_refused(
    http: httpx.Client, org: str, contract: StyleContract
) -> None:
    document = contract.model_dump(mode="json")
    answer = http.post(f"/api/v1/styles/{org}/look/versions", json=document)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/bad-reference")


def test_a_version_too_long_to_be_one_is_refused(http: httpx.Client) -> None:
    assert resolve(http, f"reelwright/bold@{'9' * 5000}.0.0").status_code == 422


def test_openapi_is_served_and_names_every_operation(http: httpx.Client) -> None:
    document = http.get("/schema/openapi.json").json()
    named = {op["operationId"] for path in document["paths"].values() for op in path.values()}
    assert {"publishStyle", "resolveStyle", "moveChannel", "addAsset"} <= named
    assert "StyleContract" in " ".join(document["components"]["schemas"])


def test_a_contract_says_where_it_is_in_its_life(
    http: httpx.Client, org: str, contract: StyleContract
) -> None:
    at = f"/api/v1/styles/{org}/look/versions"
    first = http.post(at, json=contract.model_dump(mode="json")).json()
    mine = {**MINOR, "description": f"The only one of {org}."}  # no other style has these bytes
    second = http.post(at, json=changed(contract, mine)).json()
    address = f"/api/v1/contracts/{first['digest']}"
    with httpx.Client(base_url=http.base_url, trust_env=False) as client:
        fresh = client.get(address)
        assert "deprecation" not in fresh.headers
        said = base64.b64decode(fresh.headers["content-digest"].removeprefix("sha-256=:")[:-1])
        assert said == hashlib.sha256(fresh.content).digest()
    other = f"/api/v1/contracts/{second['digest']}"
    old = {"state": "deprecated", "reason": "old", "successor": "1.0.0", "sunset_at": "2030-01-02"}
    assert http.put(f"{at}/1.1.0/status", json=old).is_success
    answers = [http.get(other), http.head(other)]
    answers.append(http.get(other, headers={"if-none-match": answers[0].headers["etag"]}))
    assert [answer.status_code for answer in answers] == [200, 200, 304]
    for answer in answers:
        assert answer.headers["deprecation"].startswith("@")
        assert answer.headers["sunset"] == "Wed, 02 Jan 2030 00:00:00 GMT"
        assert f"{org}/look@1.0.0" in answer.headers["link"]
        assert answer.headers["style-state"] == "deprecated"
    assert "content-digest" not in answers[-1].headers


def test_a_reference_is_asked_again_cheaply_and_many_at_once(
    http: httpx.Client, org: str, contract: StyleContract
) -> None:
    at = f"/api/v1/styles/{org}/look/versions"
    first = http.post(at, json=contract.model_dump(mode="json")).json()
    ask = f"/api/v1/resolve?ref={org}/look@latest"
    tag = http.get(ask).headers["etag"]
    known = http.get(ask, headers={"if-none-match": tag})
    assert (known.status_code, known.content) == (304, b"")
    http.post(at, json=changed(contract, MINOR))
    again = http.get(ask, headers={"if-none-match": tag})
    assert (again.status_code, again.json()["version"]) == (200, "1.1.0")
    refs = [f"{org}/look@1.0.0", f"{org}/nothing", "no reference"]
    answer = http.post("/api/v1/resolve", json={"refs": refs})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert [item["ref"] for item in found] == refs
    assert found[0]["resolved"]["digest"] == first["digest"]
    assert [item["problem"] and item["problem"]["status"] for item in found] == [None, 404, 422]
    assert http.post("/api/v1/resolve", json={"refs": ["a/b"] * 51}).status_code == 422
