"""What `@stage` costs around the work: ledger, Prefect, store and the page in the run's folder.

`python -m tests.benchmarks.orchestration [--calls 100]` prints one JSON object: milliseconds per call
of a stage that does nothing, when it runs, when it attaches through Prefect's record, and when it
attaches through the ledger; the baseline is a Prefect task that persists a result of the same size.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
os.environ.setdefault("PREFECT_LOGGING_TO_API_ENABLED", "false")

from prefect import flow, task
from prefect.testing.utilities import prefect_test_harness

from schemas.artifacts import Ref
from schemas.stages import Stage
from schemas.transcript import Transcript
from tasks.stage import StageContext, stage
from tasks.tools.runs.context import Workshop, within
from tests.runs import run, workshop


@stage(Stage.TRANSCRIBE, revision=1)
def nothing(ctx: StageContext, number: int) -> Ref[Transcript]:
    """The smallest artifact there is."""
    return ctx.publish(Transcript(provider=str(number), duration_ms=0, words=()))


@task(persist_result=True)
async def bare(number: int) -> dict[str, Any]:
    """What Prefect does by itself."""
    return {"provider": str(number), "duration_ms": 0, "words": []}


async def _repeat(call: Callable[[int], Awaitable[object]], calls: int) -> float:
    """Milliseconds per call, one after the other."""
    began = time.perf_counter()
    for number in range(calls):
        await call(number)
    return (time.perf_counter() - began) * 1000 / calls


@flow(name="ours")
async def ours(calls: int) -> float:
    return await _repeat(nothing, calls)


@flow(name="theirs")
async def theirs(calls: int) -> float:
    return await _repeat(bare, calls)


def _in_run(shop: Workshop, calls: int) -> float:
    with within(run(shop)):
        return asyncio.run(ours(calls))


def measure(calls: int) -> dict[str, float]:
    """All four, in one process against one server."""
    with tempfile.TemporaryDirectory() as folder, prefect_test_harness(server_startup_timeout=180):
        shop = workshop(Path(folder))
        asyncio.run(theirs(3))
        baseline = asyncio.run(theirs(calls))
        ran = _in_run(shop, calls)
        attached = _in_run(shop, calls)
        shutil.rmtree(shop.results)
        by_ledger = _in_run(shop, calls)
    return {
        "calls": calls,
        "prefect_task_ms": round(baseline, 2),
        "ran_ms": round(ran, 2),
        "attached_ms": round(attached, 2),
        "attached_by_ledger_ms": round(by_ledger, 2),
        "ran_to_prefect_task": round(ran / baseline, 2),
        "attached_to_prefect_task": round(attached / baseline, 2),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=100)
    json.dump(measure(parser.parse_args().calls), sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
