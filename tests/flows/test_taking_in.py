"""Which files of a watched folder are taken, and which captions belong to a recording."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flows.intake import new_files
from flows.opening import freeze
from schemas.params import AnalysisParams, Speech
from tasks.errors import CaptionsUnreadableError, SourceNotFoundError
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
