"""`learn` and `plan --profile`: a catalogue in, a profile out, and runs that name it."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deployments.cli import app
from flows.wishes import nudges_ref
from schemas.plan import PlannedClip
from schemas.steering import Nudges
from tasks.errors.editing import TooLittleToLearnError
from tasks.errors.places import RunNotFoundError
from tasks.settings import Settings
from tasks.tools.runs.nudges import corrections, nudged, nudges_of
from tasks.tools.runs.receipt import receipt_of
from tests.runs import SOURCE, analysed, workshop
from tests.simulators.interviews import written

RUN = CliRunner()


def test_a_catalogue_becomes_a_profile_that_a_plan_names(tmp_path: Path) -> None:
    written(tmp_path / "past", range(9), whole=True, minutes=12)
    (tmp_path / "past" / "talk-000.vtt").rename(tmp_path / "past" / "talk-000.srt")
    done = RUN.invoke(app, ["learn", str(tmp_path / "past"), "--name", "draft", "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["recordings"] >= 8
    assert told["better"] >= 0  # where nothing is to be learned the shipped weights stay
    assert set(told["measure"]) == {"clips", "recall", "shipped", "random", "earliest"}
    assert Path(told["file"]).parent.parent == Settings().tenant_home / "taste"
    written(tmp_path / "new", range(90, 91), whole=False, minutes=12)
    vtt = str(tmp_path / "new" / "talk-090.vtt")
    for name in ("draft", told["profile"]):
        plan = RUN.invoke(app, ["plan", vtt, "--profile", name, "--max-clips", "3", "--json"])
        assert json.loads(plan.stdout)["profile"] == told["profile"]
    plain = RUN.invoke(app, ["plan", vtt, "--json"])
    assert json.loads(plain.stdout)["profile"].startswith("interview@")


def test_an_empty_folder_and_a_broken_list_are_refused(tmp_path: Path) -> None:
    empty = RUN.invoke(app, ["learn", str(tmp_path)])
    assert isinstance(empty.exception, TooLittleToLearnError)
    written(tmp_path, range(1), whole=False, minutes=3)
    (tmp_path / "talk-000.clips.json").write_text('[{"start_ms": -4}]')
    broken = RUN.invoke(app, ["learn", str(tmp_path)])
    assert "talk-000.clips.json" in str(broken.exception)


def clip(start_ms: int, end_ms: int) -> PlannedClip:
    return PlannedClip(
        id="clip-01", rank=1, start_ms=start_ms, end_ms=end_ms, first_sentence=0, last_sentence=1,
        title="t", hook="h", description="d", text="t", composite=50, scores={}, reasons=(),
        engine="embedded",
    )  # fmt: skip


def test_moves_are_kept_for_each_recording_and_counted(tmp_path: Path) -> None:
    one, other = "1" * 64, "2" * 64
    chance = random.Random(1)
    for sha in (one, other):
        for _ in range(3):
            start = chance.choice((-400, 400))
            nudged(tmp_path, sha, "run", clip(10_000, 40_000), start_ms=start, end_ms=0)
    nudged(tmp_path, one, "run", clip(10_000, 40_000), start_ms=0, end_ms=-200)
    assert len(nudges_of(tmp_path, one).items) == 4
    assert nudges_of(tmp_path, "3" * 64) == Nudges(source_sha256="3" * 64)
    found = corrections(tmp_path)
    assert (found.starts, found.median_start_seconds) == (6, 0.4)
    assert (found.ends, found.median_end_seconds) == (1, 0.2)
    assert corrections(tmp_path, other).ends == 0


def test_a_nudge_is_kept_for_later_runs_and_shown(home: Path) -> None:
    shop = workshop(home)
    run_id = analysed(shop)
    done = RUN.invoke(
        app, ["nudge", run_id, "clip-01", "--start", "+0.4", "--end", "-0.2", "--json"]
    )
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["median_start_seconds"] == 0.4
    ref = nudges_ref(shop, SOURCE)
    assert ref is not None
    kept = Nudges.model_validate_json(shop.store.read(ref))
    assert [(n.edge, n.to_ms - n.at_ms) for n in kept.items] == [("start", 400), ("end", -200)]
    assert receipt_of(shop, run_id).corrections.ends == 1
    assert nudges_ref(shop, "6" * 64) is None


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("clip-99", "--start", "1"), "it has clip-01"),
        (("clip-01",), "nothing is to be moved"),
        (("clip-01", "--end", "-500"), "30 s at most"),
        (("clip-01", "--start", "-29"), "it would go from"),
    ],
)
def test_ends_that_cannot_be_moved_so_say_why(
    arguments: tuple[str, ...], why: str, home: Path
) -> None:
    run_id = analysed(workshop(home))
    refused = RUN.invoke(app, ["nudge", run_id, *arguments])
    assert why in str(refused.exception)


def test_an_unknown_run_is_refused() -> None:
    done = RUN.invoke(app, ["nudge", "nobody", "clip-01", "--start", "+0.4"])
    assert isinstance(done.exception, RunNotFoundError)
