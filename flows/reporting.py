"""What the style plane is told about a run: noted in the ledger, sent beside the work."""

from __future__ import annotations

from schemas.style.refs import StylePin
from tasks.tools.room import room_or_none
from tasks.tools.runs.context import RunContext
from tasks.tools.usage import note_outputs, note_pin, send_beside


def tell_pin(run: RunContext, style: StylePin) -> None:
    """Which version the run uses; told once, however often it is said."""
    with room_or_none(run.workshop.settings.home):
        note_pin(run, style)
    send_beside(run.workshop)


def tell_outputs(run: RunContext) -> None:
    """How the run's outputs ended, where it has a style and owes any."""
    row = run.workshop.ledger.runs.find(run.run_id)
    if row is None or row.pin is None:
        return
    with room_or_none(run.workshop.settings.home):
        note_outputs(run)
    send_beside(run.workshop)
