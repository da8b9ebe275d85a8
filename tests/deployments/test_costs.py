"""`costs` and `doctor` say what language models cost, and whether they can be asked."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deployments.cli import app
from deployments.doctor import LOOKS
from tasks.settings import Settings
from tasks.tools.ledger.ledger import Ledger
from tasks.tools.ledger.spending import Account, Limits, Reservation, Used

USED = Used(
    "p@1", "d" * 64, "grade", "e" * 64, "openai:gpt-5-mini", "gpt-5-mini",
    nano=2_000_000, price_source="profile", tokens=(1000, 200, 0, 0),
)  # fmt: skip


@pytest.fixture
def book(home: Path) -> None:
    settings = Settings()
    home.mkdir(parents=True, exist_ok=True)
    ledger = Ledger(settings.ledger_url, tenant="default", lease_seconds=30)
    for run, job in (("run-1", 1), ("run-1", 2), ("run-2", 3)):
        account = Account(run, job, "score" if job != 2 else "plan")
        made = ledger.spending.reserve(account, 9_000_000, Limits(), lasts_s=60)
        assert isinstance(made, Reservation)
        ledger.spending.settle(account, made, USED)
    spare = replace(USED, reused=True, nano=0, tokens=(0, 0, 0, 0), answered_by="")
    ledger.spending.reused(Account("run-2", 3, "score"), spare)
    ledger.close()


@pytest.mark.parametrize(
    ("by", "names"),
    [
        ("customer", {"default": 0.006}),
        ("run", {"run-1": 0.004, "run-2": 0.002}),
        ("stage", {"score": 0.004, "plan": 0.002}),
        ("job", {"run-1 1 score": 0.002, "run-1 2 plan": 0.002, "run-2 3 score": 0.002}),
        ("model", {"model:gpt-5-mini": 0.006}),
    ],
)
def test_costs_add_up_whichever_way_they_are_grouped(
    book: None, by: str, names: dict[str, float]
) -> None:
    printed = CliRunner().invoke(app, ["costs", "--by", by, "--json"])
    lines = json.loads(printed.output)
    assert {line["name"]: pytest.approx(line["usd"]) for line in lines} == names
    assert sum(line["input_tokens"] for line in lines) == 3000
    assert (sum(line["requests"] for line in lines), sum(line["reused"] for line in lines)) == (
        3,
        1,
    )
    assert all(line["price_sources"] == ["profile"] for line in lines)
    assert "0.006000 USD in all" in CliRunner().invoke(app, ["costs", "--by", by]).output


def test_another_month_is_empty_and_a_wrong_question_is_refused(book: None) -> None:
    printed = CliRunner().invoke(app, ["costs", "--month", "2001-01", "--json"])
    assert json.loads(printed.output) == []
    assert CliRunner().invoke(app, ["costs", "--by", "weekday"]).exit_code == 2
    assert CliRunner().invoke(app, ["costs", "--month", "May"]).exit_code == 2


def test_the_doctor_names_the_profile_and_a_key_that_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    look = LOOKS["language models"]
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", "secret-key")
    assert "embedded analyser alone" in look()
    monkeypatch.setenv("REELWRIGHT_INFERENCE", "balanced")
    with pytest.raises(RuntimeError, match="ANTHROPIC_API_KEY is not set"):
        look()
    monkeypatch.setenv("ANTHROPIC_API_KEY", "secret-key")
    assert "balanced@1" in look()
    assert "secret-key" not in look()
