"""A recording that is stored mirrored is shown as a player shows it."""

from __future__ import annotations

import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from tasks.tools.media.decode import recording_frames
from tasks.tools.media.ffmpeg import run_ffmpeg
from tasks.tools.media.probe import probe
from tests.footage import steady, write_timed
from tests.recordings import Picture

ONE = 1 << 16
MATRICES = {
    "across": (-ONE, 0, 0, ONE),
    "down": (ONE, 0, 0, -ONE),
    "transposed": (0, ONE, ONE, 0),
    "transposed the other way": (0, -ONE, -ONE, 0),
    "turned": (0, ONE, -ONE, 0),
}


def corner() -> Picture:
    """One bright and one half bright corner: no turn and no mirror leaves it alike."""
    picture = np.full((96, 128, 3), 20, np.uint8)
    picture[:40, :50] = 230
    picture[60:, :40] = 120
    return picture


def mirrored(path: Path, matrix: tuple[int, int, int, int]) -> Path:
    """A film whose track says that it is shown so."""
    write_timed(path, steady(30, Fraction(25)), pictures=[corner()] * 30)
    data = path.read_bytes()
    plain = struct.pack(">9i", ONE, 0, 0, 0, ONE, 0, 0, 0, 1 << 30)
    a, b, c, d = matrix
    told = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
    at = data.index(plain, data.index(b"tkhd"))
    path.write_bytes(data[:at] + told + data[at + len(told) :])
    return path


@pytest.mark.parametrize("name", MATRICES)
def test_it_is_shown_as_ffmpeg_shows_it(tmp_path: Path, name: str) -> None:
    path = mirrored(tmp_path / "m.mp4", MATRICES[name])
    run_ffmpeg(
        ["-v", "error", "-i", str(path), "-frames:v", "1", str(tmp_path / "f.png")],
        doing="Showing a film",
        timeout_s=30,
    )
    with av.open(str(tmp_path / "f.png")) as file:
        wanted = next(file.decode(video=0)).to_ndarray(format="gray")
    [frame] = recording_frames(path, rate="25/1", start_ms=0, first_frame=3, count=1)
    found = probe(path, max_hours=1).video
    assert found is not None
    stored = np.asarray(frame.to_ndarray(format="gray")).astype(int)
    shown = np.rot90(stored, -(found.rotation // 90))
    assert shown.shape == wanted.shape
    assert np.abs(shown - wanted).mean() < 3


def test_what_is_not_mirrored_passes_untouched(tmp_path: Path) -> None:
    path = write_timed(tmp_path / "a.mp4", steady(3, Fraction(25)), rotation=90)
    frames = list(recording_frames(path, rate="25/1", start_ms=0, first_frame=0, count=5))
    assert frames[2] is frames[3]
