"""Whatever comes in, what goes on is upright, even, at a constant rate, and starts at zero."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from schemas.media import Mezzanine, SourceAsset
from schemas.units import fps
from tasks.analysis.ingest import ingest, open_source
from tasks.analysis.normalize import normalize
from tasks.stage import StageContext
from tasks.tools.media.audio import wav_samples
from tasks.tools.media.decode import recording_frames
from tasks.tools.media.rates import STANDARD_RATES, frames_in, snap_rate
from tests.footage import TICKS, click_track, clicks_in, ffmpeg, steady, write_timed
from tests.recordings import Picture, number_in, numbered

Prepare = Callable[[Path], Mezzanine]


def _normalized(ctx: StageContext, path: Path) -> Mezzanine:
    source = open_source(str(path), ctx.store, ctx.settings, ctx.workdir)
    return ctx.load(normalize.compute(ctx, ingest.compute(ctx, source.ref, 6.0)), Mezzanine)


@pytest.fixture
def prepare(ctx: StageContext) -> Prepare:
    """Ingest and normalize a file."""
    return lambda path: _normalized(ctx, path)


def _proxy_frames(ctx: StageContext, mezzanine: Mezzanine) -> list[Picture]:
    assert mezzanine.proxy is not None
    with av.open(str(ctx.path(mezzanine.proxy))) as file:
        return [_rgb(frame) for frame in file.decode(video=0)]


def _rgb(frame: av.VideoFrame) -> Picture:
    return frame.to_ndarray(format="rgb24").astype(np.uint8)


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
    mezzanine = _normalized(ctx, path)
    rate = fps(mezzanine.rate)
    frames = frames_in(mezzanine.duration_ms, rate)
    seen = [number_in(picture) for picture in _proxy_frames(ctx, mezzanine)]
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


def test_the_proxy_and_the_decoder_of_the_source_show_the_same_frames(
    ctx: StageContext, tmp_path: Path
) -> None:
    times = np.cumsum(np.random.default_rng(3).integers(1000, 9000, 80)).tolist()
    path = write_timed(tmp_path / "d.mkv", times)
    mezzanine = _normalized(ctx, path)
    proxy = [number_in(picture) for picture in _proxy_frames(ctx, mezzanine)]
    late = [point for point in mezzanine.seek if point.ms <= 2000][-1]
    for first, seek in ((0, None), (60, late.pts)):
        decoded = recording_frames(
            path,
            rate=mezzanine.rate,
            start_ms=mezzanine.start_ms,
            first_frame=first,
            count=len(proxy) - first,
            seek_pts=seek,
        )
        assert [number_in(_rgb(frame)) for frame in decoded] == proxy[first:]


@pytest.mark.parametrize("matrix", [0, -90, 180, 90])
def test_the_proxy_stands_upright(ctx: StageContext, tmp_path: Path, matrix: int) -> None:
    upright = np.full((96, 160, 3), 40, np.uint8)
    upright[:24, :40] = 220
    stored = np.ascontiguousarray(np.rot90(upright, k=-matrix // 90))
    ticks = steady(40, Fraction(25))
    path = write_timed(tmp_path / "r.mp4", ticks, pictures=[stored] * 40, rotation=matrix)
    mezzanine = _normalized(ctx, path)
    picture = _proxy_frames(ctx, mezzanine)[5]
    assert picture.shape == (96, 160, 3)
    assert (mezzanine.width, mezzanine.height) == (160, 96)
    assert picture[4:20, 4:36].min() > 180
    assert picture[30:, 50:].max() < 80


def test_no_rotation_is_left_in_the_proxy(ctx: StageContext, tmp_path: Path) -> None:
    pictures = [np.full((96, 160, 3), 90, np.uint8)] * 40
    ticks = steady(40, Fraction(25))
    path = write_timed(tmp_path / "r.mp4", ticks, pictures=pictures, rotation=-90)
    mezzanine = _normalized(ctx, path)
    assert mezzanine.proxy is not None
    with av.open(str(ctx.path(mezzanine.proxy))) as file:
        assert next(file.decode(video=0)).rotation == 0


def test_wide_pixels_become_square(prepare: Prepare, ctx: StageContext, tmp_path: Path) -> None:
    pictures = [np.full((96, 128, 3), 90, np.uint8)] * 40
    ticks = steady(40, Fraction(25))
    path = write_timed(tmp_path / "w.mp4", ticks, pictures=pictures, aspect=Fraction(3, 2))
    mezzanine = prepare(path)
    assert (mezzanine.width, mezzanine.sample_aspect) == (192, "3/2")
    assert _proxy_frames(ctx, mezzanine)[0].shape == (96, 192, 3)


def test_the_proxy_is_what_it_promises(prepare: Prepare, ctx: StageContext, tmp_path: Path) -> None:
    path = tmp_path / "big.mp4"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=1281x721:r=25:d=3", "-pix_fmt", "yuv444p", str(path))
    mezzanine = prepare(path)
    assert mezzanine.proxy is not None
    with av.open(str(ctx.path(mezzanine.proxy))) as file:
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


def test_a_missing_sound_becomes_silence(
    prepare: Prepare, ctx: StageContext, tmp_path: Path
) -> None:
    mezzanine = prepare(write_timed(tmp_path / "mute.mp4", steady(40, Fraction(25))))
    samples, rate = wav_samples(ctx.path(mezzanine.audio))
    assert (len(samples), rate) == (mezzanine.duration_ms * 48, 48_000)
    assert not samples.any()
    assert not mezzanine.has_speech_audio
    assert mezzanine.loudness.silent


def _with_sound(tmp_path: Path, *, delay: float, channels: int = 1) -> Path:
    """Three seconds of picture, and clicks at 1 and 2 s of a sound that starts `delay` later."""
    picture = write_timed(tmp_path / "p.mkv", steady(90, Fraction(30), Fraction(1)))
    sound = click_track(tmp_path / "s.wav", [1, 2], 3, channels=channels)
    both = tmp_path / "both.mkv"
    inputs = ["-i", str(picture), "-itsoffset", str(1 + delay), "-i", str(sound)]
    ffmpeg("-copyts", *inputs, "-map", "0:v", "-map", "1:a", "-c:v", "copy", str(both))
    return both


@pytest.mark.parametrize(
    ("delay", "clicks"),
    [(0.0, [1, 2]), (0.4, [1.4, 2.4]), (-0.05, [0.95, 1.95]), (-0.5, [1, 2])],
    ids=["together", "late", "lead-in", "well-before"],
)
def test_sound_stays_with_the_picture(
    prepare: Prepare, ctx: StageContext, tmp_path: Path, delay: float, clicks: list[float]
) -> None:
    mezzanine = prepare(_with_sound(tmp_path, delay=delay))
    samples, _ = wav_samples(ctx.path(mezzanine.audio))
    assert clicks_in(samples) == pytest.approx(clicks, abs=0.002)
    assert len(samples) == mezzanine.duration_ms * 48
    first = number_in(_proxy_frames(ctx, mezzanine)[16 if delay == -0.5 else 1])
    assert first == 1


def test_a_hole_in_the_sound_is_filled_with_silence(
    prepare: Prepare, ctx: StageContext, tmp_path: Path
) -> None:
    whole = click_track(tmp_path / "w.wav", [0.5, 1.5, 3.5], 4)
    holed = tmp_path / "holed.mkv"
    ffmpeg("-i", str(whole), "-af", "aselect='not(between(t,1,3))'", "-c:a", "flac", str(holed))
    samples, _ = wav_samples(ctx.path(prepare(holed).audio))
    assert clicks_in(samples) == pytest.approx([0.5, 3.5], abs=0.03)


@pytest.mark.parametrize(("channels", "kept"), [(1, 1), (2, 2), (6, 2)])
def test_channels_are_one_or_two(
    prepare: Prepare, ctx: StageContext, tmp_path: Path, channels: int, kept: int
) -> None:
    mezzanine = prepare(click_track(tmp_path / "c.wav", [0.5], 2, channels=channels))
    samples, _ = wav_samples(ctx.path(mezzanine.audio))
    assert samples.shape == (96_000, kept)
    assert clicks_in(samples) == pytest.approx([0.5], abs=0.001)
    assert abs(samples.astype(int)).max() < 32_767


def test_sound_alone_has_no_picture(prepare: Prepare, tmp_path: Path) -> None:
    mezzanine = prepare(click_track(tmp_path / "a.wav", [0.5], 2))
    assert (mezzanine.kind, mezzanine.proxy, mezzanine.rate) == ("audio", None, "30/1")
    assert (mezzanine.width, mezzanine.height, mezzanine.seek) == (0, 0, ())
    assert mezzanine.has_speech_audio


def test_a_change_of_channels_half_way_keeps_length_and_place(
    prepare: Prepare, ctx: StageContext, tmp_path: Path
) -> None:
    first = click_track(tmp_path / "1.wav", [0.5], 2, channels=1)
    second = click_track(tmp_path / "2.wav", [0.5], 2, channels=2)
    parts = []
    for path in (first, second):
        ffmpeg("-i", str(path), "-c:a", "aac", "-f", "adts", str(path.with_suffix(".aac")))
        parts.append(path.with_suffix(".aac").read_bytes())
    joined = tmp_path / "joined.aac"
    joined.write_bytes(b"".join(parts))
    mezzanine = prepare(joined)
    samples, _ = wav_samples(ctx.path(mezzanine.audio))
    assert len(samples) == mezzanine.duration_ms * 48
    assert clicks_in(samples)[0] == pytest.approx(0.52, abs=0.05)
    assert clicks_in(samples)[1] == pytest.approx(2.54, abs=0.1)


def test_a_change_of_size_half_way_loses_no_frame(
    prepare: Prepare, ctx: StageContext, tmp_path: Path
) -> None:
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
    seen = [number_in(picture) for picture in _proxy_frames(ctx, prepare(joined))]
    assert seen[:60] == list(range(60))


def test_embedded_captions_come_out_on_the_recordings_clock(
    prepare: Prepare, ctx: StageContext, tmp_path: Path
) -> None:
    picture = write_timed(tmp_path / "p.mkv", steady(90, Fraction(30), Fraction(5)))
    (tmp_path / "c.srt").write_text("1\n00:00:06,250 --> 00:00:07,000\nWell spoken\n")
    both = tmp_path / "both.mkv"
    inputs = ["-i", str(picture), "-i", str(tmp_path / "c.srt")]
    ffmpeg("-copyts", *inputs, "-map", "0", "-map", "1", "-c:v", "copy", str(both))
    mezzanine = prepare(both)
    assert mezzanine.start_ms == 5000
    assert mezzanine.subtitles is not None
    text = ctx.path(mezzanine.subtitles).read_text()
    assert "00:01.250 --> 00:02.000\nWell spoken" in text


def test_decoding_can_start_at_every_seek_point(prepare: Prepare, tmp_path: Path) -> None:
    path = write_timed(tmp_path / "k.mp4", steady(120, Fraction(30)), key_every=15)
    seek = prepare(path).seek
    assert [point.ms for point in seek] == [0, 1000, 2000, 3000]
    with av.open(str(path)) as file:
        keys = {p.pts for p in file.demux(video=0) if p.is_keyframe and p.size}
    assert {point.pts for point in seek} <= keys


def test_the_same_recording_gives_the_same_bytes(ctx: StageContext, tmp_path: Path) -> None:
    path = _with_sound(tmp_path, delay=0.1)
    assert _normalized(ctx, path) == _normalized(ctx, path)


def test_progress_ends_near_the_whole(ctx: StageContext, tmp_path: Path) -> None:
    told: list[float] = []
    ctx.told = told.append
    _normalized(ctx, _with_sound(tmp_path, delay=0))
    assert told == sorted(told)
    assert told[-1] > 0.9


@pytest.mark.parametrize("rate", STANDARD_RATES, ids=str)
def test_standard_rates_stay_what_they_are(
    prepare: Prepare, tmp_path: Path, rate: Fraction
) -> None:
    pictures = [np.full((32, 32, 3), 90, np.uint8)] * round(rate * 2)
    path = write_timed(tmp_path / "s.mp4", steady(len(pictures), rate), pictures=pictures)
    assert fps(prepare(path).rate) == rate


@pytest.mark.slow
def test_normalizing_keeps_no_recording_in_memory(tmp_path: Path) -> None:
    """Ten minutes of sound are 58 MB; the process that handles them grows by far less."""
    sound = tmp_path / "long.wav"
    ffmpeg("-f", "lavfi", "-i", "sine=d=600:r=48000", str(sound))
    script = (
        "import resource, sys; from pathlib import Path\n"
        "from tasks.tools.media.audio import measure_loudness, write_silence\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "measure_loudness(Path(sys.argv[1])); write_silence(Path(sys.argv[2]), 600_000)\n"
        "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)\n"
    )
    args = [sys.executable, "-c", script, str(sound), str(tmp_path / "silence.wav")]
    grown = subprocess.run(args, capture_output=True, text=True, check=True)
    assert int(grown.stdout) < 20


def test_odd_files_are_normalized(ctx: StageContext, media: Path) -> None:
    """The ones that once went wrong: parameters that change half-way, times that overlap."""
    odd = media / "odd" / "accept"
    for name in (
        "ietf-wg-cellar+flac-test-files/01 - changing samplerate.flac",
        "ietf-wg-cellar+flac-test-files/02 - increasing number of channels.flac",
        "androidx+media/sample-with-large-length.avi",
        "androidx+media/hdr10-video-with-sdr-container.mp4",
        "Zulko+moviepy/-video-with-dash-.mp4",
    ):
        source = open_source(str(odd / name), ctx.store, ctx.settings, ctx.workdir)
        asset = ingest.compute(ctx, source.ref, 6.0)
        mezzanine = ctx.load(normalize.compute(ctx, asset), Mezzanine)
        samples, _ = wav_samples(ctx.path(mezzanine.audio))
        assert len(samples) == mezzanine.duration_ms * 48
        heard = ctx.load(asset, SourceAsset).probe.audio is not None
        assert mezzanine.has_speech_audio == heard
