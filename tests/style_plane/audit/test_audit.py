"""The audit log: whole until somebody changes it, and then it says where."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import httpx
import pytest
from sqlalchemy import create_engine, text

from style_plane.access.actor import Actor
from style_plane.audit.service import Audit
from style_plane.errors import UnauthenticatedError, WriteForbiddenError
from tests.style_plane.desks import ADA, ROBOT, Desk, desk_at
from tests.style_plane.people import an_actor

FORGERIES = {
    "a changed detail": "UPDATE audit SET detail = '{}' WHERE id = 5",
    "another actor": "UPDATE audit SET actor = 'nobody' WHERE id = 5",
    "another time": "UPDATE audit SET at = '2020-01-01T00:00:00+00:00' WHERE id = 5",
    "a missing entry": "DELETE FROM audit WHERE id = 5",
    "an entry moved up": "UPDATE audit SET id = 100 WHERE id = 5",
    "a hash of its own": f"UPDATE audit SET hash = '{'0' * 64}' WHERE id = 5",
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_entry_is_found(tmp_path: Path, forgery: str) -> None:
    """Somebody with the file itself removes the triggers first."""
    url = f"sqlite:///{tmp_path / 'styles.db'}"
    desk = desk_at(url, tmp_path / "assets")
    with closing(desk.database):
        for number in range(4):
            desk.start(f"look-{number}")
        audit = Audit(desk.database)
        before = audit.verify(ROBOT)
        assert before.whole
        assert before.entries >= 8
        engine = create_engine(url)
        with engine.begin() as connection:
            for act in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER frozen_audit_{act}"))
            connection.execute(text(FORGERIES[forgery]))
        engine.dispose()
        after = audit.verify(ROBOT)
    assert not after.whole
    assert after.broken_at in (5, 6)


def test_a_log_cut_short_has_another_head(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'styles.db'}"
    desk = desk_at(url, tmp_path / "assets")
    with closing(desk.database):
        desk.start("look")
        audit = Audit(desk.database)
        noted = audit.verify(ROBOT).head
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text("DROP TRIGGER frozen_audit_delete"))
            connection.execute(text("DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)"))
        engine.dispose()
        after = audit.verify(ROBOT)
    assert after.whole
    assert after.head != noted


def test_everybody_sees_what_was_done_where_they_may_read(desk: Desk, name: str) -> None:
    audit = Audit(desk.database)
    desk.start(name)
    other = an_actor("read", "draft", org="globex", name="zoe")
    desk.drafts.create(other, "globex", name)
    assert {entry.subject.split("/")[0] for entry in audit.list(ADA)} == {"acme"}
    assert {entry.subject for entry in audit.list(other)} == {f"globex/{name}"}
    assert {"acme", "globex", "reelwright"} <= {
        entry.subject.split("/")[0] for entry in audit.list(ROBOT, limit=500)
    }
    with pytest.raises(WriteForbiddenError):
        audit.list(ADA, "globex")
    for ask in (audit.list, audit.verify):
        with pytest.raises(UnauthenticatedError):
            ask(Actor.nobody())


def test_the_log_is_read_page_by_page(desk: Desk, name: str) -> None:
    audit = Audit(desk.database)
    for _ in range(5):
        desk.start(name)
    subject = f"acme/{name}"
    first = audit.list(ADA, "acme", subject=subject, limit=2)
    rest = audit.list(ADA, "acme", subject=subject, before=first[-1].id)
    ids = [entry.id for entry in (*first, *rest)]
    assert len(ids) == 5
    assert ids == sorted(ids, reverse=True)
    assert audit.list(ADA, "acme", subject=subject, action="version.") == ()


def test_the_api_lists_and_verifies(http: httpx.Client) -> None:
    entries = http.get("/api/v1/audit", params={"subject": "reelwright/"}).json()
    assert entries[-1]["action"] == "version.published"
    assert http.get("/api/v1/audit/verify").json()["whole"]
    assert http.get("/api/v1/audit", params={"limit": 0}).status_code == 422
