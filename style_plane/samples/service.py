"""An organisation's own sample pictures, from pictures and videos that people upload."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session, col, select

from schemas.base import Contract
from schemas.units import Sha256
from style_plane.access.actor import Actor
from style_plane.assets.errors import UnknownItemError
from style_plane.assets.guard import guarded_frames
from style_plane.assets.store import Assets
from style_plane.audit.chain import record
from style_plane.database import Database, insert_missing
from style_plane.samples.tables import SampleRow

MAX_NAME = 80


class SamplePicture(Contract):
    """A picture that styles can be tried on."""

    org: str
    sha256: Sha256
    """Of the picture, which is an asset (PNG)."""
    name: str
    width: int
    """Pixels."""
    height: int
    added_by: str
    added_at: str
    """ISO 8601, UTC."""


class Samples:
    """What organisations try their styles on."""

    def __init__(self, database: Database, assets: Assets, clock: Callable[[], datetime]) -> None:
        self._database, self._assets, self._clock = database, assets, clock

    def of_org(self, actor: Actor, org: str) -> tuple[SamplePicture, ...]:
        """An organisation's pictures by name.

        Raises:
            UnauthenticatedError, WriteForbiddenError: when the actor may not read there.
        """
        actor.require("read", org)
        with self._database.reading() as session:
            rows = session.exec(select(SampleRow).where(SampleRow.org == org)).all()
        return tuple(
            self._picture(row) for row in sorted(rows, key=lambda row: (row.name, row.sha256))
        )

    def add(
        self, actor: Actor, org: str, data: bytes, *, name: str = ""
    ) -> tuple[SamplePicture, ...]:
        """Keep a picture, or up to three pictures of a video; what is there already stays as it is.

        Raises:
            AssetRefusedError: when it is neither, or cannot be decoded.
            TooManyRequestsError: when too many uploads are being read.
            UnauthenticatedError, WriteForbiddenError: when the actor may not draft there.
        """
        actor.require("draft", org)
        frames = guarded_frames(data, actor.who)
        for frame in frames:
            self._assets.keep(frame)
        plain = " ".join(name.split()).replace("\x00", "")[:MAX_NAME] or "Sample"
        with self._database.writing() as session:
            for number, frame in enumerate(frames, start=1):
                title = plain if len(frames) == 1 else f"{plain} {number}"
                self._put(session, actor, org, frame.facts.sha256, title)
        return tuple(self.one(actor, org, frame.facts.sha256) for frame in frames)

    def one(self, actor: Actor, org: str, sha256: Sha256) -> SamplePicture:
        """One picture.

        Raises:
            UnknownItemError: when the organisation has no such picture.
            UnauthenticatedError, WriteForbiddenError: as `of_org`.
        """
        actor.require("read", org)
        with self._database.reading() as session:
            return self._picture(_row(session, org, sha256))

    def picture(self, actor: Actor, org: str, sha256: Sha256) -> bytes:
        """PNG of a picture.

        Raises:
            UnknownItemError: when the organisation has no such picture.
            DamagedBytesError: as `Assets.read`.
        """
        return self._assets.read(self.one(actor, org, sha256).sha256)[0]

    def remove(self, actor: Actor, org: str, sha256: Sha256) -> None:
        """Forget a picture.

        Raises:
            UnknownItemError: when the organisation has no such picture.
            UnauthenticatedError, WriteForbiddenError: when the actor may not draft there.
        """
        actor.require("draft", org)
        with self._database.writing() as session:
            row = _row(session, org, sha256)
            name = row.name
            session.delete(row)
            session.flush()
            self._record(session, actor, "sample.removed", org, sha256, name)

    def _put(self, session: Session, actor: Actor, org: str, sha256: Sha256, name: str) -> None:
        if session.get(SampleRow, (org, sha256)) is not None:
            return
        insert_missing(
            session,
            SampleRow,
            org=org,
            sha256=sha256,
            name=name,
            added_by=actor.name,
            added_at=self._now(),
        )
        self._record(session, actor, "sample.added", org, sha256, name)

    def _picture(self, row: SampleRow) -> SamplePicture:
        facts = self._assets.facts(row.sha256)
        width, height = (facts.width, facts.height) if facts else (0, 0)
        return SamplePicture(width=width, height=height, **row.model_dump())

    def _record(
        self, session: Session, actor: Actor, action: str, org: str, sha256: Sha256, name: str
    ) -> None:
        at, subject = self._now(), f"{org}/sample:{sha256[:12]}"
        record(
            session, at=at, actor=actor, action=action, subject=subject, name=name, sha256=sha256
        )

    def _now(self) -> str:
        return self._clock().isoformat(timespec="seconds")


def _row(session: Session, org: str, sha256: Sha256) -> SampleRow:
    query = select(SampleRow).where(col(SampleRow.org) == org, col(SampleRow.sha256) == sha256)
    row = session.exec(query).one_or_none()
    if row is None:
        raise UnknownItemError(f"{org} has no sample picture {sha256}.")
    return row
