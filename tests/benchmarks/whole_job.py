"""A long recording with given captions, from nothing to delivered clips, stage by stage.

`python -m tests.benchmarks.whole_job [--minutes 20] [--folder DIR]` prints one JSON object. The
recording is built outside of the timing. `besides_renders` is the wall time until the composition
index stands plus all work of delivery that is not `render`, as a share of the recording's length.
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
from pathlib import Path
from typing import Any

from schemas.stages import DELIVERY, Stage
from tests.benchmarks.material import make_recording

ROOT = Path(__file__).resolve().parents[2]


def measure(video: Path, captions: Path, minutes: float) -> dict[str, Any]:
    """Run the job twice in an empty home: once from nothing, once again."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        first = _run(home, video, captions)
        again = _run(home, video, captions)
    receipt, seconds = first["receipt"], minutes * 60
    return {
        "recording_seconds": seconds,
        "clips": receipt["delivery"]["delivered"],
        "wall_seconds": first["wall"],
        "cpu_seconds": first["cpu"],
        "stage_seconds": _by_stage(receipt),
        "besides_renders": round(_besides_renders(first) / seconds, 4),
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
    row = _workflow(home / "home", receipt["run"])
    return {"receipt": receipt, "wall": round(wall, 1), "cpu": round(cpu, 1), "workflow": row}


def _workflow(home: Path, run_id: str) -> float:
    """Seconds from the run's start to its composition index."""
    from tasks.settings import Settings
    from tasks.tools.runs.context import Workshop

    shop = Workshop.open(Settings(home=home))
    run = shop.ledger.runs.find(run_id)
    shop.ledger.close()
    if run is None or run.ended is None:
        raise LookupError(f"run {run_id} did not end")
    return float(run.ended - run.started)


def _by_stage(receipt: dict[str, Any]) -> dict[str, float]:
    total: dict[str, float] = defaultdict(float)
    for job in receipt["jobs"]:
        total[job["stage"]] += job["seconds"]
    return {stage: round(seconds, 1) for stage, seconds in total.items()}


def _besides_renders(run: dict[str, Any]) -> float:
    others = {stage.value for stage in DELIVERY} - {Stage.RENDER.value}
    late = [job["seconds"] for job in run["receipt"]["jobs"] if job["stage"] in others]
    return float(run["workflow"] + sum(late))


def main() -> None:
    """Build, run, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--hours", type=float, default=0)
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()) / "reelwright-bench"
    )
    asked = parser.parse_args()
    minutes = asked.hours * 60 or asked.minutes
    video, captions = make_recording(asked.folder, minutes)
    json.dump(measure(video, captions, minutes), sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
