"""Recordings that are not a talk in a wide picture: sound alone, other shapes, a disk that is full."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from deployments.demo.talk import Talk
from tasks.tools.media.ffmpeg import run_ffmpeg
from tests.flows.conftest import Command


def test_sound_alone_becomes_a_clip_worth_looking_at(
    reelwright: Command, talk: Talk, tmp_path: Path
) -> None:
    sound = tmp_path / "talk.m4a"
    arguments = ["-i", str(talk.video), "-vn", "-c:a", "copy", str(sound)]
    run_ffmpeg(arguments, doing="taking the sound out", timeout_s=60)
    receipt = reelwright.clip(Talk(sound, talk.captions, talk.truth))
    (output,) = receipt["outputs"]
    assert (output["width"], output["height"]) == (1080, 1920)
    with av.open(output["path"]) as file:
        frames = [frame.to_ndarray(format="gray") for frame in file.decode(video=0)]
    middle, later = frames[len(frames) // 2], frames[len(frames) // 2 + 10]
    assert middle.std() > 10
    assert np.abs(middle.astype(int) - later).max() > 40


@pytest.mark.slow
def test_every_aspect_ratio_of_one_clip(reelwright: Command, talk: Talk) -> None:
    more = [word for ratio in ("9:16", "1:1", "16:9", "4:5") for word in ("--aspect", ratio)]
    receipt = reelwright.clip(talk, *more)
    sizes = {(line["aspect"], line["width"], line["height"]) for line in receipt["outputs"]}
    assert sizes == {
        ("9:16", 1080, 1920), ("1:1", 1080, 1080), ("16:9", 1920, 1080), ("4:5", 1080, 1350),
    }  # fmt: skip


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.slow
def test_a_full_disk_is_said_and_what_was_done_is_kept(
    reelwright: Command, talk: Talk, small_disk: Path
) -> None:
    reelwright.home = small_disk / "home"
    done = reelwright(*reelwright.clip_arguments(talk), REELWRIGHT_BACKOFF_SECONDS="0")
    assert done.returncode == 1
    assert "No room left" in done.stderr
    assert "Traceback" not in done.stderr
    assert not reelwright.out.exists()
    subprocess.run(["mount", "-o", "remount,size=900m", str(small_disk)], check=True)
    again = reelwright(*reelwright.clip_arguments(talk))
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["delivery"]["state"] == "completed"
