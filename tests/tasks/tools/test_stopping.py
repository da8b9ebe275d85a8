"""Work that is told to stop: it ends where it tells how far it is, and the programs it waits for die."""

from __future__ import annotations

import threading
import time

import pytest

from tasks.stage import StageContext
from tasks.tools.media.process import run_guarded
from tasks.tools.stopping import Stop, Stopped, stopped_by


def test_a_program_is_killed_when_the_work_that_waits_for_it_is_stopped() -> None:
    stop = Stop()
    threading.Timer(0.2, stop.tell).start()
    before = time.monotonic()
    with stopped_by(stop), pytest.raises(Stopped):
        run_guarded(["sleep", "60"], timeout_s=60)
    assert time.monotonic() - before < 20


def test_a_program_that_is_started_after_the_stop_is_killed_too() -> None:
    stop = Stop()
    stop.tell()
    with stopped_by(stop), pytest.raises(Stopped):
        run_guarded(["sleep", "60"], timeout_s=60)


def test_a_stage_stops_where_it_tells_how_far_it_is(ctx: StageContext) -> None:
    ctx.progress(0.5)
    ctx.stop.tell()
    with pytest.raises(Stopped):
        ctx.progress(0.6)
