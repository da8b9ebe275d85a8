"""CPU and memory of a render against bare FFmpeg doing decode, crop, scale and x264 of the same span.

Prints one JSON object. `python -m tests.benchmarks.render_cost [--aspects] [SECONDS] [VIDEO]`; without
a video a talking picture is made. Each side runs in a process of its own; what counts is user and
system time of its whole tree, the median of five rounds in turn, so that both see the same machine.
What a worker loads once for all its renders is measured apart, as `process_start_cpu_s`.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import wave
from pathlib import Path
from statistics import median

import av
import cv2
import font_manrope
import numpy as np

from schemas.artifacts import BINARY, Ref
from schemas.clips import CropKey, Framing
from schemas.renders import RenderPlan
from schemas.style.overlays import Box, Span
from schemas.style.subtitles import Emphasis, Plate
from schemas.units import ASPECT_SIZES, Aspect
from tasks.tools.media.ffmpeg import ffmpeg_program
from tests.benchmarks.libass import subtitles
from tests.benchmarks.one_render import INPUTS
from tests.looks import a_plan, a_style, a_timeline, an_overlay, digest, logo_file

ROUNDS = 5
ONE_RENDER = (sys.executable, "-m", "tests.benchmarks.one_render")
ASPECTS: tuple[Aspect, ...] = ("9:16", "1:1", "16:9")
WORDS = (
    "Every",
    "great",
    "story",
    "begins",
    "with",
    "one",
    "sentence",
    "that",
    "nobody",
    "forgets",
)
X264 = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-profile:v", "high")
ENCODE = (*X264, "-g", "120", "-threads", "2")
"""As we encode 30 frames a second, but with every instruction that x264 finds: ours must give equal
bytes on all machines."""


def talking_picture(path: Path, seconds: int) -> None:
    """A face that sways in front of a blurred room, with a little sensor noise; 1080p, 30 a second."""
    from skimage import data

    face = cv2.resize(data.astronaut(), (1080, 1080))  # type: ignore[no-untyped-call]
    coffee = cv2.resize(data.coffee(), (2120, 1280))  # type: ignore[no-untyped-call]
    room = cv2.GaussianBlur(coffee, (0, 0), 6)
    grain = np.random.default_rng(1).normal(0, 1.2, (8, 1080, 1920, 1)).astype(np.int16)
    with av.open(str(path), "w") as file:
        options = {"preset": "veryfast", "crf": "20"}
        stream = file.add_stream("libx264", rate=30, options=options)
        stream.width, stream.height, stream.pix_fmt = 1920, 1080, "yuv420p"
        context = stream.codec_context
        context.colorspace = context.color_primaries = context.color_trc = context.color_range = 1
        for number in range(seconds * 30):
            picture = room[60:1140, 60:1980].astype(np.int16)
            x, y = int(420 + 60 * np.sin(number / 70)), int(20 + 12 * np.sin(number / 9))
            picture[y:, x : x + 1080] = face[: 1080 - y]
            noisy = np.clip(picture + grain[number % 8], 0, 255).astype(np.uint8)
            frame = av.VideoFrame.from_ndarray(noisy, format="rgb24")
            file.mux(stream.encode(frame.reformat(format="yuv420p", dst_colorspace="ITU709")))
        file.mux(stream.encode(None))


def voice(path: Path, seconds: int) -> None:
    """Something that is loud and quiet like speech."""
    at = np.arange(seconds * 48_000) / 48_000
    tone = np.sin(2 * np.pi * 140 * at) + 0.5 * np.sin(2 * np.pi * 520 * at)
    mono = tone * np.clip(np.sin(2 * np.pi * 2.3 * at), 0, 1) * 0.1
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 48_000, 0, "NONE", "not compressed"))
        file.writeframes((mono * 32767).astype("<i2").tobytes())


def plan_for(folder: Path, seconds: int, aspect: Aspect = "9:16") -> RenderPlan:
    """Popping captions with stroke and shadow, a title plate, a logo and a progress bar."""
    video, sound, logo = (folder / name for name in INPUTS)
    style = a_style(
        logo,
        overlays=(
            an_overlay(
                "title",
                id="hook",
                plate=Plate(shape="line", color="#FFFFFFFF"),
                color="#101010FF",
                span=Span(anchor="clip_start", duration_ms=3000),
            ),
            an_overlay("logo", id="logo", logo="main", box=Box(x=80, y=3, width=15, height=5)),
            an_overlay("progress", id="bar", box=Box(x=0, y=99.4, width=100, height=0.6)),
        ),
        size=8.0,
        case="upper",
        emphasis=Emphasis(kind="pop", scale=1.15),
    )
    text = " ".join((WORDS * seconds)[: int(seconds * 10 / 3) - 2])
    frames = seconds * 30
    width, height = ASPECT_SIZES[aspect]
    share = min(1.0, width / height * 9 / 16)
    key = CropKey(frame=0, x=round((1 - share) / 2, 3), y=0, width=round(share, 3), height=1)
    timeline = a_timeline(
        aspect,
        frames=frames,
        framings=(Framing(first_frame=0, end_frame=frames, keys=(key,)),),
        source=Ref(sha256=digest(video), size=1, media_type=BINARY),
        audio=Ref(sha256=digest(sound), size=1, media_type=BINARY),
        width=1920,
        height=1080,
    )
    return a_plan(style, text, aspect, logo=logo, timeline=timeline)[0]


def cpu_of(argv: list[str]) -> float:
    """User and system seconds of a process and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(argv, check=True, stdin=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def ffmpeg(
    folder: Path, seconds: int, inputs: list[str], graph: str, sound: list[str]
) -> list[str]:
    """FFmpeg's command for one output of the recording, encoded as we do."""
    limit = ["-t", str(seconds)]
    first = ["-threads", "2", *limit, "-i", str(folder / "in.mp4"), *inputs]
    shown = [
        "-filter_complex",
        f"[0:v]crop=606:1080:656:0,scale=1080:1920{graph}[v]",
        "-map",
        "[v]",
    ]
    program = [ffmpeg_program(), "-v", "error", "-nostdin", "-y"]
    return [*program, *first, *shown, *sound, *ENCODE, *limit, str(folder / "b.mp4")]


def bare(folder: Path, seconds: int) -> list[str]:
    """Decode, crop, scale and encode; no sound."""
    return ffmpeg(folder, seconds, [], "", [])


def comparable(folder: Path, seconds: int) -> list[str]:
    """The same with what ours has: words that pop, title, bar, logo, and sound at its loudness."""
    fonts = Path(font_manrope.__file__).parent / "files"
    graph = (
        f",ass={folder / 'in.ass'}:fontsdir={fonts}[c];[1:v]scale=160:80[l];[c][l]overlay=864:58"
    )
    sound = ["-map", "2:a", "-af", "loudnorm=I=-14:TP=-1", "-ar", "48000", "-ac", "2"]
    inputs = ["-i", str(folder / "logo.png"), "-i", str(folder / "in.wav")]
    return ffmpeg(folder, seconds, inputs, graph, [*sound, "-c:a", "aac", "-b:a", "160k"])


def rounds(commands: dict[str, list[str]]) -> dict[str, float]:
    """CPU seconds of each command, the median of all rounds."""
    found: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, argv in commands.items():
            found[name].append(cpu_of(argv))
    return {name: median(values) for name, values in found.items()}


def one_render(folder: Path, seconds: int) -> dict[str, float]:
    """One vertical render beside FFmpeg without and with captions."""
    spent = rounds(
        {
            "bare": bare(folder, seconds),
            "libass": comparable(folder, seconds),
            "start": [*ONE_RENDER, str(folder)],
            "ours": [*ONE_RENDER, str(folder), "9:16"],
        }
    )
    render = spent["ours"] - spent["start"]
    return {
        "bare_cpu_s": round(spent["bare"], 2),
        "libass_cpu_s": round(spent["libass"], 2),
        "render_cpu_s": round(render, 2),
        "process_start_cpu_s": round(spent["start"], 2),
        "ratio": round(render / spent["bare"], 3),
        "ratio_with_start": round(spent["ours"] / spent["bare"], 3),
        "ratio_to_libass": round(render / spent["libass"], 3),
        "peak_mib": round(int((folder / "peak").read_text()) / 1024),
    }


def three_aspects(folder: Path) -> dict[str, float]:
    """All aspects in one process, to each in a process of its own; no start of a process counts."""
    run = [*ONE_RENDER, str(folder)]
    spent = rounds(
        {"start": run, "all": [*run, *ASPECTS]} | {name: [*run, name] for name in ASPECTS}
    )
    together = spent["all"] - spent["start"]
    apart = sum(spent[name] - spent["start"] for name in ASPECTS)
    return {"aspects_cpu_s": round(together, 2), "aspects_ratio": round(together / apart, 3)}


def main(seconds: int, video: Path | None, *, aspects: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if video is None:
            talking_picture(folder / "in.mp4", seconds)
        else:
            (folder / "in.mp4").write_bytes(video.read_bytes())
        voice(folder / "in.wav", seconds)
        logo_file(folder)
        plans = {aspect: plan_for(folder, seconds, aspect) for aspect in ASPECTS}
        for aspect, plan in plans.items():
            (folder / f"{aspect}.json").write_text(plan.model_dump_json())
        subtitles(folder / "in.ass", plans["9:16"])
        report: dict[str, object] = {"benchmark": "render_cost", "seconds": seconds}
        report |= one_render(folder, seconds)
        report |= three_aspects(folder) if aspects else {}
    sys.stdout.write(json.dumps(report) + "\n")


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", nargs="?", type=int, default=30)
    parser.add_argument("video", nargs="?", type=Path)
    parser.add_argument("--aspects", action="store_true", help="three aspects of one clip too")
    return parser.parse_args()


if __name__ == "__main__":
    given = asked()
    main(given.seconds, given.video, aspects=given.aspects)
