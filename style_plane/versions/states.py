"""Where versions are in their lives: published, deprecated, withdrawn.

A deprecated version still resolves where it is named exactly; a withdrawn one is gone for new work
and never comes back.
"""

from __future__ import annotations

from datetime import date

from sqlmodel import Session, col, select

from schemas.style.refs import StyleRef
from style_plane.tables import Style, StyleVersion
from style_plane.versions import rows
from style_plane.versions.errors import IllegalTransitionError
from style_plane.versions.models import State, Status, StatusChange
from style_plane.versions.naming import selected
from style_plane.versions.tables import VersionStatus

NEXT: dict[State, tuple[State, ...]] = {
    "published": ("deprecated", "withdrawn"),
    "deprecated": ("deprecated", "published", "withdrawn"),
    "withdrawn": (),
}
"""State to the states that may follow; deprecated follows itself with other words."""


def statuses(session: Session, style: Style) -> dict[int, Status]:
    """Version id to status, for every version that something happened to."""
    numbers = {
        rows.id_of(row): str(rows.number_of(row)) for row in rows.versions_of(session, style)
    }
    query = select(VersionStatus).where(col(VersionStatus.version_id).in_(numbers))
    return {
        row.version_id: _status(row, numbers)
        for row in session.exec(query.order_by(col(VersionStatus.id)))
    }


def state_of(row: StyleVersion, found: dict[int, Status]) -> State:
    """The state of a version, given the statuses of its style."""
    return found.get(rows.id_of(row), Status()).state


def change(
    session: Session, style: Style, row: StyleVersion, wanted: StatusChange, *, by: str, now: str
) -> bool:
    """Write a step down; False where the version is there already, in the same words.

    Raises:
        IllegalTransitionError: when the state cannot follow, or the successor is none.
        UnknownVersionError: when the style has no such successor.
    """
    found = statuses(session, style)
    current = found.get(rows.id_of(row), Status())
    if _says(current) == _says(wanted) or wanted.state == current.state == "published":
        return False
    _check_step(row, current.state, wanted)
    successor = _successor(session, style, row, wanted, found)
    step = VersionStatus(
        version_id=rows.id_of(row),
        state=wanted.state,
        reason=wanted.reason,
        successor_id=None if successor is None else rows.id_of(successor),
        sunset_at=None if wanted.sunset_at is None else wanted.sunset_at.isoformat(),
        set_by=by,
        at=now,
    )
    session.add(step)
    session.flush()
    return True


def _check_step(row: StyleVersion, state: State, wanted: StatusChange) -> None:
    number = rows.number_of(row)
    if wanted.state not in NEXT[state]:
        may = ", ".join(NEXT[state]) or "nothing else, for good"
        raise IllegalTransitionError(
            f"{number} is {state} and cannot become {wanted.state}; after {state} comes {may}."
        )
    if wanted.state != "deprecated" and wanted.sunset_at is not None:
        raise IllegalTransitionError(
            f"Only a deprecated version has a sunset; leave it out to make {number} {wanted.state}."
        )


def _successor(
    session: Session,
    style: Style,
    row: StyleVersion,
    wanted: StatusChange,
    found: dict[int, Status],
) -> StyleVersion | None:
    if wanted.successor is None:
        return None
    ref = StyleRef(org=style.org, name=style.name, selector=wanted.successor)
    chosen = selected(ref, rows.versions_of(session, style), {})
    if chosen.id == row.id or state_of(chosen, found) == "withdrawn":
        raise IllegalTransitionError(
            f"{wanted.successor} cannot be the successor: name another version that is not "
            f"withdrawn."
        )
    return chosen


def _says(status: Status | StatusChange) -> tuple[State, str, str | None, date | None]:
    return status.state, status.reason, status.successor, status.sunset_at


def _status(row: VersionStatus, numbers: dict[int, str]) -> Status:
    return Status.model_validate(
        {
            "state": row.state,
            "reason": row.reason,
            "successor": numbers.get(row.successor_id) if row.successor_id else None,
            "sunset_at": row.sunset_at,
            "by": row.set_by,
            "at": row.at,
        }
    )
