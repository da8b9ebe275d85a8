"""Scheduled: new files of a watched folder become runs, each content once."""

from __future__ import annotations

import asyncio
import math
import time
from pathlib import Path

import structlog
from prefect import flow
from prefect.deployments import arun_deployment

from flows.opening import workshop
from schemas.params import ClipsParams, IntakeParams
from schemas.units import Sha256
from tasks.tools.artifacts.local import sha256_of
from tasks.tools.runs.context import Workshop
from tasks.tools.usage import send_beside

MEDIA = frozenset(
    [
        ".mp4",
        ".mov",
        ".mkv",
        ".webm",
        ".avi",
        ".m4v",
        ".mts",
        ".ts",
        ".flv",
        ".3gp",
        ".wmv",
        ".mpg",
        ".mpeg",
        ".gif",
        ".mp3",
        ".wav",
        ".m4a",
        ".aac",
        ".flac",
        ".ogg",
        ".opus",
        ".wma",
        ".mka",
    ]
)


@flow(name="intake")
async def intake(params: IntakeParams) -> list[str]:
    """Turn new files of a watched folder into runs. Returns the ids of the flow runs it started."""
    shop = workshop()
    await asyncio.to_thread(shop.ledger.reap)  # what a killed worker left is freed once a minute
    send_beside(shop)  # what the style plane did not hear of earlier runs
    folder = Path(params.folder) if params.folder else shop.settings.home / "inbox"
    fresh = await asyncio.to_thread(new_files, folder, params.settle_seconds, time.time())
    started = [await _looked_at(shop, path, params) for path in fresh]
    return [run for run in started if run is not None]


async def _looked_at(shop: Workshop, path: Path, params: IntakeParams) -> str | None:
    """One file; what cannot be read is said, and keeps nobody from the files behind it."""
    try:
        return await _start(shop, path, params)
    except OSError as error:
        why = error.strerror or str(error)
        structlog.get_logger().error("file of the inbox not taken", path=str(path), why=why)
        return None


def new_files(folder: Path, settle_seconds: int, now: float) -> list[Path]:
    """Media files that have not changed for a while, oldest first; the folder is made if missing."""
    folder.mkdir(parents=True, exist_ok=True)
    found = [
        (_changed(path), path)
        for path in folder.rglob("*")
        if path.suffix.lower() in MEDIA and path.is_file() and not path.name.startswith(".")
    ]
    return [path for changed, path in sorted(found) if now - changed >= settle_seconds]


def _changed(path: Path) -> float:
    """When a file changed; never, as far as we are concerned, where it is gone meanwhile."""
    try:
        return path.stat().st_mtime
    except OSError:
        return math.inf


async def _start(shop: Workshop, path: Path, params: IntakeParams) -> str | None:
    """Start `clips` on a file, unless its content was taken in before.

    It counts as taken in when its run has been started, not before: whoever is killed in between
    starts the same flow run again, because of its idempotency key.
    """
    ledger, state = shop.ledger.intake, path.stat()
    named = (str(path.absolute()), f"{state.st_size}-{state.st_mtime_ns}")
    if await asyncio.to_thread(ledger.seen, *named):
        return None
    digest = await asyncio.to_thread(sha256_of, path)
    run = None
    if not await asyncio.to_thread(ledger.taken, digest):
        run = await _started(shop, path, params, digest)
        await asyncio.to_thread(ledger.take, digest, *named)
    await asyncio.to_thread(ledger.sighted, *named)
    return run


async def _started(shop: Workshop, path: Path, params: IntakeParams, digest: Sha256) -> str:
    asked = ClipsParams(
        source=str(path.absolute()),
        style=params.style,
        aspects=params.aspects,
        slots=params.slots,
        pinning=params.pinning,
        review=params.review,
    )
    run = await arun_deployment(
        "clips/clips",
        parameters={"params": asked.model_dump(mode="json")},
        timeout=0,
        as_subflow=False,
        idempotency_key=f"intake:{shop.settings.tenant}:{digest}",
    )
    return str(run.id)
