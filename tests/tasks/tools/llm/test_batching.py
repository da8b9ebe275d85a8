"""Questions as one batch: half the price, one batch for a pass, and none is paid twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from schemas.inference import Budget, InferenceProfile, ModelRef
from tasks.errors.inference import (
    AnswerRejectedError,
    BudgetRefusedError,
    InferenceError,
    ModelsUnavailableError,
)
from tasks.tools.ledger.ledger import Ledger
from tasks.tools.llm import batching
from tasks.tools.llm.door import Answer
from tests.simulators.batch_server import Batched, batch_server
from tests.simulators.llm_server import Body, Reply
from tests.tasks.tools.llm.asking import PRICE, Count, door, profile, question, ref, spent

USUAL = 0.0015
"""Half of what the same request costs alone."""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batching, "GATHER_S", 0.05)
    monkeypatch.setattr(batching, "FIRST_LOOK_S", 0.01)
    monkeypatch.setattr(batching, "LONGEST_LOOK_S", 0.02)
    monkeypatch.setenv("CLAUDE_TEST_KEY", "secret")


def batched(server: Batched, **changes: object) -> InferenceProfile:
    claude = ModelRef(
        provider="anthropic", model="claude-haiku-4-5", base_url=server.url,
        api_key_env="CLAUDE_TEST_KEY", price=PRICE,
    )  # fmt: skip
    return profile(claude, **({"latency": "batch"} | changes))


def counted(body: Body) -> Reply:
    """The number of words of the question."""
    return Reply({"number": len(str(body["messages"][0]["content"][0]["text"]).split())})


def values(answers: list[Answer[Count] | InferenceError]) -> list[int]:
    return [item.value.number for item in answers if not isinstance(item, InferenceError)]


TEXTS = ["one", "one two", "one two three", "four words are these"]


def test_all_questions_go_out_as_one_batch_at_half_the_price(
    tmp_path: Path, ledger: Ledger
) -> None:
    looked: list[int] = []
    with batch_server(counted) as server:
        made = door(tmp_path, ledger, batched(server, concurrency=1))
        answers = made.ask_all([question(text) for text in TEXTS], looked.append)
        again = made.ask_all([question(text) for text in TEXTS])
    assert values(answers) == values(again) == [1, 2, 3, 4]
    assert [len(batch) for batch in server.created] == [4]
    assert spent(ledger) == pytest.approx(4 * USUAL)
    assert {row.price_source for row in ledger.spending.calls() if not row.reused} == {
        "profile, batch"
    }
    assert looked[0] == 0
    assert looked[-1] == 4
    assert list((tmp_path / "answers" / "batches").iterdir()) == []


class Killed(Exception):
    """Not an error of the program."""


def killed(_done: int) -> None:
    raise Killed


def test_what_was_sent_before_a_kill_is_found_again(tmp_path: Path, ledger: Ledger) -> None:
    with batch_server(counted, after=3) as server:
        made = batched(server)
        with pytest.raises(Killed):
            door(tmp_path, ledger, made).ask_all([question(text) for text in TEXTS], killed)
        answers = door(tmp_path, ledger, made).ask_all([question(text) for text in TEXTS])
    assert values(answers) == [1, 2, 3, 4]
    assert len(server.created) == 1


def test_a_batch_that_is_gone_is_sent_anew(tmp_path: Path, ledger: Ledger) -> None:
    with batch_server(counted, after=40) as server:
        with pytest.raises(Killed):
            door(tmp_path, ledger, batched(server)).ask_all([question("one")], killed)
        server.lost = {"msgbatch_1"}
        server.after = 2
        assert door(tmp_path, ledger, batched(server)).ask(question("one")).value.number == 1
    assert len(server.created) == 2


def test_an_answer_that_cannot_be_used_goes_into_another_batch(
    tmp_path: Path, ledger: Ledger
) -> None:
    def large(body: Body) -> Reply:
        return Reply({"number": 50 if len(body["messages"]) == 1 else 5})

    with batch_server(large) as server:
        answer = door(tmp_path, ledger, batched(server)).ask(question())
    assert answer.value.number == 5
    assert [len(batch) for batch in server.created] == [1, 1]
    assert spent(ledger) == pytest.approx(2 * USUAL)


@pytest.mark.parametrize(
    ("reply", "error", "usd"),
    [
        (Reply(status=0), ModelsUnavailableError, 0),
        (Reply(status=429), ModelsUnavailableError, 0),
        (Reply(status=400), InferenceError, 0),
        (Reply({"number": 50}), AnswerRejectedError, 2 * USUAL),
    ],
    ids=["expired", "busy", "refused", "of no use"],
)
def test_a_request_without_an_answer_says_so_and_only_what_ran_is_billed(
    tmp_path: Path, ledger: Ledger, reply: Reply, error: type[Exception], usd: float
) -> None:
    with batch_server(lambda _body: reply) as server, pytest.raises(error):
        door(tmp_path, ledger, batched(server)).ask(question())
    assert spent(ledger) == pytest.approx(usd)


def test_one_that_fails_leaves_the_others(tmp_path: Path, ledger: Ledger) -> None:
    def some(body: Body) -> Reply:
        reply = counted(body)
        return Reply(status=0) if reply.arguments == {"number": 2} else reply

    with batch_server(some) as server:
        answers = door(tmp_path, ledger, batched(server)).ask_all([question(t) for t in TEXTS])
    assert values(answers) == [1, 3, 4]
    assert isinstance(answers[1], ModelsUnavailableError)


def test_a_server_that_is_down_for_a_moment_is_looked_at_again(
    tmp_path: Path, ledger: Ledger
) -> None:
    with batch_server(counted) as server:
        server.down = 3
        assert door(tmp_path, ledger, batched(server)).ask(question("one")).value.number == 1


def test_results_that_cannot_be_read_for_a_moment_are_read_again(
    tmp_path: Path, ledger: Ledger
) -> None:
    with batch_server(counted) as server:
        server.unreadable = 1
        made = batched(server, attempts=2)
        assert door(tmp_path, ledger, made).ask(question("one")).value.number == 1
    assert len(server.created) == 1


def test_a_batch_that_is_refused_is_billed_nothing(tmp_path: Path, ledger: Ledger) -> None:
    with batch_server(counted) as server:
        server.refuses = 401
        with pytest.raises(InferenceError):
            door(tmp_path, ledger, batched(server)).ask(question())
    assert spent(ledger) == 0


def test_a_wait_that_is_too_long_ends_and_the_batch_is_found_later(
    tmp_path: Path, ledger: Ledger
) -> None:
    with batch_server(counted, after=40) as server:
        made = batched(server, batch_hours=0.2 / 3600)
        with pytest.raises(ModelsUnavailableError):
            door(tmp_path, ledger, made).ask(question("one"))
        answer = door(tmp_path, ledger, batched(server)).ask(question("one"))
    assert answer.value.number == 1
    assert len(server.created) == 1


def test_a_budget_holds_for_batches(tmp_path: Path, ledger: Ledger) -> None:
    with batch_server(counted) as server:
        made = batched(server, budget=Budget(run_usd=0.004))
        answers = door(tmp_path, ledger, made).ask_all([question(text) for text in TEXTS])
    assert all(isinstance(item, BudgetRefusedError) for item in answers)
    assert server.created == []


def test_batches_are_refused_for_who_has_none() -> None:
    with pytest.raises(ValidationError, match="openai has no batches"):
        profile(ref("http://127.0.0.1:1/v1"), latency="batch")


def test_a_live_profile_keeps_its_digest() -> None:
    live = profile(ref("http://127.0.0.1:1/v1"))
    assert not {"latency", "batch_hours"} & set(live.model_dump())
    assert live.digest != live.model_copy(update={"batch_hours": 2.0}).digest
