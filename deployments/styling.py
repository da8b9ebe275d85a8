"""Styles on the command line: what a run changes of one, bundles as files, and `restyle`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from deployments.exits import DONE, FAILED, PARTIAL, print_json
from deployments.producing import SETTLE_SECONDS
from deployments.runtime import command_runtime
from deployments.stopping import run_stoppably
from deployments.watching import TerminalWatcher
from schemas.params import RestyleParams
from schemas.restyle import RestyleReceipt
from schemas.style.overrides import StyleOverrides
from tasks.errors.styles import SlotsDoNotFitError, StyleOverrideError


def style_asked(style: str | None, on_unavailable: str, allow_withdrawn: bool) -> dict[str, Any]:
    """The form's `style` and `pinning`; a file that ends in .tar is a style bundle."""
    bundle = style is not None and style.endswith(".tar")
    pinning = {
        "on_unavailable": on_unavailable,
        "allow_withdrawn": allow_withdrawn,
        "bundle": str(Path(style or "").absolute()) if bundle else "",
    }
    named = {} if style is None or bundle else {"style": style}
    return {**named, "pinning": pinning}


def slots(given: list[str] | None) -> dict[str, str] | None:
    """Values of a style's slots, from NAME=VALUE; None when nothing was given.

    Raises:
        SlotsDoNotFitError: for text without `=`.
    """
    if given is None:
        return None
    wrong = [text for text in given if "=" not in text]
    if wrong:
        raise SlotsDoNotFitError("the style", f"{wrong[0]!r} has no value")
    return dict(text.split("=", 1) for text in given)


def overrides(given: str | None) -> StyleOverrides | None:
    """Changes of the style for one run, from JSON or from a file that holds it.

    Raises:
        StyleOverrideError: when it is no JSON object, or names another section.
    """
    if given is None:
        return None
    text = given if given.lstrip().startswith("{") else _read(given)
    try:
        document = json.loads(text)
    except ValueError as error:
        raise StyleOverrideError("any style", (f"{given!r} is no JSON: {error}",)) from error
    if not isinstance(document, dict):
        raise StyleOverrideError("any style", (f"{given!r} is no JSON object",))
    unknown = sorted(set(document) - set(StyleOverrides.model_fields))
    if unknown:
        raise StyleOverrideError(
            "any style", tuple(f"/{name}: not for one run" for name in unknown)
        )
    return StyleOverrides.model_validate(document)


def restyle(asked: dict[str, Any], *, as_json: bool) -> int:
    """Move finished runs to a newer version; returns the exit code."""
    params = RestyleParams.model_validate(asked)
    with TerminalWatcher() as watcher, command_runtime() as ready:
        from flows.restyle import restyle as flow
        from tasks.tools.runs.context import watched_by
        from tasks.tools.usage import settle

        ready()
        with watched_by(watcher):
            receipt = RestyleReceipt.model_validate(
                run_stoppably(lambda: flow(params), watcher.say)
            )
        if as_json:
            print_json(receipt.model_dump(mode="json"))
        else:
            _print(receipt, watcher.console)
        settle(SETTLE_SECONDS)
    failures = [run for run in receipt.left if run.because == "failed"]
    if not failures:
        return DONE
    return PARTIAL if receipt.moved else FAILED


def _print(receipt: RestyleReceipt, console: Console) -> None:
    verb = "would move" if receipt.dry_run else "moved"
    for run in receipt.moved:
        now = f" as {run.now}" if run.now else f", about {run.expected_seconds:.0f} s"
        console.print(
            f"{verb} [bold]{run.run}[/] {run.from_version} -> {receipt.to}{now}  "
            f"{escape(run.source_name)}"
        )
    for rest in receipt.left:
        console.print(f"left [bold]{rest.run}[/] at {rest.version}: {escape(rest.why)}")
    console.print(
        f"{len(receipt.moved)} runs, {receipt.jobs_attached} of "
        f"{receipt.jobs_attached + receipt.jobs_ran} jobs attached, {receipt.seconds_saved:.0f} s of "
        f"work saved, {receipt.seconds:.0f} s taken, {receipt.cost_usd:.4f} USD."
    )
    again = f"reelwright restyle {receipt.style} --to {receipt.style}@{receipt.to}"
    if receipt.dry_run and receipt.moved:
        console.print(f"Next: [bold]{again}[/]")
    elif receipt.left:
        console.print(f"Next: what is left, with the same command: [bold]{again}[/]")
    else:
        console.print("Next: [bold]reelwright show[/]")


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError as error:
        why = f"there is no file at {path!r}, and it is no JSON ({error.strerror})"
        raise StyleOverrideError("any style", (why,)) from error
