"""Services over both databases, with a clock that the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from style_plane.access.actor import Actor
from style_plane.access.limits import Limits
from style_plane.access.service import Access
from style_plane.database import Database
from tests.postgres import new_database
from tests.style_plane.browsing import browser  # noqa: F401  a fixture
from tests.style_plane.people import CHEAP, PASSWORD, settle

DATABASES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp()

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def shared_postgres(postgres_server: str) -> Iterator[Database]:
    """One for all tests, because making one takes a second."""
    database = Database(new_database(postgres_server))
    database.prepare()
    yield database
    database.close()


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """One without people; the log of a shared one goes on, for it cannot be emptied."""
    if request.param == "postgresql":
        shared: Database = request.getfixturevalue("shared_postgres")
        with shared.writing() as session:
            for table in ("token", "session", "membership", "person", "org"):
                session.execute(text(f"DELETE FROM {table}"))
        yield shared
        return
    database = Database(f"sqlite:///{tmp_path / 'styles.db'}")
    database.prepare()
    yield database
    database.close()


@pytest.fixture
def access(database: Database, clock: Clock) -> Access:
    """Nobody is there yet."""
    return Access(database, clock, Limits(clock.seconds), CHEAP)


class Cast:
    """Everybody of `people.CAST`, signed in."""

    def __init__(self, access: Access) -> None:
        self.access, self.sessions = access, settle(access)

    def __getitem__(self, login: str) -> Actor:
        found = self.access.actor_of_session(self.sessions[login])
        assert found is not None, f"{login} is signed in no more"
        return found.actor

    def sign_in(self, login: str, password: str = PASSWORD) -> None:
        self.sessions[login] = self.access.sign_in(login, password)


@pytest.fixture
def cast(access: Access) -> Cast:
    """A plane with people."""
    return Cast(access)
