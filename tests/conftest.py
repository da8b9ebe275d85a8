"""What all tests share: a home of their own, no network models, and real media where it lies."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

os.environ.update(
    {
        "HF_HUB_OFFLINE": "1",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
        "PREFECT_LOGGING_LEVEL": "ERROR",
    }
)

from schemas.stages import Stage
from tasks.settings import Settings
from tasks.stage import StageContext
from tasks.tools.artifacts.local import LocalStore
from tasks.tools.ledger.ledger import Ledger
from tasks.tools.ledger.spending import Account


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty REELWRIGHT_HOME."""
    folder = tmp_path / "home"
    monkeypatch.setenv("REELWRIGHT_HOME", str(folder))
    return folder


@pytest.fixture
def ctx(tmp_path: Path, home: Path) -> StageContext:
    """A stage's context over a real store, outside of any run."""
    workdir = tmp_path / "work"
    workdir.mkdir()
    return StageContext(
        stage=Stage.INGEST,
        part="",
        store=LocalStore(tmp_path / "artifacts"),
        workdir=workdir,
        settings=Settings(home=home),
        log=structlog.get_logger(),
        told=lambda done: None,
        ledger=Ledger(f"sqlite:///{tmp_path}/ledger.db", tenant="default", lease_seconds=30),
        account=Account("a-run", 1, "score"),
    )


@pytest.fixture(scope="session")
def media() -> Iterator[Path]:
    """The folder of real recordings; tests that need it are skipped where it is absent."""
    named = os.environ.get("REELWRIGHT_TEST_MEDIA")
    folder = Path(named) if named else Path(__file__).resolve().parents[2] / "shared" / "media"
    if not folder.is_dir():
        pytest.skip(f"no real media at {folder}; set REELWRIGHT_TEST_MEDIA")
    yield folder


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    """One Prefect server for all tests that run flows; without heartbeats, which cost a second."""
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
    from prefect.testing.utilities import prefect_test_harness

    with (
        prefect_test_harness(server_startup_timeout=180),
        temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}),
    ):
        yield


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Address of a PostgreSQL server; tests that need it are skipped without its programs."""
    from tests.postgres import server

    with tempfile.TemporaryDirectory() as folder, server(Path(folder)) as address:
        yield address


@pytest.fixture
def postgres(postgres_server: str) -> str:
    """Address of an empty database."""
    from tests.postgres import new_database

    return new_database(postgres_server)
