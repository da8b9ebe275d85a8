"""Services over a real database, with organisations whose policies tests may set.

Their fixtures are for a folder's `conftest.py`: one database for all tests of a module, a style of
its own for each test.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from schemas.style.resolve import merge_patch
from schemas.units import Sha256
from style_plane.access.actor import Actor
from style_plane.access.models import Policy
from style_plane.assets.store import Assets
from style_plane.database import Database
from style_plane.drafts.models import DraftView
from style_plane.drafts.service import Drafts
from style_plane.starters.seeding import contract_of, seed
from style_plane.versions.service import Versions
from tests.postgres import new_database
from tests.style_plane.people import an_actor

QUIETER = {"audio": {"loudness": -15}}
"""A minor change that no lint objects to."""
ADA = an_actor("read", "draft", name="ada")
ABE = an_actor("read", "draft", name="abe")
BEN = an_actor("read", "approve", name="ben")
BIA = an_actor("read", "approve", name="bia")
CLEO = an_actor("read", "publish", name="cleo")
ROBOT = Actor.service("robot")


DATABASES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))


def clock() -> datetime:
    return datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)


@dataclass
class Desk:
    """The services that drafts go through."""

    database: Database
    versions: Versions
    drafts: Drafts
    policies: dict[str, Policy] = field(default_factory=dict)

    def start(self, name: str, patch: dict[str, Any] | None = None) -> DraftView:
        """A new draft of Ada's: the bold starter with something changed."""
        document = merge_patch(contract_of("bold").model_dump(mode="json"), patch or {})
        return self.drafts.create(ADA, "acme", name, document=document)

    def save(self, view: DraftView, patch: dict[str, Any], actor: Actor = ADA) -> DraftView:
        """The next revision of a draft."""
        document = merge_patch(view.document, patch)
        return self.drafts.save(actor, view.id, document, if_match=view.rev)

    def submit(self, view: DraftView, **how: Any) -> Sha256:
        """Hand a draft in; the digest that reviewers look at."""
        digest = self.drafts.submit(ADA, view.id, **how).frozen_digest
        assert digest is not None
        return digest

    def publish(self, view: DraftView, **how: Any) -> str:
        """Hand in, approve and publish; the version."""
        self.drafts.approve(BEN, view.id, digest=self.submit(view, **how))
        return self.drafts.publish(CLEO, view.id).version


def database_at(request: pytest.FixtureRequest, home: Path) -> str:
    """The address of an empty database, for a fixture with the parameters `DATABASES`."""
    if request.param == "sqlite":
        return f"sqlite:///{home / 'styles.db'}"
    return new_database(request.getfixturevalue("postgres_server"))


def desk_at(url: str, folder: Path, owner_url: str = "") -> Desk:
    """Services over the database at an address; it holds the starters then."""
    database = Database(url, owner_url)
    database.prepare()
    policies: dict[str, Policy] = {}

    def policy_of(org: str) -> Policy:
        return policies.get(org, Policy())

    assets = Assets(database, folder, clock)
    versions = Versions(database, assets, clock, policy_of=policy_of)
    seed(versions, assets)
    drafts = Drafts(database, versions, assets, clock, policy_of=policy_of)
    return Desk(database, versions, drafts, policies)


@pytest.fixture(scope="module")
def shared_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    home = tmp_path_factory.mktemp("desk")
    desk = desk_at(f"sqlite:///{home / 'styles.db'}", home / "assets")
    with closing(desk.database):
        yield desk


@pytest.fixture
def desk(shared_desk: Desk) -> Desk:
    """One database for all tests of a module; each test has its own styles."""
    shared_desk.policies.clear()
    return shared_desk


@pytest.fixture
def name(org: str) -> str:
    """A style that no other test touches."""
    return org
