"""A stage's life: what attaches, what runs, what is tried again, and what is never trusted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from prefect import flow

from schemas.artifacts import Ref
from schemas.costs import Cost
from schemas.scenes import Shot, Shots
from schemas.stages import Stage
from schemas.transcript import Transcript
from tasks.errors.base import FatalError, RetryableError
from tasks.errors.places import JobEndedError
from tasks.stage import StageContext, StageTask, stage
from tasks.tools.runs.context import Workshop, current_run, within
from tests.runs import run, workshop

Heard = Ref[Transcript]
COUNTS: list[str] = []


@stage(Stage.TRANSCRIBE, revision=1)
def hear(ctx: StageContext, language: str, busy: int = 0) -> Ref[Transcript]:
    """Counts how often it works; is busy at the first `busy` tries."""
    COUNTS.append(language)
    if language == "broken":
        raise FatalError("this never works")
    if language in {"costly", "makeshift"}:
        ctx.spend(Cost(what="model:x", usd=0.25, quantity=1, unit="asks", price_source="test"))
    if language == "makeshift" and COUNTS.count(language) == 1:
        ctx.stopgap("the model was down")
    if language == "reaped":
        ledger = current_run().workshop.ledger
        for job in ledger.jobs.of(current_run().run_id):
            ledger.jobs.fail(job.id or 0, "its worker is gone")
    if COUNTS.count(language) <= busy:
        raise RetryableError("busy")
    ctx.progress(1.0)
    return ctx.publish(Transcript(provider="test", language=language, duration_ms=1, words=()))


@flow(name="hearing")
async def hearing(*languages: str, busy: int = 0) -> list[Heard]:
    return list(await asyncio.gather(*(hear.at(name)(name, busy) for name in languages)))


@flow(name="other")
async def other(language: str) -> Heard:
    return await hear(language)


@pytest.fixture(autouse=True)
def _fresh() -> None:
    COUNTS.clear()


@pytest.fixture
def shop(home: Path, prefect_server: None) -> Workshop:
    return workshop(home)


def go(shop: Workshop, call: Callable[[], object], source: str = "5" * 64) -> tuple[str, object]:
    """Run a flow within a new run; returns the run's id and what the flow gave."""
    here = run(shop, source)
    with within(here):
        return here.run_id, asyncio.run(call())  # type: ignore[arg-type]


def test_the_same_inputs_attach_from_another_run_and_another_flow(shop: Workshop) -> None:
    first, made = go(shop, lambda: hearing("en"))
    second, again = go(shop, lambda: other("en"))
    assert COUNTS == ["en"]
    assert made == [again]
    job = shop.ledger.jobs.of(second)[0]
    assert (job.state, job.cost_usd) == ("completed", 0.0)
    assert job.attached_to == shop.ledger.jobs.of(first)[0].id
    assert first in job.why


def test_another_source_attaches_to_nothing(shop: Workshop) -> None:
    go(shop, lambda: hearing("en"))
    go(shop, lambda: hearing("en"), source="6" * 64)
    assert COUNTS == ["en", "en"]


def test_a_flipped_bit_is_noticed_and_the_work_done_anew(shop: Workshop) -> None:
    _, made = go(shop, lambda: other("en"))
    assert isinstance(made, Ref)
    place = shop.store.path(made)
    place.chmod(0o644)
    data = bytearray(place.read_bytes())
    data[3] ^= 1
    place.write_bytes(data)
    second, again = go(shop, lambda: other("en"))
    assert COUNTS == ["en", "en"]
    assert again == made
    assert shop.store.read(made)
    assert "damaged" in shop.ledger.jobs.of(second)[0].why


def test_a_tampered_record_is_a_miss_and_runs_no_code(shop: Workshop, tmp_path: Path) -> None:
    go(shop, lambda: other("en"))
    marker = tmp_path / "ran"
    (record,) = shop.results.iterdir()
    record.write_bytes(
        b'{"metadata":{"serializer":{"type":"json","object_decoder":"subprocess.check_call"}},'
        b'"result":"[\\"touch\\",\\"' + str(marker).encode() + b'\\"]"}'
    )
    go(shop, lambda: other("en"))
    assert not marker.exists()


def test_lost_records_still_attach_by_the_ledger(shop: Workshop) -> None:
    go(shop, lambda: other("en"))
    for record in shop.results.iterdir():
        record.unlink()
    go(shop, lambda: other("en"))
    assert COUNTS == ["en"]


def test_a_retryable_error_is_tried_again_and_said_in_events(shop: Workshop) -> None:
    run_id, _ = go(shop, lambda: hearing("en", busy=2))
    assert COUNTS == ["en"] * 3
    job = shop.ledger.jobs.of(run_id)[0]
    assert (job.state, job.attempts) == ("completed", 3)
    kinds = [event.kind for event in shop.ledger.runs.events(run_id)]
    assert kinds.count("job.retry_scheduled") == 2


def test_a_fatal_error_is_tried_once(shop: Workshop) -> None:
    with pytest.raises(FatalError, match="never works"):
        go(shop, lambda: other("broken"))
    assert COUNTS == ["broken"]
    newest = shop.ledger.runs.newest()[0].id
    assert shop.ledger.jobs.of(newest)[0].state == "failed"


def test_a_job_that_somebody_else_ended_is_not_tried_again(shop: Workshop) -> None:
    with pytest.raises(JobEndedError, match="its worker is gone"):
        go(shop, lambda: hearing("reaped"))
    assert COUNTS == ["reaped"]
    job = shop.ledger.jobs.of(shop.ledger.runs.newest()[0].id)[0]
    assert (job.state, job.attempts, job.error) == ("failed", 1, "its worker is gone")


@pytest.mark.parametrize("records", [True, False])
def test_a_stopgap_holds_for_its_run_only(shop: Workshop, records: bool) -> None:
    first, _ = go(shop, lambda: other("makeshift"))
    job = shop.ledger.jobs.of(first)[0]
    assert job.state == "completed"
    assert "this run only: the model was down" in job.why
    if not records:
        for record in shop.results.iterdir():
            record.unlink()
    go(shop, lambda: other("makeshift"))
    assert COUNTS == ["makeshift"] * 2
    go(shop, lambda: other("makeshift"))
    assert COUNTS == ["makeshift"] * 2


def test_what_an_attempt_spent_is_kept_when_it_fails(shop: Workshop) -> None:
    run_id, _ = go(shop, lambda: hearing("costly", busy=2))
    assert shop.ledger.jobs.of(run_id)[0].cost_usd == pytest.approx(0.75)
    assert len(shop.ledger.runs.costs(run_id)) == 3


def test_retries_end(shop: Workshop) -> None:
    with pytest.raises(RetryableError):
        go(shop, lambda: hearing("en", busy=99))
    assert len(COUNTS) == shop.settings.attempts


def test_two_runs_at_once_compute_once(shop: Workshop) -> None:
    _, both = go(shop, lambda: hearing("en", "en", "en"))
    assert COUNTS == ["en"]
    assert len(set(map(str, both))) == 1  # type: ignore[call-overload]


def test_the_run_folder_explains_itself(shop: Workshop) -> None:
    run_id, _ = go(shop, lambda: other("en"))
    page = (shop.runs / run_id / "03-transcribe.json").read_text()
    for word in ('"why"', '"key"', '"seconds"', '"language": "en"', '"attached": false'):
        assert word in page


def test_the_key_holds_content_and_nothing_else() -> None:
    here: Ref[Transcript] = Ref(sha256="1" * 64, size=1, media_type="application/json")
    there: Ref[Transcript] = Ref(sha256="1" * 64, size=1, media_type="text/plain")
    cut = _cut()
    assert cut.key("5" * 64, here, "x") == cut.key("5" * 64, there, "y")
    assert cut.key("5" * 64, here, "x") != cut.key("6" * 64, here, "x")
    assert cut.key("5" * 64, here, "x").startswith(f"detect_scenes-v7-{'5' * 64}-")
    assert not set(cut.key("5" * 64, here, "x")) & set("/.")


def test_an_unstable_input_is_refused() -> None:
    with pytest.raises(TypeError, match="set"):
        _cut().key("5" * 64, {1, 2}, "x")  # type: ignore[arg-type]


def _cut() -> StageTask[[Ref[Transcript], str], Ref[Shots]]:
    @stage(Stage.DETECT_SCENES, revision=7, ignore=("label",))
    def cut(ctx: StageContext, words: Ref[Transcript], label: str) -> Ref[Shots]:
        return ctx.publish(
            Shots(duration_ms=1, shots=(Shot(index=0, start_ms=0, end_ms=1, entered_by="start"),))
        )

    return cut
