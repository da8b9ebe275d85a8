"""What a command needs around it: Prefect's environment, a temporary server, and a style plane.

A command has its own throwaway Prefect database unless a Prefect API is configured; results,
artifacts and the ledger are shared under Reelwright's home. The server starts while the flows are
imported, from a copy of an empty, migrated database that is kept in the home.
"""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tasks.settings import Settings
from tasks.tools.logs import structured

START_SECONDS = 180
QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": str(START_SECONDS),
    "PREFECT_CLI_PROMPT": "false",
}
"""Set wherever Prefect starts, unless the environment says otherwise."""

COMMAND = {
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
}
"""A command tells what happens itself; Prefect's own log is for `reelwright up`."""


@contextmanager
def command_runtime() -> Iterator[Callable[[], None]]:
    """Make the environment fit to run flows in this process; yields what waits until it is.

    Call before Prefect is imported.
    """
    structured(logging.CRITICAL)
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    os.environ.update(COMMAND)
    with temporary_server() as ready, style_plane():
        yield ready


@contextmanager
def temporary_server() -> Iterator[Callable[[], None]]:
    """A Prefect server of the command's own, unless an API is configured; yields what waits for it."""
    if os.environ.get("PREFECT_API_URL"):
        yield lambda: None
        return
    with tempfile.TemporaryDirectory(prefix="reelwright-", ignore_cleanup_errors=True) as folder:
        database = Path(folder) / "prefect.db"
        url = f"sqlite+aiosqlite:///{database}"
        os.environ["PREFECT_API_DATABASE_CONNECTION_URL"] = url
        start = _Start(database)
        start.thread.start()
        try:
            yield start.wait
        finally:
            start.stop()
            del os.environ["PREFECT_API_DATABASE_CONNECTION_URL"]


class _Start:
    """Starts the server that Prefect itself would start at the first flow, but earlier."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.error: Exception | None = None

    def wait(self) -> None:
        """Until the server answers.

        Raises:
            RuntimeError: when it does not start.
        """
        self.thread.join()
        if self.error is not None:
            raise RuntimeError(f"Prefect's server did not start: {self.error}") from self.error

    def stop(self) -> None:
        """End the server before its database goes."""
        from prefect.server.api.server import SubprocessASGIServer

        self.thread.join()
        SubprocessASGIServer().stop()

    def _run(self) -> None:
        try:
            import prefect
            from prefect.server.api.server import SubprocessASGIServer

            kept = home() / "cache" / f"prefect-{prefect.__version__}.db"
            if kept.exists():
                shutil.copyfile(kept, self.database)
            SubprocessASGIServer().start(START_SECONDS)
            if not kept.exists():
                _keep(self.database, kept)
        except Exception as error:  # noqa: BLE001  said by `wait`, in the thread that needs it
            self.error = error


def _keep(database: Path, kept: Path) -> None:
    """An empty, migrated copy for the next command; another command may do the same meanwhile."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
        copy = Path(folder) / "copy.db"
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("VACUUM INTO ?", (str(copy),))
        copy.replace(kept)


@contextmanager
def style_plane() -> Iterator[None]:
    """The configured style plane, or one of our own on loopback that takes this process's word."""
    if os.environ.get("REELWRIGHT_STYLE_PLANE_URL"):
        yield
        return
    from style_plane.embedded import serving
    from style_plane.settings import PlaneSettings

    settings = PlaneSettings()
    token = settings.token or secrets.token_urlsafe(32)
    with serving(settings.model_copy(update={"token": token})) as url:
        ours = {"REELWRIGHT_STYLE_PLANE_URL": url, "REELWRIGHT_STYLE_PLANE_USAGE_TOKEN": token}
        before = {name: os.environ.get(name) for name in ours}
        os.environ.update(ours)
        try:
            yield
        finally:
            _restore(before)


def _restore(before: dict[str, str | None]) -> None:
    """Give variables the values back that they had."""
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def home() -> Path:
    """Reelwright's home, made if missing."""
    folder = Settings().home
    folder.mkdir(parents=True, exist_ok=True)
    return folder
