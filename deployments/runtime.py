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
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tasks.errors.places import HomeUnusableError, PrefectUnavailableError
from tasks.settings import Settings
from tasks.tools.logs import structured
from tasks.tools.media.process import bound_to_parent

START_SECONDS = 180
PATIENCE_SECONDS = 10.0
"""How long a configured Prefect API is waited for."""
QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": str(START_SECONDS),
    "PREFECT_CLI_PROMPT": "false",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "200",
}
"""Set wherever Prefect starts, unless the environment says otherwise.

On SQLite the recorder's writes, one for every step of every task, made the server refuse every
second part of a run for two seconds ("database is locked"); told together they do not.
"""

COMMAND = {
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
}
"""A command tells what happens itself; Prefect's own log is for `reelwright up`."""

SERVER = {
    "PREFECT_UI_ENABLED": "0",
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT__SERVER_FINAL": "1",
    "PREFECT_SERVER_MEMOIZE_BLOCK_AUTO_REGISTRATION": "false",
    "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
}
"""What Prefect itself sets for a temporary server, and what nobody sees of one that is gone with its
command: block types (a fourth of its start), events, rows of tasks."""


@contextmanager
def command_runtime() -> Iterator[Callable[[], None]]:
    """Make the environment fit to run flows in this process; yields what waits until it is.

    Call before Prefect is imported.
    """
    structured(logging.CRITICAL)
    home()
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    os.environ.update(COMMAND)
    with temporary_server() as ready, style_plane():
        yield ready


@contextmanager
def temporary_server() -> Iterator[Callable[[], None]]:
    """A Prefect server of the command's own, unless an API is configured; yields what waits for it."""
    api = os.environ.get("PREFECT_API_URL")
    if api:
        _check_answers(api)
        yield lambda: None
        return
    os.environ.pop("PREFECT_API_URL", None)  # empty is not unset to Prefect
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


def _check_answers(api: str) -> None:
    """Any answer will do: a hosted API says more to those who show a key.

    Raises:
        PrefectUnavailableError: when there is none.
    """
    import httpx

    try:
        httpx.get(f"{api.rstrip('/')}/health", timeout=PATIENCE_SECONDS)
    except (httpx.TransportError, httpx.InvalidURL) as error:
        raise PrefectUnavailableError(api, str(error) or type(error).__name__) from error


@contextmanager
def prefect_answering() -> Iterator[None]:
    """Name a Prefect API that is gone while a flow runs; stages name what they ask themselves.

    Raises:
        PrefectUnavailableError: when it does not answer.
    """
    import httpx

    try:
        yield
    except httpx.TransportError as error:
        api = os.environ.get("PREFECT_API_URL") or "this command's own address"
        raise PrefectUnavailableError(api, str(error) or type(error).__name__) from error


class _Start:
    """Starts the server that Prefect itself would start at the first flow, but earlier.

    The thread lives as long as the server, which is bound to it: the server ends with this process
    however it ends, and hears no Ctrl-C, because stopping runs still report to it.
    """

    def __init__(self, database: Path) -> None:
        self.database = database
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.error: Exception | None = None
        self._answers, self._over = threading.Event(), threading.Event()

    def wait(self) -> None:
        """Until the server answers.

        Raises:
            RuntimeError: when it does not start.
        """
        self._answers.wait()
        if self.error is not None:
            raise RuntimeError(f"Prefect's server did not start: {self.error}") from self.error

    def stop(self) -> None:
        """End the server before its database goes."""
        from prefect.server.api.server import SubprocessASGIServer

        self._answers.wait()
        SubprocessASGIServer().stop()
        self._over.set()

    def _run(self) -> None:
        try:
            self._serve()
        except Exception as error:  # noqa: BLE001  said by `wait`, in the thread that needs it
            self.error = error
        self._answers.set()
        self._over.wait()

    def _serve(self) -> None:
        import prefect
        from prefect.server.api.server import SubprocessASGIServer

        kept = home() / "cache" / f"prefect-{prefect.__version__}.db"
        if kept.exists():
            shutil.copyfile(kept, self.database)
        server = SubprocessASGIServer()
        server._run_uvicorn_command = lambda: _bound_server(server.port)  # type: ignore[method-assign]
        server.start(START_SECONDS)
        if not kept.exists():
            _keep(self.database, kept)


def _bound_server(port: int | None) -> subprocess.Popen[bytes]:
    """The process that Prefect would start, in a session of its own and bound to this thread."""
    import prefect
    from prefect.settings import get_current_settings

    argv = [
        *(sys.executable, "-m", "uvicorn", "--app-dir", str(prefect.__module_path__.parent)),
        *("--factory", "prefect.server.api.server:create_app", "--host", "127.0.0.1"),
        *("--port", str(port), "--log-level", "error", "--lifespan", "on"),
    ]
    settings = get_current_settings().to_environment_variables(exclude_unset=True)
    return subprocess.Popen(
        bound_to_parent(argv), env={**os.environ, **SERVER, **settings}, start_new_session=True
    )


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
    """Reelwright's home, made if missing.

    Raises:
        HomeUnusableError: when it cannot be made, or not be written in.
    """
    folder = Settings().home
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HomeUnusableError(str(folder), error.strerror or str(error)) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise HomeUnusableError(str(folder), "it may not be written in")
    return folder
