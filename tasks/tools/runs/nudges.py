"""Ends of clips that people have moved: kept for each recording, read by every later run of it.

One file for each recording under the tenant's home, replaced as a whole; the run that was nudged
stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Literal

from schemas.base import canonical
from schemas.plan import EditorialPlan, PlannedClip
from schemas.steering import Corrections, Nudge, Nudges
from tasks.tools.runs.folder import read_or, write_whole

REVIEWED = "reviewed"
"""Folder of the moves that were made in reviews."""
Edge = Literal["start", "end"]


def nudges_of(tenant_home: Path, source_sha256: str) -> Nudges:
    """What was moved in a recording so far."""
    return read_or(_path(tenant_home, source_sha256), Nudges(source_sha256=source_sha256))


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


def moved_in_review(
    tenant_home: Path, source_sha256: str, run: str, planned: EditorialPlan, wanted: EditorialPlan
) -> Nudges:
    """Keep which ends a person moved in the review of a run, to be counted; a later answer of the same
    run replaces the earlier one, and a rerun that repeats a move counts it no second time.

    Later runs read the review itself, so these are apart from what `nudged` keeps.
    """
    path = _path(tenant_home, source_sha256, REVIEWED)
    kept = read_or(path, Nudges(source_sha256=source_sha256))
    before = [item for item in kept.items if item.run != run]
    known = {(item.edge, item.at_ms, item.to_ms) for item in before}
    ours = {clip.id: clip for clip in planned.clips}
    added = [
        Nudge(edge=edge, at_ms=at, to_ms=to, run=run, clip=clip.id)
        for clip in wanted.clips
        if clip.id in ours
        for edge, at, to in _moves(ours[clip.id], clip)
        if at != to and (edge, at, to) not in known
    ]
    made = Nudges(source_sha256=source_sha256, items=(*before, *added))
    if before or added:
        write_whole(path, canonical(made).decode())
    return made


def _moves(one: PlannedClip, other: PlannedClip) -> tuple[tuple[Edge, int, int], ...]:
    return ("start", one.start_ms, other.start_ms), ("end", one.end_ms, other.end_ms)


def corrections(tenant_home: Path, source_sha256: str | None = None) -> Corrections:
    """How much people have moved, in one recording or in all of a tenant's, in reviews as well."""
    folder = tenant_home / "nudges"
    files = sorted((*folder.glob("*.json"), *(folder / REVIEWED).glob("*.json")))
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


def _path(tenant_home: Path, source_sha256: str, inside: str = "") -> Path:
    return tenant_home / "nudges" / inside / f"{source_sha256}.json"
