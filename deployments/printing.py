"""How plans, probes, receipts and runs look in a terminal."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from schemas.media import ProbeReport
from schemas.outputs import Receipt
from schemas.plan import EditorialPlan
from schemas.states import JobState
from tasks.tools.runs.report import clock


def print_plan(plan: EditorialPlan, transcript: Path) -> None:
    """The chosen moments with scores and reasons."""
    console = Console(highlight=False, soft_wrap=True)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("clip", "from", "to", "score", "title"):
        table.add_column(name, justify="right" if name in {"from", "to", "score"} else "left")
    for clip in plan.clips:
        score = f"{clip.composite:.0f}"
        table.add_row(clip.id, clock(clip.start_ms), clock(clip.end_ms), score, escape(clip.title))
        table.add_row("", "", "", "", f"[dim]{escape('; '.join(clip.reasons))}[/]")
    console.print(table)
    console.print(escape(plan.explanation))
    if plan.profile:
        console.print(f"Taste: {plan.profile} ({escape(plan.profile_reason)}).")
    if plan.brief is not None:
        wanted, avoided = ", ".join(plan.brief.wanted), ", ".join(plan.brief.avoided)
        console.print(escape(f"Brief: wanted {wanted or 'all'}; avoided {avoided or 'nothing'}."))
    console.print(
        f"Next: [bold]reelwright clip RECORDING --captions {escape(str(transcript))}[/], "
        f"or add --json for all figures."
    )


def print_probe(report: ProbeReport, file: Path) -> None:
    """Verdict, reason and remedy."""
    console = Console(highlight=False, soft_wrap=True)
    good = report.verdict == "accept"
    verdict = "[green]accepted[/]" if good else "[red]refused[/]"
    console.print(f"{escape(str(file))}: {verdict} ({report.reason})")
    if report.detail:
        console.print(escape(report.detail))
    for warning in report.warnings:
        console.print(f"  will be repaired: {escape(warning)}")
    if good:
        console.print(f"Next: [bold]reelwright clip {escape(str(file))}[/]")
    else:
        console.print(f"What to do: {escape(report.remedy)}")


def print_receipt(receipt: Receipt, console: Console) -> None:
    """What was delivered, what it took, and the next command to type."""
    delivery = receipt.delivery
    console.print()
    for output in receipt.outputs:
        if output.state is JobState.FAILED:
            console.print(
                f"[red]failed[/] {output.clip} {output.aspect}: {escape(output.error or '')}"
            )
            continue
        score = output.scores.get("composite", 0)
        console.print(
            f"[bold]{output.clip}[/] {output.aspect}  {output.seconds or 0:5.1f} s  score {score:3.0f}  "
            f"{escape(output.title)}"
        )
    attached = sum(job.attached for job in receipt.jobs)
    console.print(
        f"\n{delivery.delivered} of {delivery.total} outputs delivered in {receipt.seconds:.0f} s; "
        f"{attached} of {len(receipt.jobs)} jobs attached to earlier work; "
        f"{receipt.cost_usd:.4f} USD."
    )
    for warning in receipt.style.warnings if receipt.style else ():
        console.print(f"[yellow]{escape(warning)}[/]")
    for note in receipt.notes:
        console.print(f"[yellow]{escape(note)}[/]")
    if receipt.explanation:
        console.print(escape(receipt.explanation))
    folder = _folder(receipt)
    if folder is not None:
        console.print(f"Look at them: [bold]{escape(str(folder / 'index.html'))}[/]")
    console.print(_next(receipt))


def _next(receipt: Receipt) -> str:
    """What to type now; another style helps only where there are clips."""
    show = f"Next: [bold]reelwright show {receipt.run}[/]"
    if not receipt.outputs:
        return f"{show}, or run again with other limits, such as [bold]--min-seconds 8[/]"
    return (
        f"{show}, or in another style: "
        f"[bold]reelwright rerun {receipt.run} --style reelwright/clean[/]"
    )


def _folder(receipt: Receipt) -> Path | None:
    paths = (Path(output.path) for output in receipt.outputs if output.path)
    return next((path.parent for path in paths), None)
