"""What people want of shots is kept for a recording: replaced, given back, one ratio apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from schemas.directing import Direction, Directions
from tasks.tools.runs.directing import directed, directions_of

SOURCE = "5" * 64


def wish(layout: str, start_ms: int = 0, end_ms: int = 8000, **more: Any) -> Direction:
    return Direction.model_validate(
        {"start_ms": start_ms, "end_ms": end_ms, "layout": layout, **more}
    )


def test_the_last_word_about_a_shot_counts(tmp_path: Path) -> None:
    assert directions_of(tmp_path, SOURCE) == Directions(source_sha256=SOURCE)
    directed(tmp_path, SOURCE, [wish("stack", 8000, 20_000), wish("whole")])
    directed(tmp_path, SOURCE, [wish("center", 2000, 8000)])  # the same shot in a later clip
    kept = directions_of(tmp_path, SOURCE)
    assert kept.items == (wish("center", 2000, 8000), wish("stack", 8000, 20_000))
    assert directions_of(tmp_path, "6" * 64).items == ()


def test_one_ratio_can_be_wanted_otherwise_and_left_to_the_program(tmp_path: Path) -> None:
    tall, square = wish("stack", aspect="9:16"), wish("auto", aspect="1:1")
    assert directed(tmp_path, SOURCE, [wish("whole"), tall, square]).items == (
        wish("whole"), square, tall,
    )  # fmt: skip
    assert directed(tmp_path, SOURCE, [wish("auto", aspect="9:16")]).items == (
        wish("whole"), square, wish("auto", aspect="9:16"),
    )  # fmt: skip
    assert directed(tmp_path, SOURCE, [wish("center")]).items == (wish("center"),)


def test_a_shot_that_is_given_back_leaves_nothing(tmp_path: Path) -> None:
    directed(tmp_path, SOURCE, [wish("whole"), wish("stack", aspect="9:16")])
    assert directed(tmp_path, SOURCE, [wish("auto")]).items == ()
    assert directed(tmp_path, SOURCE, [wish("auto", aspect="1:1")]).items == ()
