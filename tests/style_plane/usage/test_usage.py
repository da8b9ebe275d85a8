"""Reports of runs: kept once, added up, and said in words before a version is published."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from schemas.style.contract import StyleContract
from schemas.style.refs import ResolvedStyle
from style_plane.access.actor import Actor
from style_plane.assets.store import Assets
from style_plane.audit import chain
from style_plane.database import Database
from style_plane.errors import (
    UnauthenticatedError,
    UnknownStyleError,
    UnknownVersionError,
    WriteForbiddenError,
)
from style_plane.starters.seeding import contract_of, seed
from style_plane.usage.errors import BadRunIdError, PinDiffersError, UnknownPinError
from style_plane.usage.models import OutputsReport, PinReport
from style_plane.usage.service import Usage
from style_plane.versions.service import Versions
from tests.postgres import new_database
from tests.style_plane.desks import DATABASES, database_at
from tests.style_plane.people import an_actor
from tests.style_plane.styles import MAJOR, MINOR, PATCH, changed

PRODUCER = an_actor("usage", name="dan")
READER = an_actor("read")
SERVICE = Actor.service("test")


class Clock:
    """A moment that tests move."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class House:
    """Usage over a database; `stock` publishes two versions of one style."""

    def __init__(self, database: Database, folder: Path) -> None:
        database.prepare()
        self.clock, self.database = Clock(), database
        self.assets = Assets(database, folder, self.clock)
        self.versions = Versions(database, self.assets, self.clock)
        self.usage = Usage(database, self.clock)

    def stock(self) -> None:
        seed(self.versions, self.assets)
        self.publish({})
        self.publish(MINOR)

    @property
    def first(self) -> ResolvedStyle:
        return self.versions.resolve("acme/podcast@1.0.0")

    @property
    def second(self) -> ResolvedStyle:
        return self.versions.resolve("acme/podcast@1.1.0")

    def publish(self, patch: dict[str, Any]) -> Any:
        style = StyleContract.model_validate(changed(contract_of("bold"), patch))
        return self.versions.publish(SERVICE, "acme", "podcast", style)[0]

    def report(self, style: Any = None, **more: Any) -> PinReport:
        style = style or self.first
        told = {
            "ref": "acme/podcast@^1",
            "org": "acme",
            "name": "podcast",
            "version": style.version,
            "digest": style.digest,
            "effective_digest": style.digest,
            "flow": "clips",
            "client": "northwind",
            "source_sha256": "5" * 64,
            "pinned_at": "2026-11-20T12:00:00+00:00",
        }
        return PinReport.model_validate(told | more)

    def pinned(self, *runs: str, **more: Any) -> None:
        for run in runs:
            self.usage.report(PRODUCER, run, self.report(**more))


@pytest.fixture(scope="module", params=DATABASES)
def stocked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Address of a database that every test gets a copy of; publishing takes a second."""
    home = tmp_path_factory.mktemp("stocked")
    address = database_at(request, home)
    with closing(Database(address)) as database:
        House(database, home / "assets").stock()
    return address


@pytest.fixture
def house(stocked: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    if stocked.startswith("sqlite"):
        shutil.copy(stocked.removeprefix("sqlite:///"), tmp_path / "styles.db")
        address = f"sqlite:///{tmp_path / 'styles.db'}"
    else:
        server, _, name = stocked.rpartition("/")
        address = new_database(server, like=name)
    with closing(Database(address)) as database:
        yield House(database, tmp_path / "assets")


def test_a_pin_told_twice_is_one_pin(house: House) -> None:
    record, new = house.usage.report(PRODUCER, "run-1", house.report())
    again, newer = house.usage.report(
        PRODUCER, "run-1", house.report(pinned_at="2026-11-20T13:00:00+00:00")
    )
    assert (new, newer) == (True, False)
    assert again == record
    assert record.reported_by == "dan"


@pytest.mark.parametrize(
    "other", [{"client": "southwind"}, {"effective_digest": "7" * 64}, {"ref": "acme/podcast"}]
)
def test_a_run_cannot_change_its_pin(house: House, other: dict[str, Any]) -> None:
    house.pinned("run-1")
    with pytest.raises(PinDiffersError, match=r"acme/podcast@1\.0\.0"):
        house.pinned("run-1", **other)


def test_only_versions_of_this_plane_can_be_pinned(house: House) -> None:
    for wrong in ({"version": "9.0.0"}, {"digest": "7" * 64}, {"version": house.second.version}):
        with pytest.raises(UnknownVersionError):
            house.pinned("run-1", **wrong)


def test_reports_need_a_producer_and_numbers_a_reader(house: House) -> None:
    with pytest.raises(UnauthenticatedError):
        house.usage.report(Actor.nobody(), "run-1", house.report())
    with pytest.raises(WriteForbiddenError):
        house.usage.report(READER, "run-1", house.report())
    with pytest.raises(WriteForbiddenError):
        house.usage.of_style(an_actor("usage"), "acme", "podcast")
    with pytest.raises(WriteForbiddenError):
        house.usage.pins(an_actor("read", org="other"), "acme", "podcast")


def test_a_producer_of_another_organisation_may_use_and_report_a_style(house: House) -> None:
    house.usage.report(an_actor("usage", org="other"), "run-1", house.report())
    assert house.usage.counts() == {"acme/podcast": 1}


def test_outputs_are_counted_and_the_newer_word_holds(house: House) -> None:
    house.pinned("run-1")
    told = [
        {"output_id": "clip-01_9x16", "aspect": "9:16", "state": "completed"},
        {"output_id": "clip-02_9x16", "aspect": "9:16", "state": "failed"},
    ]
    house.usage.outputs(PRODUCER, "run-1", OutputsReport.model_validate({"outputs": told}))
    told[1]["state"] = "completed"
    house.usage.outputs(PRODUCER, "run-1", OutputsReport.model_validate({"outputs": told}))
    (record,) = house.usage.pins(READER, "acme", "podcast")
    assert (record.delivered, record.failed) == (2, 0)


def test_outputs_are_told_by_the_house_that_told_the_pin(house: House) -> None:
    """Another organisation may use the style, and has no say in what became of this run."""
    mine, owner = an_actor("usage", org="other"), an_actor("usage", org="acme", name="olga")
    stranger = an_actor("usage", org="third", name="thea")
    house.usage.report(mine, "run-1", house.report())
    told = [{"output_id": "clip-01_9x16", "aspect": "9:16", "state": "completed"}]
    report = OutputsReport.model_validate({"outputs": told})
    colleague = an_actor("usage", org="other", name="cora")
    for actor in (mine, colleague, owner, Actor.service("api")):
        assert house.usage.outputs(actor, "run-1", report).delivered == 1
    told[0]["state"] = "failed"
    with pytest.raises(WriteForbiddenError, match="run-1"):
        house.usage.outputs(stranger, "run-1", OutputsReport.model_validate({"outputs": told}))
    (record,) = house.usage.pins(READER, "acme", "podcast")
    assert (record.delivered, record.failed) == (1, 0)


def test_outputs_of_an_unknown_run_are_refused(house: House) -> None:
    with pytest.raises(UnknownPinError):
        house.usage.outputs(PRODUCER, "run-1", OutputsReport(outputs=()))
    with pytest.raises(BadRunIdError):
        house.usage.outputs(PRODUCER, "run 1/../2", OutputsReport(outputs=()))


def test_numbers_are_by_version_client_and_day(house: House) -> None:
    house.clock.now -= timedelta(days=40)
    house.pinned("old")
    house.clock.now += timedelta(days=39)
    house.pinned("late-1", "late-2", client="southwind", style=house.second)
    house.clock.now += timedelta(days=1)
    house.pinned("today", effective_digest="7" * 64)
    found = house.usage.of_style(READER, "acme", "podcast")
    assert (found.runs, found.runs_30_days) == (4, 3)
    assert [(item.version, item.runs, item.runs_30_days) for item in found.versions] == [
        ("1.1.0", 2, 2),
        ("1.0.0", 2, 1),
    ]
    assert [item.overridden for item in found.versions] == [0, 1]
    assert [(item.client, item.runs) for item in found.clients] == [
        ("northwind", 2),
        ("southwind", 2),
    ]
    assert found.days[-2:] == (2, 1)
    assert sum(found.days) == found.runs_30_days
    assert house.usage.of_version(READER, "acme", "podcast", "1.1.0").runs == 2
    assert house.usage.of_version(READER, "acme", "podcast", "3.0.0").runs == 0
    assert [pin.run_id for pin in house.usage.pins(READER, "acme", "podcast", version="1.0.0")] == [
        "today",
        "old",
    ]


def test_a_style_that_nobody_published_has_no_usage(house: House) -> None:
    with pytest.raises(UnknownStyleError):
        house.usage.of_style(READER, "acme", "nothing")


def test_every_report_is_in_the_audit_log(house: House) -> None:
    house.pinned("run-1", "run-1")
    with house.database.reading() as session:
        acts = [entry.action for entry in chain.entries(session, subject="acme/podcast@1.0.0")]
        assert chain.verify(session).whole
    assert acts.count("pin.reported") == 1


def radius(house: House, patch: dict[str, Any]) -> Any:
    style = StyleContract.model_validate(changed(contract_of("bold"), MINOR | patch))
    return house.usage.blast_radius("acme", "podcast", style)


def test_a_step_says_whom_it_touches_and_where_reruns_start(house: House) -> None:
    house.pinned("run-1", "run-2")
    house.pinned("run-3", client="southwind", ref="acme/podcast@1.0.0")
    found = radius(house, {"subtitles": {"size": 7}})
    assert (found.newest, found.next, found.bump) == ("1.1.0", "1.2.0", "minor")
    assert (found.runs, found.clients, found.following) == (3, 2, 2)
    assert found.restart_at == "compose"
    assert "3 runs of 2 clients pin 1.x" in found.words[0]
    assert "2 of them" in found.words[1]


def test_a_major_step_leaves_ranges_where_they_are(house: House) -> None:
    house.pinned("run-1")
    house.pinned("run-2", ref="acme/podcast@latest")
    found = radius(house, MAJOR)
    assert (found.next, found.following, found.restart_at) == ("2.0.0", 1, "enhance")
    assert any("^1" in line for line in found.words)


@pytest.mark.parametrize(("patch", "words"), [(PATCH, "nothing anew"), ({}, "nothing to publish")])
def test_small_steps_say_so(house: House, patch: dict[str, Any], words: str) -> None:
    house.pinned("run-1")
    assert words in " ".join(radius(house, patch).words)


def test_the_first_version_touches_nobody(house: House) -> None:
    found = house.usage.blast_radius("acme", "fresh", contract_of("bold"))
    assert (found.newest, found.runs, found.next) == (None, 0, "1.0.0")


def test_counts_are_by_style(house: House) -> None:
    house.pinned("run-1", "run-2")
    assert house.usage.counts() == {"acme/podcast": 2}
