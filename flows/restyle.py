"""Move finished runs to a newer version of their style, newest first, within a budget."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import structlog
from prefect import flow
from prefect.artifacts import acreate_markdown_artifact

from flows.opening import workshop
from flows.rerun import rerun
from schemas.params import RerunParams, RestyleParams
from schemas.restyle import LeftBecause, LeftRun, MovedRun, RestyleReceipt
from schemas.style.refs import ResolvedStyle
from tasks.composition.mirror import Mirror
from tasks.errors.styles import StyleNotFoundError
from tasks.tools.ledger.tables import RunRow
from tasks.tools.plane import parsed, plane_client, resolve
from tasks.tools.runs.backlog import Work, backlog, expected, saved, version_of
from tasks.tools.runs.context import Workshop
from tasks.tools.runs.folder import write_json
from tasks.tools.runs.receipt import receipt_of
from tasks.tools.runs.report import restyle_table


class Budget:
    """What may still be spent, and how well the work was foreseen so far."""

    def __init__(self, params: RestyleParams) -> None:
        self.params = params
        self.runs, self.seconds, self.usd = 0, 0.0, 0.0
        self._foreseen = 0.0

    def against(self, work: Work) -> tuple[LeftBecause, str] | None:
        """Why a run is not started; None when it fits."""
        asked = self.params
        seconds = work.seconds * self._pace()
        if asked.max_runs is not None and self.runs >= asked.max_runs:
            return "max-runs", f"{asked.max_runs} runs were asked for at most"
        if asked.max_seconds is not None and self.seconds + seconds > asked.max_seconds:
            left = max(0.0, asked.max_seconds - self.seconds)
            return "max-seconds", f"it would take about {seconds:.0f} s, and {left:.0f} s are left"
        if asked.budget_usd is not None and self.usd + work.usd > asked.budget_usd:
            money = max(0.0, asked.budget_usd - self.usd)
            return "budget", f"it would cost about {work.usd:.2f} USD, and {money:.2f} are left"
        return None

    def spend(self, seconds: float, usd: float, foreseen: Work) -> None:
        """Count a run that was started, whatever came of it."""
        self.runs += 1
        self.seconds += seconds
        self.usd += usd
        self._foreseen += foreseen.seconds

    def _pace(self) -> float:
        """Seconds on the clock for each second foreseen; never less than half of what was."""
        enough = self.runs > 0 and self._foreseen > 0 and not self.params.dry_run
        return max(0.5, self.seconds / self._foreseen) if enough else 1.0


@flow(name="restyle")
async def restyle(params: RestyleParams) -> dict[str, Any]:
    """Finished runs once more in a newer version of their style. Returns the receipt.

    A run that fails is left as it is, and the next one is tried.
    """
    shop = workshop()
    await asyncio.to_thread(shop.ledger.reap)
    target = await asyncio.to_thread(target_of, shop, params)
    rows = await asyncio.to_thread(backlog, shop, params.style, target.version, params.since)
    budget, moved, left = Budget(params), list[MovedRun](), list[LeftRun]()
    for row in rows:
        work = await asyncio.to_thread(expected, shop, row, target.facets)
        refused = budget.against(work)
        if refused is not None:
            left.append(_left(row, *refused, work))
            continue
        done = await _move(shop, row, target, work, budget)
        moved.append(done) if isinstance(done, MovedRun) else left.append(done)
    receipt = _receipt(params, target, moved, left, budget)
    await _tell(shop, receipt)
    return receipt.model_dump(mode="json")


def target_of(shop: Workshop, params: RestyleParams) -> ResolvedStyle:
    """The one version that all runs are moved to.

    Raises:
        StyleNotFoundError: when the reference names nothing, or another style.
        StylePlaneUnavailableError: when nobody can be asked.
    """
    ref = parsed(params.to or f"{params.style}@stable")
    if f"{ref.org}/{ref.name}" != params.style:
        raise StyleNotFoundError(str(ref), f"runs of {params.style} stay in their style")
    kept = Mirror.of(shop.settings, shop.store).lasting(ref)
    if kept is not None:
        return kept.resolved
    settings = shop.settings
    with plane_client(settings.style_plane_url, settings.style_plane_usage_token) as http:
        return resolve(http, str(ref))


async def _move(
    shop: Workshop, row: RunRow, target: ResolvedStyle, work: Work, budget: Budget
) -> MovedRun | LeftRun:
    """Run one again in the new version, or only say so in a dry run."""
    moved = MovedRun(
        run=row.id,
        now=None,
        source_name=row.source_name,
        from_version=version_of(row),
        expected_seconds=work.seconds,
    )
    if budget.params.dry_run:
        budget.spend(work.seconds, work.usd, work)
        return moved
    label = f"{target.org}/{target.name}@{target.version}"
    began, before = time.monotonic(), await asyncio.to_thread(shop.ledger.runs.reruns, row.id)
    try:
        run_id = await rerun(RerunParams(run=row.id, style=label))
    except Exception as error:  # noqa: BLE001  whatever one run fails of, the others are moved
        lost = await asyncio.to_thread(billed, shop, row.id, before)
        budget.spend(time.monotonic() - began, lost, work)
        structlog.get_logger().error("run not moved", run=row.id, to=label, error=str(error))
        return _left(row, "failed", str(error) or type(error).__name__, work)
    taken = await asyncio.to_thread(_taken, shop, run_id)
    budget.spend(time.monotonic() - began, taken["cost_usd"], work)
    if taken["delivered"] == 0:
        return _left(row, "failed", f"nothing of run {run_id} was delivered", work)
    return moved.model_copy(update={"now": run_id, **taken})


def billed(shop: Workshop, run_id: str, before: Sequence[str]) -> float:
    """USD that the reruns of a run cost which were not there before, also those that failed."""
    now = set(shop.ledger.runs.reruns(run_id)) - set(before)
    return sum(receipt_of(shop, rerun_id).cost_usd for rerun_id in now)


def _taken(shop: Workshop, run_id: str) -> dict[str, Any]:
    """What a run took and gave, off its receipt."""
    receipt = receipt_of(shop, run_id)
    attached = sum(job.attached for job in receipt.jobs)
    return {
        "seconds": round(receipt.seconds, 3),
        "cost_usd": receipt.cost_usd,
        "jobs_attached": attached,
        "jobs_ran": len(receipt.jobs) - attached,
        "seconds_saved": round(saved(shop, run_id), 3),
        "delivered": receipt.delivery.delivered,
        "failed": receipt.delivery.failed,
    }


def _left(row: RunRow, because: LeftBecause, why: str, work: Work) -> LeftRun:
    return LeftRun(
        run=row.id,
        source_name=row.source_name,
        version=version_of(row),
        because=because,
        why=why,
        expected_seconds=work.seconds,
    )


def _receipt(
    params: RestyleParams,
    target: ResolvedStyle,
    moved: list[MovedRun],
    left: list[LeftRun],
    budget: Budget,
) -> RestyleReceipt:
    return RestyleReceipt(
        style=params.style,
        to=target.version,
        digest=target.digest,
        dry_run=params.dry_run,
        moved=tuple(moved),
        left=tuple(left),
        seconds=0.0 if params.dry_run else budget.seconds,
        cost_usd=0.0 if params.dry_run else budget.usd,
        jobs_attached=sum(run.jobs_attached for run in moved),
        jobs_ran=sum(run.jobs_ran for run in moved),
        seconds_saved=sum(run.seconds_saved for run in moved),
    )


async def _tell(shop: Workshop, receipt: RestyleReceipt) -> None:
    """The receipt as a file in the tenant's home, and as a table in the Prefect UI."""
    name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{receipt.style.replace('/', '-')}.json"
    path = shop.settings.tenant_home / "restyles" / name
    await asyncio.to_thread(write_json, path, receipt)
    await acreate_markdown_artifact(
        key="restyle", markdown=restyle_table(receipt), description="Runs moved, and runs left"
    )
