"""`reelwright up`: launched through Prefect's API, a run gives what the command line gives."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from deployments.demo.talk import Talk
from deployments.served import WHAT
from tasks.settings import Settings
from tasks.tools.runs.context import Workshop
from tasks.tools.runs.receipt import receipt_of
from tests.flows.conftest import OTHER_STYLE, ROOT, Calm

FINAL = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
BUSY_TRIES = 10
LIMITS = {"max_clips": 1, "min_seconds": 5, "max_seconds": 9}


@dataclass
class House:
    """Everything that `up` serves."""

    home: Path
    api: str
    plane: str
    process: subprocess.Popen[str]

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """What the API answers; a busy one is asked again, as Prefect's own client does."""
        for _ in range(BUSY_TRIES):
            answer = httpx.post(f"{self.api}{path}", json=body, timeout=30)
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
            time.sleep(1)
        answer.raise_for_status()
        return answer.json()

    def launch(self, name: str, params: dict[str, Any]) -> str:
        """Start a deployment as the UI does; returns the flow run's id."""
        found = httpx.get(f"{self.api}/deployments/name/{name}/{name}", timeout=30).json()
        body = {"parameters": {"params": params}, "state": {"type": "SCHEDULED"}}
        run = self.post(f"/deployments/{found['id']}/create_flow_run", body)
        return str(run["id"])

    def ended(
        self, flow_run: str, seconds: float = 400, among: Sequence[str] = FINAL, key: str = ""
    ) -> str:
        """The flow run's state, once it is one of those, and its pause has that key."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            state = httpx.get(f"{self.api}/flow_runs/{flow_run}", timeout=30).json()["state"]
            if state["type"] in among and (state["state_details"].get("pause_key") or "") >= key:
                return str(state["type"])
            time.sleep(0.5)
        raise TimeoutError(f"flow run {flow_run} did not end")

    def came_to(self, state: str) -> Any:
        """The receipt of the only run, once its workflow is in a state: the ledger hears of a pause
        a moment after Prefect."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            (receipt,) = self.runs()
            if receipt.workflow.value == state:
                return receipt
            time.sleep(0.2)
        raise TimeoutError(f"the run is {receipt.workflow.value}")

    def runs(self) -> list[Any]:
        """Receipts of all runs, oldest first."""
        shop = Workshop.open(Settings(home=self.home))
        receipts = [receipt_of(shop, row.id) for row in reversed(shop.ledger.runs.newest())]
        shop.ledger.close()
        return receipts


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, calm: Calm) -> Iterator[House]:
    """In whose home the talk is analysed, and made into a clip in one style."""
    home = tmp_path_factory.mktemp("up") / "home"
    calm.copied(home)
    house, _ = served(home)
    yield house
    house.process.send_signal(signal.SIGTERM)
    house.process.communicate(timeout=60)
    assert house.process.returncode == 0
    assert not _answers(f"{house.api}/health")
    assert not _answers(f"{house.plane}/health")


def served(home: Path, **more: str) -> tuple[House, str]:
    """`reelwright up`, ready, and what it said until then."""
    port, style_port = _free_port(), _free_port()
    environment = {name: value for name, value in os.environ.items() if "PREFECT_" not in name}
    process = subprocess.Popen(
        [
            sys.executable, "-m", "deployments.cli", "up",
            "--port", str(port), "--style-port", str(style_port),
        ],
        cwd=ROOT,
        env=environment | {"REELWRIGHT_HOME": str(home)} | more,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if line.startswith("Next:"):
            break
    assert process.poll() is None, said
    plane = f"http://127.0.0.1:{style_port}"
    return House(home, f"http://127.0.0.1:{port}/api", plane, process), said


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).is_success
    except httpx.TransportError:
        return False


@pytest.mark.slow
def test_clips_launched_by_the_api_are_those_of_the_command_line(
    house: House, restyled: dict[str, Any], talk: Talk
) -> None:
    params = {
        "source": str(talk.video),
        "speech": {"captions": str(talk.captions)},
        "limits": LIMITS,
        "style": OTHER_STYLE,
    }
    flow_run = house.launch("clips", params)
    assert house.ended(flow_run) == "COMPLETED"
    receipt = house.runs()[-1]
    assert "render" in {job.stage.value for job in receipt.jobs if not job.attached}
    here = restyled["outputs"]
    assert [output.sha256 for output in receipt.outputs] == [output["sha256"] for output in here]
    artifacts = house.post("/artifacts/latest/filter", {"limit": 50})
    keys = {item["key"] for item in artifacts}
    assert {"clips", "contact-sheet", "reuse", "composition"} <= keys
    (sheet,) = (item for item in artifacts if item["key"] == "contact-sheet")
    assert "data:image/jpeg;base64," in sheet["data"]


@pytest.mark.slow
def test_analysis_composition_and_delivery_can_be_launched_one_by_one(
    house: House, talk: Talk
) -> None:
    params = {
        "source": str(talk.video),
        "speech": {"captions": str(talk.captions)},
        "limits": LIMITS,
    }
    assert house.ended(house.launch("analysis", params)) == "COMPLETED"
    analysed = house.runs()[-1]
    assert analysed.delivery.total == 0
    asked = {"run": analysed.run, "style": "reelwright/bold@stable", "aspects": ["9:16"]}
    assert house.ended(house.launch("composition", asked)) == "COMPLETED"
    composed = house.runs()[-1]
    assert composed.parent == analysed.run
    assert house.ended(house.launch("delivery", {"run": composed.run})) == "COMPLETED"
    assert house.runs()[-1].delivery.delivered == 1


def test_a_form_refuses_what_is_out_of_bounds(house: House, talk: Talk) -> None:
    with pytest.raises(httpx.HTTPStatusError, match=r"4\d\d"):
        house.launch("clips", {"source": str(talk.video), "limits": {"max_clips": 0}})


@pytest.mark.slow
def test_a_file_in_the_inbox_becomes_one_run(house: House, talk: Talk) -> None:
    inbox = house.home / "inbox"
    inbox.mkdir(exist_ok=True)
    shutil.copy(talk.captions, inbox / "evening.vtt")
    shutil.copy(talk.video, inbox / "evening.mp4")
    shutil.copy(talk.video, inbox / "the same again.mp4")
    before = len(house.runs())
    for _ in range(2):
        assert house.ended(house.launch("intake", {"settle_seconds": 0})) == "COMPLETED"
    deadline = time.monotonic() + 300
    while len(house.runs()) == before and time.monotonic() < deadline:
        time.sleep(0.5)
    flow_runs = house.post(
        "/flow_runs/filter", {"flow_runs": {"idempotency_key": {"any_": [_key(talk)]}}}
    )
    assert len(flow_runs) == 1
    assert house.ended(flow_runs[0]["id"]) == "COMPLETED"
    assert house.runs()[-1].source_name in {"evening.mp4", "the same again.mp4"}


def _key(talk: Talk) -> str:
    from tasks.tools.artifacts.local import sha256_of

    return f"intake:default:{sha256_of(talk.video)}"


@pytest.mark.slow
def test_a_killed_house_leaves_nothing_running_and_its_successor_says_so(
    talk: Talk, tmp_path: Path
) -> None:
    home, reached = tmp_path / "home", tmp_path / "reached"
    house, _ = served(home, REELWRIGHT_BARRIER=f"normalize:start:{reached}")
    params = {"source": str(talk.video), "speech": {"captions": str(talk.captions)}}
    flow_run = house.launch("clips", params)
    deadline = time.monotonic() + 120
    while not reached.exists():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    house.process.kill()
    house.process.communicate()
    at_work = Path("/proc") / reached.read_text()
    while at_work.exists():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    again, said = served(home)
    try:
        assert "Runs that ended with the last `reelwright up`: 1" in said
        assert again.ended(flow_run) == "CRASHED"
        assert again.ended(again.launch("clips", params | {"limits": LIMITS})) == "COMPLETED"
        first, second = again.runs()
        assert (first.workflow.value, first.error) == ("failed", "its worker is gone")
        assert second.delivery.delivered == 1
        assert not list(home.glob("tenants/default/scratch/*/*"))
    finally:
        again.process.send_signal(signal.SIGTERM)
        again.process.communicate(timeout=60)


def test_prefect_yaml_deploys_without_asking(house: House) -> None:
    environment = os.environ | {"PREFECT_API_URL": house.api, "PREFECT_CLI_PROMPT": "false"}
    for command in (
        ["-m", "deployments.bootstrap"],
        ["-m", "deployments.bootstrap"],
        ["-m", "prefect", "--no-prompt", "deploy", "--all"],
    ):
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    kept = house.post("/deployments/filter", {"limit": 50})
    assert {item["work_pool_name"] for item in kept} == {"reelwright"}
    assert sorted(item["name"] for item in kept) == sorted(flow.name for flow in WHAT)
