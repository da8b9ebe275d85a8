"""What is published stays as it is, whatever SQL is sent; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError

from schemas.style.contract import StyleContract
from style_plane.assets.store import Assets
from style_plane.database import Database
from style_plane.starters.seeding import contract_of, seed
from style_plane.versions.service import Versions
from tests.postgres import new_database
from tests.style_plane.styles import MINOR, changed

DATABASES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))
ATTACKS = (
    "UPDATE style_version SET body = 'x'",
    "UPDATE style_version SET digest = 'x' WHERE patch = 0",
    "DELETE FROM style_version",
    "DELETE FROM channel_move",
    "UPDATE channel_move SET reason = 'x'",
    "UPDATE style SET name = 'x'",
    "DELETE FROM asset",
    "UPDATE asset SET size = 1",
)
REPLACING = (
    "INSERT OR REPLACE INTO style_version SELECT id, style_id, major, minor, patch, digest, 'x',"
    " facets, promise, assets, published_by, published_at FROM style_version",
    "INSERT OR REPLACE INTO style_version SELECT NULL, style_id, major, minor, patch, 'x', 'x',"
    " facets, promise, assets, published_by, published_at FROM style_version",
    "INSERT OR REPLACE INTO asset SELECT sha256, 'x', 1, facts, added_at FROM asset",
    "INSERT INTO asset SELECT * FROM asset WHERE true ON CONFLICT DO UPDATE SET size = 1",
)


@pytest.fixture(scope="module", params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('db') / 'styles.db'}"
    return new_database(request.getfixturevalue("postgres_server"))


@pytest.fixture(scope="module")
def database(url: str) -> Iterator[Database]:
    database = Database(url)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: database.prepare(), range(4)))
    yield database
    database.close()


@pytest.fixture(scope="module")
def versions(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Versions:
    def clock() -> datetime:
        return datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)

    assets = Assets(database, tmp_path_factory.mktemp("assets"), clock)
    service = Versions(database, assets, clock)
    seed(service, assets)
    return service


def statements(url: str, *attacks: str) -> None:
    """Each statement on a plain connection, as whoever holds the address could send it."""
    address = make_url(url)
    if address.get_backend_name() == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    engine = create_engine(address)
    for attack in attacks:
        with engine.connect() as connection, pytest.raises(DatabaseError, match="never change"):
            connection.execute(text(attack))
            connection.commit()
    engine.dispose()


def test_published_rows_refuse_to_change(url: str, versions: Versions) -> None:
    before = versions.style("reelwright", "bold")
    statements(url, *ATTACKS)
    if url.startswith("sqlite"):
        statements(url, *REPLACING)
    else:
        statements(url, "TRUNCATE style CASCADE", "TRUNCATE style_version CASCADE")
    assert versions.style("reelwright", "bold") == before


def test_numbers_have_no_gap_when_many_publish_at_once(versions: Versions) -> None:
    contract = contract_of("bold")

    def publish(number: int) -> str:
        document = changed(contract, {"description": f"Number {number}"})
        look = StyleContract.model_validate(document)
        return versions.publish("acme", "crowd", look, bump=None, by="test")[0].version

    with ThreadPoolExecutor(8) as pool:
        numbers = sorted(pool.map(publish, range(8)))
    assert numbers == [f"1.0.{number}" for number in range(8)]


def test_one_content_is_one_version_when_many_publish_it_at_once(versions: Versions) -> None:
    look = StyleContract.model_validate(changed(contract_of("clean"), MINOR))
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(
                lambda _: versions.publish("acme", "one", look, bump=None, by="test"), range(8)
            )
        )
    assert sum(new for _, new in answers) == 1
    assert {published.version for published, _ in answers} == {"1.0.0"}


def test_preparing_a_full_database_changes_nothing(database: Database, versions: Versions) -> None:
    before = versions.styles()
    database.prepare()
    assert versions.styles() == before
