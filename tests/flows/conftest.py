"""A short talk with a known face and known words, and `reelwright` as a process."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from deployments.demo.script import SCRIPT
from deployments.demo.talk import Talk, make_talk
from style_plane.embedded import serving
from style_plane.settings import PlaneSettings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session", autouse=True)
def heeding_interrupts() -> None:
    """A shell that runs the tests in the background ignores Ctrl-C, and commands would inherit that."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Talk:
    """The first half minute of the demo's talk."""
    return make_talk(tmp_path_factory.mktemp("talk"), script=SCRIPT[:4])


@dataclass
class Command:
    """`reelwright` with a home of its own, against a server that is already running."""

    home: Path
    environment: dict[str, str]
    out: Path = field(init=False)

    def __post_init__(self) -> None:
        self.out = self.home.parent / "out"

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """A process group of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "deployments.cli", *arguments],
            cwd=ROOT,
            env=os.environ | self.environment | {"REELWRIGHT_HOME": str(self.home)} | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def __call__(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        process = self.start(*arguments, **environment)
        out, err = process.communicate(timeout=600)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def clip(self, talk: Talk, *more: str, **environment: str) -> dict[str, Any]:
        """One clip of a few seconds; returns the receipt."""
        done = self(*self.clip_arguments(talk), *more, **environment)
        assert done.returncode == 0, done.stderr
        receipt: dict[str, Any] = json.loads(done.stdout)
        return receipt

    def clip_arguments(self, talk: Talk) -> list[str]:
        return [
            "clip", str(talk.video), "--captions", str(talk.captions), "--max-clips", "1",
            "--min-seconds", "5", "--max-seconds", "9", "--out", str(self.out), "--json",
        ]  # fmt: skip

    def kill_at(self, stage: str, point: str, *arguments: str) -> None:
        """Start a command and kill its whole tree when `stage` reaches `point`."""
        reached = self.home.parent / f"reached-{stage}-{point}"
        process = self.start(*arguments, REELWRIGHT_BARRIER=f"{stage}:{point}:{reached}")
        deadline = time.monotonic() + 300
        while not reached.exists():
            assert process.poll() is None, process.communicate()[1]
            assert time.monotonic() < deadline
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.fixture(scope="session")
def plane(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One style plane for all runs of this folder."""
    with serving(PlaneSettings(home=tmp_path_factory.mktemp("plane"))) as url:
        yield url


@pytest.fixture(scope="session")
def environment(prefect_server: None, plane: str) -> dict[str, str]:
    """Where running commands find the servers."""
    from prefect.settings import PREFECT_API_URL

    api = PREFECT_API_URL.value()
    assert api is not None
    return {"PREFECT_API_URL": api, "REELWRIGHT_STYLE_PLANE_URL": plane}


@pytest.fixture
def reelwright(tmp_path: Path, environment: dict[str, str]) -> Command:
    """The command, with an empty home."""
    return Command(tmp_path / "home", environment)


@dataclass(frozen=True)
class Calm:
    """One clip of the talk, made without any disturbance."""

    command: Command
    kept: Path
    """A copy of the home as it was then."""
    receipt: dict[str, Any]
    files: frozenset[str]

    def copied(self, home: Path) -> Command:
        """The command, with a home that has that run, and nothing of what came after."""
        shutil.copytree(self.kept, home)
        return Command(home, self.command.environment)


@pytest.fixture(scope="session")
def calm(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str], talk: Talk) -> Calm:
    """What a disturbed run must come to in the end."""
    folder = tmp_path_factory.mktemp("calm")
    command = Command(folder / "home", environment)
    receipt = command.clip(talk)
    shutil.copytree(command.home, folder / "kept")
    return Calm(
        command, folder / "kept", receipt, frozenset(path.name for path in command.out.iterdir())
    )


OTHER_STYLE = "reelwright/clean@stable"


@pytest.fixture(scope="session")
def restyled(calm: Calm) -> dict[str, Any]:
    """The receipt of that run's rerun in another style."""
    out = calm.command.home.parent / "restyled"
    receipt: dict[str, Any] = printed(
        calm.command(
            "rerun", calm.receipt["run"], "--style", OTHER_STYLE, "--json", "--out", str(out)
        )
    )
    return receipt


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, calm: Calm) -> Command:
    """The command, with a home that all tests of a module share; it has made one clip of the talk."""
    return calm.copied(tmp_path_factory.mktemp("shared") / "home")


def printed(done: subprocess.CompletedProcess[str], code: int = 0) -> Any:
    """What a command says as JSON."""
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout)


def attached(receipt: dict[str, Any]) -> dict[str, bool]:
    """Stage (and part) to whether it attached."""
    return {f"{job['stage']} {job['part']}".strip(): job["attached"] for job in receipt["jobs"]}
