"""Which files of a watched folder are taken, and which captions belong to a recording."""

from __future__ import annotations

import asyncio
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from flows.intake import _looked_at, new_files
from flows.specifying import freeze
from schemas.params import AnalysisParams, IntakeParams, Speech
from tasks.errors.places import OutputFolderError
from tasks.errors.recordings import CaptionsUnreadableError, SourceNotFoundError
from tasks.tools.artifacts.local import sha256_of
from tasks.tools.ledger.intake import Intake
from tasks.tools.runs.folder import check_writable
from tests.runs import workshop


def aged(path: Path, seconds: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"media")
    os.utime(path, (1000 - seconds, 1000 - seconds))
    return path


def test_media_that_has_come_to_rest_is_taken_oldest_first(tmp_path: Path) -> None:
    older = aged(tmp_path / "deep" / "b.MP4", 300)
    newer = aged(tmp_path / "a.wav", 60)
    aged(tmp_path / "growing.mp4", 5)
    aged(tmp_path / "notes.txt", 300)
    aged(tmp_path / ".hidden.mp4", 300)
    assert new_files(tmp_path, 20, 1000.0) == [older, newer]


def test_a_missing_inbox_is_made(tmp_path: Path) -> None:
    assert new_files(tmp_path / "inbox", 20, 1000.0) == []
    assert (tmp_path / "inbox").is_dir()


def test_captions_beside_a_recording_belong_to_it(home: Path, tmp_path: Path) -> None:
    video = aged(tmp_path / "talk.mp4", 0)
    (tmp_path / "talk.vtt").write_text("WEBVTT\n")
    shop = workshop(home)
    spec = freeze(shop, "clips", AnalysisParams(source=str(video)))
    assert spec.transcribe.captions_format == "vtt"
    listening = Speech(transcriber="whisper")
    spec = freeze(shop, "clips", AnalysisParams(source=str(video), speech=listening))
    assert spec.transcribe.captions is None


ASS = """[Script Info]

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,Hello there
"""
SRT = "1\n00:00:01,000 --> 00:00:02,000\nHello there\n"
TTML = (
    '<tt xmlns="http://www.w3.org/ns/ttml"><body><div>'
    '<p begin="00:00:01.000" end="00:00:02.000">Hello there</p></div></body></tt>'
)


@pytest.mark.parametrize(
    ("ending", "form", "text"),
    [(".ass", "ass", ASS), (".en.srt", "srt", SRT), (".TTML", "ttml", TTML)],
)
def test_captions_of_any_format_beside_a_recording_belong_to_it(
    ending: str, form: str, text: str, home: Path, tmp_path: Path
) -> None:
    video = aged(tmp_path / "talk.mp4", 0)
    (tmp_path / f"talk{ending}").write_text(text)
    spec = freeze(workshop(home), "clips", AnalysisParams(source=str(video)))
    assert spec.transcribe.captions_format == form


def test_captions_that_cannot_be_read_are_refused_at_once(home: Path, tmp_path: Path) -> None:
    video = aged(tmp_path / "talk.mp4", 0)
    (tmp_path / "talk.srt").write_text("These are only words.")
    with pytest.raises(CaptionsUnreadableError, match=r"talk\.srt"):
        freeze(workshop(home), "clips", AnalysisParams(source=str(video)))


def test_a_run_is_frozen_with_who_listens(home: Path, tmp_path: Path) -> None:
    video = aged(tmp_path / "talk.mp4", 0)
    speech = Speech(transcriber="deepgram", glossary=("Ann Lee",), diarizer="pyannote", speakers=2)
    shop = workshop(home, deepgram_key="secret-key", deepgram_model="nova-2")
    spec = freeze(shop, "clips", AnalysisParams(source=str(video), speech=speech))
    assert [item.model for item in spec.transcribe.services] == ["nova-2"]
    assert spec.transcribe.glossary == ("Ann Lee",)
    assert (spec.diarize.provider, spec.diarize.speakers) == ("pyannote", 2)
    assert spec.diarize.pyannote_model == shop.settings.pyannote_model
    assert "secret-key" not in spec.model_dump_json()


def test_a_specification_holds_content_not_places(home: Path, tmp_path: Path) -> None:
    shop = workshop(home)
    one = freeze(shop, "clips", AnalysisParams(source=str(aged(tmp_path / "a.mp4", 0))))
    two = freeze(shop, "clips", AnalysisParams(source=str(aged(tmp_path / "b.mp4", 0))))
    assert one.media == two.media
    assert (one.source_name, two.source_name) == ("a.mp4", "b.mp4")


@pytest.mark.parametrize("captions", ["gone.vtt", "talk.docx"])
def test_captions_that_cannot_be_used_are_named(home: Path, tmp_path: Path, captions: str) -> None:
    video = aged(tmp_path / "talk.mp4", 0)
    asked = AnalysisParams(source=str(video), speech=Speech(captions=str(tmp_path / captions)))
    with pytest.raises(CaptionsUnreadableError, match=captions):
        freeze(workshop(home), "clips", asked)


def test_a_missing_recording_is_named(home: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceNotFoundError, match=r"gone\.mp4"):
        freeze(workshop(home), "clips", AnalysisParams(source=str(tmp_path / "gone.mp4")))


class Deployment:
    """Stands for Prefect's `arun_deployment`: one flow run for each idempotency key."""

    def __init__(self) -> None:
        self.runs: dict[str, str] = {}

    async def __call__(self, name: str, **asked: Any) -> SimpleNamespace:
        source = str(asked["parameters"]["params"]["source"])
        self.runs.setdefault(asked["idempotency_key"], Path(source).name)
        return SimpleNamespace(id=self.runs[asked["idempotency_key"]])


@pytest.fixture
def started(home: Path, monkeypatch: pytest.MonkeyPatch) -> Deployment:
    deployment = Deployment()
    monkeypatch.setattr("flows.intake.arun_deployment", deployment)
    return deployment


async def looked_at(home: Path, *paths: Path) -> list[str | None]:
    return [await _looked_at(workshop(home), path, IntakeParams()) for path in paths]


async def test_each_content_of_an_inbox_is_started_once(
    home: Path, tmp_path: Path, started: Deployment
) -> None:
    one, copy = aged(tmp_path / "a.mp4", 0), aged(tmp_path / "b.mp4", 0)
    assert await looked_at(home, one, copy, one) == ["a.mp4", None, None]
    copy.write_bytes(b"other media")
    assert await looked_at(home, one, copy) == [None, "b.mp4"]


async def test_a_file_whose_start_was_not_noted_is_started_as_the_same_run(
    home: Path, tmp_path: Path, started: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a kill between starting and noting."""
    path = aged(tmp_path / "a.mp4", 0)
    with monkeypatch.context() as patch:
        patch.setattr(Intake, "take", killed)
        with pytest.raises(KeyboardInterrupt):
            await looked_at(home, path)
    assert await looked_at(home, path, path) == ["a.mp4", None]
    assert list(started.runs.values()) == ["a.mp4"]


def killed(*_: object) -> bool:
    raise KeyboardInterrupt


async def test_a_file_that_cannot_be_read_keeps_nobody_from_those_behind(
    home: Path, tmp_path: Path, started: Deployment
) -> None:
    gone = aged(tmp_path / "a.mp4", 0)
    gone.unlink()
    behind = aged(tmp_path / "b.mp4", 0)
    assert await looked_at(home, gone, behind) == [None, "b.mp4"]


def test_copies_in_an_inbox_are_read_once(
    home: Path, tmp_path: Path, started: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def noted(path: Path) -> str:
        read.append(path.name)
        return sha256_of(path)

    monkeypatch.setattr("flows.intake.sha256_of", noted)
    one, copy = aged(tmp_path / "a.mp4", 0), aged(tmp_path / "b.mp4", 0)
    for _ in range(3):
        asyncio.run(looked_at(home, one, copy))
    assert read == ["a.mp4", "b.mp4"]


class Flaky(BaseHTTPRequestHandler):
    """Busy once, then a recording."""

    asked = 0

    def do_GET(self) -> None:
        Flaky.asked += 1
        body = b"media" if Flaky.asked > 1 else b""
        self.send_response(200 if Flaky.asked > 1 else 503)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def test_a_busy_server_is_asked_again(home: Path) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Flaky)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        shop = workshop(home, backoff_seconds=0.01)
        url = f"http://127.0.0.1:{server.server_address[1]}/talk.mp4"
        spec = freeze(shop, "clips", AnalysisParams(source=url))
    finally:
        server.shutdown()
        server.server_close()
    assert (spec.source_name, Flaky.asked) == ("talk.mp4", 2)


@pytest.mark.parametrize("kind", ["file", "below a file"])
def test_an_output_folder_is_tried_before_anything_is_done(tmp_path: Path, kind: str) -> None:
    (tmp_path / "taken").touch()
    folder = tmp_path / "taken" / ("" if kind == "file" else "deep")
    with pytest.raises(OutputFolderError, match="Name another"):
        check_writable(folder)


def test_trying_an_output_folder_leaves_nothing(tmp_path: Path) -> None:
    check_writable(tmp_path / "a" / "b")
    assert list(tmp_path.iterdir()) == []
