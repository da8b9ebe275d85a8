"""CPU of a render against bare FFmpeg doing decode, crop, scale and x264 of the same span.

Prints one JSON object. `python -m tests.benchmarks.render_cost [SECONDS] [VIDEO]`; without a video
a talking picture is made. Each side runs in a process of its own; what counts is user and system
time of its whole tree, the best of three rounds in turn, so that both see the same machine.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import wave
from pathlib import Path

import av
import cv2
import numpy as np

from schemas.artifacts import BINARY, Ref
from schemas.clips import CropKey, Framing
from schemas.params import RenderOptions
from schemas.renders import RenderPlan
from schemas.style.overlays import Box, Span
from schemas.style.subtitles import Emphasis, Plate
from tasks.delivery.render.local import LocalBackend
from tasks.tools.media.ffmpeg import ffmpeg_program
from tests.looks import a_plan, a_style, a_timeline, an_overlay, digest

ROUNDS = 3
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
ENCODE = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-threads", "2")


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


def plan_for(video: Path, sound: Path, seconds: int) -> RenderPlan:
    """Popping captions with stroke and shadow, a title plate and a progress bar, in 9:16."""
    style = a_style(
        overlays=(
            an_overlay(
                "title",
                id="hook",
                plate=Plate(shape="line", color="#FFFFFFFF"),
                color="#101010FF",
                span=Span(anchor="clip_start", duration_ms=3000),
            ),
            an_overlay("progress", id="bar", box=Box(x=0, y=99.4, width=100, height=0.6)),
        ),
        size=8.0,
        case="upper",
        emphasis=Emphasis(kind="pop", scale=1.15),
    )
    text = " ".join((WORDS * seconds)[: int(seconds * 10 / 3) - 2])
    key = CropKey(frame=0, x=0.342, y=0, width=0.316, height=1)
    frames = seconds * 30
    timeline = a_timeline(
        frames=frames,
        framings=(Framing(first_frame=0, end_frame=frames, keys=(key,)),),
        source=Ref(sha256=digest(video), size=1, media_type=BINARY),
        audio=Ref(sha256=digest(sound), size=1, media_type=BINARY),
        width=1920,
        height=1080,
    )
    return a_plan(style, text, timeline=timeline)[0]


def ours(folder: Path) -> None:
    """One render, in this process."""
    plan = RenderPlan.model_validate_json((folder / "plan.json").read_bytes())
    files = {digest(folder / name): folder / name for name in ("in.mp4", "in.wav")}
    LocalBackend().render(
        plan,
        RenderOptions(),
        locate=lambda ref: files[ref.sha256],
        workdir=folder,
        tell=lambda done: None,
    )


def cpu_of(argv: list[str]) -> float:
    """User and system seconds of a process and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(argv, check=True, stdin=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def bare(folder: Path, seconds: int, more: str = "") -> list[str]:
    """FFmpeg's command for decode, crop, scale and encode; `more` filters come at the end."""
    graph = f"crop=606:1080:656:0,scale=1080:1920{more}"
    source = [
        "-threads",
        "2",
        "-t",
        str(seconds),
        "-i",
        str(folder / "in.mp4"),
        "-an",
        "-vf",
        graph,
    ]
    return [
        ffmpeg_program(),
        "-v",
        "error",
        "-nostdin",
        "-y",
        *source,
        *ENCODE,
        str(folder / "b.mp4"),
    ]


def subtitles(path: Path, seconds: int) -> None:
    """The same kind of captions as ASS, in the plainest form that libass can draw."""
    lines = [
        "[Script Info]",
        "PlayResX: 1080",
        "PlayResY: 1920",
        "[V4+ Styles]",
        "Format: Name, Fontname, Fontsize, PrimaryColour, OutlineColour, Outline, Shadow, Alignment,"
        " MarginV",
        "Style: Default,Manrope,86,&H00FFFFFF,&H00000000,7,3,2,420",
        "[Events]",
        "Format: Start, End, Style, Text",
    ]
    for start in range(seconds):
        said = " ".join(WORDS[(start * 4) % 6 :][:4])
        lines.append(f"Dialogue: 0:00:{start:02d}.00,0:00:{start + 1:02d}.00,Default,{said}")
    path.write_text("\n".join(lines), encoding="utf-8")


def main(seconds: int, video: Path | None) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if video is None:
            talking_picture(folder / "in.mp4", seconds)
        else:
            (folder / "in.mp4").write_bytes(video.read_bytes())
        voice(folder / "in.wav", seconds)
        subtitles(folder / "in.ass", seconds)
        plan = plan_for(folder / "in.mp4", folder / "in.wav", seconds)
        (folder / "plan.json").write_text(plan.model_dump_json())
        me = [sys.executable, "-m", "tests.benchmarks.render_cost", "--one", name]
        idle = [sys.executable, "-m", "tests.benchmarks.render_cost", "--none", name]
        commands = {
            "bare": bare(folder, seconds),
            "libass": bare(folder, seconds, f",ass={folder / 'in.ass'}"),
            "ours": me,
            "start": idle,
        }
        found: dict[str, list[float]] = {key: [] for key in commands}
        for _ in range(ROUNDS):
            for key, argv in commands.items():
                found[key].append(cpu_of(argv))
        best = {key: min(values) for key, values in found.items()}
        render = best["ours"] - best["start"]
        report = {
            "benchmark": "render_cost",
            "seconds": seconds,
            "bare_cpu_s": round(best["bare"], 2),
            "libass_cpu_s": round(best["libass"], 2),
            "render_cpu_s": round(render, 2),
            "process_start_cpu_s": round(best["start"], 2),
            "ratio": round(render / best["bare"], 3),
            "ratio_with_start": round(best["ours"] / best["bare"], 3),
            "ratio_to_libass": round(render / best["libass"], 3),
        }
        sys.stdout.write(json.dumps(report) + "\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        ours(Path(sys.argv[2]))
    elif sys.argv[1:2] != ["--none"]:
        given = sys.argv[1:]
        main(int(given[0]) if given else 20, Path(given[1]) if given[1:] else None)
