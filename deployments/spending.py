"""`costs`: what was billed and what was reused, read off the ledger. Starts no server."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from deployments.exits import DONE, REFUSED, print_json
from schemas.inference import SpendLine
from tasks.settings import Settings
from tasks.tools.ledger.tables import CostRow, ModelCallRow
from tasks.tools.runs.context import Workshop

Row = CostRow | ModelCallRow
BY: dict[str, Callable[[Any], str]] = {
    "customer": lambda row: str(row.tenant),
    "run": lambda row: str(row.run_id),
    "stage": lambda row: str(row.stage),
    "job": lambda row: f"{row.run_id} {row.job_id} {row.stage}",
    "model": lambda row: row.what if isinstance(row, CostRow) else _model(row),
}


def show_costs(by: str, month: str, *, as_json: bool) -> int:
    """Print the book grouped; returns the exit code."""
    if by not in BY or not re.fullmatch(r"(\d{4}-\d{2})?", month):
        sys.stderr.write(f"--by is one of {', '.join(BY)}; --month is a month such as 2026-01.\n")
        return REFUSED
    book = Workshop.open(Settings()).ledger.spending
    lines = spend_lines(book.costs(month=month), book.calls(month=month), BY[by])
    if as_json:
        print_json([line.model_dump(mode="json") for line in lines])
    else:
        _print(lines, by)
    return DONE


def spend_lines(
    costs: Iterable[CostRow], calls: Iterable[ModelCallRow], named: Callable[[Any], str]
) -> list[SpendLine]:
    """The book by name, the dearest first. Money is what was billed for anything; tokens and
    requests are those of language models."""
    lines: dict[str, dict[str, Any]] = {}

    def line(row: Row) -> dict[str, Any]:
        name = named(row)
        empty = dict.fromkeys(("usd", "requests", "reused", "input_tokens", "output_tokens"), 0)
        return lines.setdefault(name, {"name": name, **empty, "price_sources": set()})

    for cost in costs:
        entry = line(cost)
        entry["usd"] += cost.usd
        entry["price_sources"].add(cost.price_source)
    for call in calls:
        entry = line(call)
        entry["reused" if call.reused else "requests"] += 1
        entry["input_tokens"] += call.input_tokens
        entry["output_tokens"] += call.output_tokens
    made = [
        SpendLine.model_validate(
            entry | {"usd": round(entry["usd"], 9), "price_sources": sorted(entry["price_sources"])}
        )
        for entry in lines.values()
    ]
    return sorted(made, key=lambda item: (-item.usd, item.name))


def _model(call: ModelCallRow) -> str:
    """As its bill calls it: the provider's name for it, else the one it was asked by."""
    return f"model:{call.answered_by or call.model.partition(':')[2]}"


def _print(lines: list[SpendLine], by: str) -> None:
    console = Console(highlight=False, soft_wrap=True)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in (by, "USD", "requests", "reused", "tokens in", "tokens out", "priced by"):
        table.add_column(name, justify="left" if name in {by, "priced by"} else "right")
    for line in lines:
        table.add_row(
            escape(line.name),
            f"{line.usd:.6f}",
            str(line.requests),
            str(line.reused),
            str(line.input_tokens),
            str(line.output_tokens),
            escape(", ".join(line.price_sources)),
        )
    console.print(table)
    total = sum(line.usd for line in lines)
    console.print(f"{total:.6f} USD in all. Next: [bold]reelwright costs --by model --json[/]")
