"""Bad input ends with a clear message, an exit code that says so, and no half output."""

from __future__ import annotations

from pathlib import Path

import pytest

from deployments.demo.talk import Talk
from tests.flows.conftest import Command

REFUSED, FAILED = 2, 1


def refused(reelwright: Command, *arguments: str, code: int = REFUSED, **environment: str) -> str:
    """What a command says when it refuses; checks that nothing was left half done."""
    done = reelwright("clip", *arguments, "--out", str(reelwright.out), **environment)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert not reelwright.out.exists()
    return done.stderr


def test_a_file_that_is_no_media(reelwright: Command, tmp_path: Path) -> None:
    path = tmp_path / "notes.mp4"
    path.write_text("These are only words.\n" * 200)
    assert "is refused (not-media" in refused(reelwright, str(path))


def test_an_empty_file(reelwright: Command, tmp_path: Path) -> None:
    path = tmp_path / "empty.mp4"
    path.touch()
    assert "empty" in refused(reelwright, str(path))


def test_a_missing_file(reelwright: Command, tmp_path: Path) -> None:
    assert "Check the path" in refused(reelwright, str(tmp_path / "gone.mp4"))


def test_unreadable_captions(reelwright: Command, talk: Talk, tmp_path: Path) -> None:
    captions = tmp_path / "broken.vtt"
    captions.write_bytes(b"\x00\x01\x02 not captions")
    message = refused(reelwright, str(talk.video), "--captions", str(captions))
    assert "cannot be read" in message


def test_no_speech(reelwright: Command, talk: Talk, tmp_path: Path) -> None:
    captions = tmp_path / "silence.json"
    captions.write_text('{"segments": []}')
    message = refused(reelwright, str(talk.video), "--captions", str(captions))
    assert "speech" in message.lower() or "no words" in message.lower()


def test_an_unknown_style_names_the_known_ones(reelwright: Command, talk: Talk) -> None:
    message = refused(reelwright, str(talk.video), "--style", "reelwright/nowhere")
    assert "reelwright/bold" in message


@pytest.mark.parametrize(
    ("option", "value"), [("--aspect", "3:2"), ("--style", "Not A Style"), ("--max-clips", "0")]
)
def test_a_bad_option(reelwright: Command, talk: Talk, option: str, value: str) -> None:
    assert value in refused(reelwright, str(talk.video), option, value)


def test_a_style_plane_that_is_down(reelwright: Command, talk: Talk) -> None:
    down = {"REELWRIGHT_STYLE_PLANE_URL": "http://127.0.0.1:9", "REELWRIGHT_BACKOFF_SECONDS": "0"}
    message = refused(
        reelwright, str(talk.video), "--captions", str(talk.captions), code=FAILED, **down
    )
    assert "does not answer" in message
    assert "reelwright up" in message
