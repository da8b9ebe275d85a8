"""The brand kit: an organisation's fonts, pictures, sounds and LUTs, and how they come in.

Files are read in the worker process. An asset may leave the kit; what was published stays whole,
because its bytes stay.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import Field
from sqlmodel import Session, col, select

from schemas.base import Contract
from schemas.units import Sha256
from style_plane.access.actor import EVERYWHERE, Actor
from style_plane.assets.errors import NotVariableError, OrganisationNeededError, UnknownItemError
from style_plane.assets.facts import AssetFacts, Kind
from style_plane.assets.guard import guarded_cut, guarded_take
from style_plane.assets.inspect import Product, Taken, digest
from style_plane.assets.store import Assets
from style_plane.assets.tables import KitRow
from style_plane.audit.chain import record
from style_plane.database import Database, insert_missing

KINDS: tuple[Kind, ...] = ("font", "variable_font", "image", "sound", "lut")
"""In the order in which a kit is shown."""
Axes = Annotated[
    dict[Annotated[str, Field(pattern=r"^[A-Za-z0-9 ]{4}$")], float],
    Field(min_length=1, max_length=16),
]
"""Axis tag to place, such as `{"wght": 700}`."""
MAX_NAME = 80


class KitItem(Contract):
    """An asset of an organisation."""

    org: str
    name: str
    """As its owners call it."""
    facts: AssetFacts
    source: Sha256 | None
    """What it was drawn or cut from: an SVG, a variable font."""
    added_by: str
    added_at: str
    """ISO 8601, UTC."""


class Added(NamedTuple):
    """An upload as it stands in the kit."""

    facts: AssetFacts
    new: bool
    """False where the kit had it already."""


class BrandKit:
    """Everything that can be done with an organisation's assets."""

    def __init__(self, database: Database, assets: Assets, clock: Callable[[], datetime]) -> None:
        self._database, self._assets, self._clock = database, assets, clock

    def upload(
        self, actor: Actor, org: str, data: bytes, *, name: str = "", file_name: str = ""
    ) -> Added:
        """Take a file into an organisation's kit; the same file twice is one asset.

        What has neither a `name` nor one inside, as fonts and LUTs do, is called as its file is.

        Without `org` it goes to the actor's only organisation; whoever may do everything may leave
        it in no kit. WOFF becomes a plain font, JPEG, WebP and SVG become PNG, sounds become FLAC.

        Raises:
            AssetRefusedError: with what is wrong and what to upload instead.
            TooManyRequestsError: when too many uploads are being read.
            OrganisationNeededError: when the actor has several organisations.
            UnauthenticatedError, WriteForbiddenError: when the actor may not draft there.
        """
        org = _home(actor, org)
        actor.require("draft", org)
        taken = self._taken(data, actor.who)
        facts = taken.asset.facts
        unnamed = not (facts.family or facts.title)
        return self._put(actor, org, taken, name or (Path(file_name).stem if unnamed else ""))

    def cut(
        self, actor: Actor, org: str, sha256: Sha256, axes: Mapping[str, float], *, name: str = ""
    ) -> Added:
        """Cut a static font out of a variable one.

        Raises:
            NotVariableError: when the asset is none.
            AssetRefusedError: for axes that it lacks and places outside them.
            UnknownBytesError, DamagedBytesError: as `Assets.read`.
            OrganisationNeededError, UnauthenticatedError, WriteForbiddenError: as `upload`.
        """
        org = _home(actor, org)
        actor.require("draft", org)
        data, facts = self._assets.read(sha256)
        if facts.kind != "variable_font":
            raise NotVariableError(f"{facts.family or sha256} has no axes: it is one {facts.kind}.")
        taken = guarded_cut(data, axes, actor.who)
        return self._put(actor, org, Taken(taken.asset, Product(facts, data)), name)

    def items(self, actor: Actor, org: str, kind: Kind | None = None) -> tuple[KitItem, ...]:
        """An organisation's assets by kind and name.

        Raises:
            UnauthenticatedError, WriteForbiddenError: when the actor may not read there.
        """
        actor.require("read", org)
        with self._database.reading() as session:
            rows = session.exec(select(KitRow).where(KitRow.org == org)).all()
        found = [item for row in rows if (item := self._item(row)) is not None]
        wanted = [item for item in found if kind is None or item.facts.kind == kind]
        return tuple(sorted(wanted, key=_order))

    def item(self, actor: Actor, org: str, sha256: Sha256) -> KitItem:
        """One asset of an organisation.

        Raises:
            UnknownItemError: when the kit does not have it.
            UnauthenticatedError, WriteForbiddenError: as `items`.
        """
        actor.require("read", org)
        with self._database.reading() as session:
            row = _row(session, org, sha256)
        found = self._item(row)
        if found is None:
            raise UnknownItemError(f"The asset {sha256} is gone from the store.")
        return found

    def remove(self, actor: Actor, org: str, sha256: Sha256) -> None:
        """Take an asset out of the kit; styles that use it keep it.

        Raises:
            UnknownItemError: when the kit does not have it.
            UnauthenticatedError, WriteForbiddenError: when the actor may not draft there.
        """
        actor.require("draft", org)
        with self._database.writing() as session:
            row = _row(session, org, sha256)
            name = row.name
            session.delete(row)
            session.flush()
            self._record(session, actor, "asset.removed", org, sha256, name)

    def _taken(self, data: bytes, who: str) -> Taken:
        """What an upload becomes; what is stored as it is needs no second reading."""
        known = self._assets.facts(digest(data))
        if known is not None and known.kind in KINDS:
            return Taken(Product(known, data))
        return guarded_take(data, who)

    def _put(self, actor: Actor, org: str, taken: Taken, name: str) -> Added:
        if taken.source is not None:
            self._assets.keep(taken.source)
        facts, new = self._assets.keep(taken.asset)
        if not org:
            return Added(facts, new)
        with self._database.writing() as session:
            if session.get(KitRow, (org, facts.sha256)) is not None:
                return Added(facts, new=False)
            insert_missing(
                session,
                KitRow,
                org=org,
                sha256=facts.sha256,
                name=_named(name, facts),
                source=taken.source.facts.sha256 if taken.source else None,
                added_by=actor.name,
                added_at=self._now(),
            )
            self._record(session, actor, "asset.added", org, facts.sha256, _named(name, facts))
        return Added(facts, new=True)

    def _item(self, row: KitRow) -> KitItem | None:
        facts = self._assets.facts(row.sha256)
        return None if facts is None else KitItem(facts=facts, **row.model_dump(exclude={"sha256"}))

    def _record(
        self, session: Session, actor: Actor, action: str, org: str, sha256: Sha256, name: str
    ) -> None:
        at, subject = self._now(), f"{org}/asset:{sha256[:12]}"
        record(
            session, at=at, actor=actor, action=action, subject=subject, name=name, sha256=sha256
        )

    def _now(self) -> str:
        return self._clock().isoformat(timespec="seconds")


def _home(actor: Actor, org: str) -> str:
    """The organisation that is meant."""
    orgs = sorted(set(actor.grants) - {EVERYWHERE})
    if org or EVERYWHERE in actor.grants or not orgs:
        return org
    if len(orgs) > 1:
        raise OrganisationNeededError("Say for whom, as in `?org=NAME`.", known=tuple(orgs))
    return orgs[0]


def _named(name: str, facts: AssetFacts) -> str:
    plain = " ".join(name.split()).replace("\x00", "")[:MAX_NAME]
    fonts = f"{facts.family} {facts.subfamily}".strip()
    return plain or fonts or facts.title or f"{facts.kind} {facts.sha256[:8]}"


def _row(session: Session, org: str, sha256: Sha256) -> KitRow:
    query = select(KitRow).where(col(KitRow.org) == org, col(KitRow.sha256) == sha256)
    row = session.exec(query).one_or_none()
    if row is None:
        raise UnknownItemError(f"The brand kit of {org} has no asset {sha256}.")
    return row


def _order(item: KitItem) -> tuple[int, str, str, int, str]:
    facts = item.facts
    return (
        KINDS.index(facts.kind) if facts.kind in KINDS else len(KINDS),
        facts.family,
        ("" if facts.family else item.name.lower()),
        facts.weight,
        facts.sha256,
    )
