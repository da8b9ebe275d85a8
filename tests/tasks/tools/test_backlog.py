"""Which finished runs are behind, and what moving one would take, read off a real ledger."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from flows.restyle import Budget, billed
from schemas.artifacts import Ref
from schemas.base import Contract
from schemas.costs import Cost
from schemas.outputs import OutputLine
from schemas.params import RestyleParams
from schemas.stages import Stage
from schemas.states import JobState, WorkflowState
from schemas.style.compare import FACETS as NAMES
from schemas.style.facets import Facets
from schemas.style.refs import StylePin
from tasks.tools.ledger.jobs import Granted
from tasks.tools.runs.backlog import DUE, Work, backlog, expected, saved
from tasks.tools.runs.context import Workshop
from tests.runs import spec, workshop

STYLE = "acme/podcast"
FACETS = Facets(plan="1" * 64, reframe="2" * 64, compose="3" * 64, audio="4" * 64)
SECONDS = {
    Stage.TRANSCRIBE: 100.0,
    Stage.ENHANCE: 1.0,
    Stage.REFRAME: 2.0,
    Stage.COMPOSE: 3.0,
    Stage.RENDER: 40.0,
    Stage.CAPTION: 0.5,
    Stage.PUBLISH: 0.25,
}


@pytest.fixture
def shop(home: Path) -> Workshop:
    return workshop(home)


def made(
    shop: Workshop, version: str, *, parent: str | None = None, delivered: bool = True,
    aspects: tuple[str, ...] = ("9:16",), style: str = STYLE, over: bool = True,
) -> str:  # fmt: skip
    """A run with a pin, jobs that took `SECONDS`, and one output."""
    asked = spec()
    params = asked.params.model_copy(update={"aspects": aspects})
    asked = asked.model_copy(update={"parent": parent, "params": params})
    run_id = shop.ledger.runs.open(asked)
    org, name = style.split("/")
    contract: Ref[Contract] = Ref(sha256="7" * 64, size=1, media_type="application/json")
    pin = StylePin(
        ref=style, org=org, name=name, version=version, digest="7" * 64, facets=FACETS,
        contract=contract, assets={},
    )  # fmt: skip
    kept = shop.store.put_bytes(pin.model_dump_json().encode(), "application/json")
    shop.ledger.runs.note(run_id, pin=kept.model_dump(), style=pin.label)
    for stage, seconds in SECONDS.items():
        job = shop.ledger.jobs.add(run_id, stage, "", f"{stage}-{run_id}")
        assert isinstance(shop.ledger.jobs.claim(job, reuse=True), Granted)
        shop.ledger.jobs.complete(job, kept, why="a test", seconds=seconds)
    output = shop.ledger.outputs.add(run_id, "clip-01", "9:16")
    line = OutputLine(
        clip="clip-01", aspect="9:16", state=JobState.COMPLETED, start_ms=0, end_ms=1,
        scores={}, title="",
    )  # fmt: skip
    shop.ledger.outputs.settle(output, JobState.COMPLETED if delivered else JobState.FAILED, line)
    shop.ledger.runs.end(run_id, WorkflowState.COMPLETED)
    if over:
        shop.ledger.runs.close(run_id)
    return run_id


def behind(shop: Workshop, below: str = "1.10.0", since: date | None = None) -> list[str]:
    return [row.id for row in backlog(shop, STYLE, below, since)]


def test_older_versions_are_behind_newest_run_first(shop: Workshop) -> None:
    old, newer = made(shop, "1.0.0"), made(shop, "1.9.0")
    made(shop, "1.10.0")
    made(shop, "2.0.0")
    made(shop, "1.0.0", style="acme/podcast-two")
    assert behind(shop) == [newer, old]


def test_runs_that_delivered_nothing_or_still_deliver_are_left_alone(shop: Workshop) -> None:
    made(shop, "1.0.0", delivered=False)
    made(shop, "1.0.0", over=False)
    assert behind(shop) == []


def test_a_rerun_stands_for_the_run_before(shop: Workshop) -> None:
    first = made(shop, "1.0.0")
    again = made(shop, "1.0.0", parent=first)
    assert behind(shop) == [again]
    made(shop, "1.10.0", parent=again)
    assert behind(shop) == []


def test_a_rerun_in_other_aspect_ratios_is_a_piece_of_its_own(shop: Workshop) -> None:
    first = made(shop, "1.0.0")
    made(shop, "1.10.0", parent=first, aspects=("1:1",))
    assert behind(shop) == [first]


def test_a_failed_rerun_stands_for_nothing(shop: Workshop) -> None:
    first = made(shop, "1.0.0")
    made(shop, "1.10.0", parent=first, delivered=False)
    assert behind(shop) == [first]


def test_runs_before_a_day_are_left_alone(shop: Workshop) -> None:
    run = made(shop, "1.0.0")
    assert behind(shop, since=date(2020, 1, 1)) == [run]
    assert behind(shop, since=date(2999, 1, 1)) == []


@pytest.mark.parametrize(
    ("moved", "seconds"),
    [
        ((), 0.25),
        (("audio",), 43.25),
        (("compose",), 43.25),
        (("reframe",), 45.25),
        (("plan",), 44.75),
        (("plan", "reframe"), 46.75),
    ],
)
def test_work_is_foreseen_by_the_facets_that_moved(
    shop: Workshop, moved: tuple[str, ...], seconds: float
) -> None:
    made(shop, "1.0.0")
    (row,) = backlog(shop, STYLE, "2.0.0", None)
    facets = FACETS.model_copy(update=dict.fromkeys(moved, "9" * 64))
    assert expected(shop, row, facets).seconds == pytest.approx(seconds)


def test_what_attached_counts_with_what_it_took_where_it_was_done(shop: Workshop) -> None:
    first = made(shop, "1.0.0")
    render = next(job for job in shop.ledger.jobs.of(first) if job.stage == Stage.RENDER)
    again = shop.ledger.runs.open(spec())
    job = shop.ledger.jobs.add(again, Stage.RENDER, "", render.key)
    assert render.id is not None and render.result is not None
    shop.ledger.jobs.attach(job, render.id, Ref.model_validate(render.result), why="a test")
    assert saved(shop, again) == 40.0
    assert saved(shop, first) == 0.0


def test_every_facet_has_its_stages() -> None:
    assert set(DUE) == set(NAMES)


def asked(**limits: object) -> RestyleParams:
    return RestyleParams.model_validate({"style": STYLE, **limits})


def test_a_run_that_does_not_fit_the_budget_is_not_started() -> None:
    assert Budget(asked()).against(Work(1e9, 1e9)) is None
    for limits, because in (
        ({"max_seconds": 10}, "max-seconds"),
        ({"budget_usd": 0.5}, "budget"),
    ):
        budget = Budget(asked(**limits))
        assert budget.against(Work(9, 0.4)) is None
        refused = budget.against(Work(11, 0.6))
        assert refused is not None
        assert refused[0] == because


def test_number_and_time_are_used_up() -> None:
    budget = Budget(asked(max_runs=2, max_seconds=100))
    budget.spend(30, 0, Work(30, 0))
    assert budget.against(Work(60, 0)) is None
    assert budget.against(Work(80, 0)) is not None
    budget.spend(1, 0, Work(1, 0))
    assert (budget.against(Work(1, 0)) or ("", ""))[0] == "max-runs"


def test_what_takes_longer_than_foreseen_is_foreseen_longer() -> None:
    budget = Budget(asked(max_seconds=100))
    budget.spend(40, 0, Work(20, 0))
    assert budget.against(Work(25, 0)) is None
    assert budget.against(Work(35, 0)) is not None


def test_what_a_failed_rerun_was_billed_is_counted(shop: Workshop) -> None:
    run_id = made(shop, "1.0.0")
    before = [made(shop, "1.0.0", parent=run_id)]
    assert shop.ledger.runs.reruns(run_id) == before
    failed = shop.ledger.runs.open(spec().model_copy(update={"parent": run_id}))
    job = shop.ledger.jobs.add(failed, Stage.SCORE, "", "score-1")
    assert isinstance(shop.ledger.jobs.claim(job, reuse=True), Granted)
    kept = shop.store.put_bytes(b"{}", "application/json")
    cost = Cost(what="model:x", usd=0.25, quantity=10, unit="tokens", price_source="test")
    shop.ledger.jobs.complete(job, kept, why="a test", seconds=1.0, costs=[cost])
    shop.ledger.runs.end(failed, WorkflowState.FAILED, "a test")
    assert billed(shop, run_id, before) == pytest.approx(0.25)
