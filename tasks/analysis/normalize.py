"""Source -> Mezzanine: the stable input of every later stage: its sound, its clock, where to decode.

The picture is not touched: analysis looks at what it needs, and each clip is cut from the source.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from schemas.artifacts import VTT, WAV, Blob, Ref
from schemas.media import AudioStream, Mezzanine, ProbeReport, SourceAsset
from schemas.stages import Stage
from schemas.units import as_rate, fps
from tasks.errors.recordings import MediaToolError
from tasks.stage import StageContext, stage
from tasks.tools.media.audio import (
    SAMPLE_RATE,
    measure_loudness,
    opposed,
    wav_length,
    write_silence,
)
from tasks.tools.media.captions import extract_captions
from tasks.tools.media.facts import TEXT_CAPTIONS
from tasks.tools.media.ffmpeg import INPUT_GUARD, run_ffmpeg
from tasks.tools.media.rates import snap_rate
from tasks.tools.media.seek import packets_of, seek_points

AUDIO_ONLY_RATE = Fraction(30)
MONO_MS = 5 * 3_600_000
"""Longer recordings keep one channel, so that their WAV stays under its format's 4 GiB."""
OVERLAP_S = 0.005
"""Containers round times; a larger overlap of two frames of sound is an error in the file."""
IN_TIME = "async=480:min_comp=0.01:min_hard_comp=0.04"
"""FFmpeg's resampler: sound that is 40 ms off its times, such as after packets that were lost, is put
back at once with silence; 10 ms are caught up by a hundredth, which is not heard. Less is jitter."""
RIGHT_TURNED = "[0:a]pan=stereo|c0=c0|c1=-1*c1[sound]"
CONVERTED = 0.94
"""Where progress stands when the sound is there."""


@stage(Stage.NORMALIZE, revision=4)
def normalize(ctx: StageContext, source: Ref[SourceAsset]) -> Ref[Mezzanine]:
    """Sound as WAV, loudness, key frames, embedded captions."""
    asset = ctx.load(source, SourceAsset)
    path = ctx.path(asset.media)
    probe, video = asset.probe, asset.probe.video

    rate = snap_rate(fps(video.rate)) if video else AUDIO_ONLY_RATE
    wav = ctx.workdir / "audio.wav"
    if probe.audio:
        _convert(ctx, path, probe, probe.audio, wav)
    else:
        write_silence(wav, probe.duration_ms)
    loudness = measure_loudness(wav)
    ctx.progress(0.98)
    captions = _captions(ctx, path, probe)

    return ctx.publish(
        Mezzanine(
            source=asset.media,
            kind=probe.kind or "audio",
            duration_ms=probe.duration_ms,
            audio=ctx.publish_file(wav, WAV),
            has_speech_audio=probe.audio is not None and not loudness.silent,
            loudness=loudness,
            width=video.width if video else 0,
            height=video.height if video else 0,
            rate=as_rate(rate),
            start_ms=probe.start_ms,
            rotation=video.rotation if video else 0,
            sample_aspect=video.sample_aspect if video else "1/1",
            seek=seek_points(packets_of(path, video.index), probe.start_ms) if video else (),
            subtitles=captions,
        )
    )


def _convert(
    ctx: StageContext, path: Path, probe: ProbeReport, audio: AudioStream, wav: Path
) -> None:
    # `-copyts` keeps the file's own clock, from which the graph counts.
    source = [*INPUT_GUARD, "-copyts", "-vn", "-i", str(path)]
    run_ffmpeg(
        ["-v", "error", *source, "-filter_complex", sound_graph(probe, audio), *sound_output(wav)],
        doing="Normalizing the sound",
        timeout_s=_time_limit(probe),
        progress=lambda done: ctx.progress(done * CONVERTED),
        duration_ms=probe.duration_ms,
        cwd=ctx.workdir,
    )
    if wav_length(wav) != probe.duration_ms * SAMPLE_RATE // 1000:
        _even_sound(path, probe, audio, wav)
    if opposed(wav):
        ctx.log.warning("both channels are upside down to each other: the right one is turned")
        _turn_right(ctx, wav)


def sound_graph(probe: ProbeReport, audio: AudioStream) -> str:
    """48 kHz from time zero to exactly the end; holes and late starts become silence.

    A frame that claims to begin before the one before it has ended follows it instead.
    """
    samples = probe.duration_ms * SAMPLE_RATE // 1000
    shifted = f"PTS-({probe.start_ms}/1000/TB)"
    begins = f"st(1,if(gt(N,0)*lt({shifted},ld(0)-{OVERLAP_S}/TB),ld(0),{shifted}))"
    return (
        f"[0:{audio.index}]asetpts='{begins};st(0,ld(1)+S/SR/TB);ld(1)',"
        f"aresample={SAMPLE_RATE}:{IN_TIME}:first_pts=0,"
        f"aformat=sample_fmts=s16:channel_layouts={_layout(probe, audio)},"
        f"apad=whole_len={samples},atrim=end_sample={samples}[sound]"
    )


def _layout(probe: ProbeReport, audio: AudioStream) -> str:
    return "stereo" if audio.channels > 1 and probe.duration_ms <= MONO_MS else "mono"


def _even_sound(path: Path, probe: ProbeReport, audio: AudioStream, wav: Path) -> None:
    """The sound of a recording that changes its channels or sample rate half-way, in two passes.

    FFmpeg builds a graph anew at each change, and each would pad from time zero; so the first pass
    only makes the samples alike and keeps their times.
    """
    even = wav.with_suffix(".mka")
    alike = f"aformat=sample_fmts=s16:sample_rates={SAMPLE_RATE}"
    alike += f":channel_layouts={_layout(probe, audio)}"
    source = [*INPUT_GUARD, "-copyts", "-i", str(path), "-map", f"0:{audio.index}"]
    limit = _time_limit(probe)
    run_ffmpeg(
        ["-v", "error", *source, "-af", alike, "-c:a", "pcm_s16le", str(even)],
        doing="Evening out the sound",
        timeout_s=limit,
    )
    graph = sound_graph(probe, audio.model_copy(update={"index": 0}))
    run_ffmpeg(
        ["-v", "error", "-copyts", "-i", str(even), "-filter_complex", graph, *sound_output(wav)],
        doing="Normalizing the sound",
        timeout_s=limit,
    )
    even.unlink()


def _turn_right(ctx: StageContext, wav: Path) -> None:
    turned = wav.with_name("turned.wav")
    run_ffmpeg(
        ["-v", "error", "-i", str(wav), "-filter_complex", RIGHT_TURNED, *sound_output(turned)],
        doing="Turning a channel",
        timeout_s=3600,
        cwd=ctx.workdir,
    )
    turned.replace(wav)


def sound_output(path: Path) -> list[str]:
    """16-bit WAV without any text inside."""
    return ["-map", "[sound]", "-c:a", "pcm_s16le", "-fflags", "+bitexact", str(path)]


def _time_limit(probe: ProbeReport) -> float:
    """Seconds after which a conversion is given up: far slower than any machine that is usable."""
    return 300 + probe.duration_ms / 1000 * 20


def _captions(ctx: StageContext, path: Path, probe: ProbeReport) -> Ref[Blob] | None:
    """The first text captions inside the recording as WebVTT; None where there are none."""
    text = [stream for stream in probe.subtitles if stream.codec in TEXT_CAPTIONS]
    if not text:
        return None
    found = ctx.workdir / "captions.vtt"
    try:
        held = extract_captions(path, text[0].index, probe.start_ms, found)
    except MediaToolError as error:  # the words can still be heard
        ctx.log.warning("embedded captions left out", why=str(error))
        return None
    return ctx.publish_file(found, VTT) if held else None
