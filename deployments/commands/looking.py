"""Commands that show: a file, a run, money, this machine; and the one that serves everything."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from deployments.exits import DONE, REFUSED, complain, print_json
from deployments.options import (
    Json,
)

app = typer.Typer()


@app.command()
def probe(
    file: Annotated[Path, typer.Argument(help="A media file.")], as_json: Json = False
) -> None:
    """Say whether a file can be used, why not, and what to do."""
    from deployments.printing import print_probe
    from tasks.settings import Settings
    from tasks.tools.media.probe import probe as probed

    if not file.is_file():
        raise typer.Exit(complain(f"There is no file at {str(file)!r}. Check the path.", REFUSED))
    report = probed(file, max_hours=Settings().max_source_hours)
    print_json(report.model_dump(mode="json")) if as_json else print_probe(report, file)
    raise typer.Exit(DONE if report.verdict == "accept" else REFUSED)


@app.command()
def show(
    run: Annotated[str, typer.Argument(help="A run's id, its beginning, or `latest`.")] = "",
    as_json: Json = False,
) -> None:
    """Show a run: what ran, what attached and why, what it cost, what was delivered."""
    from deployments.inspecting import show_run, show_runs

    raise typer.Exit(show_run(run, as_json=as_json) if run else show_runs(as_json=as_json))


@app.command()
def costs(
    by: Annotated[str, typer.Option(help="customer, run, stage, job or model.")] = "run",
    month: Annotated[str, typer.Option(help="Only this month, UTC: 2026-01.")] = "",
    as_json: Json = False,
) -> None:
    """Show what was billed, and what was answered without a bill."""
    from deployments.spending import show_costs

    raise typer.Exit(show_costs(by, month, as_json=as_json))


@app.command()
def doctor(as_json: Json = False) -> None:
    """Check this machine: programs, libraries, fonts, disk, database, style plane."""
    from deployments.doctor import examine

    raise typer.Exit(examine(as_json=as_json))


@app.command()
def up(
    port: Annotated[int, typer.Option(help="Port of Prefect's server and UI.")] = 4200,
    style_port: Annotated[int, typer.Option(help="Port of the style plane.")] = 4280,
) -> None:
    """Serve everything on this machine: Prefect, the style plane and all deployments."""
    from deployments.up import run_all

    raise typer.Exit(run_all(port, style_port))
