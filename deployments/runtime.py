"""What a command needs around it: Prefect's environment, and a style plane for as long as it runs.

A command has its own throwaway Prefect database unless a Prefect API is configured; results,
artifacts and the ledger are shared under Reelwright's home.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tasks.tools.logs import structured

QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
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
def command_runtime() -> Iterator[None]:
    """Make the environment fit to run flows in this process. Call before Prefect is imported."""
    structured(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="reelwright-", ignore_cleanup_errors=True) as folder:
        _default(QUIET)
        os.environ.update(COMMAND)
        if not os.environ.get("PREFECT_API_URL"):
            database = f"sqlite+aiosqlite:///{folder}/prefect.db"
            _default({"PREFECT_API_DATABASE_CONNECTION_URL": database})
        with style_plane():
            try:
                yield
            finally:
                _stop_temporary_server()


def _stop_temporary_server() -> None:
    """End the server before its database goes."""
    from prefect.server.api.server import SubprocessASGIServer

    for server in list(SubprocessASGIServer._instances.values()):
        server.stop()


@contextmanager
def style_plane() -> Iterator[None]:
    """The configured style plane, or one of our own on loopback."""
    if os.environ.get("REELWRIGHT_STYLE_PLANE_URL"):
        yield
        return
    from style_plane.embedded import serving
    from style_plane.settings import PlaneSettings

    with serving(PlaneSettings()) as url:
        os.environ["REELWRIGHT_STYLE_PLANE_URL"] = url
        try:
            yield
        finally:
            del os.environ["REELWRIGHT_STYLE_PLANE_URL"]


def _default(values: dict[str, str]) -> None:
    for name, value in values.items():
        os.environ.setdefault(name, value)


def home() -> Path:
    """Reelwright's home, made if missing."""
    from tasks.settings import Settings

    folder = Settings().home
    folder.mkdir(parents=True, exist_ok=True)
    return folder
