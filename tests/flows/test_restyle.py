"""`restyle`: a back catalogue moves to a newer version within a budget, and once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from deployments.demo.talk import Talk
from schemas.restyle import RestyleReceipt
from tasks.settings import Settings
from tasks.tools.runs.context import Workshop
from tests.flows.conftest import Command, printed
from tests.flows.growing import TALLER, publish

pytestmark = pytest.mark.slow
STYLE = "acme/podcast"


@pytest.fixture(scope="module")
def runs(plane: str, shared: Command, talk: Talk) -> list[str]:
    """Three runs in 1.0.0, oldest first; then 1.1.0 becomes what `stable` names."""
    publish(plane, STYLE, {})
    made = [shared.clip(talk, "--style", f"{STYLE}@1.0.0") for _ in range(2)]
    again = printed(shared("rerun", made[1]["run"], "--from", "plan", "--json"))
    assert publish(plane, STYLE, TALLER, stable=True) == "1.1.0"
    return [made[0]["run"], made[1]["run"], again["run"]]


def behind(shared: Command) -> list[str]:
    """Runs that would be moved, newest first."""
    foreseen = RestyleReceipt.model_validate(
        printed(shared("restyle", STYLE, "--dry-run", "--json"))
    )
    assert foreseen.to == "1.1.0"
    assert all(run.now is None and run.expected_seconds > 0 for run in foreseen.moved)
    return [run.run for run in foreseen.moved]


def test_runs_are_moved_once_newest_first_within_the_budget(
    runs: list[str], shared: Command, plane: str
) -> None:
    first, replaced, newest = runs
    assert behind(shared) == [newest, first], f"a rerun stands for {replaced}"

    none = printed(shared("restyle", STYLE, "--max-seconds", "1", "--json"))
    assert none["moved"] == []
    assert {run["because"] for run in none["left"]} == {"max-seconds"}

    one = printed(shared("restyle", STYLE, "--max-runs", "1", "--json"))
    (moved,) = one["moved"]
    assert (moved["run"], moved["from_version"], moved["delivered"]) == (newest, "1.0.0", 1)
    assert moved["jobs_attached"] > moved["jobs_ran"]
    assert one["seconds_saved"] > 0
    assert [run["because"] for run in one["left"]] == ["max-runs"]
    assert behind(shared) == [first]
    assert printed(shared("show", moved["now"], "--json"))["style"]["version"] == "1.1.0"

    usage = httpx.get(f"{plane}/api/v1/usage/{STYLE}", trust_env=False).json()
    by_version = {item["version"]: item for item in usage["versions"]}
    assert (by_version["1.0.0"]["runs"], by_version["1.1.0"]["delivered"]) == (3, 1)


def test_a_run_that_cannot_be_moved_is_left(runs: list[str], shared: Command) -> None:
    spoil(shared.home, runs[0])
    receipt = printed(shared("restyle", STYLE, "--json"), 1)
    assert [(run["run"], run["because"]) for run in receipt["left"]] == [(runs[0], "failed")]
    assert "gone" in receipt["left"][0]["why"]
    assert behind(shared) == [runs[0]]


def test_restyle_stays_within_its_style(runs: list[str], shared: Command) -> None:
    refused = shared("restyle", STYLE, "--to", "reelwright/bold@1.0.0", "--json")
    assert refused.returncode == 2
    assert "stay in their style" in refused.stderr


def spoil(home: Path, run: str) -> None:
    """Let a run have changed an overlay that no version has."""
    shop = Workshop.open(Settings(home=home))
    row = shop.ledger.runs.find(run)
    assert row is not None
    params: dict[str, Any] = row.spec["params"]
    changes = {"overrides": {"overlays": {"gone": {"text": "x"}}}}
    shop.ledger.runs.note(run, spec=row.spec | {"params": params | changes})
    shop.ledger.close()
