"""Scheduled: new files of a watched folder become runs, each content once."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from prefect import flow
from prefect.deployments import arun_deployment

from flows.opening import workshop
from schemas.params import ClipsParams, IntakeParams
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
    started = [await _start(shop, path, params) for path in fresh]
    return [run for run in started if run is not None]


def new_files(folder: Path, settle_seconds: int, now: float) -> list[Path]:
    """Media files that have not changed for a while, oldest first; the folder is made if missing."""
    folder.mkdir(parents=True, exist_ok=True)
    found = [
        (path.stat().st_mtime, path)
        for path in folder.rglob("*")
        if path.suffix.lower() in MEDIA and path.is_file() and not path.name.startswith(".")
    ]
    return [path for changed, path in sorted(found) if now - changed >= settle_seconds]


async def _start(shop: Workshop, path: Path, params: IntakeParams) -> str | None:
    """Start `clips` on a file, unless its content was taken in before."""
    seen = path.stat()
    named = (str(path.absolute()), f"{seen.st_size}-{seen.st_mtime_ns}")
    if await asyncio.to_thread(shop.ledger.intake.known, *named):
        return None
    digest = await asyncio.to_thread(sha256_of, path)
    if not await asyncio.to_thread(shop.ledger.intake.take, digest, *named):
        return None
    asked = ClipsParams(
        source=str(path.absolute()),
        style=params.style,
        aspects=params.aspects,
        slots=params.slots,
        pinning=params.pinning,
    )
    try:
        run = await arun_deployment(
            "clips/clips",
            parameters={"params": asked.model_dump(mode="json")},
            timeout=0,
            as_subflow=False,
            idempotency_key=f"intake:{shop.settings.tenant}:{digest}",
        )
    except BaseException:
        await asyncio.shield(asyncio.to_thread(shop.ledger.intake.put_back, digest))
        raise
    return str(run.id)
