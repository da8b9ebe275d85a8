"""Many at once: no gap, no duplicate, no lost draft; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from style_plane.audit.chain import verify
from style_plane.drafts.errors import BaseOutdatedError, StaleDraftError
from tests.style_plane.desks import ADA, BEN, CLEO, DATABASES, Desk, database_at, desk_at

WRITERS = 16


@pytest.fixture(scope="module", params=DATABASES)
def crowd(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    home = tmp_path_factory.mktemp("crowd")
    desk = desk_at(database_at(request, home), home / "assets")
    with closing(desk.database):
        yield desk


@pytest.mark.slow
def test_sixteen_writers_publish_one_style_each_their_own_draft(crowd: Desk) -> None:
    """Whoever comes late rebases and hands in again, until everybody's change is a version."""

    def write(number: int) -> str:
        view = crowd.drafts.create(ADA, "acme", "crowd")
        view = crowd.save(view, {"description": f"by {number}"})
        while True:
            try:
                return crowd.publish(view)
            except BaseOutdatedError:
                view = crowd.drafts.rebase(ADA, view.id, prefer="ours")

    crowd.publish(crowd.start("crowd"))
    with ThreadPoolExecutor(WRITERS) as pool:
        versions = list(pool.map(write, range(WRITERS)))
    assert sorted(versions) == sorted(f"1.0.{number + 1}" for number in range(WRITERS))
    found = [crowd.versions.resolve(f"acme/crowd@{version}").digest for version in versions]
    said = [crowd.versions.contract(digest).description for digest in found]
    assert said == [f"by {number}" for number in range(WRITERS)]
    assert crowd.drafts.list(ADA, "acme", "crowd") == ()


def test_sixteen_saves_of_one_revision_leave_one_and_tell_the_others(crowd: Desk) -> None:
    view = crowd.start("contended")

    def save(number: int) -> bool:
        try:
            crowd.save(view, {"description": f"by {number}"})
        except StaleDraftError:
            return False
        return True

    with ThreadPoolExecutor(WRITERS) as pool:
        assert sum(pool.map(save, range(WRITERS))) == 1
    assert crowd.drafts.get(ADA, view.id).rev == view.rev + 1


def test_merging_saves_lose_nothing(crowd: Desk) -> None:
    view = crowd.start("merged")

    def save(number: int) -> None:
        palette = {**view.document["brand"]["palette"], f"tone-{number}": "#112233FF"}
        document = {**view.document, "brand": {**view.document["brand"], "palette": palette}}
        crowd.drafts.save(ADA, view.id, document, if_match=view.rev, merge=True)

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(save, range(WRITERS)))
    palette = crowd.drafts.get(ADA, view.id).document["brand"]["palette"]
    assert {f"tone-{number}" for number in range(WRITERS)} <= set(palette)


def test_one_draft_published_by_sixteen_at_once_is_one_version(crowd: Desk) -> None:
    view = crowd.start("once")
    crowd.drafts.approve(BEN, view.id, digest=crowd.submit(view))
    with ThreadPoolExecutor(WRITERS) as pool:
        answers = list(pool.map(lambda _: crowd.drafts.release(CLEO, view.id), range(WRITERS)))
    assert sum(new for _, new in answers) == 1
    assert {published.version for published, _ in answers} == {"1.0.0"}


def test_the_audit_log_is_whole_after_the_crowd(crowd: Desk) -> None:
    crowd.start("last")
    with crowd.database.reading() as session:
        report = verify(session)
    assert report.whole
    assert report.entries > 0
