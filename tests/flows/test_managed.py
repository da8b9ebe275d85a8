"""A whole analysis with language models: who pays, what is reused, what a new profile asks again."""

from __future__ import annotations

import json
import re
import wave
from pathlib import Path

import numpy as np
import pytest

from flows.analysis import analysis
from flows.opening import workshop
from schemas.base import canonical
from schemas.candidates import Candidates
from schemas.inference import Budget, InferenceProfile, ModelPrice, ModelRef
from schemas.params import AnalysisParams, Limits
from schemas.plan import EditorialPlan
from schemas.runs import Analysed
from schemas.spec import RunSpec
from tasks.tools.runs.context import Workshop
from tasks.tools.runs.receipt import receipt_of
from tests.simulators.llm_server import Body, Reply, llm_server
from tests.simulators.talks import STORY, spoken
from tests.tasks.analysis.test_model_score import is_grading, moment, said, verdicts

MODEL = "openai:gpt-5-mini"


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """A minute and a half of noise, with captions beside it that say what is said."""
    words = spoken(STORY)
    path = tmp_path / "talk.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        noise = np.random.default_rng(1).normal(0, 2000, words.duration_ms * 16)
        file.writeframes(noise.astype("<i2").tobytes())
    path.with_suffix(".json").write_bytes(canonical(words))
    return path


def answers(body: Body) -> Reply:
    """Proposes a moment, grades what it is shown, and writes with the clips' own first words."""
    if is_grading(body):
        return verdicts(body, best=(7, 9))
    clips = re.findall(r"^CLIP \d+\n(.*)$", said(body), re.MULTILINE)
    if not clips:
        return Reply({"moments": [moment(7, 9)]})
    texts = [" ".join(text.split()[:7]).rstrip(".,?") for text in clips]
    written = [
        {"number": number, "title": text, "hook": text, "description": text}
        for number, text in enumerate(texts, 1)
    ]
    return Reply({"clips": written})


def asked(recording: Path) -> AnalysisParams:
    return AnalysisParams(
        source=str(recording),
        limits=Limits(min_seconds=8, max_seconds=40, floor=0),
        speech={"captions": str(recording.with_suffix(".json"))},
    )


def made(shop: Workshop, run_id: str) -> tuple[Candidates, EditorialPlan, RunSpec]:
    row = shop.ledger.runs.find(run_id)
    assert row is not None
    done = Analysed.model_validate(row.analysed)
    candidates = Candidates.model_validate_json(shop.store.read(done.candidates))
    plan = EditorialPlan.model_validate_json(shop.store.read(done.plan))
    return candidates, plan, RunSpec.model_validate(row.spec)


def published(folder: Path, url: str, version: int, usd: float) -> None:
    ref = ModelRef(
        provider="openai", model="gpt-5-mini", base_url=url, price=ModelPrice(input=1, output=1)
    )
    profile = InferenceProfile(
        name="own", version=version, chain=(ref,), budget=Budget(run_usd=usd)
    )
    (folder / f"own-{version}.json").write_text(profile.model_dump_json())


async def test_models_are_paid_once_by_the_run_that_asked_them(
    recording: Path, tmp_path: Path, prefect_server: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REELWRIGHT_INFERENCE", "own")
    folder = tmp_path / "profiles"
    folder.mkdir()
    monkeypatch.setenv("REELWRIGHT_INFERENCE_PROFILES", str(folder))
    with llm_server(answers) as server:
        published(folder, server.url, 1, usd=1.0)
        first = await analysis(asked(recording))
        sent = len(server.bodies)
        second = await analysis(asked(recording))
        published(folder, server.url, 2, usd=2.0)
        routes = [{"max_minutes": 1, "profile": ""}, {"min_minutes": 1, "profile": "own@2"}]
        monkeypatch.setenv("REELWRIGHT_INFERENCE", "own@1")
        monkeypatch.setenv("REELWRIGHT_INFERENCE_ROUTES", json.dumps(routes))
        third = await analysis(asked(recording))
        assert sent == len(server.bodies) >= 3

    shop = workshop()
    candidates, plan, spec = made(shop, first)
    assert (candidates.engine, candidates.inference) == (MODEL, "own@1")
    assert {clip.wording for clip in plan.clips} == {MODEL}
    assert spec.inference is not None
    assert set(spec.prompts) == {"score", "plan"}

    receipts = [receipt_of(shop, run) for run in (first, second, third)]
    ran = [{job.stage.value for job in item.jobs if not job.attached} for item in receipts]
    assert {"score", "plan"} <= ran[0]
    assert (ran[1], ran[2]) == (set(), {"score", "boundaries", "plan"} & ran[2])
    assert "score" in ran[2]
    assert [item.cost_usd > 0 for item in receipts] == [True, False, False]
    assert receipts[0].cost_usd == pytest.approx(sum(r.usd for r in shop.ledger.spending.costs()))
    assert {row.run_id for row in shop.ledger.spending.calls() if not row.reused} == {first}
    reused = [row.run_id for row in shop.ledger.spending.calls() if row.reused]
    assert reused == [third] * sent
    assert made(shop, third)[1].clips == plan.clips
    assert made(shop, third)[0].inference == "own@2"
