"""Frame n is the frame that the mapping in `schemas/clips.py` names, wherever decoding starts."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from tasks.errors.recordings import MediaToolError
from tasks.tools.media.decode import recording_frames
from tests.footage import click_track, steady, write_timed
from tests.recordings import number_in

TEN = Fraction(10)


def numbers(path: Path, **asked: object) -> list[int]:
    known: dict[str, object] = {"rate": "30/1", "start_ms": 0, "first_frame": 0, "count": 10}
    frames = recording_frames(path, **(known | asked))  # type: ignore[arg-type]
    return [number_in(np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)) for frame in frames]


def keys_of(path: Path) -> list[int]:
    with av.open(str(path)) as file:
        return [p.pts for p in file.demux(video=0) if p.is_keyframe and p.pts is not None]


def test_equal_rates_give_each_frame_once(tmp_path: Path) -> None:
    path = write_timed(tmp_path / "a.mp4", steady(40, Fraction(30)))
    assert numbers(path, first_frame=7, count=20) == list(range(7, 27))


@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_a_seek_changes_nothing(tmp_path: Path, suffix: str) -> None:
    path = write_timed(tmp_path / f"a.{suffix}", steady(60, Fraction(30)))
    for key in keys_of(path)[:4]:
        assert numbers(path, first_frame=40, seek_pts=key) == list(range(40, 50))


def test_a_seek_that_lands_too_late_is_done_over(tmp_path: Path) -> None:
    path = write_timed(tmp_path / "a.mp4", steady(60, Fraction(30)))
    assert numbers(path, first_frame=10, seek_pts=keys_of(path)[-1]) == list(range(10, 20))


def test_a_slow_source_repeats_its_frames(tmp_path: Path) -> None:
    path = write_timed(tmp_path / "a.mp4", steady(20, TEN))
    assert numbers(path, count=9) == [0, 0, 0, 1, 1, 1, 2, 2, 2]


def test_a_fast_source_drops_frames_by_rounding(tmp_path: Path) -> None:
    path = write_timed(tmp_path / "a.mp4", steady(40, Fraction(60)))
    # frame k lies at k / 2 and counts from the nearest whole frame on, halves upwards
    assert numbers(path, count=5) == [0, 2, 4, 6, 8]


def test_uneven_times_show_the_latest_frame(tmp_path: Path) -> None:
    ticks = [round(t * 3000) for t in (0, 1.4, 1.6, 5, 9)]  # in frames of 30 a second
    path = write_timed(tmp_path / "a.mkv", ticks)
    assert numbers(path, count=11) == [0, 1, 2, 2, 2, 3, 3, 3, 3, 4, 4]


def test_time_zero_is_where_the_recording_starts(tmp_path: Path) -> None:
    path = write_timed(tmp_path / "a.mkv", steady(40, Fraction(30), Fraction(7, 5)))
    assert numbers(path, start_ms=1400, count=5) == [0, 1, 2, 3, 4]
    assert numbers(path, start_ms=1300, count=5) == [0, 0, 0, 0, 1]


def test_the_last_frame_is_held_where_the_source_ends_early(tmp_path: Path) -> None:
    path = write_timed(tmp_path / "a.mp4", steady(12, Fraction(30)))
    assert numbers(path, first_frame=9, count=6) == [9, 10, 11, 11, 11, 11]
    assert numbers(path, first_frame=40, count=2) == [11, 11]


def test_a_held_frame_is_the_same_object(tmp_path: Path) -> None:
    path = write_timed(tmp_path / "a.mp4", steady(3, Fraction(30)))
    frames = list(recording_frames(path, rate="30/1", start_ms=0, first_frame=0, count=5))
    assert frames[2] is frames[3] is frames[4]


def test_sound_without_picture_is_refused(tmp_path: Path) -> None:
    path = click_track(tmp_path / "a.wav", [0.1], 0.5)
    with pytest.raises(MediaToolError, match="no video stream"):
        numbers(path)
