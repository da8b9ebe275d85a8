"""The main job from the outside: a talk in, clips out; and again for almost nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import av
import pytest

from deployments.demo.talk import Talk
from schemas.outputs import Receipt
from schemas.stages import Stage
from tests.flows.conftest import Calm, Command, attached, printed

DELIVERED = (".mp4", ".srt", ".vtt", ".ass", ".jpg", ".webp", ".json")


@pytest.fixture(scope="module")
def shared(calm: Calm) -> Command:
    """The home of the first run."""
    return calm.command


@pytest.fixture(scope="module")
def first(calm: Calm) -> dict[str, Any]:
    """The receipt of the first run in an empty home."""
    return calm.receipt


def test_a_talk_becomes_a_vertical_clip_with_everything_beside_it(
    first: dict[str, Any], shared: Command
) -> None:
    receipt = Receipt.model_validate(first)
    assert (receipt.workflow, receipt.delivery.state) == ("completed", "completed")
    (output,) = receipt.outputs
    assert output.path is not None
    for ending in DELIVERED:
        assert Path(output.path).with_suffix(ending).stat().st_size > 100
    assert json.loads((shared.out / "receipt.json").read_text())["run"] == receipt.run
    page = (shared.out / "index.html").read_text()
    assert f"{Path(output.path).name}" in page
    assert "http" not in page.replace("http-equiv", "")


def test_the_file_is_what_platforms_take(first: dict[str, Any]) -> None:
    (output,) = first["outputs"]
    with av.open(output["path"]) as file:
        picture, sound = file.streams.video[0], file.streams.audio[0]
        assert (picture.width, picture.height) == (1080, 1920)
        assert picture.codec_context.pix_fmt == "yuv420p"
        assert picture.codec_context.colorspace == 1  # bt709
        assert (sound.codec_context.name, sound.codec_context.sample_rate) == ("aac", 48000)
    data = Path(output["path"]).read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    assert abs(output["loudness_lufs"] - -14) <= 1
    assert output["true_peak_dbtp"] <= -1


def test_every_stage_ran_once_and_says_why(first: dict[str, Any]) -> None:
    stages = [job["stage"] for job in first["jobs"]]
    assert stages == [stage.value for stage in Stage if stage is not Stage.REVIEW]
    assert not any(job["attached"] for job in first["jobs"])
    assert all(job["why"] for job in first["jobs"])


def test_the_same_again_attaches_everything_but_the_pin(
    first: dict[str, Any], shared: Command, talk: Talk
) -> None:
    again = shared.clip(talk)
    assert [name for name, yes in attached(again).items() if not yes] == ["pin_style"]
    assert again["outputs"][0]["sha256"] == first["outputs"][0]["sha256"]


def test_the_same_bytes_under_another_name_attach(
    first: dict[str, Any], shared: Command, talk: Talk, tmp_path: Path
) -> None:
    copy = tmp_path / "Another Name.mp4"
    copy.write_bytes(talk.video.read_bytes())
    again = shared.clip(Talk(copy, talk.captions, talk.truth))
    assert [name for name, yes in attached(again).items() if not yes] == ["pin_style"]
    assert again["source_name"] == "Another Name.mp4"


def test_another_style_enters_at_enhance(first: dict[str, Any], restyled: dict[str, Any]) -> None:
    again = restyled
    kept = [stage.value for stage in Stage if stage.ordinal < Stage.REVIEW.ordinal]
    assert all(attached(again)[stage] for stage in kept)
    assert not attached(again)["compose"]
    assert attached(again)["track_faces clip-01"]
    assert again["outputs"][0]["sha256"] != first["outputs"][0]["sha256"]
    assert again["parent"] == first["run"]


def test_a_deleted_output_is_published_again(
    first: dict[str, Any], shared: Command, talk: Talk
) -> None:
    path = Path(first["outputs"][0]["path"])
    path.unlink()
    again = shared.clip(talk)
    ran = {name for name, yes in attached(again).items() if not yes}
    assert ran == {"pin_style", "publish clip-01_9x16"}
    assert path.exists()


@pytest.mark.slow
def test_a_flipped_bit_in_a_rendered_file_is_never_delivered(
    first: dict[str, Any], shared: Command, talk: Talk
) -> None:
    (output,) = first["outputs"]
    artifacts = shared.home / "tenants" / "default" / "artifacts"
    stored = artifacts / output["sha256"][:2] / output["sha256"]
    stored.chmod(0o644)
    data = bytearray(stored.read_bytes())
    data[len(data) // 2] ^= 1
    stored.write_bytes(data)
    again = shared.clip(talk)
    why = {job["stage"]: job["why"] for job in again["jobs"]}
    assert "damaged" in why["render"]
    assert again["outputs"][0]["sha256"] == output["sha256"]
    assert Path(again["outputs"][0]["path"]).read_bytes() == stored.read_bytes()


def test_a_stage_can_be_made_anew(first: dict[str, Any], shared: Command, tmp_path: Path) -> None:
    out = str(tmp_path / "again")
    again = printed(shared("rerun", first["run"], "--from", "plan", "--json", "--out", out))
    ran = {job["stage"] for job in again["jobs"] if not job["attached"]}
    assert ran == {"plan", "publish"}


def test_show_lists_runs_and_one_run(first: dict[str, Any], shared: Command) -> None:
    runs = json.loads(shared("show", "--json").stdout)
    assert first["run"] in [run["run"] for run in runs]
    one = json.loads(shared("show", first["run"], "--json").stdout)
    assert one["outputs"] == first["outputs"]
    assert "workflow completed" in shared("show", first["run"]).stdout
