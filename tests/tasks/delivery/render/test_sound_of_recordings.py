"""From a recording of any kind to the encoded file: as loud as asked, no click, no drift."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from schemas.artifacts import Ref
from schemas.clips import PreparedClip
from schemas.media import Mezzanine
from schemas.spec import RenderOptions
from schemas.style.audio import AudioTreatment
from tasks.analysis.ingest import ingest, open_source
from tasks.analysis.normalize import normalize
from tasks.composition.prepare import prepare
from tasks.delivery.render.local import LocalBackend
from tasks.delivery.render.mixing import Added, Samples
from tasks.delivery.render.sound import master
from tasks.stage import StageContext
from tasks.tools.media.audio import measure_loudness, wav_samples, write_wav
from tasks.tools.media.encode import decode_audio
from tests.footage import clicks_in, ffmpeg, steady, write_timed
from tests.looks import a_plan, a_style, a_timeline
from tests.tasks.delivery.render.test_mastering import RATE, a_sound, speechlike, tone, write

CHORD = (220.0, 277.2, 329.6, 440.0)
LAYOUTS = {1: "mono", 2: "stereo", 6: "5.1"}


def music(seconds: float) -> Samples:
    """A dense chord with a beat, its channels apart."""
    at = np.arange(round(seconds * RATE)) / RATE
    noise = np.random.default_rng(3).normal(0, 0.2, len(at)) * np.exp(-12 * (at % 0.5))
    sides = [sum(np.sin(2 * np.pi * hertz * at + side) for hertz in CHORD) for side in (0, 1)]
    played: Samples = (0.1 * np.stack(sides, axis=1) + noise[:, None]).astype(np.float32)
    return played


def surround(seconds: float) -> Samples:
    """Speech in the centre, music in front, the hall behind."""
    speech, song = speechlike(seconds, 0.2)[:, 0], music(seconds) * 0.3
    low = tone(seconds, 50, 0.1)[:, 0]
    return np.column_stack([song, speech, low, song * 0.5]).astype(np.float32)


SOUNDS: dict[str, Callable[[float], Samples]] = {
    "speech": lambda seconds: speechlike(seconds, 0.15),
    "whisper": lambda seconds: speechlike(seconds, 0.004),
    "music": music,
    "clipped": lambda seconds: np.clip(speechlike(seconds, 1.0) * 8, -1, 1),
    "surround": surround,
    "mono": lambda seconds: speechlike(seconds, 0.1)[:, :1],
}


def recorded(path: Path, samples: Samples) -> Path:
    """The samples as a recording with lossless sound."""
    wav = path.with_suffix(".wav")
    write_wav(wav, np.round(np.clip(samples, -1, 1) * 32767).astype(np.int16))
    layout = f"aformat=channel_layouts={LAYOUTS[samples.shape[1]]}"
    ffmpeg("-i", str(wav), "-af", layout, "-c:a", "flac", str(path))
    return path


def taken_in(ctx: StageContext, path: Path) -> Ref[Mezzanine]:
    source = open_source(str(path), ctx.store, ctx.settings, ctx.workdir)
    return normalize.compute(ctx, ingest.compute(ctx, source.ref, 6.0))


def clip_of(
    ctx: StageContext, mezzanine: Ref[Mezzanine], start_ms: int, end_ms: int
) -> PreparedClip:
    cut = prepare.compute(ctx, "clip-01", start_ms, end_ms, mezzanine)
    return ctx.load(cut, PreparedClip)


@pytest.mark.parametrize("kind", SOUNDS)
def test_a_clip_of_any_sound_is_as_loud_as_its_style_wants(
    ctx: StageContext, tmp_path: Path, kind: str
) -> None:
    clip = clip_of(ctx, taken_in(ctx, recorded(tmp_path / "in.mka", SOUNDS[kind](3.0))), 400, 2900)
    style, out = AudioTreatment(), tmp_path / "out.m4a"
    told = master(a_sound(), ctx.path(clip.audio), 2.5, out)
    found = measure_loudness(out)
    assert abs(found.integrated_lufs - style.loudness) <= 0.5
    assert found.true_peak_dbtp <= style.true_peak
    assert told.integrated_lufs == pytest.approx(found.integrated_lufs, abs=0.15)


def test_a_silent_recording_stays_silent(ctx: StageContext, tmp_path: Path) -> None:
    silent = np.zeros((3 * RATE, 2), np.float32)
    clip = clip_of(ctx, taken_in(ctx, recorded(tmp_path / "in.mka", silent)), 500, 2500)
    out = tmp_path / "out.m4a"
    assert master(a_sound(), ctx.path(clip.audio), 2.0, out).silent
    assert measure_loudness(out).silent
    assert not decode_audio(out).any()


def test_all_channels_are_heard_and_none_too_much(ctx: StageContext, tmp_path: Path) -> None:
    """Speech in the centre alone comes out of both sides alike."""
    only = np.zeros((3 * RATE, 6), np.float32)
    only[:, 2] = speechlike(3, 0.3)[:, 0]
    mezzanine = ctx.load(taken_in(ctx, recorded(tmp_path / "in.mka", only)), Mezzanine)
    samples, _ = wav_samples(ctx.path(mezzanine.audio))
    assert (samples[:, 0] == samples[:, 1]).all()
    assert abs(samples).max() > 3000


def steps(samples: Samples) -> Samples:
    """From each sample to the next, silence before and after."""
    padded = np.pad(samples, ((1, 1), (0, 0)))
    result: Samples = np.abs(np.diff(padded, axis=0)).max(axis=1)
    return result


def jump(path: Path, seconds: float) -> float:
    """The largest step in the ten milliseconds at both ends, to the largest of the middle."""
    found, edge = steps(decode_audio(path)[: round(seconds * RATE)]), RATE // 100
    ends = max(float(found[:edge].max()), float(found[-edge:].max()))
    return ends / float(found[RATE // 4 : -RATE // 4].max())


@pytest.mark.parametrize("fade_ms", [0, 20])
def test_a_cut_in_the_middle_of_a_wave_does_not_click(
    ctx: StageContext, tmp_path: Path, fade_ms: int
) -> None:
    """Both cuts lie on crests of the wave: without a fade the sound would begin with a jump."""
    hertz = 100.0
    wave = np.roll(tone(3, hertz, 0.5), RATE // 400, axis=0)
    clip = clip_of(ctx, taken_in(ctx, recorded(tmp_path / "in.mka", wave)), 500, 2500)
    samples, _ = wav_samples(ctx.path(clip.audio))
    assert min(abs(samples[0, 0]), abs(samples[-1, 0])) > 15_000
    sound = a_sound(fade_in_ms=fade_ms, fade_out_ms=fade_ms, highpass_hz=0)
    master(sound, ctx.path(clip.audio), 2.0, tmp_path / "out.m4a")
    assert jump(tmp_path / "out.m4a", 2.0) < 2.5


def test_a_sting_that_is_cut_does_not_click(tmp_path: Path) -> None:
    """Longer than the clip: its beginning, or its end, is cut off."""
    wav = write(tmp_path / "in.wav", tone(1, 100, 0.1), 2)
    long = np.roll(tone(3.0, 100, 0.5), RATE // 400, axis=0)
    for name, added in (("in", Added(sting_in=long)), ("out", Added(sting_out=long))):
        out = tmp_path / f"{name}.m4a"
        master(a_sound(highpass_hz=0), wav, 1.0, out, added)
        assert jump(out, 1.0) < 2.5


def beaten(path: Path, rate: Fraction, frames: int, every: int) -> Path:
    """A picture that flashes, and a sound that clicks at the same moments, one in `every` frames."""
    dark, bright = np.full((96, 128, 3), 20, np.uint8), np.full((96, 128, 3), 230, np.uint8)
    pictures = [bright if number % every == every // 2 else dark for number in range(frames)]
    picture = write_timed(path.with_name("p.mkv"), steady(frames, rate), pictures=pictures)
    sound = np.zeros((round(frames / rate * RATE), 1), np.int16)
    for number in range(every // 2, frames, every):
        at = round(number / rate * RATE)
        sound[at : at + 48] = 29_000
    write_wav(path.with_name("s.wav"), sound)
    inputs = ["-i", str(path.with_name("p.mkv")), "-i", str(path.with_name("s.wav"))]
    ffmpeg(*inputs, "-map", "0:v", "-map", "1:a", "-c", "copy", str(path))
    assert picture.exists()
    return path


def shift(ctx: StageContext, mezzanine: Ref[Mezzanine], start_ms: int, end_ms: int) -> list[float]:
    """Seconds from each flash to its click in the finished file of a clip, as a player shows it."""
    clip = clip_of(ctx, mezzanine, start_ms, end_ms)
    facts = clip.model_dump(
        include={"source", "audio", "rate", "start_ms", "seek_pts", "width", "height", "kind"}
    )
    timeline = a_timeline("1:1", clip.frame_count, first_frame=clip.first_frame, **facts)
    plan, _ = a_plan(a_style(enabled=False), "one", "1:1", timeline=timeline)
    path, _ = LocalBackend().render(
        plan.model_copy(update={"frame_count": clip.frame_count}),
        RenderOptions(preset="ultrafast", crf=24),
        locate=ctx.path,
        workdir=ctx.workdir,
        tell=lambda done: None,
    )
    flashes, clicks = seen_and_heard(path)
    assert len(flashes) == len(clicks) >= 2
    return [click - flash for flash, click in zip(flashes, clicks, strict=True)]


def seen_and_heard(path: Path) -> tuple[list[float], list[float]]:
    """When flashes and clicks begin, by the time stamps of the file."""
    with av.open(str(path)) as file:
        frames = [(float(f.time or 0), f.to_ndarray()[:1080].mean()) for f in file.decode(video=0)]
    with av.open(str(path)) as file:
        parts = list(file.decode(audio=0))
    begins = float(parts[0].time or 0)
    samples = np.concatenate([part.to_ndarray() for part in parts], axis=1).T
    loud = np.round(samples / np.abs(samples).max() * 20_000).astype(np.int16)
    return [at for at, level in frames if level > 120], [begins + at for at in clicks_in(loud)]


def test_sound_and_picture_meet_within_a_frame(ctx: StageContext, tmp_path: Path) -> None:
    rate = Fraction(24000, 1001)
    mezzanine = taken_in(ctx, beaten(tmp_path / "in.mkv", rate, 70, 20))
    for apart in shift(ctx, mezzanine, 700, 2700):
        assert abs(apart) <= float(1 / rate)


@pytest.mark.slow
def test_sound_and_picture_still_meet_after_an_hour(ctx: StageContext, tmp_path: Path) -> None:
    rate, hour = Fraction(30000, 1001), tmp_path / "hour.mkv"
    part = beaten(tmp_path / "part.mkv", rate, 300, 60)
    ffmpeg("-stream_loop", "359", "-i", str(part), "-c", "copy", str(hour))
    for apart in shift(ctx, taken_in(ctx, hour), 3_590_000, 3_597_000):
        assert abs(apart) <= float(1 / rate)
