"""What is told of a run: states, tables, pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console

from deployments.printing import print_receipt
from deployments.reviewing import print_waiting
from schemas.artifacts import JSON
from schemas.base import canonical
from schemas.composition import CompositionIndex, IndexEntry
from schemas.enhancement import EnhancementPlan
from schemas.inference import Shortfall
from schemas.outputs import DeliveryState, JobLine, OutputLine, Receipt
from schemas.plan import EditorialPlan
from schemas.runs import Analysed, Composed
from schemas.stages import Stage
from schemas.states import JobState, WorkflowState
from tasks.tools.ledger.tables import OutputRow
from tasks.tools.runs.page import write_page
from tasks.tools.runs.receipt import delivery_state, receipt_of
from tasks.tools.runs.report import clip_table, clock, contact_sheet, job_table
from tests.looks import NOWHERE
from tests.runs import analysed, run, workshop


def rows(*states: str) -> list[OutputRow]:
    return [
        OutputRow(
            id=str(n), run_id="r", tenant="t", clip="c", aspect="9:16", state=state, created=0
        )
        for n, state in enumerate(states)
    ]


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ((), "failed"),
        (("pending", "pending"), "pending"),
        (("completed", "pending"), "in_progress"),
        (("in_progress",), "in_progress"),
        (("completed", "failed"), "completed"),
        (("failed", "failed"), "failed"),
    ],
)
def test_delivery_is_complete_when_all_ended_and_one_was_delivered(
    states: tuple[str, ...], expected: str
) -> None:
    assert delivery_state(rows(*states), WorkflowState.COMPLETED).state == expected


def test_nothing_has_failed_while_a_run_waits_for_a_review() -> None:
    assert delivery_state((), WorkflowState.NEEDS_REVIEW).state == "pending"
    assert delivery_state((), WorkflowState.FAILED).state == "failed"


def receipt(title: str) -> Receipt:
    """One delivered and one failed output; one job that attached."""
    line = OutputLine(
        clip="clip-01", aspect="9:16", state=JobState.COMPLETED, path="/x/clip-01_9x16.mp4",
        start_ms=0, end_ms=9000, seconds=9.0, width=1080, height=1920, fps=30.0,
        loudness_lufs=-14.0, true_peak_dbtp=-1.2, scores={"composite": 71}, title=title,
    )  # fmt: skip
    failed = line.model_copy(update={"state": JobState.FAILED, "path": None, "error": "no <room>"})
    job = JobLine(
        stage=Stage.PLAN, state=JobState.COMPLETED, attached=True, key="k", seconds=0, cost_usd=0,
        why="same inputs",
    )  # fmt: skip
    return Receipt(
        run="r", flow="clips", source_name="a <b>.mp4", source_sha256="5" * 64, style=None,
        workflow=WorkflowState.COMPLETED, seconds=1, cost_usd=0, jobs=(job,),
        delivery=DeliveryState(state="completed", delivered=1, failed=1, total=2),
        outputs=(line, failed), explanation="1 of 2",
    )  # fmt: skip


def test_a_page_shows_what_is_there_and_cannot_be_broken_by_a_title(tmp_path: Path) -> None:
    page = write_page(tmp_path, receipt("<script>alert(1)</script>")).read_text()
    assert "<script>" not in page
    assert 'src="clip-01_9x16.mp4"' in page
    assert "no &lt;room&gt;" in page


def test_a_page_links_the_other_thumbnails_that_are_there(tmp_path: Path) -> None:
    (tmp_path / "clip-01_9x16.2.jpg").write_bytes(b"jpeg")
    page = write_page(tmp_path, receipt("First")).read_text()
    assert 'href="clip-01_9x16.2.jpg"' in page
    assert "3.jpg" not in page


def test_many_clips_are_seen_at_a_glance_and_one_alone_needs_no_sheet(tmp_path: Path) -> None:
    one = receipt("First")
    assert 'class="sheet"' not in write_page(tmp_path, one).read_text()
    other = one.outputs[0].model_copy(update={"clip": "clip-02", "path": "/x/clip-02_9x16.mp4"})
    two = one.model_copy(update={"outputs": (*one.outputs, other)})
    page = write_page(tmp_path, two).read_text()
    for name in ("clip-01_9x16", "clip-02_9x16"):
        assert f'href="#{name}"' in page and f'id="{name}"' in page
        assert f'class="moving" src="{name}.webp"' in page


def test_a_contact_sheet_holds_its_pictures(tmp_path: Path) -> None:
    sheet = contact_sheet(receipt("A | B"), {"clip-01 9:16": b"jpeg"})
    assert "data:image/jpeg;base64,anBlZw==" in sheet
    assert "Failed: no <room>" in sheet


def test_what_models_did_not_answer_reaches_the_receipt_the_terminal_and_the_tables(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = Shortfall(
        asked="grade", why="budget", count=3, of=40, instead="embedded", profile="own@1",
        detail="nothing is left.",
    )  # fmt: skip
    shop = workshop(tmp_path / "home")
    run_id = analysed(shop, shortfalls=(lost,))
    told = receipt_of(shop, run_id)
    words = "own@1: 3 of 40 moments to grade left to the embedded analyser (budget)"
    assert told.notes == (f"{words}: nothing is left.",)
    row = shop.ledger.runs.known(run_id)
    print_waiting(shop, row, Console(width=400))
    assert words in capsys.readouterr().out
    plan = EditorialPlan.model_validate_json(
        shop.store.read(Analysed.model_validate(row.analysed).plan)
    )
    assert words in clip_table(plan)


def test_what_composing_had_to_say_reaches_the_receipt_the_page_and_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = workshop(tmp_path / "home")
    one = run(shop)
    assert receipt_of(shop, one.run_id).notes == ()
    entry = IndexEntry(clip_id="clip-01", aspect="9:16", plan=NOWHERE, warnings=("no font has 漢",))
    written, index = (
        shop.store.put_bytes(canonical(made), JSON)
        for made in (
            EnhancementPlan(clips=(), notes=("word 3 is not 'sigh'",)),
            CompositionIndex(entries=(entry,)),
        )
    )
    refs = {"pin": NOWHERE, "enhancement": written, "timelines": {}, "index": index}
    composed = Composed.model_validate(refs).model_dump(mode="json")
    shop.ledger.runs.note(one.run_id, composed=composed)
    told = receipt_of(shop, one.run_id)
    assert told.notes == ("word 3 is not 'sigh'", "clip-01_9x16: no font has 漢")
    page = write_page(tmp_path, told).read_text()
    print_receipt(told, Console())
    for text in (page, capsys.readouterr().out):
        assert "no font has 漢" in text


def test_reuse_is_counted_and_explained() -> None:
    table = job_table(receipt("x"))
    assert "1 of 1 jobs attached" in table
    assert "| plan |  | attached | 0.0 | same inputs |" in table


@pytest.mark.parametrize(
    ("ms", "text"), [(0, "0:00.0"), (61_500, "1:01.5"), (3_723_400, "1:02:03.4")]
)
def test_times_read_like_a_clock(ms: int, text: str) -> None:
    assert clock(ms) == text
