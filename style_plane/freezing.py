"""What makes frozen rows unchangeable: triggers for everyone, and rights where a role of its own reads.

Triggers refuse UPDATE and DELETE (on PostgreSQL also TRUNCATE, on SQLite also INSERT OR REPLACE).
They are made anew at every start: one that somebody put in the place of ours does not stay.
Whoever owns the tables can take triggers away. On PostgreSQL the owner can be another role than the
plane's, which then lacks even the right to try (`grant`); on SQLite whoever may write the file is its
owner, and digests show what was changed (`Versions.body`, `audit/checking.py`).
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from style_plane.tables import FROZEN, Table

GROWING, ALL = "SELECT, INSERT", "SELECT, INSERT, UPDATE, DELETE"
"""What the plane's role may do with frozen tables, and with the others."""


def freeze(connection: Connection) -> None:
    """Put every trigger where it belongs."""
    dialects = {"sqlite": _freeze_sqlite, "postgresql": _freeze_postgresql}
    dialects[connection.dialect.name](connection)


def thaw_sqlite(connection: Connection, table: str) -> None:
    """Take our triggers off a table that is about to be written anew."""
    for act in ("update", "delete", "replace"):
        connection.execute(text(f"DROP TRIGGER IF EXISTS frozen_{table}_{act}"))


def grant(connection: Connection, role: str) -> None:
    """On PostgreSQL: let a role use the tables, and frozen ones only for reading and adding.

    Raises:
        PermissionError: when the role may do more all the same, because it owns the tables, is a
            superuser, or belongs to a role that may.
    """
    quoted = connection.dialect.identifier_preparer.quote(role)
    tables = [table.name for table in Table.metadata.sorted_tables]
    _execute(
        connection,
        f"GRANT USAGE ON SCHEMA {_schema(connection)} TO {quoted}",
        f"REVOKE ALL ON {', '.join(tables)} FROM PUBLIC, {quoted}",
        *(f"GRANT {GROWING if name in FROZEN else ALL} ON {name} TO {quoted}" for name in tables),
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {_schema(connection)} TO {quoted}",
    )
    may = "SELECT has_table_privilege(:role, :table, 'UPDATE, DELETE, TRUNCATE, TRIGGER')"
    for table in FROZEN:
        if connection.execute(text(may), {"role": role, "table": table}).scalar():
            raise PermissionError(
                f"{role} may change {table}, though it should only add to it. It owns the table, is "
                f"a superuser or belongs to one: let it be an ordinary role, and give the tables to "
                f"the owner, with `REASSIGN OWNED BY {quoted} TO OWNER` in this database."
            )


def _freeze_sqlite(connection: Connection) -> None:
    for table, same in FROZEN.items():
        thaw_sqlite(connection, table)
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} rows never change'); END"
        for act in ("UPDATE", "DELETE"):
            name = f"frozen_{table}_{act.lower()}"
            _execute(connection, f"CREATE TRIGGER {name} BEFORE {act} ON {table} {refuse}")
        # INSERT OR REPLACE removes the old row without asking the DELETE trigger; it may also
        # name the row by the number that SQLite gives to each.
        clash = " OR ".join(f"({condition})" for condition in (*same, "rowid = NEW.rowid"))
        _execute(
            connection,
            f"CREATE TRIGGER frozen_{table}_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {clash}) {refuse}",
        )


def _freeze_postgresql(connection: Connection) -> None:
    _execute(
        connection,
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '% rows never change', TG_TABLE_NAME "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$",
        *(
            f"CREATE OR REPLACE TRIGGER frozen_{table} BEFORE UPDATE OR DELETE OR TRUNCATE "
            f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            for table in FROZEN
        ),
        # Also where a session calls itself a replica, and where somebody switched it off.
        *(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER frozen_{table}" for table in FROZEN),
    )


def _schema(connection: Connection) -> str:
    return str(connection.execute(text("SELECT quote_ident(current_schema())")).scalar_one())


def _execute(connection: Connection, *statements: str) -> None:
    for statement in statements:
        connection.execute(text(statement))
