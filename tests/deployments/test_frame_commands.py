"""`shots` and `frame`: how a run's shots are shown is seen, wanted otherwise, kept, and given back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from deployments.cli import app
from flows.wishes import directions_ref
from schemas.artifacts import JSON, Ref
from schemas.base import Contract, canonical
from schemas.clips import FaceTracks, PreparedClip, SourceSpan
from schemas.directing import Directions
from schemas.plan import EditorialPlan
from schemas.runs import Analysed, Composed
from schemas.speakers import Diarization
from schemas.stages import Stage
from schemas.style.facets import facets_of
from schemas.style.refs import StylePin
from schemas.style.visuals import ReframeRules
from tasks.composition.reframe import crop_path
from tasks.composition.stitch import timeline_of
from tasks.tools.runs.context import Workshop
from tests.runs import SOURCE, run, spec, workshop
from tests.tasks.composition.test_enhance import clip_of as planned
from tests.tasks.composition.test_reframe import clip_of, still, style_of, track_of, tracks_of

RUN = CliRunner()
SHOTS = ((0, 150), (150, 300))
PEOPLE = tracks_of(
    track_of(still(0.2, 150)),
    track_of(still(0.8, 150), number=1),
    track_of(still(0.6, 300, 150), number=2, shot=1),
)


def put(shop: Workshop, made: Contract) -> Ref[Any]:
    return shop.store.put_bytes(canonical(made), JSON)


def composed(
    shop: Workshop,
    clip: PreparedClip | None = None,
    tracks: FaceTracks = PEOPLE,
    spans: tuple[SourceSpan, ...] = (),
) -> str:
    """Id of a run in 9:16 whose composition is complete, as far as commands read it."""
    clip = clip or clip_of(shots=SHOTS)
    one = run(shop)
    path = crop_path(clip, tracks, ReframeRules(), "9:16")
    timeline = timeline_of(clip, path, tracks, spans)
    for stage, part, made in (
        (Stage.PREPARE, "clip-01", clip),
        (Stage.TRACK_FACES, "clip-01", tracks),
        (Stage.REFRAME, "clip-01_9x16", path),
    ):
        job = shop.ledger.jobs.add(one.run_id, stage, part, f"{stage}-{part}-{one.run_id}")
        shop.ledger.jobs.claim(job, True)
        assert shop.ledger.jobs.complete(job, put(shop, made), why="", seconds=0)
    style = style_of()
    pin = StylePin(
        ref="a/b", org="a", name="b", version="1.0.0", digest="0" * 64, facets=facets_of(style),
        contract=put(shop, style), assets={},
    )  # fmt: skip
    plan = EditorialPlan(
        source_duration_ms=60_000, clips=(planned(0, 10_000, "clip-01"),), explanation=""
    )
    nothing = put(shop, Diarization(provider="none", speakers=(), turns=()))
    analysis = dict.fromkeys(Analysed.model_fields, nothing) | {"plan": put(shop, plan)}
    kept = put(shop, pin)
    composition = {
        "pin": kept, "enhancement": kept, "index": kept,
        "timelines": {"clip-01_9x16": put(shop, timeline)},
    }  # fmt: skip
    shop.ledger.runs.note(
        one.run_id,
        pin=kept.model_dump(mode="json"),
        analysed=Analysed.model_validate(analysis).model_dump(mode="json"),
        composed=Composed.model_validate(composition).model_dump(mode="json"),
    )
    return one.run_id


def told(*arguments: str) -> Any:
    done = RUN.invoke(app, [*arguments, "--json"])
    assert done.exit_code == 0, done.output or done.exception
    return json.loads(done.stdout)


def wanted(run_id: str) -> list[str]:
    shots = told("shots", run_id)["clips"]["clip-01"]
    return [shot["shown"]["9:16"]["wanted"] for shot in shots]


def test_shots_are_seen_and_wanted_otherwise_for_every_later_run(home: Path) -> None:
    shop = workshop(home)
    run_id = composed(shop)
    first, second = told("shots", run_id)["clips"]["clip-01"]
    assert (first["start_ms"], first["end_ms"], second["at_ms"]) == (0, 5000, 5000)
    assert [one["x"] for one in first["people"]] == [0.2, 0.8]
    assert first["shown"]["9:16"]["layout"] == "whole"
    assert (second["shown"]["9:16"]["layout"], second["shown"]["9:16"]["wanted"]) == ("follow", "")

    done = RUN.invoke(
        app, ["frame", run_id, "clip-01:1=follow,person=2", "clip-01:2=follow,at=0.62"]
    )
    assert done.exit_code == 0, done.output
    assert f"reelwright rerun {run_id}" in done.stdout
    assert wanted(run_id) == ["follow, the person at 0.80", "follow, at 0.62"]
    assert "from the next run on: follow, at 0.62" in RUN.invoke(app, ["shots", run_id]).stdout

    ref = directions_ref(shop, SOURCE)
    assert ref is not None
    kept = Directions.model_validate_json(shop.store.read(ref))
    assert [(item.start_ms, item.end_ms) for item in kept.items] == [(0, 5000), (5000, 10_000)]
    assert directions_ref(shop, "6" * 64) is None

    told("frame", run_id, "clip-01:1=auto", "clip-01:2=auto")
    assert wanted(run_id) == ["", ""]
    assert directions_ref(shop, SOURCE) is None


def test_a_shot_of_another_run_is_listed_apart(home: Path) -> None:
    shop = workshop(home)
    told("frame", composed(shop), "clip-01:2=whole")
    later = clip_of(shots=SHOTS).model_copy(update={"first_frame": 900})
    shown = told("shots", composed(shop, later))
    assert [item["start_ms"] for item in shown["elsewhere"]] == [5000]
    assert "In no clip of this run: 0:05.0 to 0:10.0" in RUN.invoke(app, ["shots", "latest"]).stdout


def test_times_in_the_short_leave_out_what_is_not_played(home: Path) -> None:
    spans = (SourceSpan(first_frame=210, frame_count=90, at=0),)
    run_id = composed(workshop(home), spans=spans)
    first, second = told("shots", run_id, "clip-01")["clips"]["clip-01"]
    assert (first["at_ms"], second["at_ms"]) == (None, 0)
    assert "not played" in RUN.invoke(app, ["shots", run_id]).stdout


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("frame", "latest", "stack"), "CLIP:SHOT=LAYOUT"),
        (("frame", "latest", "clip-01=stack"), "CLIP:SHOT=LAYOUT"),
        (("frame", "latest", "clip-01:x=stack"), "CLIP:SHOT=LAYOUT"),
        (("frame", "latest", "clip-99:1=stack"), "it has clip-01"),
        (("frame", "latest", "clip-01:3=stack"), "has the shots 1 to 2"),
        (("frame", "latest", "clip-01:0=stack"), "has the shots 1 to 2"),
        (
            ("frame", "latest", "clip-01:1=mosaic"),
            "one of follow, stack, split, cut, whole, center",
        ),
        (("frame", "latest", "clip-01:1=stack,at=0.5"), "only follow"),
        (("frame", "latest", "clip-01:1=follow,at=62"), "0 to 1"),
        (("frame", "latest", "clip-01:1=follow,at=nan"), "0 to 1"),
        (("frame", "latest", "clip-01:1=follow,left"), "person=NUMBER or at=SHARE"),
        (("frame", "latest", "clip-01:1=follow,person=3"), "it shows person 1 to 2"),
        (("frame", "latest", "clip-01:2=follow,person=0"), "it shows person 1."),
        (("frame", "latest", "clip-01:1=whole", "--aspect", "1:1"), "made in 9:16"),
        (
            ("frame", "latest", "clip-01:2=stack"),
            "one person is seen in it; it can have follow, whole, center.",
        ),
        (("frame", "latest", "clip-01:1=split"), "it can have follow, stack, whole, center."),
        (("frame", "latest", "clip-01:1=whole", "clip-01:2=cut"), "one person is seen in it"),
        (("shots", "latest", "clip-99"), "it has clip-01"),
    ],
)
def test_what_a_shot_cannot_have_is_refused_in_one_line_and_nothing_is_kept(
    arguments: tuple[str, ...], why: str, home: Path
) -> None:
    shop = workshop(home)
    composed(shop)
    said = str(RUN.invoke(app, [*arguments]).exception)
    assert why in said and "\n" not in said
    assert directions_ref(shop, SOURCE) is None


def test_what_is_only_heard_cannot_be_framed(home: Path) -> None:
    heard = clip_of(shots=((0, 300),), kind="audio").model_copy(update={"width": 0, "height": 0})
    run_id = composed(workshop(home), heard, tracks_of())
    (shot,) = told("shots", run_id)["clips"]["clip-01"]
    assert (shot["people"], shot["shown"]["9:16"]["layout"]) == ([], "none")
    refused = RUN.invoke(app, ["frame", run_id, "clip-01:1=whole"])
    assert str(refused.exception).endswith("cannot be used: there is no picture.")


@pytest.mark.parametrize("arguments", [("shots", "nobody"), ("frame", "nobody", "clip-01:1=whole")])
def test_a_run_that_nobody_knows_is_refused(arguments: tuple[str, ...], home: Path) -> None:
    assert "reelwright show" in str(RUN.invoke(app, [*arguments]).exception)


def test_a_run_that_is_not_composed_has_no_shots_yet(home: Path) -> None:
    shop = workshop(home)
    run_id = shop.ledger.runs.open(spec())
    assert "composition is not complete" in str(RUN.invoke(app, ["shots", run_id]).exception)
