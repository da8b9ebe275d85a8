"""What all tests share: a home of their own, no network models, and real media where it lies."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

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

from deployments.runtime import temporary_server
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


class ByFile(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types
    """The tests of a file stay with one worker; so do all of whole runs, which share what is long to
    make: a talk, its first clip, a Prefect server."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith("tests/flows/"):
            return "tests/flows"
        return str(super()._split_scope(nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile | None:
    """Ours in the place of xdist's own `--dist loadfile`."""
    return ByFile(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One Prefect server for all tests that run flows; without heartbeats, which cost a second."""
    from prefect.server.api.server import SubprocessASGIServer
    from prefect.settings import (
        PREFECT_API_URL,
        PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
        temporary_settings,
    )

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REELWRIGHT_HOME", str(tmp_path_factory.mktemp("server") / "home"))
        with temporary_server() as ready:
            ready()
            here = {
                PREFECT_API_URL: SubprocessASGIServer().api_url,
                PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None,
            }
            with temporary_settings(here):
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
