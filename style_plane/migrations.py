"""Small numbered steps from the tables of an older plane to those of today.

A new database is made as `tables.py` says and counts as having taken every step. An older one takes
those that it lacks, in one transaction, before the plane serves anybody. A step is never changed and
never taken away; it looks at the tables that it finds, because a home may be older than all of them.

To add one: a function and its line in `STEPS`, and a case in `tests/style_plane/test_migrations.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Connection, column, inspect, text
from sqlalchemy import Table as SqlTable
from sqlalchemy import table as sql_table
from sqlmodel import Field, Session, col, select

from style_plane.access.actor import Actor
from style_plane.audit.chain import record
from style_plane.audit.checking import PUBLISHED
from style_plane.audit.tables import AuditRow
from style_plane.freezing import thaw_sqlite
from style_plane.tables import ChannelMove, Style, StyleVersion, Table, frozen

Step = Callable[[Connection], None]


@frozen("number = NEW.number")
class StepTaken(Table, table=True):
    """A step that this database has behind it."""

    __tablename__ = "schema_step"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: str


def upgrade(connection: Connection) -> None:
    """Take the steps that are missing; on a new database only note that none is."""
    new = not _has(connection, "style")
    taken = _sql(StepTaken)
    taken.create(connection, checkfirst=True)
    behind = set(connection.execute(select(taken.c.number)).scalars())
    for number, step in enumerate(STEPS, start=1):
        if number in behind:
            continue
        if not new:
            step(connection)
        at = datetime.now(UTC).isoformat(timespec="seconds")
        connection.execute(taken.insert().values(number=number, at=at))


def _let_channels_go(connection: Connection) -> None:
    """1: a channel's last move leads nowhere, once it was removed."""
    _allow_null(connection, ChannelMove, "to_version_id")


def _name_actors_exactly(connection: Connection) -> None:
    """2: the log tells people, tokens and the plane itself apart, whatever they are called."""
    for added in ("kind VARCHAR", "person INTEGER", "owner VARCHAR"):
        _add_column(connection, "audit", added)


def _log_what_was_published(connection: Connection) -> None:
    """3: versions that are older than the log get a line in it; from here on one without is forged."""
    _sql(AuditRow).create(connection, checkfirst=True)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with Session(connection) as session:
        said = set(session.exec(select(AuditRow.subject).where(AuditRow.action == PUBLISHED)))
        query = select(Style, StyleVersion).where(StyleVersion.style_id == Style.id)
        for style, row in session.exec(query.order_by(col(StyleVersion.id))).all():
            subject = f"{style.org}/{style.name}@{row.major}.{row.minor}.{row.patch}"
            if subject not in said:
                record(
                    session,
                    at=now,
                    actor=Actor.service("reelwright"),
                    action=PUBLISHED,
                    subject=subject,
                    digest=row.digest,
                    found=f"published on {row.published_at} by {row.published_by}, before this log",
                )
        session.commit()


def _ask_for_moves(connection: Connection) -> None:
    """4: every channel may need a second person to move or to go, and does unless told otherwise."""
    _add_column(connection, "channel_request", "removes BOOLEAN")
    if not _has(connection, "org"):
        return
    org = sql_table("org", column("id"), column("policy", JSON))
    for number, policy in connection.execute(select(org.c.id, org.c.policy)).all():
        kept = {key: value for key, value in policy.items() if key != "stable_needs_approval"}
        asking = {"moves_need_approval": True, **kept}
        connection.execute(org.update().where(org.c.id == number).values(policy=asking))


def _say_who_reports(connection: Connection) -> None:
    """5: outputs are told by whoever told the pin."""
    _add_column(connection, "pin", "reported_in JSON")


def _name_lines(connection: Connection) -> None:
    """6: a draft may follow the newest version of an older line."""
    _add_column(connection, "draft", "line VARCHAR")


STEPS: tuple[Step, ...] = (
    _let_channels_go,
    _name_actors_exactly,
    _log_what_was_published,
    _ask_for_moves,
    _say_who_reports,
    _name_lines,
)
"""From the first; numbers are places in this list, counted from 1."""


def _add_column(connection: Connection, table: str, added: str) -> None:
    """Add a column that may be empty, given as `name TYPE`, where its table is there without it."""
    if _has(connection, table) and not _has(connection, table, added.partition(" ")[0]):
        connection.execute(text(f"ALTER TABLE {table} ADD COLUMN {added}"))


def _allow_null(connection: Connection, table: type[Table], column: str) -> None:
    name = str(table.__tablename__)
    if not _has(connection, name) or _nullable(connection, name, column):
        return
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"ALTER TABLE {name} ALTER COLUMN {column} DROP NOT NULL"))
    else:
        _rewrite_sqlite(connection, _sql(table))


def _rewrite_sqlite(connection: Connection, table: SqlTable) -> None:
    """Make a table anew with its rows; nothing may refer to it. SQLite changes no column in place."""
    there = inspect(connection)
    both = [item["name"] for item in there.get_columns(table.name) if item["name"] in table.c]
    thaw_sqlite(connection, table.name)
    for index in there.get_indexes(table.name):
        connection.execute(text(f"DROP INDEX {index['name']}"))
    connection.execute(text(f"ALTER TABLE {table.name} RENAME TO old_{table.name}"))
    table.create(connection)
    columns = ", ".join(both)
    connection.execute(
        text(f"INSERT INTO {table.name} ({columns}) SELECT {columns} FROM old_{table.name}")
    )
    connection.execute(text(f"DROP TABLE old_{table.name}"))


def _sql(table: type[Table]) -> SqlTable:
    found: Any = table.__table__  # type: ignore[attr-defined]
    return found  # type: ignore[no-any-return]


def _has(connection: Connection, table: str, column: str = "") -> bool:
    there = inspect(connection)
    if not there.has_table(table):
        return False
    return not column or column in {item["name"] for item in there.get_columns(table)}


def _nullable(connection: Connection, table: str, column: str) -> bool:
    columns = inspect(connection).get_columns(table)
    return any(item["name"] == column and item["nullable"] for item in columns)
