"""Ctrl-C and SIGTERM of a command: said at once, over soon, nothing half, and it goes on from there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from deployments.demo.talk import Talk
from tasks.settings import Settings
from tasks.tools.runs.context import Workshop
from tests.flows.conftest import Command


def at_work(reelwright: Command, stage: str, process: subprocess.Popen[str]) -> None:
    """Until `stage` works."""
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        if (reelwright.home / "ledger.db").exists():
            shop = Workshop.open(Settings(home=reelwright.home))
            jobs = [
                job for run in shop.ledger.runs.newest(1) for job in shop.ledger.jobs.of(run.id)
            ]
            shop.ledger.close()
            if any((job.stage, job.state) == (stage, "in_progress") for job in jobs):
                return
        assert process.poll() is None, process.communicate()[1]
        time.sleep(0.1)
    raise TimeoutError(f"{stage} did not begin")


def states(home: Path) -> dict[str, tuple[str, str | None]]:
    """Stages of the newest run with their states and errors; the run's own under its flow's name."""
    shop = Workshop.open(Settings(home=home))
    (run,) = shop.ledger.runs.newest(1)
    jobs = {job.stage: (job.state, job.error) for job in shop.ledger.jobs.of(run.id)}
    shop.ledger.close()
    return jobs | {run.flow: (run.state, run.error)}


def interrupted(process: subprocess.Popen[str], number: signal.Signals) -> str:
    """What a command says that the whole terminal interrupts."""
    before = time.monotonic()
    os.killpg(process.pid, number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 128 + number, said
    assert time.monotonic() - before < 15
    assert "Traceback" not in said, said
    return said


@pytest.mark.slow
def test_an_interrupted_render_stops_and_the_same_command_goes_on(
    reelwright: Command, talk: Talk
) -> None:
    process = reelwright.start(*reelwright.clip_arguments(talk))
    at_work(reelwright, "render", process)
    said = interrupted(process, signal.SIGINT)
    assert "Stopping" in said
    assert "same command again" in said
    found = states(reelwright.home)
    assert found["render"][0] == "failed"
    assert "interrupted" in str(found["render"][1])
    assert found["plan"][0] == "completed"
    assert not list(reelwright.out.glob("*"))
    assert not list((reelwright.home / "tenants/default/scratch").glob("*/*"))
    receipt = reelwright.clip(talk)
    assert all(job["attached"] for job in receipt["jobs"] if job["stage"] in {"normalize", "plan"})


@pytest.mark.slow
def test_work_that_does_not_notice_is_left_behind(reelwright: Command, talk: Talk) -> None:
    reached = reelwright.home.parent / "reached"
    stuck = {"REELWRIGHT_BARRIER": f"segment:start:{reached}"}
    process = reelwright.start(*reelwright.clip_arguments(talk), **stuck)
    at_work(reelwright, "segment", process)
    interrupted(process, signal.SIGTERM)
    found = states(reelwright.home)
    assert {found["segment"][0], found["clips"][0]} == {"failed"}
    assert "interrupted" in str(found["clips"][1])


@pytest.mark.slow
def test_a_second_ctrl_c_ends_at_once(reelwright: Command, talk: Talk) -> None:
    reached = reelwright.home.parent / "reached"
    stuck = {"REELWRIGHT_BARRIER": f"segment:start:{reached}"}
    process = reelwright.start(*reelwright.clip_arguments(talk), **stuck)
    at_work(reelwright, "segment", process)
    os.killpg(process.pid, signal.SIGINT)
    time.sleep(0.5)
    before = time.monotonic()
    interrupted(process, signal.SIGINT)
    assert time.monotonic() - before < 3


@pytest.mark.slow
def test_an_interrupted_command_ends_its_own_server(
    reelwright: Command, talk: Talk, tmp_path: Path
) -> None:
    alone = dict.fromkeys(("PREFECT_API_URL", "REELWRIGHT_STYLE_PLANE_URL"), "")
    process = reelwright.start(*reelwright.clip_arguments(talk), **alone, TMPDIR=str(tmp_path))
    at_work(reelwright, "normalize", process)
    assert servers_of(tmp_path) != []
    interrupted(process, signal.SIGINT)
    assert servers_of(tmp_path) == []


def servers_of(folder: Path) -> list[str]:
    """Processes whose environment names a database in `folder`."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            text = path.read_bytes().decode(errors="replace")
        except OSError:  # it has ended meanwhile
            continue
        if f"sqlite+aiosqlite:///{folder}" in text:
            found.append(path.parent.name)
    return found


def test_a_command_without_a_run_says_it_too(reelwright: Command) -> None:
    words = {"segments": [{"start": n, "end": n + 0.5, "text": "Words."} for n in range(60_000)]}
    path = reelwright.home.parent / "long.json"
    path.write_text(json.dumps(words))
    process = reelwright.start("plan", str(path))
    time.sleep(2.5)
    assert "same command again" in interrupted(process, signal.SIGINT)
