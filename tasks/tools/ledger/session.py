"""Opening the ledger: SQLite by default, PostgreSQL by address; the same rules on both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DBAPIError,
    InterfaceError,
    OperationalError,
)
from sqlmodel import Session, SQLModel, create_engine

from tasks.errors.places import HomeUnusableError, LedgerUnavailableError
from tasks.tools.ledger import tables

FROZEN = tuple(row.__tablename__ for row in (tables.EventRow, tables.CostRow, tables.ModelCallRow))

_CLOCK = {
    "sqlite": "SELECT (julianday('now') - 2440587.5) * 86400.0",
    "postgresql": "SELECT extract(epoch FROM clock_timestamp())::float8",
}


def open_engine(url: str) -> Engine:
    """Connect, and create what is missing.

    Raises:
        LedgerUnavailableError: when the database cannot be reached, or is none.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(url, parsed.database)
    driver = url.replace("postgresql://", "postgresql+psycopg://", 1)
    return _created(create_engine(driver, pool_pre_ping=True))


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError as error:
        raise LedgerUnavailableError(repr(url), "that is no address of a database") from error


def _sqlite(url: str, database: str | None) -> Engine:
    if database:
        folder = Path(database).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise HomeUnusableError(str(folder), error.strerror or str(error)) from error
    engine = create_engine(url, connect_args={"timeout": 60, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy's begin is ours, below
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return _created(engine)


def _created(engine: Engine) -> Engine:
    with answering(engine), engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(7283461)"))
        SQLModel.metadata.create_all(connection, tables=_OURS)
        for name in FROZEN:
            for statement in _freeze(engine.dialect.name, name):
                connection.exec_driver_sql(statement)
    return engine


_OURS = [
    SQLModel.metadata.tables[row.__tablename__]
    for row in (
        tables.RunRow,
        tables.JobRow,
        tables.OutputRow,
        tables.EventRow,
        tables.CostRow,
        tables.BudgetRow,
        tables.ReservationRow,
        tables.ModelCallRow,
        tables.IntakeRow,
        tables.ReportRow,
        tables.SightingRow,
    )
]


def _freeze(dialect: str, name: str) -> list[str]:
    """Statements that make a table append-only."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER IF NOT EXISTS {name}_no_{verb} BEFORE {verb} ON {name} "
            f"BEGIN SELECT RAISE(ABORT, '{name} rows are never changed'); END"
            for verb in ("update", "delete")
        ]
    return [
        "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger AS $$ "
        "BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' rows are never changed'; END $$ "
        "LANGUAGE plpgsql",
        f"DROP TRIGGER IF EXISTS {name}_frozen ON {name}",
        f"CREATE TRIGGER {name}_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON {name} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()",
    ]


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """One transaction: all of it, or nothing."""
    with answering(engine), Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def answering(engine: Engine) -> Iterator[None]:
    """Name a database that does not do what is asked; a full disk keeps its own name.

    Raises:
        LedgerUnavailableError: when it cannot be reached, opened, read or written, or is none.
    """
    try:
        yield
    except (DatabaseError, InterfaceError) as error:
        said = str(error.orig).strip()
        if "disk is full" in said or not _unusable(error, said):
            raise
        address = engine.url.render_as_string(hide_password=True)
        raise LedgerUnavailableError(address, said.splitlines()[0]) from error


def _unusable(error: DBAPIError, said: str) -> bool:
    return isinstance(error, OperationalError | InterfaceError) or "not a database" in said


def clock(session: Session) -> float:
    """Seconds since 1970 by the database's clock, the only one that leases go by."""
    statement = text(_CLOCK[session.get_bind().dialect.name])
    return float(session.connection().execute(statement).scalar_one())
