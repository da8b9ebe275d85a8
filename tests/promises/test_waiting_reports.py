"""Reports wait in the ledger until the style plane has them: the same rules on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import Session

from tasks.tools.ledger.ledger import Ledger
from tasks.tools.ledger.reports import MOST_ATTEMPTS
from tasks.tools.ledger.tables import ReportRow


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.db'}"
    address: str = request.getfixturevalue("postgres")
    return address


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    ledger = Ledger(url, tenant="acme", lease_seconds=2.0)
    yield ledger
    ledger.close()


def make_due(ledger: Ledger) -> None:
    """Let the pause of every report be over."""
    with Session(ledger.door.engine) as session, session.begin():
        session.execute(update(ReportRow).values(next_at=0.0))


def test_what_was_noted_first_is_sent_first(ledger: Ledger) -> None:
    for path in ("/a", "/b"):
        ledger.reports.add(path, {"path": path})
    first, second = ledger.reports.claim(), ledger.reports.claim()
    assert first is not None and second is not None
    assert (first.path, second.path) == ("/a", "/b")
    assert ledger.reports.claim() is None


def test_the_same_said_twice_is_one_report(ledger: Ledger) -> None:
    ledger.reports.add("/a", {"x": 1})
    ledger.reports.add("/a", {"x": 1})
    assert ledger.reports.waiting() == 1
    row = ledger.reports.claim()
    assert row is not None
    ledger.reports.taken(row)
    ledger.reports.add("/a", {"x": 1})
    assert ledger.reports.waiting() == 0


def test_a_newer_word_is_sent_even_while_the_older_one_is_on_its_way(ledger: Ledger) -> None:
    ledger.reports.add("/a", {"x": 1})
    row = ledger.reports.claim()
    assert row is not None
    ledger.reports.add("/a", {"x": 2})
    ledger.reports.taken(row)
    again = ledger.reports.claim()
    assert again is not None
    assert again.body == {"x": 2}


def test_what_was_not_taken_waits_longer_each_time(ledger: Ledger) -> None:
    ledger.reports.add("/a", {})
    pauses = []
    for _ in range(3):
        row = ledger.reports.claim()
        assert row is not None
        pauses.append(row.next_at - row.at)
        ledger.reports.failed(row, "no answer", final=False)
        assert ledger.reports.claim() is None
        make_due(ledger)
    assert pauses[0] < pauses[1] < pauses[2]


def test_what_is_refused_for_good_is_not_sent_again(ledger: Ledger) -> None:
    ledger.reports.add("/a", {})
    row = ledger.reports.claim()
    assert row is not None
    ledger.reports.failed(row, "409", final=True)
    make_due(ledger)
    assert ledger.reports.claim() is None


def test_after_many_attempts_a_report_is_given_up(ledger: Ledger) -> None:
    ledger.reports.add("/a", {})
    for _ in range(MOST_ATTEMPTS):
        row = ledger.reports.claim()
        assert row is not None
        ledger.reports.failed(row, "no answer", final=False)
        make_due(ledger)
    assert ledger.reports.claim() is None
    assert ledger.reports.waiting() == 0


def test_tenants_send_their_own(url: str, ledger: Ledger) -> None:
    ledger.reports.add("/a", {})
    other = Ledger(url, tenant="other", lease_seconds=2.0)
    assert other.reports.claim() is None
    other.close()
