"""`reelwright up`: Prefect's server, the style plane and the served deployments, in one process tree."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
from rich.console import Console

from deployments.exits import DONE, FAILED, REFUSED
from deployments.runtime import QUIET, home
from deployments.stopping import Interrupted, handling, raised
from tasks.tools.media.process import bound_to_parent

START_SECONDS = 180.0
TOKEN = "REELWRIGHT_STYLE_PLANE_USAGE_TOKEN"
"""With it, runs tell the style plane which version they use."""
STOP_SECONDS = 20.0


@dataclass
class Part:
    """One process of the tree."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path


def run_all(port: int, style_port: int) -> int:
    """Serve until Ctrl-C, SIGTERM or a closed terminal; returns the exit code."""
    console = Console(highlight=False, soft_wrap=True)
    taken = [number for number in (port, style_port) if _taken(number)]
    if taken:
        console.print(
            f"Port {taken[0]} is in use on this machine. Stop what uses it, or choose others: "
            f"`reelwright up --port 4300 --style-port 4380`."
        )
        return REFUSED
    parts: list[Part] = []
    with handling(raised):
        try:
            _start(parts, console, port, style_port)
            return _watch(parts, console)
        except Interrupted:
            console.print("Stopping.")
            return DONE
        finally:
            _stop(parts)


def _start(parts: list[Part], console: Console, port: int, style_port: int) -> None:
    folder = home()
    logs = folder / "logs"
    logs.mkdir(exist_ok=True)
    api, plane = f"http://127.0.0.1:{port}/api", f"http://127.0.0.1:{style_port}"
    environment = os.environ | {
        **QUIET,
        "REELWRIGHT_HOME": str(folder.absolute()),
        "REELWRIGHT_STYLE_PLANE_URL": plane,
        "REELWRIGHT_STYLE_PLANE_PREFECT_URL": api,
        TOKEN: os.environ.get(TOKEN) or secrets.token_urlsafe(32),
        "PREFECT_API_URL": api,
        "PREFECT_UI_API_URL": api,
        "PREFECT_API_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{folder.absolute()}/prefect.db",
    }
    console.print("Starting (the first time takes a little longer) ...")
    server = ["-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    parts.append(_spawn("prefect", server, environment, logs))
    parts.append(
        _spawn("style-plane", ["-m", "style_plane", "--port", str(style_port)], environment, logs)
    )
    _await(parts[1], f"{plane}/health")
    _await(parts[0], f"{api}/health")
    lost = _end_lost_runs(api)
    if lost:
        console.print(f"Runs that ended with the last `reelwright up`: {lost}. Launch them again.")
    parts.append(_spawn("deployments", ["-m", "deployments.served"], environment, logs))
    _await_deployments(parts[2], api)
    console.print(f"Prefect      http://127.0.0.1:{port}/deployments")
    console.print(f"Style plane  {plane}")
    console.print(f"Inbox        {folder / 'inbox'} (files put here become runs)")
    console.print(f"Logs         {logs}")
    console.print("Next: open the first address, choose clips, Run. Ctrl-C stops everything.")


def _spawn(name: str, arguments: list[str], environment: dict[str, str], logs: Path) -> Part:
    log = logs / f"{name}.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            bound_to_parent([sys.executable, *arguments]),
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Part(name, process, log)


def _await(part: Part, url: str) -> None:
    """Until the part answers.

    Raises:
        OSError: when it ends or takes too long; its log says why.
    """
    deadline = time.monotonic() + START_SECONDS
    while not _answers(url):
        _still_alive(part, deadline)
        time.sleep(0.2)


def _await_deployments(part: Part, api: str) -> None:
    from deployments.served import WHAT

    deadline = time.monotonic() + START_SECONDS
    while _served(api) < len(WHAT):
        _still_alive(part, deadline)
        time.sleep(0.3)


def _still_alive(part: Part, deadline: float) -> None:
    if part.process.poll() is not None or time.monotonic() > deadline:
        tail = "\n".join(part.log.read_text(errors="replace").splitlines()[-8:])
        raise OSError(f"{part.name} did not start. The end of {part.log}:\n{tail}")


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2.0).is_success
    except httpx.TransportError:
        return False


def _end_lost_runs(api: str) -> int:
    """Say of runs that a killed server left as running that they are not; returns how many.

    Only those of deployments: nobody serves any yet.
    """
    busy = {"state": {"type": {"any_": ["RUNNING", "PENDING", "CANCELLING"]}}}
    asked = {"flow_runs": busy | {"deployment_id": {"is_null_": False}}, "limit": 200}
    answer = httpx.post(f"{api}/flow_runs/filter", json=asked, timeout=10.0)
    answer.raise_for_status()
    state = {"type": "CRASHED", "message": "It ended with the `reelwright up` that served it."}
    for run in answer.json():
        address = f"{api}/flow_runs/{run['id']}/set_state"
        httpx.post(address, json={"state": state, "force": True}, timeout=10.0).raise_for_status()
    return len(answer.json())


def _served(api: str) -> int:
    answer = httpx.post(f"{api}/deployments/filter", json={"limit": 50}, timeout=10.0)
    answer.raise_for_status()
    return sum(item.get("status") == "READY" for item in answer.json())


def _watch(parts: list[Part], console: Console) -> int:
    while True:
        for part in parts:
            if part.process.poll() is not None:
                console.print(f"[red]{part.name} ended.[/] Its log: {part.log}. Stopping the rest.")
                return FAILED
        time.sleep(0.5)


def _stop(parts: list[Part]) -> None:
    """The last started first; each with its own children."""
    for part in reversed(parts):
        _signal(part, signal.SIGINT if part.name == "deployments" else signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):  # the next line sees to it
            part.process.wait(STOP_SECONDS)
        _signal(part, signal.SIGKILL)
        part.process.wait()


def _signal(part: Part, number: signal.Signals) -> None:
    try:
        os.killpg(part.process.pid, number)
    except ProcessLookupError:
        return


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False
