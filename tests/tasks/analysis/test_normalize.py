"""Whatever comes in, what goes on is upright, even, at a constant rate, and starts at zero."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from schemas.media import Mezzanine, SourceAsset
from schemas.units import fps
from tasks.analysis.ingest import ingest, open_source
from tasks.analysis.normalize import normalize
from tasks.analysis.transcribe.inside import captions_inside
from tasks.stage import StageContext
from tasks.tools.media.audio import wav_samples
from tasks.tools.media.rates import STANDARD_RATES
from tests.footage import click_track, clicks_in, ffmpeg, steady, write_timed
from tests.normalized import normalized, shown
from tests.recordings import number_in


def test_a_missing_sound_becomes_silence(ctx: StageContext, tmp_path: Path) -> None:
    mezzanine = normalized(ctx, write_timed(tmp_path / "mute.mp4", steady(40, Fraction(25))))
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
    ctx: StageContext, tmp_path: Path, delay: float, clicks: list[float]
) -> None:
    mezzanine = normalized(ctx, _with_sound(tmp_path, delay=delay))
    samples, _ = wav_samples(ctx.path(mezzanine.audio))
    assert clicks_in(samples) == pytest.approx(clicks, abs=0.002)
    assert len(samples) == mezzanine.duration_ms * 48
    first = number_in(shown(ctx, mezzanine)[16 if delay == -0.5 else 1])
    assert first == 1


def test_a_hole_in_the_sound_is_filled_with_silence(ctx: StageContext, tmp_path: Path) -> None:
    whole = click_track(tmp_path / "w.wav", [0.5, 1.5, 3.5], 4)
    holed = tmp_path / "holed.mkv"
    ffmpeg("-i", str(whole), "-af", "aselect='not(between(t,1,3))'", "-c:a", "flac", str(holed))
    samples, _ = wav_samples(ctx.path(normalized(ctx, holed).audio))
    assert clicks_in(samples) == pytest.approx([0.5, 3.5], abs=0.03)


@pytest.mark.parametrize(("channels", "kept"), [(1, 1), (2, 2), (6, 2)])
def test_channels_are_one_or_two(
    ctx: StageContext, tmp_path: Path, channels: int, kept: int
) -> None:
    mezzanine = normalized(ctx, click_track(tmp_path / "c.wav", [0.5], 2, channels=channels))
    samples, _ = wav_samples(ctx.path(mezzanine.audio))
    assert samples.shape == (96_000, kept)
    assert clicks_in(samples) == pytest.approx([0.5], abs=0.001)
    assert abs(samples.astype(int)).max() < 32_767


def test_sound_alone_has_no_picture(ctx: StageContext, tmp_path: Path) -> None:
    mezzanine = normalized(ctx, click_track(tmp_path / "a.wav", [0.5], 2))
    assert (mezzanine.kind, mezzanine.rate) == ("audio", "30/1")
    assert (mezzanine.width, mezzanine.height, mezzanine.seek) == (0, 0, ())
    assert mezzanine.has_speech_audio


def test_a_change_of_channels_half_way_keeps_length_and_place(
    ctx: StageContext, tmp_path: Path
) -> None:
    first = click_track(tmp_path / "1.wav", [0.5], 2, channels=1)
    second = click_track(tmp_path / "2.wav", [0.5], 2, channels=2)
    parts = []
    for path in (first, second):
        ffmpeg("-i", str(path), "-c:a", "aac", "-f", "adts", str(path.with_suffix(".aac")))
        parts.append(path.with_suffix(".aac").read_bytes())
    joined = tmp_path / "joined.aac"
    joined.write_bytes(b"".join(parts))
    mezzanine = normalized(ctx, joined)
    samples, _ = wav_samples(ctx.path(mezzanine.audio))
    assert len(samples) == mezzanine.duration_ms * 48
    assert clicks_in(samples)[0] == pytest.approx(0.52, abs=0.05)
    assert clicks_in(samples)[1] == pytest.approx(2.54, abs=0.1)


def test_embedded_captions_come_out_on_the_recordings_clock(
    ctx: StageContext, tmp_path: Path
) -> None:
    picture = write_timed(tmp_path / "p.mkv", steady(90, Fraction(30), Fraction(5)))
    (tmp_path / "c.srt").write_text("1\n00:00:06,250 --> 00:00:07,000\nWell spoken\n")
    both = tmp_path / "both.mkv"
    inputs = ["-i", str(picture), "-i", str(tmp_path / "c.srt")]
    ffmpeg("-copyts", *inputs, "-map", "0", "-map", "1", "-c:v", "copy", str(both))
    mezzanine = normalized(ctx, both)
    assert mezzanine.start_ms == 5000
    assert mezzanine.subtitles is not None
    text = ctx.path(mezzanine.subtitles).read_text()
    assert "00:01.250 --> 00:02.000\nWell spoken" in text


SPOKEN = "".join(
    f"{n}\n00:00:0{n}.000 --> 00:00:0{n}.900\nWhat is said {n}\n\n".replace(".", ",")
    for n in range(6)
)
SIGNS = "1\n00:00:01,000 --> 00:00:02,000\nA sign in a street\n"


@pytest.mark.parametrize(
    ("streams", "sound"),
    [
        ((("deu", SIGNS, ""), ("eng", SPOKEN, "")), "eng"),
        ((("eng", SIGNS, ""), ("eng", SPOKEN, "")), "eng"),
        ((("eng", SPOKEN.replace("What", "Forced"), "forced"), ("eng", SPOKEN, "")), "eng"),
        ((("deu", SPOKEN.replace("What", "Was"), "default"), ("eng", SPOKEN, "")), "eng"),
        ((("deu", SPOKEN.replace("What", "Was"), ""), ("fra", SPOKEN, "default")), ""),
    ],
    ids=["of another language", "of signs", "forced", "the default translation", "the default"],
)
def test_of_several_embedded_captions_those_of_what_is_said_are_taken(
    ctx: StageContext, tmp_path: Path, streams: tuple[tuple[str, str, str], ...], sound: str
) -> None:
    path = click_track(tmp_path / "a.wav", [0.5], 7, channels=1)
    inputs, maps = ["-i", str(path)], ["-map", "0"]
    for n, (language, text, disposition) in enumerate(streams):
        (tmp_path / f"{n}.srt").write_text(text)
        inputs += ["-i", str(tmp_path / f"{n}.srt")]
        maps += ["-map", str(n + 1), f"-metadata:s:s:{n}", f"language={language}"]
        maps += [f"-disposition:s:{n}", disposition or "0"]
    whole = tmp_path / "whole.mkv"
    named = ["-metadata:s:a:0", f"language={sound}"] if sound else []
    ffmpeg(*inputs, *maps, *named, "-c:a", "aac", str(whole))
    mezzanine = normalized(ctx, whole)
    assert mezzanine.subtitles is not None
    assert "What is said 3" in ctx.path(mezzanine.subtitles).read_text()


def test_decoding_can_start_at_every_seek_point(ctx: StageContext, tmp_path: Path) -> None:
    path = write_timed(tmp_path / "k.mp4", steady(120, Fraction(30)), key_every=15)
    seek = normalized(ctx, path).seek
    assert [point.ms for point in seek] == [0, 1000, 2000, 3000]
    with av.open(str(path)) as file:
        keys = {p.pts for p in file.demux(video=0) if p.is_keyframe and p.size}
    assert {point.pts for point in seek} <= keys


def test_the_same_recording_gives_the_same_bytes(ctx: StageContext, tmp_path: Path) -> None:
    path = _with_sound(tmp_path, delay=0.1)
    assert normalized(ctx, path) == normalized(ctx, path)


def test_progress_ends_near_the_whole(ctx: StageContext, tmp_path: Path) -> None:
    told: list[float] = []
    ctx.told = told.append
    normalized(ctx, _with_sound(tmp_path, delay=0))
    assert told == sorted(told)
    assert told[-1] > 0.9


@pytest.mark.parametrize("rate", STANDARD_RATES, ids=str)
def test_standard_rates_stay_what_they_are(
    ctx: StageContext, tmp_path: Path, rate: Fraction
) -> None:
    pictures = [np.full((32, 32, 3), 90, np.uint8)] * round(rate * 2)
    path = write_timed(tmp_path / "s.mp4", steady(len(pictures), rate), pictures=pictures)
    assert fps(normalized(ctx, path).rate) == rate


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


def test_odd_files_arenormalized(ctx: StageContext, media: Path) -> None:
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


@pytest.mark.parametrize(
    ("right", "turned"), [(-1.0, True), (-0.4, True), (1.0, False), (0, False)]
)
def test_channels_that_cancel_out_are_turned(
    ctx: StageContext, tmp_path: Path, right: float, turned: bool
) -> None:
    """Mixed to one, as telephones and listeners to words do, they would be silent."""
    path = tmp_path / "wrong.wav"
    sides = f"0.4*sin(400*t)|{right}*0.4*sin(400*t)"
    ffmpeg("-f", "lavfi", "-i", f"aevalsrc='{sides}':s=48000:d=2:c=stereo", str(path))
    samples, _ = wav_samples(ctx.path(normalized(ctx, path).audio))
    expected = np.abs(samples[:, 0]) * abs(right) if turned else samples[:, 0] * right
    found = np.abs(samples[:, 1]) if turned else samples[:, 1]
    assert np.abs(found - expected).max() < 40
    assert not turned or np.corrcoef(samples.T)[0, 1] > 0.99


def test_sound_that_lost_a_little_is_back_in_time(ctx: StageContext, tmp_path: Path) -> None:
    """Too little to hear: twice three packets of 21 ms."""
    whole = click_track(tmp_path / "w.wav", [0.5, 2.0, 3.5, 5.5], 6)
    holed = tmp_path / "holed.mkv"
    lost = "aselect='not(between(t,1,1.05)+between(t,2.5,2.55))'"
    ffmpeg("-i", str(whole), "-af", lost, "-c:a", "pcm_s16le", str(holed))
    samples, _ = wav_samples(ctx.path(normalized(ctx, holed).audio))
    assert clicks_in(samples) == pytest.approx([0.5, 2.0, 3.5, 5.5], abs=0.012)


ENGLISH = "What is it that you said to the people who were in the house when we came to see you?"
DEUTSCH = (
    "Was ist das, was ihr den Leuten gesagt habt, die in dem Haus waren, als wir zu euch kamen?"
)


@pytest.mark.parametrize(
    ("asked", "begins"),
    [("", "What is it"), ("en", "What is it"), ("de-AT", "Was ist das"), ("fr", None)],
)
def test_embedded_captions_are_in_the_language_that_is_named(
    ctx: StageContext, tmp_path: Path, asked: str, begins: str | None
) -> None:
    path = click_track(tmp_path / "a.wav", [0.5], 7, channels=1)
    inputs, maps = ["-i", str(path)], ["-map", "0"]
    for n, (language, text) in enumerate((("eng", ENGLISH), ("ger", DEUTSCH))):
        (tmp_path / f"{n}.srt").write_text(f"1\n00:00:01,000 --> 00:00:06,000\n{text}\n")
        inputs += ["-i", str(tmp_path / f"{n}.srt")]
        maps += ["-map", str(n + 1), f"-metadata:s:s:{n}", f"language={language}"]
    whole = tmp_path / "whole.mkv"
    ffmpeg(*inputs, *maps, "-metadata:s:a:0", "language=eng", "-c:a", "aac", str(whole))
    found = captions_inside(ctx, normalized(ctx, whole), asked)
    assert (found is None) == (begins is None)
    if found is not None and begins is not None:
        assert begins in found.data.decode()
