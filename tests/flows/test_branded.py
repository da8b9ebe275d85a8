"""A run with everything a brand brings: filled slots, a LUT, stings, music, a picture of its own."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import httpx
import pytest

from deployments.demo.talk import Talk
from schemas.composition import CompositionIndex
from schemas.renders import RenderPlan
from schemas.runs import Composed
from style_plane.starters.seeding import contract_of
from tasks.settings import Settings
from tasks.tools.runs.context import Workshop
from tests.flows.conftest import Command
from tests.leaves import rich

STYLE = "acme/branded"


@pytest.fixture(scope="module")
def published(plane: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A style whose files were uploaded like anyone's."""
    document, files = rich(tmp_path_factory.mktemp("brand"))
    with httpx.Client(base_url=plane, trust_env=False, timeout=60) as http:
        stored = {}
        for name, path in files.items():
            answer = http.post("/api/v1/assets", params={"org": "acme"}, content=path.read_bytes())
            assert answer.is_success, answer.text
            stored[name] = answer.json()["sha256"]
        answer = http.post(f"/api/v1/styles/{STYLE}/versions", json=style_of(document, stored))
        assert answer.is_success, answer.text


def style_of(document: dict[str, Any], stored: dict[str, str]) -> dict[str, Any]:
    """A starter with the brand's files, which the plane keeps under names of its own."""
    style = contract_of("clean").model_dump(mode="json")
    brand = copy.deepcopy(document["brand"])
    for kind in ("logos", "luts", "stings", "music"):
        for item in brand[kind].values():
            item["sha256"] = stored[item["sha256"]]
        style["brand"][kind] |= brand[kind]
    box = {"x": 8, "y": 24, "width": 60, "height": 6}
    card = {"id": "guest", "kind": "text", "text": "With {slot.guest}", "box": box}
    style["overlays"].append(card | {"plate": {"shape": "block", "color": "#000000FF"}})
    style["slots"] = {"guest": {"title": "Guest", "required": True, "max_chars": 20}}
    style["visual"] |= {"lut": "warm", "lut_strength": 0.4, "punch_in": 1.15}
    style["audio"] |= {
        "sting_in": {"sound": "ding", "gain": -12},
        "sting_out": {"sound": "dong", "gain": -12},
        "music": {"track": "bed", "gain": -18, "duck": 20},
    }
    return style


def plan_of(home: Path, run: str) -> RenderPlan:
    shop = Workshop.open(Settings(home=home))
    row = shop.ledger.runs.find(run)
    assert row is not None
    index = Composed.model_validate(row.composed).index
    (entry,) = CompositionIndex.model_validate_json(shop.store.read(index)).entries
    plan = RenderPlan.model_validate_json(shop.store.read(entry.plan))
    shop.ledger.close()
    return plan


def test_a_run_without_what_the_style_asks_for_is_refused_before_anything_is_composed(
    published: None, shared: Command, talk: Talk
) -> None:
    done = shared(*shared.clip_arguments(talk), "--style", STYLE)
    assert done.returncode != 0
    assert "slot 'guest' (Guest) needs a value" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_everything_of_the_brand_reaches_the_short(
    published: None, shared: Command, talk: Talk
) -> None:
    receipt = shared.clip(talk, "--style", STYLE, "--slot", "guest=Ada Lovelace")
    plan = plan_of(shared.home, receipt["run"])
    written = [word.text for item in plan.overlays if item.block for word in item.block.words]
    assert {"With", "Ada", "Lovelace"} <= set(written)
    assert plan.picture is not None
    assert plan.picture.lut is not None
    assert plan.picture.punches
    assert None not in (plan.sound.sting_in, plan.sound.sting_out, plan.sound.music)
    (output,) = receipt["outputs"]
    assert abs(output["loudness_lufs"] - plan.sound.loudness) <= 1
    assert Path(output["path"]).stat().st_size > 100_000
