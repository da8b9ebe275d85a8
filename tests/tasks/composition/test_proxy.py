"""Whatever comes in, a clip's picture is upright, even, at a constant rate, and starts at its frame."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from schemas.media import Mezzanine
from schemas.units import fps
from tasks.stage import StageContext
from tasks.tools.media.rates import frames_in, snap_rate
from tests.footage import TICKS, ffmpeg, steady, write_timed
from tests.normalized import normalized, proxy_of, shown
from tests.recordings import number_in, numbered


def _times(path: Path) -> list[Fraction]:
    """When each frame is shown by the file itself; muxers round what they are given."""
    with av.open(str(path)) as file:
        frames = list(file.decode(video=0))
        return [(frame.pts or 0) * (frame.time_base or Fraction(0)) for frame in frames]


def _shown_at(times: Sequence[Fraction], start_ms: int, rate: Fraction, frames: int) -> list[int]:
    """Which source frame each frame shows, straight from the words of `schemas.clips`."""
    zero = Fraction(start_ms, 1000)
    places = [int((time - zero) * rate + Fraction(1, 2)) for time in times]
    shown = [[i for i, place in enumerate(places) if place <= n] for n in range(frames)]
    return [found[-1] if found else 0 for found in shown]


def _check_mapping(ctx: StageContext, path: Path) -> Mezzanine:
    mezzanine = normalized(ctx, path)
    rate = fps(mezzanine.rate)
    frames = frames_in(mezzanine.duration_ms, rate)
    seen = [number_in(picture) for picture in shown(ctx, mezzanine)]
    assert seen == [n % 256 for n in _shown_at(_times(path), mezzanine.start_ms, rate, frames)]
    return mezzanine


@pytest.mark.parametrize("rate", [Fraction(30000, 1001), Fraction(25), Fraction(60), Fraction(12)])
def test_a_steady_picture_keeps_every_frame_in_its_place(
    ctx: StageContext, tmp_path: Path, rate: Fraction
) -> None:
    ticks = steady(round(rate * 2), rate, Fraction(1, 3))
    mezzanine = _check_mapping(ctx, write_timed(tmp_path / "s.mp4", ticks))
    assert fps(mezzanine.rate) == snap_rate(rate)


def test_a_picture_faster_than_sixty_is_thinned(ctx: StageContext, tmp_path: Path) -> None:
    ticks = steady(150, Fraction(120))
    assert _check_mapping(ctx, write_timed(tmp_path / "f.mp4", ticks)).rate == "60/1"


@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(st.integers(900, 20_000), min_size=20, max_size=60),
    st.integers(0, 500_000),
    st.sampled_from(["u.mp4", "u.mkv", "u.mov"]),
)
def test_uneven_frames_are_shown_at_the_nearest_frame(
    ctx: StageContext, tmp_path: Path, steps: list[int], start: int, container: str
) -> None:
    steps = [*steps, TICKS]
    ticks = [start + sum(steps[:index]) for index in range(len(steps) + 1)]
    _check_mapping(ctx, write_timed(tmp_path / container, ticks))


def test_a_last_frame_that_stands_for_an_instant_is_shown(
    ctx: StageContext, tmp_path: Path
) -> None:
    """A recording that once lost it: its end was rounded to where that frame begins."""
    steps = (
        "8113 4831 3000 2331 1024 3344 15286 2403 967 3259 4460 4135 14551 12664 1412 11652 7519"
    )
    steps += (
        " 3131 10444 4806 989 901 16746 1354 4249 1751 3493 11238 10210 5699 7887 4661 5000 3720"
    )
    steps += " 2916 9489 1024 12664 5785 5710 15279 90000"
    ticks = np.cumsum([270, *map(int, steps.split())]).tolist()
    _check_mapping(ctx, write_timed(tmp_path / "last.mov", ticks))


@pytest.mark.parametrize("matrix", [0, -90, 180, 90])
def test_the_proxy_stands_upright(ctx: StageContext, tmp_path: Path, matrix: int) -> None:
    upright = np.full((96, 160, 3), 40, np.uint8)
    upright[:24, :40] = 220
    stored = np.ascontiguousarray(np.rot90(upright, k=-matrix // 90))
    ticks = steady(40, Fraction(25))
    path = write_timed(tmp_path / "r.mp4", ticks, pictures=[stored] * 40, rotation=matrix)
    mezzanine = normalized(ctx, path)
    picture = shown(ctx, mezzanine)[5]
    assert picture.shape == (96, 160, 3)
    assert (mezzanine.width, mezzanine.height) == (160, 96)
    assert picture[4:20, 4:36].min() > 180
    assert picture[30:, 50:].max() < 80


def test_no_rotation_is_left_in_the_proxy(ctx: StageContext, tmp_path: Path) -> None:
    pictures = [np.full((96, 160, 3), 90, np.uint8)] * 40
    ticks = steady(40, Fraction(25))
    path = write_timed(tmp_path / "r.mp4", ticks, pictures=pictures, rotation=-90)
    mezzanine = normalized(ctx, path)
    with av.open(str(proxy_of(ctx, mezzanine))) as file:
        assert next(file.decode(video=0)).rotation == 0


def test_wide_pixels_become_square(ctx: StageContext, tmp_path: Path) -> None:
    pictures = [np.full((96, 128, 3), 90, np.uint8)] * 40
    ticks = steady(40, Fraction(25))
    path = write_timed(tmp_path / "w.mp4", ticks, pictures=pictures, aspect=Fraction(3, 2))
    mezzanine = normalized(ctx, path)
    assert (mezzanine.width, mezzanine.sample_aspect) == (192, "3/2")
    assert shown(ctx, mezzanine)[0].shape == (96, 192, 3)


def test_the_proxy_is_what_it_promises(ctx: StageContext, tmp_path: Path) -> None:
    path = tmp_path / "big.mp4"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=1281x721:r=25:d=3", "-pix_fmt", "yuv444p", str(path))
    mezzanine = normalized(ctx, path)
    with av.open(str(proxy_of(ctx, mezzanine))) as file:
        assert [stream.type for stream in file.streams] == ["video"]
        stream = file.streams.video[0]
        context = stream.codec_context
        packets = [packet for packet in file.demux(stream) if packet.size]
        keys = [index for index, packet in enumerate(packets) if packet.is_keyframe]
    assert (context.name, context.pix_fmt) == ("h264", "yuv420p")
    assert max(context.width, context.height) <= 640
    assert context.width % 2 == context.height % 2 == 0
    assert (context.colorspace, context.color_trc, context.color_range) == (1, 1, 1)
    assert (len(packets), keys) == (75, [0, 25, 50])


def test_a_change_of_size_half_way_loses_no_frame(ctx: StageContext, tmp_path: Path) -> None:
    small = [numbered(n) for n in range(30)]
    large = [np.repeat(np.repeat(numbered(n), 2, 0), 2, 1) for n in range(30, 60)]
    names = []
    for name, pictures in (("a", small), ("b", large)):
        path = write_timed(tmp_path / f"{name}.mp4", steady(30, Fraction(30)), pictures=pictures)
        ffmpeg("-i", str(path), "-c", "copy", str(path.with_suffix(".ts")))
        names.append(f"file {name}.ts\n")
    (tmp_path / "list").write_text("".join(names))
    joined = tmp_path / "joined.ts"
    ffmpeg("-f", "concat", "-i", str(tmp_path / "list"), "-c", "copy", str(joined))
    seen = [number_in(picture) for picture in shown(ctx, normalized(ctx, joined))]
    assert seen[:60] == list(range(60))
