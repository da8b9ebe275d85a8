"""Source -> Mezzanine: the stable input of every later stage, in one pass over the recording."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from pathlib import Path

from schemas.artifacts import MP4, VTT, WAV, Blob, Ref
from schemas.media import AudioStream, Mezzanine, ProbeReport, SourceAsset, VideoStream
from schemas.stages import Stage
from schemas.units import as_rate, fps
from tasks.errors.recordings import MediaToolError
from tasks.stage import StageContext, stage
from tasks.tools.media.audio import SAMPLE_RATE, measure_loudness, wav_length, write_silence
from tasks.tools.media.facts import TEXT_CAPTIONS
from tasks.tools.media.ffmpeg import INPUT_GUARD, run_ffmpeg
from tasks.tools.media.rates import frames_in, snap_rate
from tasks.tools.media.seek import SeekIndex, seek_index

AUDIO_ONLY_RATE = Fraction(30)
PROXY_SIDE = 640
"""Longest side of the proxy: a face of a twelfth of the picture is still 50 pixels wide."""
MONO_MS = 5 * 3_600_000
"""Longer recordings keep one channel, so that their WAV stays under its format's 4 GiB."""
OVERLAP_S = 0.005
"""Containers round times; a larger overlap of two frames of sound is an error in the file."""
LARGEST_TIME_BASE = 2**31 - 1
"""FFmpeg's time bases are 32-bit."""
TURNS = {0: "", 90: "transpose=clock,", 180: "hflip,vflip,", 270: "transpose=cclock,"}
BT709 = "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
CONVERTED = 0.94
"""Where progress stands after the one long pass."""


@stage(Stage.NORMALIZE, revision=2)
def normalize(ctx: StageContext, source: Ref[SourceAsset]) -> Ref[Mezzanine]:
    """Sound as WAV, a small picture at a constant rate, key frames, embedded captions."""
    asset = ctx.load(source, SourceAsset)
    path = ctx.path(asset.media)
    probe, video = asset.probe, asset.probe.video

    index = seek_index(path, video.index, start_ms=probe.start_ms) if video else None
    rate = snap_rate(fps(video.rate)) if video else AUDIO_ONLY_RATE
    wav, proxy = ctx.workdir / "audio.wav", ctx.workdir / "proxy.mp4"
    _convert(ctx, path, probe, rate, index, wav, proxy)
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
            proxy=ctx.publish_file(proxy, MP4) if video else None,
            proxy_rate=as_rate(rate) if video else None,
            width=video.width if video else 0,
            height=video.height if video else 0,
            rate=as_rate(rate),
            start_ms=probe.start_ms,
            rotation=video.rotation if video else 0,
            sample_aspect=video.sample_aspect if video else "1/1",
            seek=index.points if index else (),
            subtitles=captions,
        )
    )


def _convert(
    ctx: StageContext,
    path: Path,
    probe: ProbeReport,
    rate: Fraction,
    index: SeekIndex | None,
    wav: Path,
    proxy: Path,
) -> None:
    """Decode once; write the WAV and the proxy together."""
    graphs, outputs = [], []
    if probe.video and index:
        graphs.append(picture_graph(probe, probe.video, rate, index.time_base))
        outputs += proxy_output(rate, proxy)
    if probe.audio:
        graphs.append(sound_graph(probe, probe.audio))
        outputs += sound_output(wav)
    else:
        write_silence(wav, probe.duration_ms)
    # `-copyts` keeps the file's own clock, from which both graphs count; frames that change size
    # half-way reach the scaler, where a rebuilt graph would begin again at frame 0.
    source = [*INPUT_GUARD, "-copyts", "-noautorotate", "-reinit_filter:v", "0", "-i", str(path)]
    filters = [part for graph in graphs for part in ("-filter_complex", graph)]
    run_ffmpeg(
        ["-v", "error", *source, *filters, *outputs],
        doing="Normalizing the recording",
        timeout_s=_time_limit(probe),
        progress=lambda done: ctx.progress(done * CONVERTED),
        duration_ms=probe.duration_ms,
        cwd=ctx.workdir,
    )
    if probe.audio and wav_length(wav) != probe.duration_ms * SAMPLE_RATE // 1000:
        _even_sound(path, probe, probe.audio, wav)


def picture_graph(
    probe: ProbeReport, video: VideoStream, rate: Fraction, time_base: Fraction
) -> str:
    """Frame n shows the latest source frame whose time, rounded to the nearest frame, is <= n.

    All times are exact: milliseconds and the stream's ticks are both whole in the time base that
    is set first. The last frame stands until the recording's end.
    """
    base = lcm(time_base.denominator, 1000)
    base = base if base <= LARGEST_TIME_BASE else time_base.denominator
    width, height = proxy_size(video)
    stored = (height, width) if video.rotation in (90, 270) else (width, height)
    frames = frames_in(probe.duration_ms, rate)
    start = Fraction(probe.start_ms * base, 1000)
    return (
        f"[0:{video.index}]settb=1/{base},setpts=PTS-({int(start)}),"
        f"fps=fps={as_rate(rate)}:round=near:start_time=0:eof_action=pass,"
        f"scale={stored[0]}:{stored[1]}:flags=area:out_color_matrix=bt709:out_range=tv,"
        f"{TURNS[video.rotation]}format=yuv420p,setsar=1,sidedata=mode=delete,{BT709},"
        f"tpad=stop=-1:stop_mode=clone,trim=end_frame={frames}[picture]"
    )


def proxy_size(video: VideoStream) -> tuple[int, int]:
    """Upright, square pixels, even, never larger than the picture or `PROXY_SIDE`."""
    scale = min(Fraction(1), Fraction(PROXY_SIDE, max(video.width, video.height)))
    width, height = (max(2, round(side * scale / 2) * 2) for side in (video.width, video.height))
    return width, height


def proxy_output(rate: Fraction, path: Path) -> list[str]:
    """One closed group of pictures a second; two threads, because x264's bytes depend on them."""
    group = str(round(rate))
    return [
        *("-map", "[picture]", "-c:v", "libx264", "-preset", "ultrafast", "-crf", "26"),
        *("-threads", "2", "-g", group, "-keyint_min", group, "-sc_threshold", "0", "-bf", "0"),
        *("-flags", "+cgop+bitexact", "-color_primaries", "bt709", "-color_trc", "bt709"),
        *("-colorspace", "bt709", "-color_range", "tv", "-fflags", "+bitexact"),
        *("-map_metadata", "-1", "-map_chapters", "-1", "-f", "mp4", str(path)),
    ]


def sound_graph(probe: ProbeReport, audio: AudioStream) -> str:
    """48 kHz from time zero to exactly the end; holes and late starts become silence.

    A frame that claims to begin before the one before it has ended follows it instead.
    """
    samples = probe.duration_ms * SAMPLE_RATE // 1000
    shifted = f"PTS-({probe.start_ms}/1000/TB)"
    begins = f"st(1,if(gt(N,0)*lt({shifted},ld(0)-{OVERLAP_S}/TB),ld(0),{shifted}))"
    return (
        f"[0:{audio.index}]asetpts='{begins};st(0,ld(1)+S/SR/TB);ld(1)',"
        f"aresample={SAMPLE_RATE}:async=1:first_pts=0,"
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
    offset = f"{-probe.start_ms / 1000:.3f}"
    args = [*INPUT_GUARD, "-copyts", "-i", str(path), "-map", f"0:{text[0].index}"]
    args += ["-c:s", "webvtt", "-output_ts_offset", offset, "-f", "webvtt", str(found)]
    try:
        run_ffmpeg(["-v", "error", *args], doing="Reading embedded captions", timeout_s=600)
    except MediaToolError as error:  # the words can still be heard
        ctx.log.warning("embedded captions left out", why=str(error))
        return None
    return ctx.publish_file(found, VTT) if b"-->" in found.read_bytes() else None
