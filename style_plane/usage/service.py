"""Reports of runs in, numbers out. A pin is told once and never changes; outputs follow."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from schemas.style.contract import StyleContract
from style_plane.access.actor import Actor
from style_plane.audit import chain
from style_plane.database import Database
from style_plane.errors import UnknownStyleError, UnknownVersionError, WriteForbiddenError
from style_plane.usage import rows
from style_plane.usage.errors import BadRunIdError, PinDiffersError, UnknownPinError
from style_plane.usage.models import (
    RUN_ID,
    BlastRadius,
    OutputsReport,
    PinRecord,
    PinReport,
    StyleUsage,
    VersionUsage,
)
from style_plane.usage.radius import radius_of
from style_plane.usage.sums import no_usage, style_usage
from style_plane.usage.tables import Pin, PinOutput
from style_plane.versions.naming import parsed
from style_plane.versions.rows import style_named


class Usage:
    """Which runs use which version."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock

    def report(self, actor: Actor, run_id: str, report: PinReport) -> tuple[PinRecord, bool]:
        """Keep a run's pin; the second value says whether it is new. Twice is harmless.

        Raises:
            UnauthenticatedError, WriteForbiddenError: without the permission `usage`.
            BadRunIdError: when the id cannot be one.
            UnknownVersionError: when the version, or the digest under it, is not of this plane.
            PinDiffersError: when the run has reported another pin before.
        """
        _require_reporter(actor, report.org)
        _check_run(run_id)
        now = self._now()
        with self._database.writing() as session:
            kept = session.get(Pin, run_id)
            if kept is not None:
                if not rows.same_pin(kept, report):
                    raise PinDiffersError(
                        f"The run {run_id} has reported {kept.org}/{kept.name}@{kept.version} "
                        f"before. A pin holds for the whole run; another style is another run."
                    )
                return rows.record_of(kept), False
            if not rows.is_published(session, report):
                raise UnknownVersionError(
                    f"{report.org}/{report.name}@{report.version} with sha256 {report.digest} was "
                    f"not published here. Import its bundle first, or report to the plane it is of."
                )
            row = Pin(
                run_id=run_id,
                reported_by=actor.name,
                reported_at=now,
                reported_in=_reports_in(actor),
                **report.model_dump(mode="json"),
            )
            session.add(row)
            session.flush()
            subject = f"{row.org}/{row.name}@{row.version}"
            chain.record(
                session, at=now, actor=actor, action="pin.reported", subject=subject, run=run_id
            )
            return rows.record_of(row), True

    def outputs(self, actor: Actor, run_id: str, report: OutputsReport) -> PinRecord:
        """Keep how a run's outputs ended; told again, the newer word holds.

        Who reports them may report in the organisation of the style, or in one in which whoever
        reported the pin might.

        Raises:
            UnauthenticatedError, WriteForbiddenError: without the permission `usage` there.
            BadRunIdError: when the id cannot be one.
            UnknownPinError: when the run has not reported its pin.
        """
        _check_run(run_id)
        now = self._now()
        with self._database.writing() as session:
            pin = session.get(Pin, run_id)
            _require_reporter(actor, pin.org if pin is not None else "")
            if pin is None:
                raise UnknownPinError(
                    f"The run {run_id} has not reported which style it uses. Send its pin first."
                )
            _require_same_house(actor, pin)
            told = [
                PinOutput(run_id=run_id, at=now, **output.model_dump(mode="json"))
                for output in report.outputs
            ]
            for row in told:
                session.merge(row)
            subject = f"{pin.org}/{pin.name}@{pin.version}"
            delivered, failed = rows.counted(told)
            chain.record(
                session,
                at=now,
                actor=actor,
                action="outputs.reported",
                subject=subject,
                run=run_id,
                delivered=delivered,
                failed=failed,
            )
            return rows.record_of(pin, (delivered, failed))

    def of_style(self, actor: Actor, org: str, name: str) -> StyleUsage:
        """Who uses a style; all zero where nobody does.

        Raises:
            UnauthenticatedError, WriteForbiddenError: without the permission `read`.
            BadReferenceError, UnknownStyleError: where there is no such style.
        """
        actor.require("read", org)
        parsed(f"{org}/{name}")
        with self._database.reading() as session:
            if style_named(session, org, name) is None:
                raise UnknownStyleError(f"No style is called {org}/{name}.")
            pins = rows.pins_of(session, org, name)
            return style_usage(org, name, pins, rows.settled(session, org, name), self._clock())

    def of_version(self, actor: Actor, org: str, name: str, version: str) -> VersionUsage:
        """Who uses one version; all zero where nobody does.

        Raises:
            as `of_style`.
        """
        used = self.of_style(actor, org, name).versions
        return next((item for item in used if item.version == version), no_usage(version))

    def pins(
        self, actor: Actor, org: str, name: str, *, version: str | None = None, limit: int = 50
    ) -> tuple[PinRecord, ...]:
        """Runs on a style, or on one version of it, the newest report first.

        Raises:
            UnauthenticatedError, WriteForbiddenError: without the permission `read`.
            BadReferenceError: when these cannot be names.
        """
        actor.require("read", org)
        parsed(f"{org}/{name}")
        with self._database.reading() as session:
            ended = rows.settled(session, org, name)
            found = [
                row
                for row in rows.pins_of(session, org, name)
                if version is None or row.version == version
            ]
            return tuple(
                rows.record_of(row, ended.get(row.run_id, (0, 0))) for row in found[:limit]
            )

    def counts(self) -> dict[str, int]:
        """How many runs have used each style, by `org/name`; unused ones are left out."""
        with self._database.reading() as session:
            found = rows.number_of_runs(session)
        return {f"{org}/{name}": number for (org, name), number in sorted(found.items())}

    def blast_radius(self, org: str, name: str, contract: StyleContract) -> BlastRadius:
        """What publishing `contract` as the next version of a style would touch."""
        with self._database.reading() as session:
            newest = rows.newest_version(session, org, name)
            return radius_of(newest, contract, rows.pins_of(session, org, name))

    def _now(self) -> str:
        return self._clock().isoformat(timespec="seconds")


def _require_reporter(actor: Actor, org: str) -> None:
    """Styles may be used across organisations, so a report may come from any of them."""
    if any("usage" in held for held in actor.grants.values()):
        return
    actor.require("usage", org)


def _reports_in(actor: Actor) -> list[str]:
    return sorted(org for org, held in actor.grants.items() if "usage" in held)


def _require_same_house(actor: Actor, pin: Pin) -> None:
    """Others may use the style too; what became of this run they do not say."""
    if not any(actor.may("usage", org) for org in (pin.org, *(pin.reported_in or ()))):
        raise WriteForbiddenError(
            f"{pin.reported_by} reported the run {pin.run_id}, of an organisation in which "
            f"{actor.name} may not report. Send its outputs with the token that sent its pin."
        )


def _check_run(run_id: str) -> None:
    if not re.fullmatch(RUN_ID, run_id):
        raise BadRunIdError(
            f"{run_id[:80]!r} is no id of a run. One starts with a letter or digit, and has at most "
            f"120 letters, digits, dots, hyphens and underscores."
        )
