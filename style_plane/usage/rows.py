"""The queries of the service, and rows as values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, func, select

from style_plane.tables import StyleVersion
from style_plane.usage.models import PinRecord, PinReport
from style_plane.usage.tables import Pin, PinOutput
from style_plane.versions.rows import number_of, style_named, versions_of, with_digest

Settled = dict[str, tuple[int, int]]
"""Run to how many of its outputs were delivered and how many failed."""


def is_published(session: Session, report: PinReport) -> bool:
    """Whether the version of a report was published here, with the digest that it names."""
    row = with_digest(session, style_named(session, report.org, report.name), report.digest)
    return row is not None and str(number_of(row)) == report.version


def newest_version(session: Session, org: str, name: str) -> StyleVersion | None:
    """The version with the highest number, or None where nothing is published."""
    style = style_named(session, org, name)
    found = versions_of(session, style) if style is not None else []
    return found[0] if found else None


def pins_of(session: Session, org: str, name: str) -> Sequence[Pin]:
    """Every pin of a style, newest report first."""
    return session.exec(
        select(Pin)
        .where(Pin.org == org, Pin.name == name)
        .order_by(col(Pin.reported_at).desc(), col(Pin.run_id).desc())
    ).all()


def settled(session: Session, org: str, name: str) -> Settled:
    """How the outputs of a style's runs ended; runs without any are left out."""
    rows = session.exec(
        select(PinOutput.run_id, PinOutput.state, func.count())
        .join(Pin, col(Pin.run_id) == col(PinOutput.run_id))
        .where(Pin.org == org, Pin.name == name)
        .group_by(PinOutput.run_id, PinOutput.state)
    )
    found: Settled = {}
    for run_id, state, number in rows:
        delivered, failed = found.get(run_id, (0, 0))
        if state == "completed":
            delivered += number
        else:
            failed += number
        found[run_id] = (delivered, failed)
    return found


def record_of(row: Pin, outputs: tuple[int, int] = (0, 0)) -> PinRecord:
    """A pin as the API shows it."""
    delivered, failed = outputs
    return PinRecord.model_validate(
        row.model_dump(exclude={"reported_in"}) | {"delivered": delivered, "failed": failed}
    )


def counted(outputs: Iterable[PinOutput]) -> tuple[int, int]:
    """How many outputs were delivered, and how many failed."""
    states = [row.state for row in outputs]
    return states.count("completed"), states.count("failed")


def same_pin(row: Pin, report: PinReport) -> bool:
    """Whether a report says what is kept already; the run's clock is not compared."""
    kept = row.model_dump(include=set(PinReport.model_fields) - {"pinned_at"})
    return kept == report.model_dump(mode="json", exclude={"pinned_at"})


def number_of_runs(session: Session) -> dict[tuple[str, str], int]:
    """Runs by organisation and name of their style."""
    rows = session.exec(select(Pin.org, Pin.name, func.count()).group_by(Pin.org, Pin.name))
    return {(org, name): number for org, name, number in rows}
