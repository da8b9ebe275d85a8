"""The brand kit's rules: who may, where it goes, what is written down."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from style_plane.access.actor import Actor
from style_plane.assets.errors import OrganisationNeededError, UnknownItemError
from style_plane.assets.facts import REVISION
from style_plane.assets.inspect import Product, take
from style_plane.assets.kit import BrandKit
from style_plane.assets.store import Assets
from style_plane.audit import chain
from style_plane.database import Database
from style_plane.errors import UnauthenticatedError, WriteForbiddenError
from tests.style_plane.assets.uploads import png
from tests.style_plane.desks import DATABASES, database_at
from tests.style_plane.people import an_actor

ADA = an_actor("draft", "read")


def clock() -> datetime:
    return datetime(2026, 5, 1, tzinfo=UTC)


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    made = Database(database_at(request, tmp_path))
    with closing(made):
        made.prepare()
        yield made


@pytest.fixture
def assets(database: Database, tmp_path: Path) -> Assets:
    return Assets(database, tmp_path / "assets", clock)


@pytest.fixture
def kit(database: Database, assets: Assets) -> BrandKit:
    return BrandKit(database, assets, clock)


def test_an_upload_goes_to_the_only_organisation_of_who_sends_it(kit: BrandKit) -> None:
    added = kit.upload(ADA, "", png(), name="  A   mark ")
    [item] = kit.items(ADA, "acme")
    assert (item.name, item.added_by, item.facts) == ("A mark", "ada", added.facts)
    assert kit.upload(ADA, "acme", png()).new is False


def test_who_has_several_organisations_says_which(kit: BrandKit) -> None:
    both = ADA.model_copy(update={"grants": {org: frozenset({"draft"}) for org in ("a", "b")}})
    with pytest.raises(OrganisationNeededError) as caught:
        kit.upload(both, "", png())
    assert caught.value.known == ("a", "b")
    assert kit.upload(both, "b", png()).new


def test_automation_may_store_without_a_kit(kit: BrandKit) -> None:
    robot = Actor.service("robot")
    assert kit.upload(robot, "", png()).new
    assert kit.items(robot, "acme") == ()


def test_nobody_without_the_right_changes_or_sees_a_kit(kit: BrandKit) -> None:
    kit.upload(ADA, "acme", png())
    reader, stranger = an_actor("read"), an_actor("draft", "read", org="other")
    sha256 = kit.items(ADA, "acme")[0].facts.sha256
    for actor in (reader, stranger):
        with pytest.raises(WriteForbiddenError):
            kit.upload(actor, "acme", png(9, 9))
        with pytest.raises(WriteForbiddenError):
            kit.remove(actor, "acme", sha256)
    with pytest.raises(WriteForbiddenError):
        kit.items(stranger, "acme")
    with pytest.raises(UnauthenticatedError):
        kit.upload(Actor.nobody(), "acme", png())
    assert len(kit.items(ADA, "acme")) == 1


def test_what_comes_and_goes_is_in_the_audit_log(kit: BrandKit, database: Database) -> None:
    sha256 = kit.upload(ADA, "acme", png(), name="Mark").facts.sha256
    kit.upload(ADA, "acme", png(), name="Again")
    kit.remove(ADA, "acme", sha256)
    with pytest.raises(UnknownItemError):
        kit.remove(ADA, "acme", sha256)
    with database.reading() as session:
        entries = chain.entries(session, subject="acme/asset:")
        assert chain.verify(session).whole
    assert [entry.action for entry in entries] == ["asset.removed", "asset.added"]
    assert entries[0].detail == {"name": "Mark", "sha256": sha256}


def test_kits_of_two_organisations_share_bytes_and_nothing_else(kit: BrandKit) -> None:
    bob = an_actor("draft", "read", org="other", name="bob")
    first, second = kit.upload(ADA, "acme", png()), kit.upload(bob, "other", png())
    assert first.facts == second.facts
    assert second.new
    kit.remove(ADA, "acme", first.facts.sha256)
    assert len(kit.items(bob, "other")) == 1


def test_facts_of_an_older_reelwright_are_found_out_anew(
    database: Database, assets: Assets, tmp_path: Path
) -> None:
    product = take(png(8, 8)).asset
    old = product.facts.model_copy(update={"revision": 0, "width": 1})
    assets.keep(Product(old, product.data))
    fresh = Assets(database, tmp_path / "assets", clock).facts(old.sha256)
    assert fresh is not None
    assert (fresh.revision, fresh.width) == (REVISION, 8)
