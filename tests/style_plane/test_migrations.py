"""Homes of older planes open in today's, with everything that they hold; on both databases."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from schemas.base import canonical
from style_plane.access.actor import Actor
from style_plane.audit.service import Audit
from style_plane.migrations import STEPS
from style_plane.starters.seeding import contract_of
from style_plane.tables import FROZEN
from style_plane.versions.publishing import digest_of_contract
from tests.style_plane.desks import DATABASES, database_at, desk_at
from tests.style_plane.test_frozen_rows import plain, rows, statements

ROBOT = Actor.service("robot")
FIRST_DAYS = """
CREATE TABLE style (id {key}, org VARCHAR NOT NULL, name VARCHAR NOT NULL,
  created_at VARCHAR NOT NULL, UNIQUE (org, name));
CREATE TABLE style_version (id {key}, style_id INTEGER NOT NULL REFERENCES style (id),
  major INTEGER NOT NULL, minor INTEGER NOT NULL, patch INTEGER NOT NULL, digest VARCHAR NOT NULL,
  body {bytes} NOT NULL, facets JSON NOT NULL, promise JSON NOT NULL, assets JSON NOT NULL,
  published_by VARCHAR NOT NULL, published_at VARCHAR NOT NULL,
  UNIQUE (style_id, major, minor, patch), UNIQUE (style_id, digest));
CREATE INDEX ix_style_version_digest ON style_version (digest);
CREATE TABLE channel (style_id INTEGER NOT NULL REFERENCES style (id), name VARCHAR NOT NULL,
  version_id INTEGER NOT NULL REFERENCES style_version (id), PRIMARY KEY (style_id, name));
CREATE TABLE channel_move (id {key}, style_id INTEGER NOT NULL REFERENCES style (id),
  channel VARCHAR NOT NULL, from_version_id INTEGER REFERENCES style_version (id),
  to_version_id INTEGER NOT NULL REFERENCES style_version (id), moved_by VARCHAR NOT NULL,
  reason VARCHAR NOT NULL, at VARCHAR NOT NULL);
CREATE INDEX ix_channel_move_style_id ON channel_move (style_id);
CREATE TABLE asset (sha256 VARCHAR NOT NULL PRIMARY KEY, media_type VARCHAR NOT NULL,
  size INTEGER NOT NULL, facts JSON NOT NULL, added_at VARCHAR NOT NULL)
"""
"""The tables of the first plane that was handed out, before people, drafts and the log."""
FACETS = ("plan", "reframe", "compose", "audio")
AT = "2026-01-02T03:04:05+00:00"


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return database_at(request, tmp_path)


def first_days(url: str) -> str:
    """A home of the first plane with one style; the digest of its version."""
    sqlite = url.startswith("sqlite")
    kinds = {
        "key": "INTEGER NOT NULL PRIMARY KEY" if sqlite else "SERIAL PRIMARY KEY",
        "bytes": "BLOB" if sqlite else "BYTEA",
    }
    contract = contract_of("clean")
    digest = digest_of_contract(contract)
    engine = create_engine(plain(url))
    with engine.begin() as connection:
        for statement in FIRST_DAYS.format(**kinds).split(";"):
            connection.execute(text(statement))
        for statement, values in (
            ("INSERT INTO style (org, name, created_at) VALUES ('acme', 'old', :at)", {}),
            (
                "INSERT INTO style_version (style_id, major, minor, patch, digest, body, facets,"
                " promise, assets, published_by, published_at) VALUES (1, 1, 0, 0, :digest, :body,"
                " :facets, :promise, '[]', 'api', :at)",
                {
                    "digest": digest,
                    "body": canonical(contract),
                    "facets": json.dumps(dict.fromkeys(FACETS, "0" * 64)),
                    "promise": json.dumps(["9:16"]),
                },
            ),
            ("INSERT INTO channel VALUES (1, 'stable', 1)", {}),
            (
                "INSERT INTO channel_move (style_id, channel, to_version_id, moved_by, reason, at)"
                " VALUES (1, 'stable', 1, 'api', 'first version', :at)",
                {},
            ),
        ):
            needed = {"at": AT, **values} if ":at" in statement else values
            connection.execute(text(statement), needed)
    engine.dispose()
    return digest


def test_a_home_of_the_first_plane_opens_with_everything_in_it(url: str, tmp_path: Path) -> None:
    digest = first_days(url)
    desk = desk_at(url, tmp_path / "assets")
    with closing(desk.database):
        versions = desk.versions
        assert versions.resolve("acme/old").digest == digest
        versions.move(ROBOT, "acme", "old", "spring-26", "1.0.0", reason="go")
        versions.remove_channel(ROBOT, "acme", "old", "spring-26", reason="over")
        moves = versions.style("acme", "old").moves
        assert [(item.channel, item.to_version) for item in moves] == [
            ("spring-26", None),
            ("spring-26", "1.0.0"),
            ("stable", "1.0.0"),
        ]
        audit = Audit(desk.database)
        assert audit.verify(ROBOT).whole
        first = audit.list(ROBOT, subject="acme/old@1.0.0", action="version.published")
        assert [item.detail["digest"] for item in first] == [digest]
    statements(url, *(f"UPDATE {table} SET {key} = {key}" for table, key in KEYS.items()))


KEYS = {"channel_move": "id", "style_version": "id", "audit": "id", "schema_step": "number"}


def test_steps_are_taken_once(url: str, tmp_path: Path) -> None:
    first_days(url)
    desk = desk_at(url, tmp_path / "assets")
    with closing(desk.database):
        before = {table: rows(url, table) for table in FROZEN}
        desk.database.prepare()
        assert {table: rows(url, table) for table in FROZEN} == before
        assert len(before["schema_step"]) == len(STEPS)


def test_an_older_home_gets_the_tables_of_a_new_one(url: str, tmp_path: Path) -> None:
    """Column by column, so that a changed table cannot be forgotten here."""
    first_days(url)
    with closing(desk_at(url, tmp_path / "assets").database):
        upgraded = columns(url)
    fresh = f"sqlite:///{tmp_path / 'fresh.db'}"
    with closing(desk_at(fresh, tmp_path / "assets").database):
        assert {name: set(found) for name, found in upgraded.items()} == {
            name: set(found) for name, found in columns(fresh).items()
        }


def columns(url: str) -> dict[str, dict[str, bool]]:
    """Table to its columns, and whether each may be empty."""
    engine = create_engine(plain(url))
    there = inspect(engine)
    found = {
        table: {str(item["name"]): bool(item["nullable"]) for item in there.get_columns(table)}
        for table in there.get_table_names()
    }
    engine.dispose()
    return found
