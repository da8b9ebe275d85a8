"""The one door to language models, over real HTTP: answers, patience, what is kept."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from schemas.inference import Budget, ModelRef
from tasks.errors.inference import (
    AnswerRejectedError,
    InferenceError,
    ModelRefusedError,
    ModelsUnavailableError,
)
from tasks.tools.ledger.ledger import Ledger
from tasks.tools.llm.door import Question
from tasks.tools.llm.prompt import Prompt
from tests.simulators.llm_server import Body, Reply, Served, anthropic_server, llm_server
from tests.tasks.tools.llm.asking import PROMPT, USUAL, Count, door, profile, question, ref, spent


def test_an_answer_is_booked_with_its_tokens_and_asked_again_it_is_free(
    tmp_path: Path, ledger: Ledger
) -> None:
    with llm_server([Reply({"number": 3})]) as server:
        made = profile(ref(server.url))
        first = door(tmp_path, ledger, made).ask(question())
        again = door(tmp_path, ledger, made).ask(question())
        assert len(server.bodies) == 1
    assert (first.value.number, first.reused) == (3, False)
    assert (again.value.number, again.reused) == (3, True)
    assert spent(ledger) == pytest.approx(USUAL)
    sent, reused = ledger.spending.calls()
    assert (sent.input_tokens, sent.output_tokens, sent.price_source) == (1000, 200, "profile")
    assert (sent.profile, sent.profile_digest) == ("test@1", made.digest)
    assert (reused.reused, reused.nano) == (True, 0)


@pytest.mark.parametrize("output", ["tool", "native", "prompted"])
def test_every_way_to_ask_for_a_form_is_understood_and_kept(
    tmp_path: Path, ledger: Ledger, output: str
) -> None:
    finish = "tool_calls" if output == "tool" else "stop"
    with llm_server([Reply({"number": 3, "word": ""}, finish=finish)]) as server:
        made = profile(ref(server.url, output=output))
        for _ in range(2):
            assert door(tmp_path, ledger, made).ask(question()).value.number == 3
        (body,) = server.bodies
    asked = {"tool": "tools", "native": "response_format", "prompted": "response_format"}[output]
    assert asked in body
    assert body["max_completion_tokens"] == 500


@pytest.mark.parametrize("most", [500, 60_000])
def test_anthropics_answers_are_read_however_long_they_may_be(
    tmp_path: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setenv("CLAUDE_TEST_KEY", "secret")
    with anthropic_server([Reply({"number": 3})]) as server:
        claude = ModelRef(
            provider="anthropic", model="claude-haiku-4-5", base_url=server.url,
            api_key_env="CLAUDE_TEST_KEY",
        )  # fmt: skip
        made = profile(claude, max_tokens=most)
        for _ in range(2):
            assert door(tmp_path, ledger, made).ask(question()).value.number == 3
        (body,) = server.bodies
    assert (body["max_tokens"], body.get("stream", False)) == (most, False)
    assert "genai-prices" in ledger.spending.calls()[0].price_source
    assert spent(ledger) == pytest.approx(0.002)


def test_an_answer_that_cannot_be_used_is_sent_back_and_both_are_paid_and_kept(
    tmp_path: Path, ledger: Ledger
) -> None:
    with llm_server([Reply({"number": 30}), Reply({"number": 3})]) as server:
        made = profile(ref(server.url))
        for _ in range(2):
            assert door(tmp_path, ledger, made).ask(question()).value.number == 3
        assert len(server.bodies) == 2
    assert "30 is more than 9" in str(server.bodies[1]["messages"])
    assert spent(ledger) == pytest.approx(2 * USUAL)


@pytest.mark.parametrize(
    "reply",
    [
        Reply({"number": 30}),
        Reply({"no": "number"}),
        Reply('{"number": 3, "wo', finish="length"),
        Reply({"number": 3, "word": "x" * 10_000_000}),
        Reply(raw=b"<html>busy</html>"),
        Reply(raw=b'{"id": "answer-1", "choi'),
    ],
    ids=["never usable", "wrong form", "cut off", "10 MB", "no JSON", "cut JSON"],
)
def test_what_is_rejected_at_last_is_said_and_never_kept(
    tmp_path: Path, ledger: Ledger, reply: Reply
) -> None:
    with llm_server([reply]) as server:
        made = profile(ref(server.url))
        for _ in range(2):
            asked = len(server.bodies)
            with pytest.raises(InferenceError):
                door(tmp_path, ledger, made).ask(question())
            assert len(server.bodies) > asked
        with pytest.raises(AnswerRejectedError):
            door(tmp_path, ledger, made).ask(question())
    assert not list((tmp_path / "answers").rglob("*.json"))
    assert all(row.outcome for row in ledger.spending.calls())
    assert sum(len(str(body)) for body in server.bodies) < 100_000


def test_a_whole_answer_that_was_cut_is_used_but_not_kept(tmp_path: Path, ledger: Ledger) -> None:
    with llm_server([Reply({"number": 3}, finish="length")]) as server:
        made = profile(ref(server.url))
        for expected in (1, 2):
            assert door(tmp_path, ledger, made).ask(question()).value.number == 3
            assert len(server.bodies) == expected


@pytest.mark.parametrize("status", [429, 500, 502, 503, 529])
def test_the_next_model_is_asked_where_the_trouble_passes(
    tmp_path: Path, ledger: Ledger, status: int
) -> None:
    with llm_server([Reply(status=status)]) as busy, llm_server([Reply({"number": 3})]) as other:
        made = profile(ref(busy.url), ref(other.url, model="gpt-5-nano"))
        answer = door(tmp_path, ledger, made).ask(question())
        again = door(tmp_path, ledger, made).ask(question())
        assert (len(busy.bodies), len(other.bodies)) == (1, 1)
    assert (answer.model, again.model) == ("openai:gpt-5-nano", "openai:gpt-5-nano")
    assert spent(ledger) == pytest.approx(USUAL)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_the_next_model_is_not_asked_where_it_does_not(
    tmp_path: Path, ledger: Ledger, status: int
) -> None:
    with llm_server([Reply(status=status)]) as wrong, llm_server([Reply({"number": 3})]) as other:
        made = profile(ref(wrong.url), ref(other.url))
        with pytest.raises(ModelRefusedError, match=str(status)):
            door(tmp_path, ledger, made).ask(question())
        assert (len(wrong.bodies), len(other.bodies)) == (1, 0)
    assert spent(ledger) == 0


def test_a_key_that_is_not_set_is_named(tmp_path: Path, ledger: Ledger) -> None:
    with pytest.raises(ModelRefusedError, match="NO_SUCH_KEY is not set"):
        made = profile(ref("http://127.0.0.1:9/v1", api_key_env="NO_SUCH_KEY"))
        door(tmp_path, ledger, made).ask(question())


def test_nobody_answers(tmp_path: Path, ledger: Ledger) -> None:
    made = profile(ref("http://127.0.0.1:9/v1"), ref("http://127.0.0.1:9/v1", model="gpt-5-nano"))
    with pytest.raises(ModelsUnavailableError, match=r"gpt-5-mini.*gpt-5-nano"):
        door(tmp_path, ledger, made).ask(question())
    assert spent(ledger) == 0


def test_a_busy_server_is_asked_again_after_the_pause_that_it_asks_for(
    tmp_path: Path, ledger: Ledger
) -> None:
    replies = [Reply(status=429, headers={"retry-after": "1"}), Reply({"number": 3})]
    with llm_server(replies) as server:
        began = time.monotonic()
        door(tmp_path, ledger, profile(ref(server.url), attempts=2)).ask(question())
        assert time.monotonic() - began >= 1
        assert len(server.bodies) == 2


def test_a_pause_that_is_too_long_counts_as_no_answer(tmp_path: Path, ledger: Ledger) -> None:
    with llm_server([Reply(status=429, headers={"retry-after": "3600"})]) as server:
        began = time.monotonic()
        with pytest.raises(ModelsUnavailableError):
            door(tmp_path, ledger, profile(ref(server.url), attempts=3)).ask(question())
        assert len(server.bodies) == 1
    assert time.monotonic() - began < 30


def test_the_same_question_from_many_threads_is_asked_once(tmp_path: Path, ledger: Ledger) -> None:
    with llm_server([Reply({"number": 3}, delay=0.3)]) as server:
        made = profile(ref(server.url))
        threads = [
            threading.Thread(target=lambda: door(tmp_path, ledger, made).ask(question()))
            for _ in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(server.bodies) == 1
    assert sum(row.reused for row in ledger.spending.calls()) == 5
    assert not list((tmp_path / "answers" / "locks").iterdir())


def test_a_damaged_answer_counts_as_none(tmp_path: Path, ledger: Ledger) -> None:
    with llm_server([Reply({"number": 3})]) as server:
        made = profile(ref(server.url))
        door(tmp_path, ledger, made).ask(question())
        (kept,) = (tmp_path / "answers").rglob("*.json")
        kept.write_bytes(kept.read_bytes()[:50])
        assert door(tmp_path, ledger, made).ask(question()).value.number == 3
        assert len(server.bodies) == 2


def test_another_prompt_model_or_form_is_another_question(tmp_path: Path, ledger: Ledger) -> None:
    class Word(BaseModel):
        word: str

    def told(body: Body) -> Reply:
        return Reply({"number": 3} if "number" in str(body["tools"]) else {"word": "three"})

    with llm_server(told) as server:
        made = profile(ref(server.url))
        asked: list[Question[Any]] = [
            question(),
            question("other text"),
            Question(Prompt("count", "Say it otherwise."), "one two three", Count),
            Question(PROMPT, "one two three", Word),
        ]
        for item in asked:
            door(tmp_path, ledger, made).ask(item)
        door(tmp_path, ledger, profile(ref(server.url, model="gpt-5-nano"))).ask(question())
        assert len(server.bodies) == 5
        cheaper = profile(ref(server.url), budget=Budget(run_usd=9), version=2)
        door(tmp_path, ledger, cheaper).ask(question())
        assert len(server.bodies) == 5


def test_a_request_that_the_provider_would_refuse_fails_here_too(tmp_path: Path) -> None:
    import httpx

    with pytest.raises(AssertionError), llm_server([Reply({})]) as server:
        answer = httpx.post(f"{server.url}/chat/completions", json={"model": "m", "messages": []})
        assert answer.status_code == 400
    assert isinstance(server, Served)
