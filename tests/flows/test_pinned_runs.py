"""A run keeps the version that it has pinned, whatever is published afterwards."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from deployments.demo.talk import Talk
from tests.flows.conftest import Command, attached, printed
from tests.flows.growing import TALLER, frames, plans, publish

STYLE = "acme/pinned"


@pytest.fixture(scope="module")
def first(plane: str, shared: Command, talk: Talk) -> dict[str, Any]:
    """A run in 1.0.0, before 1.1.0 is published and becomes what `stable` names."""
    assert publish(plane, STYLE, {}) == "1.0.0"
    receipt = shared.clip(talk, "--style", f"{STYLE}@stable")
    assert publish(plane, STYLE, TALLER, stable=True) == "1.1.0"
    return receipt


@pytest.mark.slow
def test_a_rerun_keeps_the_version_that_the_run_has_pinned(
    first: dict[str, Any], shared: Command, tmp_path: Path
) -> None:
    again = printed(
        shared("rerun", first["run"], "--from", "compose", "--json", "--out", str(tmp_path / "out"))
    )
    assert again["style"]["version"] == "1.0.0"
    assert plans(shared.home, again["run"]) == plans(shared.home, first["run"])
    assert frames(again["outputs"][0]["path"]) == frames(first["outputs"][0]["path"])


@pytest.mark.slow
def test_a_version_made_anew_in_another_home_gives_the_same_plans_and_frames(
    first: dict[str, Any], shared: Command, reelwright: Command, talk: Talk
) -> None:
    fresh = reelwright.clip(talk, "--style", f"{STYLE}@1.0.0")
    assert not any(job["attached"] for job in fresh["jobs"])
    assert plans(reelwright.home, fresh["run"]) == plans(shared.home, first["run"])
    assert frames(fresh["outputs"][0]["path"]) == frames(first["outputs"][0]["path"])


@pytest.mark.slow
def test_a_pinned_version_needs_no_style_plane(
    first: dict[str, Any], shared: Command, talk: Talk
) -> None:
    dead = {"REELWRIGHT_STYLE_PLANE_URL": "http://127.0.0.1:9", "REELWRIGHT_ATTEMPTS": "1"}
    again = shared.clip(talk, "--style", f"{STYLE}@1.0.0", **dead)
    assert again["style"]["resolved_by"] == "mirror"
    assert [name for name, yes in attached(again).items() if not yes] == ["pin_style"]
    known = shared.clip(
        talk, "--style", f"{STYLE}@stable", "--on-unavailable", "last_known", **dead
    )
    assert known["style"]["resolved_by"] == "last-known"
    assert known["style"]["warnings"]
    refused = shared(*shared.clip_arguments(talk), "--style", f"{STYLE}@^1", **dead)
    assert refused.returncode == 1
    assert "does not answer" in refused.stderr


@pytest.mark.slow
def test_an_override_is_in_the_pin_and_moves_only_what_it_touches(
    first: dict[str, Any], shared: Command, tmp_path: Path
) -> None:
    patch = tmp_path / "louder.json"
    patch.write_text(json.dumps({"audio": {"loudness": -18}}))
    again = printed(
        shared(
            "rerun", first["run"], "--override", str(patch), "--json", "--out", str(tmp_path / "out")
        )
    )  # fmt: skip
    assert again["style"]["version"] == "1.0.0"
    assert again["style"]["overrides"] == {"audio": {"loudness": -18}}
    assert again["outputs"][0]["loudness_lufs"] == pytest.approx(-18, abs=1)
    stages = attached(again)
    assert stages["enhance"]
    assert stages["reframe clip-01_9x16"]
    assert not stages["compose"]
    refused = shared("rerun", first["run"], "--override", '{"brand": {}}', "--json")
    assert refused.returncode == 2
    assert "/brand" in refused.stderr
