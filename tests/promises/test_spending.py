"""Money is reserved before it is spent, and never overspent: on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tasks.tools.ledger.ledger import Ledger
from tasks.tools.ledger.session import transaction
from tasks.tools.ledger.spending import Account, Limits, Refused, Reservation, Used
from tests.runs import spec

MINE = Account("run-1", 1, "score")
USED = Used("p@1", "d" * 64, "grade", "e" * 64, "openai:gpt-5-mini", price_source="profile")
LASTS = 60.0


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/ledger.db"
    address: str = request.getfixturevalue("postgres")
    return address


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    opened = Ledger(url, tenant="default", lease_seconds=30)
    yield opened
    opened.close()


def held(ledger: Ledger, nano: int, limits: Limits, account: Account = MINE) -> Reservation:
    made = ledger.spending.reserve(account, nano, limits, lasts_s=LASTS)
    assert isinstance(made, Reservation)
    return made


def test_twelve_threads_against_one_budget_end_exactly_at_it(ledger: Ledger) -> None:
    limits, price = Limits(run=1_000_000), 7_000
    least = 142  # times 7,000 are 994,000: one more would be too much
    spent: list[int] = []

    def spend(job: int) -> None:
        account = replace(MINE, job_id=job)
        while True:
            made = ledger.spending.reserve(account, price, limits, lasts_s=LASTS)
            if isinstance(made, Refused):
                return
            ledger.spending.settle(account, made, replace(USED, nano=price))
            spent.append(price)

    threads = [threading.Thread(target=spend, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(spent) == least
    assert ledger.spending.spent("run run-1") == (least * price, 0)
    assert sum(row.nano for row in ledger.spending.calls()) == least * price
    assert sum(row.usd for row in ledger.spending.costs()) == pytest.approx(least * price / 1e9)


@pytest.mark.parametrize("scope", ["job", "run", "customer_month", "month"])
def test_each_scope_has_a_limit_of_its_own(ledger: Ledger, scope: str) -> None:
    limits = Limits(**{scope: 100})
    held(ledger, 60, limits)
    refused = ledger.spending.reserve(MINE, 60, limits, lasts_s=LASTS)
    assert isinstance(refused, Refused)
    assert refused.scope.startswith(
        {"customer_month": "customer", "month": "all"}.get(scope, scope)
    )
    assert (refused.left, refused.held) == (100, 60)
    others = replace(MINE, run_id="run-2", job_id=2)
    again = ledger.spending.reserve(others, 60, limits, lasts_s=LASTS)
    assert isinstance(again, Reservation) == (scope in {"job", "run"})


def test_a_refused_request_holds_nothing_in_any_scope(ledger: Ledger) -> None:
    limits = Limits(job=10, month=1000)
    assert isinstance(ledger.spending.reserve(MINE, 20, limits, lasts_s=LASTS), Refused)
    held(ledger, 1000, replace(limits, job=None))


def test_what_was_not_billed_is_free_again(ledger: Ledger) -> None:
    limits = Limits(job=100)
    ledger.spending.settle(MINE, held(ledger, 80, limits), replace(USED, nano=30))
    assert ledger.spending.spent("job run-1 1") == (30, 0)
    held(ledger, 70, limits)


def test_a_dead_holders_money_counts_as_spent_until_its_bill_comes(ledger: Ledger) -> None:
    limits = Limits(run=100)
    gone = ledger.spending.reserve(MINE, 70, limits, lasts_s=-1)
    assert isinstance(gone, Reservation)
    again = held(ledger, 30, limits)
    assert ledger.spending.spent("run run-1") == (70, 30)
    refused = ledger.spending.reserve(MINE, 1, limits, lasts_s=LASTS)
    assert isinstance(refused, Refused)
    (lost,) = ledger.spending.costs()
    assert (lost.what, lost.run_id, lost.job_id) == ("model:lost request", "run-1", 1)
    ledger.spending.settle(MINE, gone, replace(USED, nano=50))
    assert ledger.spending.spent("run run-1") == (50, 30)
    ledger.spending.settle(MINE, again, replace(USED, nano=30))
    assert ledger.spending.spent("run run-1") == (80, 0)
    assert sum(row.usd for row in ledger.spending.costs()) == pytest.approx(80e-9)


def test_a_batchs_money_comes_free_and_its_bill_counts_whoever_reads_it(ledger: Ledger) -> None:
    limits = Limits(run=100)
    gone = ledger.spending.reserve(MINE, 70, limits, lasts_s=-1, batched=True)
    assert isinstance(gone, Reservation)
    again = held(ledger, 70, limits)
    assert ledger.spending.spent("run run-1") == (0, 70)
    ledger.spending.settle(MINE, again, replace(USED, nano=30))
    assert ledger.spending.spent("run run-1") == (30, 0)
    ledger.spending.settle(MINE, gone, replace(USED, nano=5))
    assert ledger.spending.spent("run run-1") == (35, 0)


def test_a_dead_jobs_price_holds_what_it_may_have_been_billed(ledger: Ledger) -> None:
    run_id = ledger.runs.open(spec())
    job = ledger.jobs.add(run_id, "score", "", "score-v1-y")
    ledger.spending.reserve(Account(run_id, job, "score"), 10**9, Limits(), lasts_s=-1)
    held(ledger, 1, Limits())
    assert ledger.jobs.of(run_id)[0].cost_usd == 1.0
    assert [row.stage for row in ledger.spending.costs()] == ["score"]


def test_another_tenant_has_its_own_month_and_shares_everybodys(ledger: Ledger, url: str) -> None:
    other = Ledger(url, tenant="other", lease_seconds=30)
    held(ledger, 100, Limits(customer_month=100))
    made = other.spending.reserve(
        replace(MINE, run_id="run-9"), 100, Limits(customer_month=100, month=200), lasts_s=LASTS
    )
    assert isinstance(made, Reservation)
    refused = other.spending.reserve(MINE, 1, Limits(month=200), lasts_s=LASTS)
    assert isinstance(refused, Refused)
    other.close()


def test_a_jobs_price_is_known_although_it_fails(ledger: Ledger) -> None:
    run_id = ledger.runs.open(spec())
    job = ledger.jobs.add(run_id, "score", "", "score-v1-x")
    account = Account(run_id, job, "score")
    ledger.jobs.claim(job, reuse=True)
    ledger.spending.settle(
        account, held(ledger, 10**9, Limits(), account), replace(USED, nano=10**9)
    )
    ledger.jobs.fail(job, "it broke")
    assert ledger.jobs.of(run_id)[0].cost_usd == 1.0


def test_the_book_is_only_ever_added_to(ledger: Ledger) -> None:
    ledger.spending.reused(MINE, replace(USED, reused=True))
    for verb in ("UPDATE model_call SET nano = 0", "DELETE FROM model_call"):
        with pytest.raises(DBAPIError), transaction(ledger.door.engine) as session:
            session.connection().execute(text(verb))
