"""Renders in their own process, together: `python -m tests.benchmarks.one_render FOLDER [PLAN ...]`.

The folder holds what the plans name, and each plan as `PLAN.json`. Without a plan the process only
loads what a worker loads once. Leaves its peak memory, in KiB, in `FOLDER/peak`.
"""

from __future__ import annotations

import hashlib
import importlib
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from schemas.renders import RenderPlan
from schemas.spec import RenderOptions
from tasks.delivery.render.company import Company, Seat
from tasks.delivery.render.local import LocalBackend

INPUTS = ("in.mp4", "in.wav", "logo.png")


def load_once() -> None:
    """What the first render of a process loads."""
    for module in ("tasks.delivery.render.mixing", "tasks.delivery.render.sound"):
        importlib.import_module(module)


def main(folder: Path, names: list[str]) -> None:
    """Render all plans at the same time."""
    load_once()
    paths = [folder / name for name in INPUTS]
    files = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in paths}
    company = Company(len(names))

    def rendered(name: str) -> None:
        plan = RenderPlan.model_validate_json((folder / f"{name}.json").read_bytes())
        workdir = Path(tempfile.mkdtemp(dir=folder))
        LocalBackend().render(
            plan,
            RenderOptions(),
            locate=lambda ref: files[ref.sha256],
            workdir=workdir,
            tell=lambda done: None,
            seat=Seat(company) if len(names) > 1 else None,
        )
        shutil.rmtree(workdir)

    with ThreadPoolExecutor(max(1, len(names))) as threads:
        list(threads.map(rendered, names))
    said = Path("/proc/self/status").read_text()  # `getrusage` would tell of the parent's too
    (folder / "peak").write_text(said.split("VmHWM:")[1].split()[0])


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
