"""A thread that hands waiting events to a Prefect API. Nobody waits for it."""

from __future__ import annotations

import ipaddress
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx
from sqlalchemy.exc import SQLAlchemyError

from style_plane.events.outbox import Claimed, Outbox
from style_plane.versions.models import StyleEvent

LOG = logging.getLogger("style_plane.events")
LOOK_SECONDS = 1.0
"""How often the outbox is looked at; one small query."""
TIMEOUT = httpx.Timeout(10.0, connect=3.0)
STOP_SECONDS = 5.0


class Dispatcher:
    """Sends what the outbox holds, in the order in which it happened where nothing fails."""

    def __init__(self, outbox: Outbox, prefect_url: str, authorization: str = "") -> None:
        self._outbox, self._url = outbox, prefect_url.rstrip("/")
        self._headers = {"authorization": authorization} if authorization else {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="style-events", daemon=True)

    def start(self) -> None:
        """Begin to send."""
        self._thread.start()

    def stop(self) -> None:
        """End after the event that is being sent; what waits is sent at the next start."""
        self._stop.set()
        self._thread.join(STOP_SECONDS)

    def send_due(self, http: httpx.Client) -> int:
        """Send what is due now; returns how many events were taken."""
        taken = 0
        while not self._stop.is_set():
            claimed = self._outbox.claim()
            if claimed is None:
                break
            taken += self._send(http, claimed)
        return taken

    def _send(self, http: httpx.Client, claimed: Claimed) -> bool:
        try:
            http.post(f"{self._url}/events", json=[body_of(claimed)]).raise_for_status()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            said = str(error) or type(error).__name__
            over = self._outbox.failed(claimed, said)
            what = "given up" if over else "not taken, tried again later"
            LOG.warning("event %s %s: %s", claimed.uid, what, said)
            return False
        self._outbox.sent(claimed)
        return True

    def _run(self) -> None:
        local = _local(self._url)
        with httpx.Client(timeout=TIMEOUT, headers=self._headers, trust_env=not local) as http:
            while not self._stop.wait(LOOK_SECONDS):
                try:
                    self.send_due(http)
                except SQLAlchemyError as error:  # a busy database: looked at again in a moment
                    LOG.warning("the outbox cannot be read now: %s", error)


@contextmanager
def sending(outbox: Outbox, prefect_url: str, authorization: str = "") -> Iterator[None]:
    """Send events for as long as the block runs; with an empty address nothing happens."""
    if not prefect_url:
        yield
        return
    dispatcher = Dispatcher(outbox, prefect_url, authorization)
    dispatcher.start()
    try:
        yield
    finally:
        dispatcher.stop()


def body_of(claimed: Claimed) -> dict[str, Any]:
    """The event as Prefect's `POST /events` takes it."""
    event = claimed.event
    return {
        "id": str(claimed.uid),
        "occurred": event.at,
        "event": f"reelwright.style.{event.kind}",
        "resource": _resource(event),
        "related": [],
        "payload": event.model_dump(mode="json"),
    }


def _resource(event: StyleEvent) -> dict[str, str]:
    """Labels that an automation can match and fill in; all of them text."""
    return {
        "prefect.resource.id": f"reelwright.style.{event.org}.{event.name}",
        "prefect.resource.name": f"{event.org}/{event.name}",
        "reelwright.org": event.org,
        "reelwright.style": f"{event.org}/{event.name}",
        "reelwright.ref": f"{event.org}/{event.name}@{event.version}",
        "reelwright.version": event.version,
        "reelwright.digest": event.digest,
        "reelwright.channel": event.channel or "",
    }


def _local(url: str) -> bool:
    """Whether an address is on this machine: then no proxy of the environment may stand between."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
