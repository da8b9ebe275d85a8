"""The API does what its OpenAPI document says, whatever it is asked and whoever asks.

schemathesis makes up requests, good and bad ones, with a fixed seed. No answer may be a 5xx, have a
status, media type or body that the document does not name, or be an error that is no problem
document.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import jsonschema_rs
import pytest

from style_plane.starters.seeding import STARTERS, contract_of
from tests.style_plane.conformance import Outcome, Plane, examined, furnished

READS = ("GET", "HEAD")


@pytest.fixture(scope="module")
def plane(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plane]:
    with furnished(tmp_path_factory.mktemp("conformance")) as plane:
        yield plane


@pytest.fixture(scope="module")
def document(plane: Plane) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{plane.url}/schema/openapi.json", trust_env=False).json()
    return found


def test_automation_gets_what_the_document_says(plane: Plane) -> None:
    outcome = examined(plane, "automation", 3, coverage=False)
    assert not outcome.wrong, outcome.told()
    assert len(outcome.succeeded) >= 40, outcome.succeeded


def test_a_persons_program_gets_what_the_document_says(plane: Plane) -> None:
    outcome = examined(plane, "person", 1, coverage=False)
    assert not outcome.wrong, outcome.told()
    assert len(outcome.succeeded) >= 20, outcome.succeeded
    assert _kind_of(plane, "person") == "token"


def test_a_stranger_gets_what_the_document_says_and_changes_nothing(plane: Plane) -> None:
    outcome = examined(plane, "anonymous", 1, coverage=False)
    assert not outcome.wrong, outcome.told()
    assert outcome.statuses[401] > 0
    assert _writes(outcome) == set()


def test_the_document_takes_the_starters_and_no_unknown_field(document: dict[str, Any]) -> None:
    wanted = {**document, "$ref": "#/components/schemas/StyleContract"}
    validator = jsonschema_rs.Draft202012Validator(wanted)
    for name in STARTERS:
        contract = contract_of(name).model_dump(mode="json")
        assert validator.is_valid(contract), name
        assert not validator.is_valid({**contract, "colour": "red"})


def test_the_document_names_the_token_and_every_refusal(document: dict[str, Any]) -> None:
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    operations = [each for path in document["paths"].values() for each in path.values()]
    assert len({each["operationId"] for each in operations}) == len(operations)
    for operation in operations:
        refusals = [said for status, said in operation["responses"].items() if status >= "400"]
        assert {"400", "401"} <= set(operation["responses"]), operation["operationId"]
        assert all(list(said["content"]) == ["application/problem+json"] for said in refusals)


@pytest.mark.slow
def test_five_thousand_cases_find_nothing(plane: Plane) -> None:
    """Every boundary value too. Run with `-s` to see the figures."""
    outcomes = {"person": examined(plane, "person", 15, coverage=True)}
    assert _kind_of(plane, "person") == "token"  # automation may well revoke it
    outcomes["automation"] = examined(plane, "automation", 15, coverage=True)
    outcomes["anonymous"] = examined(plane, "anonymous", 10, coverage=False)
    for caller, outcome in outcomes.items():
        print(f"{caller}: {outcome.cases} cases, {dict(sorted(outcome.statuses.items()))}")
    told = "\n\n".join(f"{who}\n{each.told()}" for who, each in outcomes.items() if each.wrong)
    assert not told, told
    assert sum(outcome.cases for outcome in outcomes.values()) >= 5000
    assert len(outcomes["automation"].succeeded) >= 60
    assert _writes(outcomes["anonymous"]) == set()


def _kind_of(plane: Plane, caller: str) -> str:
    """Who the plane takes a caller for; a token that died on the way would prove nothing."""
    headers = dict(plane.callers[caller])
    me = httpx.get(f"{plane.url}/api/v1/me", headers=headers, trust_env=False)
    assert me.status_code == 200, me.text
    return str(me.json()["kind"])


def _writes(outcome: Outcome) -> set[str]:
    """Operations that changed something."""
    return {name for name in outcome.succeeded if not name.startswith(READS)}
