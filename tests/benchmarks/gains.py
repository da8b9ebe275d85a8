"""What two decisions save: faces found in one process, and picture and captions in one encode.

`python -m tests.benchmarks.gains [--clips 6] [--seconds 10]` prints one JSON object:

- `detector`: seconds for finding the faces of all clips in one process that loads its model once, and
  in a process for each clip; `saved` is the share of the wall time that the first saves.
- `encode`: CPU seconds of one render with captions, and of two after each other: cropped first,
  captions on top of what that gave; `saved` is the share that the first saves.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from schemas.artifacts import BINARY, Ref
from schemas.renders import RenderPlan
from schemas.spec import RenderOptions
from schemas.style.subtitles import SubtitleSystem
from tasks.composition.track_faces.stage import default_detector
from tasks.composition.track_faces.tracking import looks_of, observe
from tasks.delivery.render.local import LocalBackend
from tasks.tools.media.cut import pictures
from tasks.tools.media.ffmpeg import run_ffmpeg
from tests.benchmarks.one_render import INPUTS, load_once
from tests.benchmarks.render_cost import cpu_of, plan_for, talking_picture, voice
from tests.looks import a_plan, a_style, a_timeline, digest, logo_file

ME = [sys.executable, "-m", "tests.benchmarks.gains"]
LOOK_EVERY = 6


def find_faces(clip: Path, times: int, seconds: int) -> None:
    """As the stage does, on a clip of 30 frames a second."""
    plan = looks_of(((0, seconds * 30),), LOOK_EVERY)
    for _ in range(times):
        wanted = [frame for frames in plan for frame in frames]
        for _looks in observe(default_detector(), pictures(clip, wanted), plan):
            pass


def detector(folder: Path, clips: int, seconds: int) -> dict[str, float]:
    small = folder / "small.mp4"
    run_ffmpeg(
        ["-i", str(folder / "in.mp4"), "-vf", "scale=640:360", "-an", str(small)],
        doing="the small clip",
        timeout_s=300,
    )
    argv = [*ME, "--faces", str(small), "--seconds", str(seconds)]
    wall: list[float] = []
    for counts in ([clips], [1] * clips):
        began = time.perf_counter()
        for count in counts:
            cpu_of([*argv, "--clips", str(count)])
        wall.append(time.perf_counter() - began)
    return _saved("one_process_s", wall[0], "process_for_each_s", wall[1])


def render(folder: Path, plan: RenderPlan, out: Path) -> None:
    files = {digest(path): path for path in [*(folder / n for n in INPUTS), *folder.glob("mid/*")]}
    workdir = Path(tempfile.mkdtemp(dir=folder))
    path, _ = LocalBackend().render(
        plan,
        RenderOptions(),
        locate=lambda ref: files[ref.sha256],
        workdir=workdir,
        tell=lambda done: None,
    )
    out.parent.mkdir(exist_ok=True)
    path.replace(out)


def encode(folder: Path, seconds: int) -> dict[str, float]:
    whole = plan_for(folder, seconds)
    cropped = whole.model_copy(
        update={"captions": _bare(whole).captions, "overlays": (), "engine": "cropped"}
    )
    start = cpu_of([*ME, "--render", "", "--folder", str(folder)])
    once = _rendered(folder, whole, "out/whole.mp4") - start
    first = _rendered(folder, cropped, "mid/cropped.mp4") - start
    second = _rendered(folder, _over(folder, whole), "out/second.mp4") - start
    return _saved("one_encode_cpu_s", once, "two_encodes_cpu_s", first + second)


def _bare(plan: RenderPlan) -> RenderPlan:
    style = a_style().model_copy(update={"subtitles": SubtitleSystem(enabled=False)})
    return a_plan(style, "one", plan.aspect)[0]


def _over(folder: Path, plan: RenderPlan) -> RenderPlan:
    """The same drawn over the file that is cropped already."""
    name = digest(folder / "mid" / "cropped.mp4")
    timeline = a_timeline(
        plan.aspect,
        frames=plan.frame_count,
        source=Ref(sha256=name, size=1, media_type=BINARY),
        audio=plan.sound.audio,
        width=plan.width,
        height=plan.height,
    )
    picture = a_plan(a_style(), "one", plan.aspect, timeline=timeline)[0].picture
    return plan.model_copy(update={"picture": picture})


def _rendered(folder: Path, plan: RenderPlan, out: str) -> float:
    path = folder / "plan.json"
    path.write_text(plan.model_dump_json())
    return cpu_of([*ME, "--render", str(path), "--folder", str(folder), "--out", out])


def _saved(one: str, less: float, other: str, more: float) -> dict[str, float]:
    return {one: round(less, 2), other: round(more, 2), "saved": round(1 - less / more, 3)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=int, default=6)
    parser.add_argument("--seconds", type=int, default=10)
    for hidden in ("--faces", "--render", "--folder", "--out"):
        parser.add_argument(hidden, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.faces:
        find_faces(Path(asked.faces), asked.clips, asked.seconds)
    elif asked.render is not None:
        load_once()
        if asked.render:
            plan = RenderPlan.model_validate_json(Path(asked.render).read_bytes())
            render(Path(asked.folder), plan, Path(asked.folder) / asked.out)
    else:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            talking_picture(folder / "in.mp4", asked.seconds)
            voice(folder / "in.wav", asked.seconds)
            logo_file(folder)
            found = {
                "benchmark": "gains",
                "detector": detector(folder, asked.clips, asked.seconds),
                "encode": encode(folder, asked.seconds),
            }
        sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
