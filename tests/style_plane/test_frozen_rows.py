"""What is published stays as it is, whatever SQL is sent; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DatabaseError

from schemas.style.contract import StyleContract
from style_plane.access.actor import Actor
from style_plane.access.models import Policy
from style_plane.database import Database
from style_plane.starters.seeding import contract_of
from style_plane.tables import FROZEN
from style_plane.versions.service import Versions
from tests.style_plane.desks import (
    ADA,
    BEN,
    CLEO,
    DATABASES,
    QUIETER,
    Desk,
    database_at,
    desk_at,
)
from tests.style_plane.styles import MINOR, changed

TESTER = Actor.service("test")
REPLACING = (
    "INSERT OR REPLACE INTO style_version SELECT id, style_id, major, minor, patch, digest, 'x',"
    " facets, promise, assets, published_by, published_at FROM style_version",
    "INSERT OR REPLACE INTO style_version SELECT NULL, style_id, major, minor, patch, 'x', 'x',"
    " facets, promise, assets, published_by, published_at FROM style_version",
    "INSERT INTO style_version SELECT * FROM style_version WHERE true"
    " ON CONFLICT DO UPDATE SET body = 'x'",
)
FULL = (
    "approval",
    "asset",
    "audit",
    "channel_decision",
    "channel_move",
    "channel_request",
    "draft_rev",
    "release",
    "style",
    "style_version",
    "submission",
    "version_status",
)
"""Frozen tables that `lived` leaves rows in."""


@pytest.fixture(scope="module", params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    return database_at(request, tmp_path_factory.mktemp("db"))


@pytest.fixture(scope="module")
def desk(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    several = Database(url)
    with closing(several), ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: several.prepare(), range(4)))
    desk = desk_at(url, tmp_path_factory.mktemp("assets"))
    with closing(desk.database):
        yield desk


@pytest.fixture(scope="module")
def versions(desk: Desk) -> Versions:
    return desk.versions


@pytest.fixture(scope="module")
def lived(desk: Desk) -> Versions:
    """A style with a life: every frozen table of it has a row."""
    desk.policies["acme"] = Policy(moves_need_approval=True)
    desk.publish(desk.start("lived"))
    desk.publish(desk.save(desk.drafts.create(ADA, "acme", "lived"), QUIETER))
    details, _ = desk.versions.move(CLEO, "acme", "lived", "stable", "1.1.0", reason="go")
    desk.versions.approve_move(BEN, "acme", "lived", details.waiting[0].id)
    desk.versions.set_status(CLEO, "acme", "lived", "1.0.0", "deprecated", reason="old")
    return desk.versions


def plain(url: str) -> URL:
    """The address for a plain connection, as whoever holds it could open one."""
    address = make_url(url)
    if address.get_backend_name() == "postgresql":
        return address.set(drivername="postgresql+psycopg")
    return address


def rows(url: str, table: str) -> list[str]:
    """Everything in a table."""
    engine = create_engine(plain(url))
    with engine.connect() as connection:
        found = sorted(map(str, connection.execute(text(f"SELECT * FROM {table}"))))
    engine.dispose()
    return found


def statements(url: str, *attacks: str) -> None:
    """Each statement on a plain connection; the database refuses every one."""
    engine = create_engine(plain(url))
    for attack in attacks:
        with engine.connect() as connection, pytest.raises(DatabaseError, match="never change"):
            connection.execute(text(attack))
            connection.commit()
    engine.dispose()


def columns(url: str, table: str) -> list[str]:
    engine = create_engine(plain(url))
    found = [column["name"] for column in inspect(engine).get_columns(table)]
    engine.dispose()
    return found


@pytest.mark.parametrize("table", FULL)
def test_no_column_of_a_frozen_row_changes_and_no_row_goes(
    url: str, lived: Versions, table: str
) -> None:
    before = rows(url, table)
    assert before
    names = columns(url, table)
    statements(url, *(f"UPDATE {table} SET {name} = {name}" for name in names))
    statements(url, f"DELETE FROM {table}")
    if url.startswith("sqlite"):
        every = ", ".join(names)
        replacing = f"INSERT OR REPLACE INTO {table} ({every}) SELECT {every} FROM {table}"
        statements(url, replacing)
    else:
        statements(url, f"TRUNCATE {table} CASCADE")
    assert rows(url, table) == before


@pytest.mark.parametrize("table", FULL)
def test_a_row_cannot_be_replaced_by_its_hidden_number(
    url: str, lived: Versions, table: str
) -> None:
    """SQLite numbers every row, also where the key is another column."""
    if not url.startswith("sqlite"):
        pytest.skip("only SQLite has hidden numbers")
    before, (key, *others) = rows(url, table), columns(url, table)
    if key in ("id", "version_id", "request_id"):
        pytest.skip("its key is this number")
    every, same = ", ".join((key, *others)), ", ".join(others)
    statements(
        url,
        f"INSERT OR REPLACE INTO {table} (rowid, {every}) "
        f"SELECT rowid, 'x' || {key}, {same} FROM {table}",
    )
    assert rows(url, table) == before


def test_a_published_body_cannot_be_replaced(url: str, lived: Versions) -> None:
    before = lived.style("acme", "lived")
    if url.startswith("sqlite"):
        statements(url, *REPLACING)
    else:
        statements(
            url, REPLACING[-1].replace("DO UPDATE", "(id) DO UPDATE").replace("WHERE true", "")
        )
    assert lived.style("acme", "lived") == before


def test_every_frozen_table_has_its_triggers(url: str, versions: Versions) -> None:
    """Also those of other parts, which may be empty here."""
    assert set(FULL) <= set(FROZEN)
    engine = create_engine(plain(url))
    sqlite = url.startswith("sqlite")
    with engine.connect() as connection:
        query = "SELECT name FROM sqlite_master" if sqlite else "SELECT tgname FROM pg_trigger"
        found = set(connection.execute(text(query)).scalars())
    engine.dispose()
    acts = ("_update", "_delete", "_replace") if sqlite else ("",)
    assert {f"frozen_{table}{act}" for table in FROZEN for act in acts} <= found


def test_numbers_have_no_gap_when_many_publish_at_once(versions: Versions) -> None:
    contract = contract_of("bold")

    def publish(number: int) -> str:
        document = changed(contract, {"description": f"Number {number}"})
        look = StyleContract.model_validate(document)
        return versions.publish(TESTER, "acme", "crowd", look)[0].version

    with ThreadPoolExecutor(8) as pool:
        numbers = sorted(pool.map(publish, range(8)))
    assert numbers == [f"1.0.{number}" for number in range(8)]


def test_one_content_is_one_version_when_many_publish_it_at_once(versions: Versions) -> None:
    look = StyleContract.model_validate(changed(contract_of("clean"), MINOR))
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: versions.publish(TESTER, "acme", "one", look), range(8)))
    assert sum(new for _, new in answers) == 1
    assert {published.version for published, _ in answers} == {"1.0.0"}


def test_preparing_a_full_database_changes_nothing(desk: Desk, versions: Versions) -> None:
    before = versions.styles()
    desk.database.prepare()
    assert versions.styles() == before
