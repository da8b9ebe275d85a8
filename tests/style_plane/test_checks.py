"""What publishing refuses: errors of every family, in words, all at once.

The rules themselves are tested one by one under `lint/`.
"""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from schemas.style.contract import StyleContract
from tests.style_plane.lint.cases import CASES, TALL, Case
from tests.style_plane.styles import changed

PUBLISH = "/api/v1/styles/mistakes/look/versions"
FAMILIES = ("E1", "E4", "E5", "C2", "T1", "P1", "F5", "A3", "S2", "B2")
REFUSED = [next(case for case in CASES if case.rule == rule) for rule in FAMILIES]


def document(contract: StyleContract, *patches: dict[str, Any]) -> dict[str, Any]:
    for patch in patches:
        contract = StyleContract.model_validate(changed(contract, patch))
    return contract.model_dump(mode="json")


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.rule)
def test_an_error_of_any_family_is_refused_in_words(
    http: httpx.Client, contract: StyleContract, case: Case
) -> None:
    answer = http.post(PUBLISH, json=document(contract, TALL, case.also, case.bad))
    assert answer.status_code == 422, answer.text
    assert answer.json()["type"] == "/problems/invalid-style"
    told = {item["pointer"]: item["message"] for item in answer.json()["errors"]}
    assert case.words in told[case.pointer]


def test_every_mistake_is_told_at_once(http: httpx.Client, contract: StyleContract) -> None:
    patch = {
        "audio": {"true_peak": -0.5},
        "brand": {"fonts": {"body": {"weight": 400}}},
        "subtitles": {"size": 3},
    }
    answer = http.post(PUBLISH, json=document(contract, TALL, patch))
    pointers = {item["pointer"] for item in answer.json()["errors"]}
    assert pointers == {"/audio/true_peak", "/brand/fonts/body", "/subtitles/size"}


def test_nothing_of_what_was_refused_is_published(
    http: httpx.Client, contract: StyleContract
) -> None:
    http.post(PUBLISH, json=document(contract, {"audio": {"true_peak": -0.5}}))
    assert http.get("/api/v1/styles/mistakes/look").status_code == 404


def test_styles_without_captions_need_no_contrast(
    http: httpx.Client, org: str, contract: StyleContract
) -> None:
    bare = {"stroke": {"width": 0}, "shadow": {"color": "#00000000"}, "enabled": False}
    body = document(contract, {"subtitles": bare})
    assert http.post(f"/api/v1/styles/{org}/look/versions", json=body).status_code == 201
