"""Which finished runs are on an older version of a style, and what moving one would take."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import NamedTuple

from schemas.artifacts import Ref
from schemas.spec import RunSpec
from schemas.stages import Stage
from schemas.states import JobState, WorkflowState
from schemas.style.facets import Facets
from schemas.style.refs import StylePin
from tasks.tools.ledger.tables import RunRow
from tasks.tools.runs.context import Workshop

_DRAWN = (Stage.COMPOSE, Stage.RENDER, Stage.FINALIZE, Stage.THUMBNAIL)
DUE: dict[str, frozenset[Stage]] = {
    "plan": frozenset({Stage.ENHANCE, Stage.CAPTION, *_DRAWN}),
    "reframe": frozenset({Stage.REFRAME, Stage.STITCH, *_DRAWN}),
    "compose": frozenset(_DRAWN),
    "audio": frozenset(_DRAWN),
}
"""Facet to the stages that do their work again when it moved; publishing comes on top."""


class Work(NamedTuple):
    """What jobs took, or will take."""

    seconds: float
    usd: float


def backlog(shop: Workshop, style: str, below: str, since: date | None) -> list[RunRow]:
    """Delivered runs on versions of `style` (`org/name`) below `below`, newest first.

    A run that was run again in the same style and the same aspect ratios is left out: the later one
    stands for it.
    """
    rows = [row for row in shop.ledger.runs.of_style(style) if _delivered(shop, row)]
    again = {(row.parent, _aspects(row)) for row in rows}
    oldest = _midnight(since) if since else 0.0
    return [
        row
        for row in rows
        if number(version_of(row)) < number(below)
        and row.started >= oldest
        and (row.id, _aspects(row)) not in again
    ]


def expected(shop: Workshop, row: RunRow, facets: Facets) -> Work:
    """What a run would take in a style with these facets, judged by what it took before.

    A job that had attached counts with what the work took where it was done.
    """
    pin = shop.load(Ref.model_validate(row.pin), StylePin)
    moved = [name for name in DUE if getattr(pin.facets, name) != getattr(facets, name)]
    due = {Stage.PUBLISH, *(stage for name in moved for stage in DUE[name])}
    return _sum(work for stage, work, _ in works(shop, row.id) if stage in due)


def saved(shop: Workshop, run_id: str) -> float:
    """Seconds of work that a run did not do, because somebody had done it before."""
    return _sum(work for _, work, attached in works(shop, run_id) if attached).seconds


def works(shop: Workshop, run_id: str) -> list[tuple[Stage, Work, bool]]:
    """Every completed job of a run: its stage, what the work took, and whether it attached."""
    jobs = [job for job in shop.ledger.jobs.of(run_id) if job.state == JobState.COMPLETED.value]
    done = shop.ledger.jobs.by_id([job.attached_to for job in jobs if job.attached_to is not None])
    found = []
    for job in jobs:
        worker = done.get(job.attached_to, job) if job.attached_to is not None else job
        work = Work(worker.seconds, worker.cost_usd)
        found.append((Stage(job.stage), work, job.attached_to is not None))
    return found


def version_of(row: RunRow) -> str:
    """The version that a run has pinned."""
    return (row.style or "@").rpartition("@")[2]


def number(version: str) -> tuple[int, ...]:
    """A version as numbers, so that 1.10 comes after 1.9."""
    return tuple(int(part) for part in version.split("."))


def _delivered(shop: Workshop, row: RunRow) -> bool:
    """Whether a run is over and something came of it."""
    if row.closed is None or row.pin is None or row.state != WorkflowState.COMPLETED.value:
        return False
    return any(out.state == JobState.COMPLETED.value for out in shop.ledger.outputs.of(row.id))


def _aspects(row: RunRow) -> tuple[str, ...]:
    return tuple(sorted(RunSpec.model_validate(row.spec).params.aspects))


def _midnight(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()


def _sum(parts: Iterable[Work]) -> Work:
    counted = list(parts)
    return Work(sum(work.seconds for work in counted), sum(work.usd for work in counted))
