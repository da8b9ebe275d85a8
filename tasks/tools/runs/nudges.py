"""Ends of clips that people have moved: kept for each recording, read by every later run of it.

One file for each recording under the tenant's home, replaced as a whole; the run that was nudged
stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import median

from schemas.base import canonical
from schemas.plan import PlannedClip
from schemas.steering import Corrections, Nudge, Nudges
from tasks.tools.runs.folder import write_whole


def nudges_of(tenant_home: Path, source_sha256: str) -> Nudges:
    """What was moved in a recording so far."""
    path = _path(tenant_home, source_sha256)
    if not path.exists():
        return Nudges(source_sha256=source_sha256)
    return Nudges.model_validate_json(path.read_bytes())


def nudged(
    tenant_home: Path,
    source_sha256: str,
    run: str,
    clip: PlannedClip,
    *,
    start_ms: int,
    end_ms: int,
) -> Nudges:
    """Keep that somebody moved a clip's ends by so much; 0 leaves an end alone."""
    added = []
    if start_ms:
        to = max(0, clip.start_ms + start_ms)
        added.append(Nudge(edge="start", at_ms=clip.start_ms, to_ms=to, run=run, clip=clip.id))
    if end_ms:
        to = max(0, clip.end_ms + end_ms)
        added.append(Nudge(edge="end", at_ms=clip.end_ms, to_ms=to, run=run, clip=clip.id))
    before = nudges_of(tenant_home, source_sha256)
    made = before.model_copy(update={"items": (*before.items, *added)})
    write_whole(_path(tenant_home, source_sha256), canonical(made).decode())
    return made


def corrections(tenant_home: Path, source_sha256: str | None = None) -> Corrections:
    """How much people have moved, in one recording or in all of a tenant's."""
    files = sorted((tenant_home / "nudges").glob("*.json"))
    if source_sha256 is not None:
        files = [path for path in files if path.stem == source_sha256]
    items = [item for path in files for item in Nudges.model_validate_json(path.read_bytes()).items]
    starts = [abs(item.to_ms - item.at_ms) / 1000 for item in items if item.edge == "start"]
    ends = [abs(item.to_ms - item.at_ms) / 1000 for item in items if item.edge == "end"]
    return Corrections(
        starts=len(starts),
        ends=len(ends),
        median_start_seconds=_median(starts),
        median_end_seconds=_median(ends),
    )


def _median(values: Sequence[float]) -> float:
    return round(median(values), 3) if values else 0.0


def _path(tenant_home: Path, source_sha256: str) -> Path:
    return tenant_home / "nudges" / f"{source_sha256}.json"
