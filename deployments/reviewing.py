"""`review`: what a waiting run's plan holds, and on with it as a person wants it."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape

from deployments.exits import DONE, print_json
from schemas.outputs import Receipt
from schemas.plan import EditorialPlan
from schemas.review import PlanReview
from schemas.runs import Analysed
from schemas.states import WorkflowState
from tasks.errors.editing import NotWaitingError, ReviewRefusedError
from tasks.settings import Settings
from tasks.tools.ledger.tables import RunRow
from tasks.tools.runs.context import Workshop
from tasks.tools.runs.folder import REVIEW_SHEET
from tasks.tools.runs.report import clock


def show_waiting(run_id: str, *, as_json: bool) -> int:
    """Print what a waiting run asks; returns the exit code.

    Raises:
        RunNotFoundError, NotWaitingError: when no run of that name waits.
    """
    shop = Workshop.open(Settings())
    row = waiting(shop, run_id)
    sheet = sheet_of(shop.runs / row.id / REVIEW_SHEET)
    if as_json:
        print_json(sheet.model_dump(mode="json"))
        return DONE
    print_waiting(shop, row, Console(highlight=False, soft_wrap=True))
    return DONE


def waiting(shop: Workshop, run_id: str) -> RunRow:
    """The run of that name, which waits.

    Raises:
        RunNotFoundError: when there is none.
        NotWaitingError: when it does not wait.
    """
    row = shop.ledger.runs.known(run_id)
    if row.state != WorkflowState.NEEDS_REVIEW.value:
        raise NotWaitingError(row.id, row.state)
    return row


def sheet_of(path: Path) -> PlanReview:
    """What a person wrote into a sheet.

    Raises:
        ReviewRefusedError: when it cannot be read.
    """
    try:
        return PlanReview.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ReviewRefusedError(str(path), error.strerror or str(error)) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise ReviewRefusedError(str(path), f"{where}: {first['msg']}") from error


def print_waiting(shop: Workshop, row: RunRow, console: Console) -> None:
    """The clips as planned, and how to go on."""
    made = Analysed.model_validate(row.analysed)
    plan = shop.load(made.plan, EditorialPlan)
    console.print(f"\n[bold]{row.id}[/] waits for a look at its plan:")
    for clip in plan.clips:
        times = f"{clock(clip.start_ms)} to {clock(clip.end_ms)}"
        console.print(
            f"\n[bold]{clip.id}[/]  {times}  score {clip.composite:.0f}  {escape(clip.title)}"
        )
        console.print(f"  [dim]{escape(clip.text)}[/]")
    console.print(f"\n{escape(plan.explanation)}")
    for lost in plan.shortfalls:
        console.print(f"[yellow]{escape(lost.text)}[/]")
    console.print(
        f"Next: edit [bold]{escape(str(shop.runs / row.id / REVIEW_SHEET))}[/] if you like, then "
        f"[bold]reelwright review {row.id} --go[/]"
    )


def print_if_waiting(receipt: Receipt, shop: Workshop, console: Console) -> bool:
    """Print what a run asks, when it waits; whether it does."""
    if receipt.workflow is not WorkflowState.NEEDS_REVIEW:
        return False
    print_waiting(shop, waiting(shop, receipt.run), console)
    return True
