"""Whoever gets around the database's refusals is found out, and what they wrote is not served."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from style_plane.access.actor import Actor
from style_plane.assets.store import Assets
from style_plane.audit.service import Audit
from style_plane.bundles.service import Bundles
from style_plane.errors import DamagedBytesError
from tests.style_plane.desks import DATABASES, Desk, clock, database_at, desk_at
from tests.style_plane.test_frozen_rows import plain, statements

REF = "reelwright/bold"
AUDITOR = Actor.service("test")


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return database_at(request, tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "assets"


@pytest.fixture
def desk(url: str, folder: Path) -> Iterator[Desk]:
    desk = desk_at(url, folder)
    with closing(desk.database):
        yield desk


def execute(url: str, *wanted: str) -> None:
    """Statements that go through, on a connection of whoever owns the tables."""
    engine = create_engine(plain(url))
    with engine.begin() as connection:
        for statement in wanted:
            connection.execute(text(statement))
    engine.dispose()


def evil(url: str) -> str:
    return "x'6576696c'" if url.startswith("sqlite") else "'evil'::bytea"


def twin(url: str, number: int, digest: str) -> None:
    """A style of somebody else's with other bytes under a published digest."""
    body = evil(url)
    execute(
        url,
        f"INSERT INTO style (id, org, name, created_at) VALUES ({number}, 'evil', 'twin', 'x')",
        f"INSERT INTO style_version SELECT {number}, {number}, major, minor, patch, digest, {body}, "
        f"facets, promise, assets, published_by, published_at "
        f"FROM style_version WHERE digest = '{digest}' AND style_id <> {number}",
    )


def test_a_trigger_in_the_place_of_ours_does_not_stay(url: str, desk: Desk) -> None:
    """Whoever owns the table may take ours off; the next start puts it back."""
    impostors = (
        "DROP TRIGGER frozen_style_version_update",
        "CREATE TRIGGER frozen_style_version_update BEFORE UPDATE ON style_version "
        "BEGIN SELECT 1; END",
    )
    if not url.startswith("sqlite"):
        impostors = (
            "ALTER TABLE style_version DISABLE TRIGGER frozen_style_version",
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RETURN NULL; END $$",
        )
    change = "UPDATE style_version SET published_by = published_by"
    execute(url, *impostors, change)
    desk.database.prepare()
    statements(url, change)
    if not url.startswith("sqlite"):
        statements(url, f"SET session_replication_role = replica; {change}")


def test_other_bytes_under_a_published_digest_are_not_served(
    url: str, desk: Desk, folder: Path
) -> None:
    found = desk.versions.resolve(REF)
    body = desk.versions.body(found.digest)
    bundles = Bundles(desk.versions, Assets(desk.database, folder, clock))
    bundle = bundles.export("reelwright", "bold", found.version)
    assert Audit(desk.database).verify(AUDITOR).whole

    twin(url, -5, found.digest)  # a negative number: the row comes first
    assert desk.versions.body(found.digest) == body
    assert bundles.export("reelwright", "bold", found.version) == bundle
    with pytest.raises(DamagedBytesError, match=found.digest):
        desk.versions.compare("evil", "twin", found.version, found.version)

    report = Audit(desk.database).verify(AUDITOR)
    assert not report.whole
    assert report.broken_at is None
    assert report.contradictions == (
        f"evil/twin@{found.version} is published, and no entry says by whom.",
        f"The bytes of evil/twin@{found.version} are not those that were hashed.",
    )


def test_a_changed_body_is_neither_served_nor_exported(url: str, desk: Desk, folder: Path) -> None:
    """The owner of the tables can do it; nobody downstream believes it."""
    found = desk.versions.resolve("reelwright/clean")
    off, on = (
        ("DROP TRIGGER frozen_style_version_update", "SELECT 1")
        if url.startswith("sqlite")
        else (f"ALTER TABLE style_version {act} TRIGGER USER" for act in ("DISABLE", "ENABLE"))
    )
    change = f"UPDATE style_version SET body = {evil(url)} WHERE digest = '{found.digest}'"
    execute(url, off, change, on)
    bundles = Bundles(desk.versions, Assets(desk.database, folder, clock))
    for ask in (
        lambda: desk.versions.body(found.digest),
        lambda: bundles.export("reelwright", "clean", found.version),
    ):
        with pytest.raises(DamagedBytesError, match="after it was published"):
            ask()
    listed = {style.name: style for style in desk.versions.styles()}
    assert "changed in the database" in listed.pop("clean").damaged
    assert listed
    assert all(style.title and not style.damaged for style in listed.values())
    said = Audit(desk.database).verify(AUDITOR).contradictions
    assert f"The bytes of reelwright/clean@{found.version} are not those that were hashed." in said


def test_a_version_that_was_slipped_in_is_found(url: str, desk: Desk) -> None:
    """With an honest digest, so that nothing but the log knows better."""
    found = desk.versions.resolve("reelwright/studio")
    execute(
        url,
        "INSERT INTO style_version SELECT 900, style_id, 1, 0, 9, substr(digest, 2) || 'f', body, "
        "facets, promise, assets, published_by, published_at "
        f"FROM style_version WHERE digest = '{found.digest}'",
    )
    said = Audit(desk.database).verify(AUDITOR).contradictions
    assert "reelwright/studio@1.0.9 is published, and no entry says by whom." in said
