"""Telling the style plane about runs: it hears all of it, and no run waits for it or fails by it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import update
from sqlmodel import Session

from schemas.outputs import OutputLine
from schemas.spec import PinOptions
from schemas.states import JobState
from schemas.style.refs import StylePin
from style_plane.embedded import serving
from style_plane.settings import PlaneSettings
from tasks.composition.pin_style import pin_style
from tasks.stage import StageContext
from tasks.tools.ledger.tables import ReportRow
from tasks.tools.runs.context import RunContext, Workshop
from tasks.tools.usage import note_outputs, note_pin, send_beside, send_due, settle
from tests.runs import run, workshop

TOKEN = "said by this test only"


@pytest.fixture(scope="module")
def plane_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(PlaneSettings(home=tmp_path_factory.mktemp("plane"), usage_token=TOKEN)) as url:
        yield url


@pytest.fixture
def pinned(ctx: StageContext, plane_url: str) -> StylePin:
    asked = PinOptions(ref="reelwright/bold@^1")
    return ctx.load(pin_style.compute(ctx, asked, plane_url, "2026-11-20T12:00:00+00:00"), StylePin)


def shop_at(home: Path, url: str) -> Workshop:
    return workshop(home, style_plane_url=url, style_plane_usage_token=TOKEN)


def finished(shop: Workshop, pin: StylePin) -> RunContext:
    """A run with a pin and one delivered output, noted."""
    done = run(shop)
    note_pin(done, pin)
    output = shop.ledger.outputs.add(done.run_id, "clip-01", "9:16")
    line = OutputLine(
        clip="clip-01", aspect="9:16", state=JobState.COMPLETED, start_ms=0, end_ms=9000,
        seconds=9.0, sha256="7" * 64, scores={}, title="A title",
    )  # fmt: skip
    shop.ledger.outputs.settle(output, JobState.COMPLETED, line)
    note_outputs(done)
    return done


def told(url: str) -> list[dict[str, object]]:
    answer = httpx.get(
        f"{url}/api/v1/pins?org=reelwright&name=bold",
        headers={"authorization": f"Bearer {TOKEN}"},
        trust_env=False,
    )
    found: list[dict[str, object]] = answer.raise_for_status().json()
    return found


def make_due(shop: Workshop) -> None:
    with Session(shop.ledger.door.engine) as session, session.begin():
        session.execute(update(ReportRow).values(next_at=0.0))


def test_the_plane_hears_of_the_pin_and_the_outputs(
    home: Path, plane_url: str, pinned: StylePin
) -> None:
    shop = shop_at(home, plane_url)
    done = finished(shop, pinned)
    assert send_due(shop) == 2
    (record,) = [item for item in told(plane_url) if item["run_id"] == done.run_id]
    assert (record["delivered"], record["client"]) == (1, "default")
    assert record["version"] == pinned.version
    assert send_due(shop) == 0


def test_a_plane_that_is_down_is_told_by_a_later_run(
    home: Path, plane_url: str, pinned: StylePin
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        shop = shop_at(home, f"http://127.0.0.1:{taken.getsockname()[1]}")
        done = finished(shop, pinned)
        assert send_due(shop) == 0
    assert shop.ledger.reports.waiting() == 2
    make_due(shop)
    assert send_due(shop_at(home, plane_url)) == 2
    assert done.run_id in [item["run_id"] for item in told(plane_url)]


def test_a_plane_that_says_nothing_holds_nobody_up(home: Path, pinned: StylePin) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        shop = shop_at(home, f"http://127.0.0.1:{silent.getsockname()[1]}")
        finished(shop, pinned)
        began = time.monotonic()
        send_beside(shop)
        assert time.monotonic() - began < 0.5
        settle(0.1)
        assert time.monotonic() - began < 1.5
        assert any(thread.name.startswith("usage") for thread in threading.enumerate())
        settle(10)
    assert shop.ledger.reports.waiting() == 2


def test_a_pin_that_differs_is_given_up(home: Path, plane_url: str, pinned: StylePin) -> None:
    shop = shop_at(home, plane_url)
    done = finished(shop, pinned)
    send_due(shop)
    note_pin(done, pinned.model_copy(update={"ref": "reelwright/bold@latest"}))
    assert send_due(shop) == 0
    make_due(shop)
    assert shop.ledger.reports.waiting() == 0


def test_a_token_that_is_refused_is_tried_again_later(
    home: Path, plane_url: str, pinned: StylePin
) -> None:
    shop = workshop(home, style_plane_url=plane_url, style_plane_usage_token="another")
    finished(shop, pinned)
    assert send_due(shop) == 0
    assert shop.ledger.reports.waiting() == 2


def test_a_run_without_outputs_says_nothing_of_them(
    home: Path, plane_url: str, pinned: StylePin
) -> None:
    shop = shop_at(home, plane_url)
    done = run(shop)
    note_pin(done, pinned)
    note_outputs(done)
    assert shop.ledger.reports.waiting() == 1
