"""A long recording with given captions, from nothing to delivered clips, stage by stage.

`python -m tests.benchmarks.whole_job [--minutes 20 | --hours 2] [--folder DIR]` prints one JSON object;
minutes are 720p30, hours 1080p30. The recording is built outside of the timing. `until_plan_seconds`
is the wall time from the run's start until the plan stands, `besides_renders` that until the
composition index stands plus all work of delivery that is not `render`, as a share of the recording's
length. `render_to_bare` is the CPU of rendering the first clips once more, without the start of the
process, to that of bare FFmpeg decoding, cropping, scaling and encoding the same spans with the same
x264 settings.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from fractions import Fraction
from pathlib import Path
from typing import Any

from schemas.artifacts import JSON, Ref
from schemas.composition import CompositionIndex
from schemas.renders import RenderPlan
from schemas.runs import Composed
from schemas.spec import RenderOptions
from schemas.stages import DELIVERY, Stage
from schemas.units import fps
from tasks.delivery.render.local import LocalBackend
from tasks.settings import Settings
from tasks.tools.media.ffmpeg import ffmpeg_program
from tasks.tools.runs.context import Workshop
from tests.benchmarks.material import make_recording
from tests.benchmarks.one_render import load_once
from tests.benchmarks.render_cost import ENCODE, cpu_of

ROOT = Path(__file__).resolve().parents[2]
COMPARED = 3
"""Clips whose render is measured against bare FFmpeg."""


def measure(video: Path, captions: Path, minutes: float) -> dict[str, Any]:
    """Run the job twice in an empty home: once from nothing, once again."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        first = _run(home, video, captions)
        again = _run(home, video, captions)
        ratios = _render_to_bare(home / "home", first["receipt"]["run"], video)
    receipt, seconds = first["receipt"], minutes * 60
    return {
        "recording_seconds": seconds,
        "clips": receipt["delivery"]["delivered"],
        "wall_seconds": first["wall"],
        "cpu_seconds": first["cpu"],
        "stage_seconds": _by_stage(receipt),
        "until_plan_seconds": first["planned"],
        "besides_renders": round(_besides_renders(first) / seconds, 4),
        "render_to_bare": ratios,
        "again_wall_seconds": again["wall"],
        "again_to_first": round(again["wall"] / first["wall"], 4),
        "again_ran": sorted({j["stage"] for j in again["receipt"]["jobs"] if not j["attached"]}),
    }


def _run(home: Path, video: Path, captions: Path) -> dict[str, Any]:
    arguments = ["clip", str(video), "--captions", str(captions), "--json"]
    arguments += ["--out", str(home / "out")]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "deployments.cli", *arguments],
        cwd=ROOT,
        env=os.environ | {"REELWRIGHT_HOME": str(home / "home")},
        stdout=subprocess.PIPE,
        check=True,
    )
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    receipt = json.loads(done.stdout)
    planned, composed = _milestones(home / "home", receipt["run"])
    return {
        "receipt": receipt,
        "wall": round(wall, 1),
        "cpu": round(cpu, 1),
        "planned": round(planned, 1),
        "composed": composed,
    }


def _milestones(home: Path, run_id: str) -> tuple[float, float]:
    """Seconds from the run's start to its plan and to its composition index."""
    shop = Workshop.open(Settings(home=home))
    run = shop.ledger.runs.known(run_id)
    (planned,) = (job.ended for job in shop.ledger.jobs.of(run_id) if job.stage == Stage.PLAN)
    shop.ledger.close()
    if run.ended is None or planned is None:
        raise LookupError(f"run {run_id} did not end")
    return float(planned - run.started), float(run.ended - run.started)


def _plans(home: Path, run_id: str) -> list[tuple[str, RenderPlan]]:
    """Digest and content of every render plan of a run."""
    shop = Workshop.open(Settings(home=home))
    run = shop.ledger.runs.find(run_id)
    if run is None or run.composed is None:
        raise LookupError(f"run {run_id} was not composed")
    composed = Composed.model_validate(run.composed)
    index = CompositionIndex.model_validate_json(shop.store.read(composed.index))
    return [
        (entry.plan.sha256, RenderPlan.model_validate_json(shop.store.read(entry.plan)))
        for entry in index.entries
    ]


def _render_to_bare(home: Path, run_id: str, video: Path) -> list[float]:
    """For the first clips, the CPU of our render to that of bare FFmpeg on the same span."""
    me = [sys.executable, "-m", "tests.benchmarks.whole_job", "--home", str(home)]
    ratios = []
    for digest, plan in _plans(home, run_id)[:COMPARED]:
        ours = cpu_of([*me, "--render", digest]) - cpu_of([*me, "--render", ""])
        ratios.append(round(ours / cpu_of(_bare(home, plan, video)), 3))
    return ratios


def _bare(home: Path, plan: RenderPlan, video: Path) -> list[str]:
    """FFmpeg's command for the plan's span, cropped to its shape from the middle."""
    if plan.picture is None:
        raise LookupError("a plan without picture has nothing to compare with")
    begin = Fraction(plan.picture.spans[0].first_frame) / fps(plan.rate)
    seconds = Fraction(plan.frame_count) / fps(plan.rate)
    shape = f"crop=ih*{plan.width}/{plan.height}:ih,scale={plan.width}:{plan.height}"
    return [
        str(ffmpeg_program()), "-v", "error", "-nostdin", "-y", "-threads", "2",
        "-ss", str(float(begin)), "-t", str(float(seconds)), "-i", str(video), "-an",
        "-vf", shape, *ENCODE, str(home / "bare.mp4"),
    ]  # fmt: skip


def _render(home: Path, digest: str) -> None:
    """One render in this process; without a digest, only what it takes to get ready for one."""
    store = Workshop.open(Settings(home=home)).store
    load_once()
    if not digest:
        return
    plan = RenderPlan.model_validate_json(store.read(Ref(sha256=digest, size=0, media_type=JSON)))
    LocalBackend().render(
        plan, RenderOptions(), locate=store.path, workdir=home, tell=lambda done: None
    )


def _by_stage(receipt: dict[str, Any]) -> dict[str, float]:
    total: dict[str, float] = defaultdict(float)
    for job in receipt["jobs"]:
        total[job["stage"]] += job["seconds"]
    return {stage: round(seconds, 1) for stage, seconds in total.items()}


def _besides_renders(run: dict[str, Any]) -> float:
    others = {stage.value for stage in DELIVERY} - {Stage.RENDER.value}
    late = [job["seconds"] for job in run["receipt"]["jobs"] if job["stage"] in others]
    return float(run["composed"] + sum(late))


def main() -> None:
    """Build, run, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--hours", type=float, default=0)
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()) / "reelwright-bench"
    )
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--render", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.render is not None:
        _render(asked.home, asked.render)
        return
    minutes = asked.hours * 60 or asked.minutes
    height = 1080 if asked.hours else 720
    video, captions = make_recording(asked.folder, minutes, height=height)
    json.dump(measure(video, captions, minutes), sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
