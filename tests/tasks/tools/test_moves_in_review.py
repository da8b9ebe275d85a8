"""Ends that a person moves in a review are counted once, and move nothing by themselves."""

from __future__ import annotations

from pathlib import Path

from schemas.plan import EditorialPlan
from tasks.tools.runs.nudges import corrections, moved_in_review, nudges_of
from tests.tasks.composition.test_enhance import clip_of

SOURCE = "0" * 64


def plan(*spans: tuple[int, int]) -> EditorialPlan:
    clips = tuple(clip_of(a, b, f"clip-{n:02d}") for n, (a, b) in enumerate(spans, 1))
    return EditorialPlan(source_duration_ms=90_000, clips=clips, explanation="")


PLANNED = plan((1000, 20_000), (30_000, 50_000))


def test_moves_are_counted_by_their_size(tmp_path: Path) -> None:
    moved_in_review(tmp_path, SOURCE, "one", PLANNED, plan((1400, 20_000), (29_000, 51_500)))
    found = corrections(tmp_path, SOURCE)
    assert (found.starts, found.ends) == (2, 1)
    assert (found.median_start_seconds, found.median_end_seconds) == (0.7, 1.5)
    assert nudges_of(tmp_path, SOURCE).items == ()


def test_a_review_that_moves_nothing_leaves_no_trace(tmp_path: Path) -> None:
    moved_in_review(tmp_path, SOURCE, "one", PLANNED, PLANNED)
    assert corrections(tmp_path).starts == 0
    assert list(tmp_path.rglob("*.json")) == []


def test_an_answer_replaces_the_one_before_and_a_rerun_counts_no_second_time(
    tmp_path: Path,
) -> None:
    wanted = plan((1400, 20_000), (30_000, 50_000))
    moved_in_review(tmp_path, SOURCE, "one", PLANNED, plan((1100, 20_000), (30_000, 50_000)))
    moved_in_review(tmp_path, SOURCE, "one", PLANNED, wanted)
    moved_in_review(tmp_path, SOURCE, "two", PLANNED, wanted)
    found = corrections(tmp_path, SOURCE)
    assert (found.starts, found.median_start_seconds) == (1, 0.4)
