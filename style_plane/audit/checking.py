"""What is published held against what the log says was published.

Triggers and rights keep rows from being changed; whoever gets around them, or adds a version by
plain SQL, is found here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import LargeBinary, cast
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from style_plane.audit.tables import AuditRow
from style_plane.tables import Style, StyleVersion

PUBLISHED = "version.published"


class _Version(NamedTuple):
    """A published version as the database has it."""

    subject: str
    digest: str
    body_sha256: str


def contradictions(session: Session) -> tuple[str, ...]:
    """A sentence for each version that the log does not know as it is, and each that is gone."""
    logged = _logged(session)
    said = [words for version in _published(session) for words in _check(version, logged)]
    return (*said, *(f"{subject} was published, and is gone." for subject in sorted(logged)))


def _check(version: _Version, logged: dict[str, set[str]]) -> Iterator[str]:
    """What is wrong with one version; takes it out of `logged`."""
    digests = logged.pop(version.subject, set())
    if not digests:
        yield f"{version.subject} is published, and no entry says by whom."
    elif digests != {version.digest}:
        known = ", ".join(sorted(digests))
        yield f"{version.subject} has sha256 {version.digest}; the log has {known}."
    if version.body_sha256 != version.digest:
        yield f"The bytes of {version.subject} are not those that were hashed."


def _logged(session: Session) -> dict[str, set[str]]:
    """Version to the digests under which the log has it published."""
    found: dict[str, set[str]] = {}
    query = select(AuditRow.subject, AuditRow.detail).where(AuditRow.action == PUBLISHED)
    for subject, detail in session.exec(query):
        found.setdefault(subject, set()).add(str(detail.get("digest", "")))
    return found


def _published(session: Session) -> Iterator[_Version]:
    row = StyleVersion
    number = (col(row.major), col(row.minor), col(row.patch))
    # SQLite keeps text in a column of bytes too, if somebody writes it there.
    body = cast(row.body, LargeBinary)
    query = (
        sql_select(col(Style.org), col(Style.name), *number, col(row.digest), body)
        .where(col(row.style_id) == col(Style.id))
        .order_by(col(row.id))
        .execution_options(yield_per=100)
    )
    for org, name, major, minor, patch, digest, data in session.connection().execute(query):
        subject = f"{org}/{name}@{major}.{minor}.{patch}"
        yield _Version(subject, digest, hashlib.sha256(data).hexdigest())
