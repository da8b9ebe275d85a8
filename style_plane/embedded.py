"""A style plane inside the calling process, on a free loopback port, for as long as it is needed."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import uvicorn
import uvicorn.config
from sqlalchemy.exc import SQLAlchemyError

from style_plane.access.passwords import chosen
from style_plane.access.rows import anybody
from style_plane.app import create_app
from style_plane.database import Database
from style_plane.settings import PlaneSettings
from style_plane.versions.cache import front

LOG = logging.getLogger("uvicorn.error")
"""Where a server says what people at its terminal should know."""
START_SECONDS = 30.0
STOP_SECONDS = 10.0


@contextmanager
def serving(settings: PlaneSettings) -> Iterator[str]:
    """Serve the style plane; yields its address, such as `http://127.0.0.1:40123`.

    Raises:
        RuntimeError: when it does not start; says why.
    """
    _check_database(settings)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        server = uvicorn.Server(config(settings, log_config=None))
        thread = threading.Thread(
            target=server.run, args=([listener],), name=f"style-plane-{port}", daemon=True
        )
        thread.start()
        try:
            _await_start(server, thread)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join(STOP_SECONDS)


def serve(settings: PlaneSettings, host: str = "127.0.0.1", port: int = 8620) -> None:
    """Serve the style plane until the process is told to stop (SIGINT, SIGTERM).

    While nobody has an account it logs how to set it up, with the code that is asked for from
    other machines.
    """
    _check_database(settings)
    if not settings.setup_code:
        settings = settings.model_copy(update={"setup_code": chosen()})
    server = uvicorn.Server(config(settings, host=host, port=port))
    if nobody_there(settings):
        LOG.info(
            "Nobody has an account yet. Next: open /setup; from another machine it asks for the "
            "code %s",
            settings.setup_code,
        )
    server.run()


def config(
    settings: PlaneSettings,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    log_config: dict[str, Any] | None = uvicorn.config.LOGGING_CONFIG,
) -> uvicorn.Config:
    """How the style plane is served, for whoever runs the server.

    Forwarded addresses are not believed: `access` must know who really asks. Without a
    `log_config` the process's own logging is left alone.
    """
    return uvicorn.Config(
        front(create_app(settings), settings),
        host=host,
        port=port,
        log_config=log_config,
        access_log=False,
        proxy_headers=False,
        timeout_graceful_shutdown=3,
    )


def nobody_there(settings: PlaneSettings) -> bool:
    """Whether the plane waits to be set up; its tables must be there."""
    database = Database(settings.sqlalchemy_url)
    with closing(database), database.reading() as session:
        return not anybody(session)


def _check_database(settings: PlaneSettings) -> None:
    """Fail here, where the caller sees why, and not in the server's thread."""
    try:
        database = Database(settings.sqlalchemy_url, settings.database_owner_url)
        with closing(database):
            database.prepare()
    except (OSError, SQLAlchemyError) as error:
        raise RuntimeError(
            f"The style plane cannot open its database {settings.shown_database}: {error}. Check "
            f"that REELWRIGHT_HOME ({settings.home}) can be written."
        ) from error


def _await_start(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError(
                "The style plane did not start; what it logged says why. Stop the command and try "
                "again, or run the plane by itself with `python -m style_plane`."
            )
        time.sleep(0.005)
