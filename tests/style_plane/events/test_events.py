"""Events: written with the act, sent afterwards, tried again until they are taken."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import ValidationError
from sqlmodel import select

from style_plane.database import Database
from style_plane.embedded import serving
from style_plane.events.dispatcher import Dispatcher, body_of, sending
from style_plane.events.outbox import MOST_ATTEMPTS, Outbox, pause_after
from style_plane.events.tables import OutgoingEvent
from style_plane.settings import PlaneSettings
from style_plane.starters.seeding import contract_of
from style_plane.versions.models import StyleEvent
from tests.style_plane.styles import MINOR, changed

EVENT = StyleEvent(
    kind="published",
    org="acme",
    name="podcast",
    version="1.2.0",
    digest="7" * 64,
    by="ada",
    at="2026-11-20T12:00:00+00:00",
)


class Clock:
    """A moment that tests move."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class Receiver:
    """What a Prefect API does with events: it takes them, or answers with `status`."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.status = 204
        self.url = ""
        self.authorization = ""

    @contextmanager
    def listening(self) -> Iterator[Receiver]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                receiver.authorization = self.headers.get("authorization", "")
                if receiver.status < 300 and self.path == "/api/events":
                    receiver.taken += body
                self.send_response(receiver.status)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{server.server_address[1]}/api"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver().listening() as listening:
        yield listening


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    address = f"sqlite:///{tmp_path / 'styles.db'}"
    if request.param == "postgres":
        address = request.getfixturevalue("postgres")
    database = Database(address)
    database.prepare()
    yield database
    database.close()


def note(database: Database, outbox: Outbox, *events: StyleEvent) -> None:
    for event in events:
        with database.writing() as session:
            outbox.note(session, event)


def send(outbox: Outbox, url: str) -> int:
    with httpx.Client(trust_env=False) as http:
        return Dispatcher(outbox, url).send_due(http)


def test_an_event_is_sent_once_in_prefects_form(
    database: Database, clock: Clock, receiver: Receiver
) -> None:
    outbox = Outbox(database, clock)
    note(database, outbox, EVENT)
    assert send(outbox, receiver.url) == 1
    assert send(outbox, receiver.url) == 0
    (event,) = receiver.taken
    assert event["event"] == "reelwright.style.published"
    assert event["resource"]["prefect.resource.id"] == "reelwright.style.acme.podcast"
    assert event["resource"]["reelwright.ref"] == "acme/podcast@1.2.0"
    assert all(isinstance(label, str) for label in event["resource"].values())
    assert event["payload"]["by"] == "ada"


def test_events_are_sent_in_the_order_in_which_they_happened(
    database: Database, clock: Clock, receiver: Receiver
) -> None:
    outbox = Outbox(database, clock)
    versions = ["1.2.0", "1.3.0", "1.10.0"]
    note(database, outbox, *(EVENT.model_copy(update={"version": item}) for item in versions))
    send(outbox, receiver.url)
    assert [event["payload"]["version"] for event in receiver.taken] == versions


def test_what_is_not_taken_is_tried_again_later_under_the_same_id(
    database: Database, clock: Clock, receiver: Receiver
) -> None:
    outbox = Outbox(database, clock)
    note(database, outbox, EVENT)
    receiver.status = 503
    assert send(outbox, receiver.url) == 0
    receiver.status = 204
    assert send(outbox, receiver.url) == 0, "not before its time"
    clock.now += pause_after(1)
    assert send(outbox, receiver.url) == 1


def test_the_id_is_made_of_what_is_said(database: Database, clock: Clock) -> None:
    outbox = Outbox(database, clock)
    note(database, outbox, EVENT, EVENT)
    first, second = outbox.claim(), outbox.claim()
    clock.now += pause_after(1)
    again = outbox.claim()
    assert first is not None and second is not None and again is not None
    assert first.uid == again.uid != second.uid
    assert body_of(first)["id"] == str(first.uid)


def test_a_claimed_event_is_nobody_elses(database: Database, clock: Clock) -> None:
    outbox, other = Outbox(database, clock), Outbox(database, clock)
    note(database, outbox, EVENT)
    assert outbox.claim() is not None
    assert other.claim() is None


def test_an_event_is_given_up_after_many_attempts(database: Database, clock: Clock) -> None:
    outbox = Outbox(database, clock)
    note(database, outbox, EVENT)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/api"
        for _ in range(MOST_ATTEMPTS + 2):
            assert send(outbox, url) == 0
            clock.now += timedelta(minutes=10)
    with database.reading() as session:
        (row,) = session.exec(select(OutgoingEvent)).all()
    assert row.attempts == MOST_ATTEMPTS
    assert row.done_at is not None
    assert row.problem


def test_an_act_that_is_undone_tells_nobody(database: Database, clock: Clock) -> None:
    outbox = Outbox(database, clock)
    with pytest.raises(RuntimeError, match="undone"), database.writing() as session:
        outbox.note(session, EVENT)
        raise RuntimeError("undone")
    assert outbox.claim() is None


def test_a_running_plane_tells_of_what_is_published_and_moved(
    receiver: Receiver, tmp_path: Path
) -> None:
    settings = PlaneSettings(home=tmp_path / "plane", prefect_url=receiver.url)
    with serving(settings) as url, httpx.Client(base_url=url, trust_env=False) as http:
        path = "/api/v1/styles/acme/podcast"
        first = contract_of("bold").model_dump(mode="json")
        for document in (first, changed(contract_of("bold"), MINOR)):
            assert http.post(f"{path}/versions", json=document).status_code == 201
        moved = {"version": "1.1.0", "reason": "approved"}
        assert http.put(f"{path}/channels/stable", json=moved).is_success
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            told = [item for item in receiver.taken if item["payload"]["org"] == "acme"]
            if len(told) >= 3:
                break
            time.sleep(0.05)
    kinds = [item["event"].rpartition(".")[2] for item in told]
    assert kinds == ["published", "published", "moved"]
    assert {"channel": "stable", "version": "1.1.0"}.items() <= told[-1]["payload"].items()


def test_a_plane_without_an_address_keeps_no_events(tmp_path: Path) -> None:
    settings = PlaneSettings(home=tmp_path / "plane")
    with serving(settings):
        pass
    database = Database(settings.sqlalchemy_url)
    assert Outbox(database, Clock()).claim() is None
    database.close()


def test_an_address_that_is_none_is_said_at_once() -> None:
    for wrong in ("prefect:4200", "http://", "ftp://prefect/api"):
        with pytest.raises(ValidationError, match="is no address"):
            PlaneSettings(prefect_url=wrong)


def test_a_bad_address_fails_the_event_and_not_the_thread(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'styles.db'}")
    database.prepare()
    outbox = Outbox(database, Clock())
    with database.writing() as session:
        outbox.note(session, EVENT)
    with httpx.Client(trust_env=False) as http:
        assert Dispatcher(outbox, "http://127.0.0.1:99999999/api").send_due(http) == 0
    with database.reading() as session:
        assert session.exec(select(OutgoingEvent)).one().problem
    database.close()


def test_an_api_that_wants_to_know_who_asks_is_told(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'styles.db'}")
    database.prepare()
    outbox, receiver = Outbox(database, Clock()), Receiver()
    with database.writing() as session:
        outbox.note(session, EVENT)
    with receiver.listening(), sending(outbox, receiver.url, "Bearer key"):
        deadline = time.monotonic() + 20
        while not receiver.taken and time.monotonic() < deadline:
            time.sleep(0.05)
    assert receiver.authorization == "Bearer key"
    database.close()
