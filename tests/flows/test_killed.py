"""`kill -9` of the whole tree in every stage, then the same command: nothing done is done again."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from deployments.demo.talk import Talk
from schemas.stages import Stage
from tasks.settings import Settings
from tasks.tools.runs.context import Workshop
from tests.flows.conftest import OTHER_STYLE, Calm, Command, printed

POINTS = ("start", "published", "completed")


def works(home: Path) -> tuple[Counter[str], list[str]]:
    """How often each key's work was completed, and which jobs are still in progress."""
    shop = Workshop.open(Settings(home=home))
    jobs = [job for run in shop.ledger.runs.newest(500) for job in shop.ledger.jobs.of(run.id)]
    done = [job.key for job in jobs if job.state == "completed" and job.attached_to is None]
    busy = [job.stage for job in jobs if job.state == "in_progress"]
    shop.ledger.close()
    return Counter(key for key in done if not key.startswith("pin_style")), busy


def check(reelwright: Command, talk: Talk, calm: Calm, stages: list[Stage]) -> None:
    for number, stage in enumerate(stages):
        reelwright.kill_at(stage, POINTS[number % 3], *reelwright.clip_arguments(talk))
    receipt = reelwright.clip(talk)
    once(reelwright)
    assert receipt["outputs"][0]["sha256"] == calm.receipt["outputs"][0]["sha256"]
    assert {path.name for path in reelwright.out.iterdir()} == calm.files


def once(reelwright: Command) -> None:
    """No work was done twice, and none is still in progress."""
    counts, busy = works(reelwright.home)
    assert max(counts.values()) == 1
    assert busy == []


def test_a_rerun_killed_in_its_render_goes_on_where_it_was(
    tmp_path: Path, calm: Calm, restyled: dict[str, Any]
) -> None:
    reelwright = calm.copied(tmp_path / "here" / "home")
    again = ("rerun", calm.receipt["run"], "--style", OTHER_STYLE)
    asked = (*again, "--json", "--out", str(reelwright.out))
    reelwright.kill_at(Stage.RENDER, "published", *asked)
    receipt = printed(reelwright(*asked))
    once(reelwright)
    assert receipt["outputs"][0]["sha256"] == restyled["outputs"][0]["sha256"]
    assert {path.name for path in reelwright.out.iterdir()} == calm.files


@pytest.mark.slow
def test_a_run_killed_in_its_render_goes_on_where_it_was(
    reelwright: Command, talk: Talk, calm: Calm
) -> None:
    check(reelwright, talk, calm, [Stage.NORMALIZE, Stage.RENDER])


TOGETHER = (Stage.CAPTION, Stage.THUMBNAIL, Stage.DESCRIBE)
"""These run at the same time: when one is killed, the others may be done."""


@pytest.mark.slow
def test_a_run_killed_in_every_stage_goes_on_where_it_was(
    reelwright: Command, talk: Talk, calm: Calm
) -> None:
    apart = (Stage.PIN_STYLE, Stage.REVIEW, *TOGETHER)
    walk = [Stage.PIN_STYLE, *(stage for stage in Stage if stage not in apart)]
    check(reelwright, talk, calm, walk)


@pytest.mark.slow
@pytest.mark.parametrize("stage", TOGETHER)
def test_a_run_killed_among_stages_that_run_together_goes_on(
    reelwright: Command, talk: Talk, calm: Calm, stage: Stage
) -> None:
    check(reelwright, talk, calm, [stage])


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS)
def test_a_run_killed_at_any_point_of_a_stage_goes_on(
    reelwright: Command, talk: Talk, point: str
) -> None:
    reelwright.kill_at(Stage.TRANSCRIBE, point, *reelwright.clip_arguments(talk))
    reelwright.clip(talk)
    once(reelwright)


@pytest.mark.slow
def test_two_runs_of_one_source_at_once_compute_each_stage_once(
    reelwright: Command, talk: Talk
) -> None:
    other = Command(reelwright.home, reelwright.environment)
    other.out = reelwright.out.parent / "other-out"
    both = [command.start(*command.clip_arguments(talk)) for command in (reelwright, other)]
    for process in both:
        _, err = process.communicate(timeout=600)
        assert process.returncode == 0, err
    once(reelwright)
