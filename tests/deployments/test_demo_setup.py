"""The set-up commands say exactly what is missing, and touch nothing before it is there."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("bash", "dirname", "basename", "cut", "grep", "rm", "sed", "env", "sleep")
pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")


class Machine:
    """A copy of the set-up with a PATH of its own; never root, so that apt is never called."""

    def __init__(self, folder: Path) -> None:
        self.project, self.bin = folder / "project", folder / "bin"
        (self.project / ".ci").mkdir(parents=True)
        self.bin.mkdir()
        shutil.copy(ROOT / ".ci" / "setup", self.project / ".ci" / "setup")
        (self.project / "requirements.lock").write_text("nothing==1\n")
        for tool in TOOLS:
            found = shutil.which(tool)
            assert found is not None
            (self.bin / tool).symlink_to(found)
        self.program("id", "echo 1000")

    def program(self, name: str, script: str) -> None:
        path = self.bin / name
        path.write_text(f"#!{self.bin / 'bash'}\n{script}\n")
        path.chmod(0o755)

    def set_up(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.project / ".ci" / "setup"],
            env={"PATH": str(self.bin), "HOME": str(self.project)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_without_python_the_packages_are_named(machine: Machine) -> None:
    done = machine.set_up()
    assert done.returncode == 1
    assert "There is no Python 3." in done.stderr
    assert "apt-get install -y --no-install-recommends python3 python3-venv" in done.stderr


def test_without_venv_the_exact_command_is_named(machine: Machine) -> None:
    machine.program(
        "python3",
        f'case "$2" in *ensurepip*) exit 1 ;; esac\nexec {sys.executable} "$@"',
    )
    done = machine.set_up()
    assert done.returncode == 1
    assert (
        "sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends python3-venv'"
        in done.stderr
    )
    assert not (machine.project / ".tools").exists()
    assert not (machine.project / ".venv").exists()


def test_make_help_names_every_command() -> None:
    if shutil.which("make") is None:
        pytest.skip("needs make")
    done = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    named = [line.split()[1] for line in done.stdout.splitlines()]
    assert named == ["help", "setup", "demo", "test", "lint", "up", "clean"]


def test_make_demo_hands_its_choices_on_in_one_piece() -> None:
    if shutil.which("make") is None:
        pytest.skip("needs make")
    choices = ["SOURCE=my talk.mp4", "STYLE=reelwright/bold@^1", "OUT=out/mine"]
    done = subprocess.run(
        ["make", "--no-print-directory", "--just-print", "demo", *choices],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert 'reelwright demo "$@"' in done.stdout
    assert "my talk" not in done.stdout, (
        "a name goes through the environment, not through the shell"
    )


@pytest.mark.parametrize("script", ["setup", "run"])
def test_scripts_are_executable_and_parse(script: str) -> None:
    path = ROOT / ".ci" / script
    assert path.stat().st_mode & 0o111
    subprocess.run(["bash", "-n", path], check=True)
