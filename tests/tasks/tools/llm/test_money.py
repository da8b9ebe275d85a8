"""What requests to language models cost, over real HTTP, and that they never cost more."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from schemas.inference import Budget
from tasks.errors.inference import (
    BudgetRefusedError,
    InferenceError,
    ModelsUnavailableError,
    ModelUnpricedError,
)
from tasks.tools.ledger.ledger import Ledger
from tasks.tools.ledger.session import transaction
from tasks.tools.ledger.spending import Limits, Refused, Reservation
from tests.simulators.llm_server import Reply, llm_server
from tests.tasks.tools.llm.asking import ME, USUAL, door, profile, question, ref, spent


def test_a_server_that_hangs_is_given_up_and_booked_at_its_ceiling(
    tmp_path: Path, ledger: Ledger
) -> None:
    with llm_server([Reply({"number": 3}, delay=30)]) as server:
        began = time.monotonic()
        with pytest.raises(ModelsUnavailableError, match=r"too long|Timeout"):
            door(tmp_path, ledger, profile(ref(server.url), timeout_s=1)).ask(question())
        assert time.monotonic() - began < 20
        assert len(server.bodies) == 1
    (row,) = ledger.spending.calls()
    assert row.price_source == "ceiling: no answer"
    assert ledger.spending.spent("run run-1") == (row.nano, 0)
    assert row.nano > 5_000_000


def test_a_missing_usage_is_booked_at_the_ceiling(tmp_path: Path, ledger: Ledger) -> None:
    with llm_server([Reply({"number": 3}, usage=False)]) as server:
        door(tmp_path, ledger, profile(ref(server.url))).ask(question())
    assert ledger.spending.calls()[0].price_source == "ceiling: no usage"
    assert spent(ledger) > USUAL


@pytest.mark.parametrize(
    "limit", ["call_usd", "job_usd", "run_usd", "customer_month_usd", "month_usd"]
)
def test_what_may_cost_too_much_is_not_sent(tmp_path: Path, ledger: Ledger, limit: str) -> None:
    with llm_server([Reply({"number": 3})]) as server:
        made = profile(ref(server.url), budget=Budget(**{limit: 0.001}))
        with pytest.raises(BudgetRefusedError, match=r"0\.001"):
            door(tmp_path, ledger, made).ask(question())
        assert not server.bodies


@pytest.mark.slow
def test_twelve_threads_over_http_end_exactly_at_the_budget(tmp_path: Path, ledger: Ledger) -> None:
    """Each request is booked at its ceiling, 0.01 USD, so that seven of them are the whole budget."""
    with llm_server([Reply({"number": 3}, usage=False, delay=0.05)]) as server:
        made = profile(
            ref(server.url, price=None, model="nobody-knows"),
            budget=Budget(call_usd=0.01, run_usd=0.07),
            on_unpriced="charge_ceiling",
        )
        refused: list[BudgetRefusedError] = []

        def work(number: int) -> None:
            for text in range(3):
                try:
                    door(tmp_path, ledger, made).ask(question(f"{number} {text}"))
                except BudgetRefusedError as error:
                    refused.append(error)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(server.bodies) == 7
    assert len(refused) == 29
    assert ledger.spending.spent("run run-1") == (70_000_000, 0)


def test_a_request_waits_for_what_others_may_give_free(tmp_path: Path, ledger: Ledger) -> None:
    """Two at once would hold more than the budget; one after the other they fit."""
    with llm_server([Reply({"number": 3}, delay=0.3)]) as server:
        made = profile(ref(server.url), budget=Budget(run_usd=0.0125))
        both = door(tmp_path, ledger, made).ask_all([question("one"), question("two")])
        assert len(server.bodies) == 2
    assert not any(isinstance(answer, InferenceError) for answer in both)
    assert spent(ledger) == pytest.approx(2 * USUAL)


def test_after_the_budget_is_gone_nothing_more_is_sent(tmp_path: Path, ledger: Ledger) -> None:
    with llm_server([Reply({"number": 3}, tokens=(2000, 500))]) as server:
        made = profile(ref(server.url), budget=Budget(run_usd=0.0125), concurrency=1)
        answers = door(tmp_path, ledger, made).ask_all([question(str(n)) for n in range(6)])
        assert len(server.bodies) == 1
    assert [isinstance(answer, BudgetRefusedError) for answer in answers] == [False] + 5 * [True]


def test_a_model_without_a_price_is_not_asked_unless_a_ceiling_is_said(
    tmp_path: Path, ledger: Ledger
) -> None:
    with llm_server([Reply({"number": 3})]) as server:
        unknown = ref(server.url, model="nobody-knows", price=None)
        with pytest.raises(ModelUnpricedError, match="nobody-knows"):
            door(tmp_path, ledger, profile(unknown)).ask(question())
        assert not server.bodies
        made = profile(unknown, on_unpriced="charge_ceiling", budget=Budget(call_usd=0.02))
        door(tmp_path, ledger, made).ask(question())
    assert ledger.spending.calls()[-1].price_source == "ceiling: no price is known"
    assert spent(ledger) == pytest.approx(0.02)


ASKING = """
import sys
from pathlib import Path
from tasks.tools.ledger.ledger import Ledger
from tests.tasks.tools.llm.asking import door, profile, question, ref
folder = Path(sys.argv[1])
ledger = Ledger(f"sqlite:///{folder}/ledger.db", tenant="default", lease_seconds=30)
door(folder, ledger, profile(ref(sys.argv[2]), timeout_s=60)).ask(question())
"""


def test_what_a_killed_process_asked_for_is_booked_at_its_worst(
    tmp_path: Path, ledger: Ledger
) -> None:
    with llm_server([Reply({"number": 3}, delay=120)]) as server:
        process = subprocess.Popen([sys.executable, "-c", ASKING, str(tmp_path), server.url])
        while not server.bodies:
            assert process.poll() is None
            time.sleep(0.1)
        process.kill()
        process.wait()
    spent_, held = ledger.spending.spent("run run-1")
    assert (spent_, held > 0) == (0, True)
    limits = Limits(run=2 * held)
    assert isinstance(ledger.spending.reserve(ME, held + 1, limits, lasts_s=60), Refused)
    with transaction(ledger.door.engine) as session:  # its time-out and a minute later
        session.connection().execute(text("UPDATE reservation SET expires = expires - 121"))
    assert isinstance(ledger.spending.reserve(ME, held, limits, lasts_s=60), Reservation)
    assert ledger.spending.spent("run run-1") == (held, held)
