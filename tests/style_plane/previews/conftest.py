"""The starters' files on a shelf, without a plane around them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from style_plane.assets.store import Assets
from style_plane.database import Database
from style_plane.starters.seeding import _files


def noon() -> datetime:
    return datetime(2030, 1, 2, 12, 0, 0, tzinfo=UTC)


@pytest.fixture(scope="package")
def shelved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Database, Assets]:
    folder = tmp_path_factory.mktemp("shelf")
    database = Database(f"sqlite:///{folder / 'styles.db'}")
    database.prepare()
    assets = Assets(database, folder / "assets", noon)
    for path in _files():
        assets.add(path.read_bytes())
    return database, assets


@pytest.fixture
def shelf(shelved: tuple[Database, Assets]) -> Assets:
    return shelved[1]
