"""Interlaced recordings are shown without combs, every frame at its time."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from tasks.tools.drawing.planes import planes_of
from tasks.tools.media.decode import recording_frames
from tasks.tools.media.fields import is_torn, whole

RATE = Fraction(25)
Luma = NDArray[np.uint8]


def bar(at: int) -> Luma:
    """A bright bar on grey noise that stands still."""
    picture = np.random.default_rng(5).integers(60, 72, (96, 160)).astype(np.uint8)
    picture[20:76, at : at + 24] = 220
    return picture


def woven(number: int) -> Luma:
    """Lines of two moments; the bar moves by six pixels in between."""
    picture = bar(4 + 12 * number % 110)
    picture[1::2] = bar(10 + 12 * number % 110)[1::2]
    return picture


def record(
    path: Path, count: int, *, torn: bool = True, moments: int = 2, width: int = 160
) -> Path:
    """`torn`: its lines are recorded in halves; they show one moment or two."""
    with av.open(str(path), "w") as file:
        params = "keyint=10:tff=1" if torn else "keyint=10"
        options = {"crf": "8", "preset": "fast", "x264-params": params}
        stream = file.add_stream("libx264", rate=RATE, options=options)
        stream.width, stream.height, stream.pix_fmt = width, 96, "yuv420p"
        for number in range(count):
            frame = av.VideoFrame(width, 96, "yuv420p")
            for plane, value in zip(planes_of(frame), (0, 128, 128), strict=True):
                plane[:] = value
            planes_of(frame)[0][:, :160] = woven(number) if torn and moments == 2 else bar(number)
            frame.pts, frame.time_base = number, 1 / RATE
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path


def combs(frame: av.VideoFrame) -> float:
    """How much more a line differs from its neighbours than from the ones after them."""
    luma = planes_of(frame)[0].astype(int)
    near = np.abs(luma[1:-1] * 2 - luma[:-2] - luma[2:])
    return float((near > 200).mean())


def decoded(path: Path) -> list[av.VideoFrame]:
    with av.open(str(path)) as file:
        return list(file.decode(video=0))


def shown(path: Path, first: int, count: int, seek: int | None = None) -> list[av.VideoFrame]:
    asked = {"first_frame": first, "count": count, "seek_pts": seek}
    return list(recording_frames(path, rate="25/1", start_ms=0, **asked))  # type: ignore[arg-type]


def test_no_frame_shows_two_moments(tmp_path: Path) -> None:
    path = record(tmp_path / "i.mp4", 24)
    assert min(map(combs, decoded(path))) > 0.02
    assert max(map(combs, shown(path, 1, 22))) < 0.002


def test_every_frame_stays_at_its_time(tmp_path: Path) -> None:
    path = record(tmp_path / "i.mp4", 24)
    before, after = decoded(path), list(whole(decoded(path)))
    times = [[(f.pts or 0) * (f.time_base or 0) for f in frames] for frames in (before, after)]
    assert times[0] == times[1]


def test_what_stands_still_keeps_every_line(tmp_path: Path) -> None:
    path = record(tmp_path / "i.mp4", 8)
    before, after = decoded(path)[4], shown(path, 4, 1)[0]
    still = [planes_of(frame)[0][80:].astype(int) for frame in (before, after)]
    assert np.abs(still[0] - still[1]).mean() < 0.5


def test_a_seek_changes_nothing(tmp_path: Path) -> None:
    path = record(tmp_path / "i.mp4", 40)
    with av.open(str(path)) as file:
        keys = [p.pts for p in file.demux(video=0) if p.is_keyframe and p.pts is not None]
    whole_film, part = shown(path, 0, 40), shown(path, 14, 12, keys[1])
    for one, other in zip(whole_film[14:26], part, strict=True):
        assert (planes_of(one)[0] == planes_of(other)[0]).all()


def test_whole_frames_pass_untouched(tmp_path: Path) -> None:
    frames = decoded(record(tmp_path / "p.mp4", 6, torn=False))
    assert all(one is other for one, other in zip(frames, whole(frames), strict=True))


def test_a_change_of_size_loses_no_frame(tmp_path: Path) -> None:
    small = decoded(record(tmp_path / "a.mp4", 5))
    large = decoded(record(tmp_path / "b.mp4", 5, width=192))
    assert [frame.width for frame in whole(small + large)] == [160] * 5 + [192] * 5


def test_what_is_only_said_to_be_halved_passes_untouched(tmp_path: Path) -> None:
    """As many cameras record 25 pictures a second in 50 halves."""
    path = record(tmp_path / "psf.mp4", 10, torn=True, moments=1)
    frames = decoded(path)
    assert all(frame.interlaced_frame for frame in frames)
    assert all(one is other for one, other in zip(frames, whole(frames), strict=True))


@pytest.mark.parametrize("noise", [0, 3, 6])
def test_noise_and_fine_lines_are_no_combs(noise: int) -> None:
    random = np.random.default_rng(2)
    for number in range(5):
        grain = random.normal(0, noise, (96, 160))
        fine = bar(40 + number).astype(float)
        fine[60:70:3, 10:60] = 200
        torn = woven(number).astype(float)
        assert not is_torn(np.clip(fine + grain, 0, 255).astype(np.uint8))
        assert is_torn(np.clip(torn + grain, 0, 255).astype(np.uint8))
