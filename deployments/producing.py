"""The commands that make clips: run a flow in this process, watch it, and print what came of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from deployments.exits import DONE, FAILED, PARTIAL, print_json
from deployments.printing import print_receipt
from deployments.reviewing import print_if_waiting, sheet_of, waiting
from deployments.runtime import command_runtime, home, prefect_answering
from deployments.stopping import run_stoppably
from deployments.watching import TerminalWatcher
from schemas.outputs import Receipt
from schemas.params import ClipsParams, RerunParams, ReviewParams
from schemas.states import WorkflowState
from tasks.settings import Settings
from tasks.tools.media.location import check_location
from tasks.tools.runs.context import Workshop
from tasks.tools.runs.folder import REVIEW_SHEET

SETTLE_SECONDS = 3.0
"""How long a command that is done waits for its reports to the style plane."""

Call = Callable[[], Awaitable[str]]
"""Starts a flow; awaited, it gives the run's id. Made late, because flows take seconds to import."""


def demo(out: Path, style: str, source: str, *, as_json: bool) -> int:
    """Clips of the demo's own talk, or of `source`; returns the exit code."""
    from deployments.styling import style_asked

    asked: dict[str, Any] = style_asked(style, "fail", False) | {"out": str(out.absolute())}
    with TerminalWatcher() as watcher:
        if source:
            asked["source"] = source
        else:
            asked |= _talk(watcher)
        code = _clip(ClipsParams.model_validate(asked), watcher, as_json)
    if not source:
        watcher.say("Your own recording: [bold]make demo SOURCE=talk.mp4[/]")
    return code


def _talk(watcher: TerminalWatcher) -> dict[str, Any]:
    from deployments.demo.talk import ABOUT, make_talk

    watcher.say(ABOUT)
    talk = make_talk(home() / "demo")
    watcher.say(f"The talk: {talk.video}")
    return {"source": str(talk.video), "speech": {"captions": str(talk.captions)}}


def clip(asked: dict[str, Any], *, as_json: bool) -> int:
    """Clips of a recording; returns the exit code."""
    params = ClipsParams.model_validate(asked)
    with TerminalWatcher() as watcher:
        return _clip(params, watcher, as_json)


def _clip(params: ClipsParams, watcher: TerminalWatcher, as_json: bool) -> int:
    check_location(params.source)

    def flow() -> Call:
        from flows.clips import clips

        return lambda: clips(params)

    return _run(flow, watcher, as_json)


def rerun(asked: dict[str, Any], *, as_json: bool) -> int:
    """A former run once more; returns the exit code."""
    params = RerunParams.model_validate(asked)

    def flow() -> Call:
        from flows.rerun import rerun as again

        return lambda: again(params)

    with TerminalWatcher() as watcher:
        return _run(flow, watcher, as_json)


def review(run_id: str, sheet: Path | None, *, as_json: bool) -> int:
    """On with a run that waits, as its sheet, or another, says; returns the exit code."""
    shop = Workshop.open(Settings())
    row = waiting(shop, run_id)
    wishes = sheet_of(sheet or shop.runs / row.id / REVIEW_SHEET)
    params = ReviewParams(run=row.id, clips=wishes.clips)

    def flow() -> Call:
        from flows.review import review as go_on

        return lambda: go_on(params)

    with TerminalWatcher() as watcher:
        return _run(flow, watcher, as_json)


def _run(flow: Callable[[], Call], watcher: TerminalWatcher, as_json: bool) -> int:
    with command_runtime() as ready:
        call = flow()
        from flows.opening import workshop
        from tasks.tools.runs.context import watched_by
        from tasks.tools.runs.receipt import receipt_of
        from tasks.tools.usage import settle

        ready()
        with watched_by(watcher), prefect_answering():
            run_id = run_stoppably(call, watcher.say)
        receipt = receipt_of(workshop(), run_id)
        if as_json:
            print_json(receipt.model_dump(mode="json"))
        elif not print_if_waiting(receipt, workshop(), watcher.console):
            print_receipt(receipt, watcher.console)
        settle(SETTLE_SECONDS)
    return exit_code(receipt)


def exit_code(receipt: Receipt) -> int:
    """0 when all was delivered or a person is to decide, 3 when some was, 1 when nothing was."""
    if receipt.workflow is WorkflowState.NEEDS_REVIEW:
        return DONE
    if receipt.workflow is not WorkflowState.COMPLETED or receipt.delivery.delivered == 0:
        return FAILED
    return PARTIAL if receipt.delivery.failed else DONE
