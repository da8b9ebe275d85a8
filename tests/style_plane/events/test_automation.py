"""The automation of the README on a real Prefect server: a moved `stable` runs the deployment."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import style_plane.events
from style_plane.embedded import serving
from style_plane.settings import PlaneSettings
from style_plane.starters.seeding import contract_of
from tests.style_plane.styles import MINOR, changed

pytestmark = pytest.mark.slow


@pytest.fixture
def prefect(tmp_path: Path) -> Iterator[httpx.Client]:
    """A Prefect server with all its services, in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if "PREFECT_" not in name}
    environment |= {
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_API_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{tmp_path}/prefect.db",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    command = ["-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with (tmp_path / "prefect.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, *command], env=environment, stdout=log, stderr=log
        )
    with httpx.Client(
        base_url=f"http://127.0.0.1:{port}/api", trust_env=False, timeout=60
    ) as client:
        try:
            _await(client, process)
            yield client
        finally:
            process.terminate()
            process.wait(30)


def _await(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if client.get("/health").is_success:
                return
        except httpx.TransportError:
            time.sleep(0.3)
    raise TimeoutError("Prefect's server did not start")


def post(prefect: httpx.Client, path: str, body: dict[str, Any]) -> Any:
    """The server's answer; one whose database is busy is asked again, as Prefect's client does."""
    deadline = time.monotonic() + 60
    answer = prefect.post(path, json=body)
    while answer.status_code == httpx.codes.SERVICE_UNAVAILABLE and time.monotonic() < deadline:
        time.sleep(1)
        answer = prefect.post(path, json=body)
    assert answer.is_success, answer.text
    return answer.json()


def automation(deployment: str) -> dict[str, Any]:
    """The example of the README."""
    folder = Path(next(iter(style_plane.events.__path__)))
    block = re.search(r"```json\n(.*?)```", (folder / "README.md").read_text(), re.DOTALL)
    assert block is not None
    found: dict[str, Any] = json.loads(block.group(1).replace("DEPLOYMENT", deployment))
    return found


def test_moving_stable_runs_the_deployment_with_the_style(
    prefect: httpx.Client, tmp_path: Path
) -> None:
    flow = post(prefect, "/flows/", {"name": "restyle"})
    body = {"name": "restyle", "flow_id": flow["id"], "entrypoint": "flows.restyle.restyle"}
    deployment = post(prefect, "/deployments/", body)
    post(prefect, "/automations/", automation(deployment["id"]))
    time.sleep(3)  # the server's triggers learn of a new automation by a message of its own

    settings = PlaneSettings(home=tmp_path / "plane", prefect_url=str(prefect.base_url).rstrip("/"))
    with serving(settings) as url, httpx.Client(base_url=url, trust_env=False, timeout=60) as http:
        for org in ("acme", "other"):
            path = f"/api/v1/styles/{org}/podcast"
            for patch in ({}, MINOR):
                document = changed(contract_of("bold"), patch)
                assert http.post(f"{path}/versions", json=document).status_code == 201
            moved = {"version": "1.1.0", "reason": "approved"}
            assert http.put(f"{path}/channels/stable", json=moved).is_success
        runs = _runs(prefect, deployment["id"])
    (run,) = runs
    assert run["parameters"]["params"]["style"] == "acme/podcast"
    assert run["parameters"]["params"]["to"] == "acme/podcast@1.1.0"
    assert run["parameters"]["params"]["max_seconds"] == 3600


def _runs(prefect: httpx.Client, deployment: str) -> list[dict[str, Any]]:
    """Flow runs of the deployment, as soon as there are any and the rest had time to come."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        asked = {"flow_runs": {"deployment_id": {"any_": [deployment]}}}
        found: list[dict[str, Any]] = post(prefect, "/flow_runs/filter", asked)
        if found:
            time.sleep(3)
            return post(prefect, "/flow_runs/filter", asked)  # type: ignore[no-any-return]
        time.sleep(0.5)
    return []
