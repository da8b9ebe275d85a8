"""A run that stops after its plan: a person edits it, and only what follows runs."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from deployments.demo.talk import Talk
from deployments.exits import REFUSED
from tests.flows.conftest import Command, attached, printed
from tests.flows.test_up import LIMITS, House, served


@pytest.fixture(scope="module")
def waiting(shared: Command, talk: Talk) -> dict[str, Any]:
    """The receipt of a run that waits."""
    return shared.clip(talk, "--review")


def told(command: Command, *words: str) -> Any:
    return printed(command(*words, "--json"))


def test_nothing_is_composed_before_somebody_has_looked(
    waiting: dict[str, Any], shared: Command
) -> None:
    assert waiting["workflow"] == "needs_review"
    assert waiting["outputs"] == [] and not shared.out.exists()
    stages = {job["stage"] for job in waiting["jobs"]}
    assert {"plan", "pin_style"} <= stages and stages.isdisjoint({"review", "enhance", "render"})
    assert told(shared, "show")[0]["workflow"] == "needs_review"
    shown = shared("review", waiting["run"]).stdout
    assert "waits for a look" in shown and f"review {waiting['run']} --go" in shown


def test_a_sheet_that_does_not_fit_leaves_the_run_waiting(
    waiting: dict[str, Any], shared: Command, tmp_path: Path
) -> None:
    sheet = told(shared, "review", waiting["run"])
    sheet["clips"][0]["starts_with"] = "nobody ever said this here"
    path = tmp_path / "sheet.json"
    path.write_text(json.dumps(sheet))
    done = shared("review", waiting["run"], "--sheet", str(path))
    assert done.returncode == REFUSED
    assert "nobody ever said this here" in done.stderr and "Traceback" not in done.stderr
    assert told(shared, "show", waiting["run"])["workflow"] == "needs_review"


def test_what_the_person_wants_is_composed_and_stays(
    waiting: dict[str, Any], shared: Command, tmp_path: Path
) -> None:
    path = shared.home / "tenants/default/runs" / waiting["run"] / "review.json"
    sheet = json.loads(path.read_text())
    sheet["clips"][0]["title"] = "As a person calls it"
    path.write_text(json.dumps(sheet))
    done = told(shared, "review", waiting["run"], "--go")
    assert done["run"] == waiting["run"] and done["workflow"] == "completed"
    (output,) = done["outputs"]
    assert output["title"] == "As a person calls it"
    card = json.loads(Path(output["path"]).with_suffix(".json").read_text())
    assert card["title"] == "As a person calls it"
    assert "A person kept 1 of 1." in done["explanation"]
    before = {job["stage"]: job["seconds"] for job in waiting["jobs"]}
    assert {job["stage"]: job["seconds"] for job in done["jobs"]}.items() >= before.items()
    late = shared("review", waiting["run"], "--go")
    assert late.returncode == REFUSED
    assert f"reelwright rerun {waiting['run']}" in late.stderr
    again = told(shared, "rerun", waiting["run"], "--out", str(tmp_path / "again"))
    ran = {name.split()[0] for name, yes in attached(again).items() if not yes}
    assert ran == {"publish"}
    assert again["outputs"][0]["sha256"] == output["sha256"]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house, _ = served(tmp_path / "home")
    yield house
    house.process.send_signal(signal.SIGTERM)
    house.process.communicate(timeout=60)


def resume(house: House, flow_run: str, clips: list[dict[str, Any]]) -> dict[str, Any]:
    """Send the form that Prefect shows."""
    body = {"run_input": {"clips": clips}}
    answer = httpx.post(f"{house.api}/flow_runs/{flow_run}/resume", json=body, timeout=30)
    answer.raise_for_status()
    result: dict[str, Any] = answer.json()
    return result


def asked(house: House, flow_run: str, number: int, what: str) -> Any:
    path = f"{house.api}/flow_runs/{flow_run}/input/suspended-plan-review-{number}-{what}"
    return httpx.get(path, timeout=30).json()


@pytest.mark.slow
def test_a_flow_run_is_suspended_with_the_plan_as_a_form(house: House, talk: Talk) -> None:
    params = {
        "source": str(talk.video),
        "speech": {"captions": str(talk.captions)},
        "limits": LIMITS,
        "review": True,
    }
    flow_run = house.launch("clips", params)
    assert house.ended(flow_run, among=("PAUSED",)) == "PAUSED"
    receipt = house.came_to("needs_review")
    assert "clip-01" in asked(house, flow_run, 1, "description")
    cards = asked(house, flow_run, 1, "schema")["properties"]["clips"]["default"]
    assert resume(house, flow_run, [{"clip": "clip-01"}])["status"] == "REJECT"
    wrong = [cards[0] | {"starts_with": "nobody ever said this here"}]
    assert resume(house, flow_run, wrong)["status"] == "ACCEPT"
    assert house.ended(flow_run, among=("PAUSED",), key="plan-review-2") == "PAUSED"
    assert "nobody ever said this here" in asked(house, flow_run, 2, "description")
    right = [cards[0] | {"title": "As a person calls it"}]
    assert resume(house, flow_run, right)["status"] == "ACCEPT"
    assert house.ended(flow_run) == "COMPLETED"
    (done,) = house.runs()
    assert (done.run, done.workflow) == (receipt.run, "completed")
    assert [output.title for output in done.outputs] == ["As a person calls it"]
    attempts = {job.stage.value: job.attempts for job in done.jobs if job.stage.value != "publish"}
    assert max(attempts.values()) == 1
