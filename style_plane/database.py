"""One engine for reading and writing: SQLite by default, PostgreSQL by address."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, SQLModel

from style_plane import freezing, migrations
from style_plane.tables import Table

BUSY_SECONDS = 20
LOCK_KEY = 7_245_117
"""Name of the PostgreSQL advisory lock under which tables are created."""


class Database:
    """Sessions for reading and for writing.

    A write holds the database's write lock from its first statement on SQLite, so that what it
    reads cannot change before it writes; on PostgreSQL the caller locks what it depends on.
    With `owner_url` another role of PostgreSQL makes the tables and owns them; `url` is then that of
    a role that can add to frozen tables and do nothing else with them.
    """

    def __init__(self, url: str, owner_url: str = "") -> None:
        self._engine, self._owner_url = _engine(url), owner_url
        self._writer = self._engine.execution_options(immediate=True)
        self._turn = _turn(self._engine)

    def prepare(self) -> None:
        """Bring tables, triggers and rights to what they should be; several may do so at once.

        Raises:
            PermissionError: when there is an owner, and the plane's role may still change frozen
                rows.
        """
        if not self._owner_url:
            self._prepare(self._writer)
            return
        owner = _engine(self._owner_url)
        try:
            self._prepare(owner, grantee=self._engine.url.username)
        finally:
            owner.dispose()

    def _prepare(self, engine: Engine, grantee: str | None = None) -> None:
        with _retried(engine) as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK_KEY})
            migrations.upgrade(connection)
            Table.metadata.create_all(connection)
            freezing.freeze(connection)
            if grantee is not None:
                freezing.grant(connection, grantee)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session whose reads agree with each other."""
        with Session(self._engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that commits at the end, or not at all."""
        with (
            self._turn,
            Session(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    def check(self) -> None:
        """Ask the database for an answer."""
        with self._engine.connect() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()


def insert_missing(session: Session, table: type[SQLModel], **values: Any) -> None:
    """Add a row unless its unique columns are taken; somebody else may add it at this moment."""
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    session.execute(insert(table).values(values).on_conflict_do_nothing())


def _turn(engine: Engine) -> AbstractContextManager[object]:
    """Where writers of this process wait for each other.

    SQLite lets whoever asks at the right moment go first, and somebody may wait for ever; PostgreSQL
    keeps its own queue.
    """
    return threading.RLock() if engine.dialect.name == "sqlite" else nullcontext()


def _engine(url: str) -> Engine:
    address = make_url(url)
    if address.get_backend_name() == "postgresql":
        return create_engine(address.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    if address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _retried(engine: Engine) -> Connection:
    """Connect; the very first switch to WAL does not wait for another process that does the same."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            return engine.connect()
        except OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
