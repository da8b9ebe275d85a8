"""`show`: runs and one run, read off the ledger. Starts no server."""

from __future__ import annotations

import time

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from deployments.exits import DONE, print_json
from deployments.printing import print_receipt
from schemas.outputs import Receipt
from schemas.states import WorkflowState
from tasks.settings import Settings
from tasks.tools.runs.context import Workshop
from tasks.tools.runs.receipt import delivery_state, receipt_of


def show_run(run_id: str, *, as_json: bool) -> int:
    """One run with its jobs and outputs; returns the exit code.

    Raises:
        RunNotFoundError: when the ledger has none, or more than one, of that name.
    """
    shop = Workshop.open(Settings())
    shop.ledger.reap()
    row = shop.ledger.runs.known(run_id)
    receipt = receipt_of(shop, row.id)
    if as_json:
        print_json(receipt.model_dump(mode="json"))
    else:
        _print_run(receipt, shop)
    return DONE


def _print_run(receipt: Receipt, shop: Workshop) -> None:
    console = Console(highlight=False, soft_wrap=True)
    style = receipt.style.ref if receipt.style else "no style yet"
    console.print(
        f"[bold]{receipt.run}[/] ({receipt.flow}) on {escape(receipt.source_name)}, {style}"
    )
    console.print(f"workflow {receipt.workflow.value}, delivery {receipt.delivery.state}")
    if receipt.error:
        console.print(f"[red]{escape(receipt.error)}[/]")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("stage", "part", "state", "seconds", "USD", "why"):
        table.add_column(name, justify="right" if name in {"seconds", "USD"} else "left")
    for job in receipt.jobs:
        state = "attached" if job.attached else job.state.value
        table.add_row(
            job.stage.value,
            job.part,
            state,
            f"{job.seconds:.1f}",
            f"{job.cost_usd:.4f}",
            escape(job.why),
        )
    console.print(table)
    moved = receipt.corrections
    if moved.starts or moved.ends:
        console.print(
            f"People have moved {moved.starts} starts by {moved.median_start_seconds:.2f} s and "
            f"{moved.ends} ends by {moved.median_end_seconds:.2f} s (medians) in this recording."
        )
    console.print(f"Folder: {escape(str(shop.runs / receipt.run))}")
    print_receipt(receipt, console)


def show_runs(*, as_json: bool) -> int:
    """The newest runs; returns the exit code."""
    shop = Workshop.open(Settings())
    shop.ledger.reap()
    rows = shop.ledger.runs.newest()
    lines = [
        {
            "run": row.id,
            "flow": row.flow,
            "source": row.source_name,
            "style": row.style,
            "workflow": row.state,
            "delivery": delivery_state(
                shop.ledger.outputs.of(row.id), WorkflowState(row.state)
            ).model_dump(),
            "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(row.started)),
        }
        for row in rows
    ]
    if as_json:
        print_json(lines)
        return DONE
    console = Console(highlight=False, soft_wrap=True)
    for row in rows:
        console.print(f"[bold]{row.id}[/]  {row.flow:12} {row.state:12} {escape(row.source_name)}")
    hint = "reelwright show RUN" if lines else "reelwright demo"
    console.print(f"Next: [bold]{hint}[/]")
    return DONE
