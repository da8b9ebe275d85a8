"""PostgreSQL with two roles: the plane adds to what is published, and cannot try to change it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest
from pydantic import ValidationError
from sqlalchemy.engine import make_url

from style_plane.access.models import Policy
from style_plane.audit.service import Audit
from style_plane.database import Database
from style_plane.settings import PlaneSettings
from style_plane.tables import FROZEN
from tests.postgres import new_database
from tests.style_plane.desks import ADA, BEN, CLEO, QUIETER, ROBOT, Desk, desk_at

pytestmark = pytest.mark.postgres
REFUSED = "permission denied|must be owner|must be superuser"


@pytest.fixture(scope="module")
def addresses(postgres_server: str) -> tuple[str, str]:
    """The same database for the plane's role and for the owner of its tables."""
    url = new_database(postgres_server)
    name = make_url(url).database
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as server:
        for role in ("plane", "keeper"):
            server.execute(f"CREATE ROLE {role} LOGIN")
        server.execute(f"ALTER DATABASE {name} OWNER TO keeper")
    return url.replace("tests@", "plane@"), url.replace("tests@", "keeper@")


@pytest.fixture(scope="module")
def desk(addresses: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    url, owner_url = addresses
    desk = desk_at(url, tmp_path_factory.mktemp("assets"), owner_url)
    with closing(desk.database):
        yield desk


def test_a_style_lives_its_whole_life_under_the_lesser_role(desk: Desk) -> None:
    desk.policies["acme"] = Policy()
    desk.publish(desk.start("lived"))
    desk.publish(desk.save(desk.drafts.create(ADA, "acme", "lived"), QUIETER))
    details, _ = desk.versions.move(CLEO, "acme", "lived", "stable", "1.1.0", reason="go")
    for request in details.waiting:
        desk.versions.approve_move(BEN, "acme", "lived", request.id)
    desk.versions.set_status(CLEO, "acme", "lived", "1.0.0", "deprecated", reason="old")
    assert desk.versions.resolve("acme/lived@stable").version == "1.1.0"
    assert Audit(desk.database).verify(ROBOT).whole
    desk.database.prepare()  # as every start does
    assert desk.versions.resolve("acme/lived@stable").version == "1.1.0"


@pytest.mark.parametrize("table", sorted(FROZEN))
def test_the_plane_may_not_even_try(desk: Desk, addresses: tuple[str, str], table: str) -> None:
    for attack in (
        f"DELETE FROM {table}",
        f"TRUNCATE {table} CASCADE",
        f"ALTER TABLE {table} DISABLE TRIGGER USER",
        f"DROP TRIGGER frozen_{table} ON {table}",
        f"CREATE TRIGGER mine BEFORE INSERT ON {table} EXECUTE FUNCTION refuse_change()",
        f"DROP TABLE {table} CASCADE",
        f"SELECT * FROM {table} FOR UPDATE",
    ):
        refused(addresses[0], attack)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE style_version SET published_by = 'mallory'",
        "ALTER TABLE style_version ALTER COLUMN body TYPE bytea USING 'evil'::bytea",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RETURN NULL; END $$",
        "SET session_replication_role = replica",
        "SET ROLE keeper",
        "MERGE INTO style_version v USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE",
        "INSERT INTO asset SELECT * FROM asset LIMIT 1 ON CONFLICT (sha256) DO UPDATE SET size = 1",
    ],
)
def test_no_way_around(desk: Desk, addresses: tuple[str, str], attack: str) -> None:
    refused(addresses[0], attack)


def refused(url: str, statement: str) -> None:
    with psycopg.connect(url) as connection, pytest.raises(psycopg.Error, match=REFUSED):
        connection.execute(statement)


def test_a_role_that_owns_the_tables_all_the_same_is_noticed(postgres_server: str) -> None:
    url = new_database(postgres_server)
    with closing(Database(url, url)) as database, pytest.raises(PermissionError, match="REASSIGN"):
        database.prepare()


def test_an_owner_is_for_postgresql() -> None:
    with pytest.raises(ValidationError, match="is for PostgreSQL"):
        PlaneSettings(database_owner_url="postgresql://keeper@localhost/styles")
