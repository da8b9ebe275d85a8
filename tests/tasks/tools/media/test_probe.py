"""Verdicts on files of every kind: a reason that stays the same, and what to do."""

from __future__ import annotations

import csv
import threading
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.media import ProbeReport
from tasks.tools.media import sniff
from tasks.tools.media.probe import probe
from tests.footage import TICKS, click_track, ffmpeg, steady, write_timed

GRAY = np.full((48, 64, 3), 128, np.uint8)


def _probe(path: Path) -> ProbeReport:
    return probe(path, max_hours=6)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of picture and sound."""
    path = tmp_path_factory.mktemp("probe") / "clip.mp4"
    source = ["-f", "lavfi", "-i", "testsrc2=s=128x72:r=25:d=2"]
    ffmpeg(*source, "-f", "lavfi", "-i", "sine=d=2", "-c:a", "aac", str(path))
    return path


def test_a_plain_recording_is_taken_with_its_facts(clip: Path) -> None:
    report = _probe(clip)
    assert (report.verdict, report.reason, report.kind) == ("accept", "ok", "video")
    assert report.video is not None
    assert report.audio is not None
    assert (report.video.width, report.video.height, report.video.rate) == (128, 72, "25/1")
    assert report.audio.channels == 1
    assert abs(report.duration_ms - 2000) <= 30
    assert (report.start_ms, report.warnings, report.remedy) == (0, (), "")


def test_probing_twice_says_the_same(clip: Path) -> None:
    assert _probe(clip) == _probe(clip)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.mp4", b"", "empty-file"),
        ("notes.mp4", b"Dear all,\nplease find attached\n", "not-media"),
        ("art.txt", b"\x1b[31mcolours\x1b[0m\n" * 50, "not-media"),
        ("page.mp4", b"<!DOCTYPE html><html><body>player</body></html>", "web-page"),
        ("list.mp4", b"#EXTM3U\n#EXTINF:10,\nother.ts\n", "playlist"),
        ("bom.mp4", b"\xef\xbb\xbf#EXTM3U\nother.ts\n", "playlist"),
        ("dash.mp4", b'<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash"></MPD>', "playlist"),
        ("concat.mp4", b"ffconcat version 1.0\nfile other.mp4\n", "playlist"),
        ("sdp.mp4", b"v=0\no=- 0 0 IN IP4 127.0.0.1\n", "playlist"),
        ("photo.mp4", b"\x89PNG\r\n\x1a\n" + bytes(500), "image"),
        ("photo.mov", b"\0\0\0\x18ftypheic" + bytes(500), "image"),
        ("paper.mp4", b"%PDF-1.7\n" + bytes(500), "not-media"),
        ("zip.mp4", b"PK\x03\x04" + bytes(500), "not-media"),
        ("zeros.mp4", bytes(5000), "not-media"),
        ("stub.mp4", b"\0\0\0\x18ftypisom" + bytes(500), "damaged"),
    ],
)
def test_what_is_no_recording_is_named(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(content)
    report = _probe(tmp_path / name)
    assert (report.verdict, report.reason) == ("reject", reason)
    assert report.detail
    assert report.remedy


def test_noise_is_no_recording(tmp_path: Path) -> None:
    noise = np.random.default_rng(7).integers(0, 256, 60_000, dtype=np.uint8)
    (tmp_path / "noise.mp4").write_bytes(noise.tobytes())
    assert _probe(tmp_path / "noise.mp4").verdict == "reject"


def test_a_recording_cut_off_before_its_index_is_damaged(clip: Path, tmp_path: Path) -> None:
    data = clip.read_bytes()
    (tmp_path / "cut.mp4").write_bytes(data[: len(data) // 2])
    assert _probe(tmp_path / "cut.mp4").reason == "damaged"


def test_a_download_that_stopped_is_told_by_what_is_left(tmp_path: Path) -> None:
    whole = tmp_path / "whole.mp4"
    source = ["-f", "lavfi", "-i", "testsrc2=s=128x72:r=25:d=20"]
    ffmpeg(*source, "-movflags", "+faststart", str(whole))
    data = whole.read_bytes()
    for share, verdict in ((0.05, "reject"), (0.6, "accept")):
        (tmp_path / "part.mp4").write_bytes(data[: int(len(data) * share)])
        report = _probe(tmp_path / "part.mp4")
        assert report.verdict == verdict
        said = report.detail if verdict == "reject" else " ".join(report.warnings)
        assert "it lasts 20.0 s" in said


@pytest.mark.parametrize(("seconds", "verdict"), [(0.5, "reject"), (1.5, "accept")])
def test_less_than_a_second_is_too_short(tmp_path: Path, seconds: float, verdict: str) -> None:
    report = _probe(click_track(tmp_path / "short.wav", [0.1], seconds))
    assert report.verdict == verdict
    assert report.reason == ("too-short" if verdict == "reject" else "ok")


def test_longer_than_allowed_is_too_long(tmp_path: Path) -> None:
    path = click_track(tmp_path / "long.wav", [1], 8)
    assert probe(path, max_hours=9 / 3600).verdict == "accept"
    assert probe(path, max_hours=7 / 3600).reason == "too-long"


def test_a_gap_of_twenty_minutes_is_refused_and_not_filled(tmp_path: Path) -> None:
    ticks = steady(25, Fraction(25)) + steady(25, Fraction(25), Fraction(1200))
    path = write_timed(tmp_path / "gap.mkv", ticks, pictures=[GRAY] * 50)
    assert _probe(path).reason == "gap"


def test_a_picture_without_motion_is_no_video(tmp_path: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", "color=s=64x64:d=1:r=1", "-frames:v", "1", str(tmp_path / "i.gif"))
    assert _probe(tmp_path / "i.gif").reason == "image"


def test_a_gif_that_moves_is_video(tmp_path: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", "testsrc=s=64x64:d=2:r=10", str(tmp_path / "m.gif"))
    report = _probe(tmp_path / "m.gif")
    assert (report.verdict, report.kind) == ("accept", "video")
    assert "no usable sound: silence is put in" in report.warnings


def test_a_cover_is_no_video(tmp_path: Path) -> None:
    sound, cover, song = (tmp_path / name for name in ("s.wav", "c.png", "song.mp3"))
    click_track(sound, [0.5], 2)
    ffmpeg("-f", "lavfi", "-i", "testsrc=s=200x200:d=1", "-frames:v", "1", str(cover))
    both = ["-i", str(sound), "-i", str(cover), "-map", "0", "-map", "1"]
    ffmpeg(*both, "-disposition:v", "attached_pic", "-c:v", "copy", str(song))
    report = _probe(song)
    assert (report.kind, report.video) == ("audio", None)


@pytest.mark.parametrize(
    ("matrix", "rotation", "size"),
    [(0, 0, (64, 48)), (-90, 90, (48, 64)), (180, 180, (64, 48)), (90, 270, (48, 64))],
)
def test_rotation_is_told_clockwise(
    tmp_path: Path, matrix: int, rotation: int, size: tuple[int, int]
) -> None:
    path = write_timed(
        tmp_path / "r.mp4", steady(30, Fraction(25)), pictures=[GRAY] * 30, rotation=matrix
    )
    video = _probe(path).video
    assert video is not None
    assert (video.rotation, (video.width, video.height)) == (rotation, size)


def test_an_angle_that_is_no_quarter_turn_counts_as_none(tmp_path: Path) -> None:
    ticks = steady(30, Fraction(25))
    path = write_timed(tmp_path / "r.mp4", ticks, pictures=[GRAY] * 30, rotation=37)
    video = _probe(path).video
    assert video is not None
    assert video.rotation == 0


def test_wide_pixels_are_told_and_made_square(tmp_path: Path) -> None:
    ticks = steady(30, Fraction(25))
    path = write_timed(tmp_path / "w.mp4", ticks, pictures=[GRAY] * 30, aspect=Fraction(4, 3))
    report = _probe(path)
    assert report.video is not None
    assert (report.video.sample_aspect, report.video.width) == ("4/3", 85)
    assert "pixels of 4/3 are made square" in report.warnings


def test_uneven_frames_are_told_and_their_common_rate_found(tmp_path: Path) -> None:
    ticks = [tick for index, tick in enumerate(steady(90, Fraction(30))) if index % 10 != 7]
    report = _probe(write_timed(tmp_path / "v.mp4", ticks, pictures=[GRAY] * len(ticks)))
    assert report.video is not None
    assert report.video.variable_rate
    assert report.video.rate == "30/1"


def test_time_zero_is_the_first_frame(tmp_path: Path) -> None:
    path = write_timed(tmp_path / "late.mkv", steady(60, Fraction(25), Fraction(7)))
    report = _probe(path)
    assert report.start_ms == 7000
    assert abs(report.duration_ms - 2400) <= 10


def test_text_captions_come_before_others(clip: Path, tmp_path: Path) -> None:
    (tmp_path / "c.srt").write_text("1\n00:00:00,200 --> 00:00:01,000\nHello\n")
    path = tmp_path / "with.mkv"
    ffmpeg("-i", str(clip), "-i", str(tmp_path / "c.srt"), "-map", "0", "-map", "1", str(path))
    captions = _probe(path).subtitles
    assert [stream.index for stream in captions] == [2]


def test_nothing_is_fetched_that_a_file_points_at(tmp_path: Path) -> None:
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/x.ts"
    for text in (f"#EXTM3U\n{address}\n", f"\n\n  #EXTM3U\n{address}\n", f"file {address}\n"):
        (tmp_path / "trap.mp4").write_text(text)
        assert _probe(tmp_path / "trap.mp4").verdict == "reject"
    server.shutdown()
    server.server_close()
    assert asked == []


@given(st.binary(max_size=300))
def test_any_first_bytes_are_judged(head: bytes) -> None:
    found = sniff.mistaken(head)
    assert found is None or found.remedy


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=40))
def test_flipped_bytes_never_raise(
    clip: Path, tmp_path: Path, flips: list[tuple[int, int]]
) -> None:
    data = bytearray(clip.read_bytes())
    for place, value in flips:
        data[place % len(data)] = value
    (tmp_path / "flipped.mp4").write_bytes(data)
    report = _probe(tmp_path / "flipped.mp4")
    assert (report.remedy == "") == (report.verdict == "accept")


def test_ticks_divide_common_rates() -> None:
    assert all(TICKS % rate == 0 for rate in (24, 25, 30, 50, 60))


def test_odd_files_get_the_verdicts_of_the_manifest(media: Path) -> None:
    folder = media / "odd"
    with (folder / "manifest.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if (folder / row["file"]).exists()]
    assert rows
    wrong = {}
    for row in rows:
        report = _probe(folder / row["file"])
        if row["expected"] not in ("either", report.verdict):
            wrong[row["file"]] = f"{report.reason}: {report.detail}"
    assert wrong == {}


@pytest.mark.parametrize(("first", "second", "taken"), [(0, 0.3, 2), (0.3, 0.3, 1), (0, 0, 1)])
def test_of_several_sounds_one_that_is_heard_is_taken(
    tmp_path: Path, first: float, second: float, taken: int
) -> None:
    """Such as a screen recording whose first track is the computer's, and silent."""
    path = tmp_path / "two.mkv"
    sounds = [f"aevalsrc='{level}*sin(900*t)':s=44100:d=3" for level in (first, second)]
    inputs = ["testsrc2=s=128x72:r=25:d=3", *sounds]
    args = [word for text in inputs for word in ("-f", "lavfi", "-i", text)]
    ffmpeg(*args, "-map", "0", "-map", "1", "-map", "2", "-c:a", "aac", str(path))
    audio = _probe(path).audio
    assert audio is not None
    assert audio.index == taken
