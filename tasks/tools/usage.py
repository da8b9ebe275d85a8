"""Telling the style plane which version a run uses and what it delivered. Never in a run's way.

A report is written into the ledger first. It is sent beside the run with short time-outs; what is
not taken is sent again by a later run or by the scheduled intake.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLongError
from functools import lru_cache

import httpx
import structlog

from schemas.style.refs import StylePin
from tasks.errors.places import LedgerUnavailableError
from tasks.tools.ledger.tables import ReportRow
from tasks.tools.plane import plane_client
from tasks.tools.runs.context import RunContext, Workshop
from tasks.tools.runs.receipt import receipt_of

TIMEOUT = httpx.Timeout(4.0, connect=1.5)
MOST_AT_ONCE = 100
NEVER = frozenset({400, 405, 409, 413, 422})
"""Answers that will not change: the report is given up."""


def note_pin(run: RunContext, pin: StylePin) -> None:
    """Write down that a run has pinned a style; twice is harmless."""
    body = pin.model_dump(
        mode="json",
        include={"ref", "org", "name", "version", "digest", "resolved_by", "overrides"},
    )
    body |= {
        "effective_digest": pin.effective_digest,
        "flow": run.spec.flow,
        "client": run.workshop.settings.tenant,
        "source_sha256": run.source_sha256,
        "pinned_at": pin.resolved_at,
    }
    run.workshop.ledger.reports.add(_path(run), body)


def note_outputs(run: RunContext) -> None:
    """Write down how a run's outputs ended; a run without any says nothing."""
    outputs = [
        {
            "output_id": f"{line.clip}_{line.aspect.replace(':', 'x')}",
            "aspect": line.aspect,
            "state": line.state.value,
            "sha256": line.sha256,
            "seconds": line.seconds,
            "title": line.title[:500],
        }
        for line in receipt_of(run.workshop, run.run_id).outputs
        if line.state.terminal
    ]
    if outputs:
        run.workshop.ledger.reports.add(f"{_path(run)}/outputs", {"outputs": outputs})


def send_beside(shop: Workshop) -> None:
    """Send what is due in a thread of this process; returns at once."""
    if shop.settings.style_plane_url:
        _Sending.last = _pool().submit(_send_quietly, shop)


def settle(seconds: float) -> None:
    """Give what is being sent a moment, before the process or its style plane ends."""
    if _Sending.last is not None:
        try:
            _Sending.last.result(seconds)
        except TooLongError:
            structlog.get_logger().warning("style plane not told in time; a later run tells it")


def send_due(shop: Workshop) -> int:
    """Send what is due; returns how many reports were taken. Ends at the first sign of no answer."""
    taken = 0
    with plane_client(
        shop.settings.style_plane_url, shop.settings.style_plane_usage_token, TIMEOUT
    ) as http:
        for _ in range(MOST_AT_ONCE):
            row = shop.ledger.reports.claim()
            if row is None:
                break
            try:
                taken += _send(shop, http, row)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                said = str(error) or type(error).__name__
                shop.ledger.reports.failed(row, said, final=False)
                break
    return taken


def _send(shop: Workshop, http: httpx.Client, row: ReportRow) -> bool:
    answer = http.put(row.path, json=row.body)
    if answer.is_success:
        shop.ledger.reports.taken(row)
        return True
    said = f"status {answer.status_code}: {answer.text[:300]}"
    shop.ledger.reports.failed(row, said, final=answer.status_code in NEVER)
    structlog.get_logger().warning("style plane did not take a report", path=row.path, why=said)
    return False


class _Sending:
    """The newest round of sending in this process."""

    last: Future[None] | None = None


@lru_cache(maxsize=1)
def _pool() -> ThreadPoolExecutor:
    """One thread; what it does is awaited when the interpreter ends, bounded by the time-outs."""
    return ThreadPoolExecutor(1, thread_name_prefix="usage")


def _send_quietly(shop: Workshop) -> None:
    try:
        send_due(shop)
    except LedgerUnavailableError as error:  # a busy ledger: the next run sends
        structlog.get_logger().warning("reports not sent", error=str(error))


def _path(run: RunContext) -> str:
    return f"/api/v1/pins/{run.run_id}"
