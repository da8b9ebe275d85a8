"""What a command says where a place that it needs is not there: one line, what to do, no traceback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from deployments.cli import main
from deployments.exits import DONE, FAILED, REFUSED

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def unused() -> str:
    """An address on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


def said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str
) -> tuple[int, str]:
    """A command's exit code and what it wrote to standard error."""
    monkeypatch.setattr(sys, "argv", ["reelwright", *words])
    with pytest.raises(SystemExit) as left:
        main()
    assert isinstance(left.value.code, int)
    return left.value.code, capsys.readouterr().err


def test_a_ledger_that_is_no_database(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home.mkdir()
    (home / "ledger.db").write_text("These are only words.\n" * 100)
    code, text = said(capsys, monkeypatch, "show")
    assert code == FAILED
    assert "ledger.db cannot be used: file is not a database" in text
    assert text.count("\n") == 1
    assert (home / "ledger.db").read_text().startswith("These are only words.")


def test_a_ledger_that_cannot_be_reached(
    unused: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REELWRIGHT_DATABASE_URL", f"postgresql://me:secret@{unused}/runs")
    code, text = said(capsys, monkeypatch, "show")
    assert code == FAILED
    assert unused in text and "REELWRIGHT_DATABASE_URL" in text and "secret" not in text
    assert text.count("\n") == 1


def test_an_address_of_no_ledger(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REELWRIGHT_DATABASE_URL", "ledger in the cellar")
    assert "no address of a database" in said(capsys, monkeypatch, "show")[1]


def test_a_home_that_is_a_file(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home.write_text("")
    code, text = said(capsys, monkeypatch, "show")
    assert code == FAILED
    assert "REELWRIGHT_HOME" in text and str(home) in text
    assert text.count("\n") == 1


@pytest.mark.parametrize(
    ("named", "message"),
    [("gone.mp4", "there is no such file"), (".", "not a file"), ("ftp://x/y.mp4", "kind ftp")],
)
def test_a_recording_that_is_not_there_is_told_before_anything_starts(
    named: str, message: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")  # would be asked next
    code, text = said(capsys, monkeypatch, "clip", named)
    assert code == REFUSED
    assert message in text


def test_a_prefect_api_that_does_not_answer(tmp_path: Path, unused: str) -> None:
    recording = tmp_path / "talk.mp4"
    recording.write_bytes(b"x")
    done = subprocess.run(
        [sys.executable, "-m", "deployments.cli", "clip", str(recording)],
        cwd=ROOT,
        env=os.environ | {"PREFECT_API_URL": f"http://{unused}/api"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == FAILED
    assert f"http://{unused}/api does not answer" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_doctor_looks_at_everything(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["reelwright", "doctor"])
    monkeypatch.setenv("REELWRIGHT_INFERENCE", "")
    with pytest.raises(SystemExit) as left:
        main()
    out = capsys.readouterr().out
    assert left.value.code == DONE, out
    for fact in ("ffmpeg version", "7 starter fonts", "mediapipe", "faster-whisper", "4 styles"):
        assert fact in out
    assert 'pip install "reelwright[pyannote]"' in out


def test_commands_load_prefect_only_once_its_environment_is_fit() -> None:
    look = "import sys, deployments.producing; print('prefect' in sys.modules, end='')"
    done = subprocess.run(
        [sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False"
