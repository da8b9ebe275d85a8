"""The life of a version: published once, numbered by the server, found again under many names."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

import rfc8785
from sqlmodel import Session, select

from schemas.base import canonical
from schemas.style.contract import StyleContract
from schemas.style.facets import Facets, facets_of
from schemas.style.refs import ResolvedStyle, StyleRef
from schemas.units import Sha256
from style_plane.assets.store import Assets
from style_plane.database import Database
from style_plane.errors import (
    BumpTooSmallError,
    InvalidStyleError,
    UnknownBytesError,
    UnknownStyleError,
)
from style_plane.tables import Style, StyleVersion
from style_plane.versions import rows
from style_plane.versions.checks import findings, named_assets
from style_plane.versions.models import StyleDetails, StyleSummary
from style_plane.versions.naming import STABLE, check_channel, nearest, parsed, selected
from style_plane.versions.numbers import BUMPS, FIRST, Bump, Number, least_bump


class Versions:
    """Everything that can be done with published styles."""

    def __init__(self, database: Database, assets: Assets, clock: Callable[[], datetime]) -> None:
        self._database, self._assets, self._clock = database, assets, clock

    def publish(
        self, org: str, name: str, contract: StyleContract, *, bump: Bump | None, by: str
    ) -> tuple[ResolvedStyle, bool]:
        """Publish a contract as the next version; the second value says whether it is new.

        The number is the least that is honest, or larger where `bump` asks for it. The same
        contract again gives the version that it has already.

        Raises:
            BadReferenceError: when org or name cannot be a name.
            InvalidStyleError: with everything that is wrong with the contract.
            BumpTooSmallError: when `bump` is smaller than the change.
        """
        ref = parsed(f"{org}/{name}")
        body = _canonical(contract)
        digest = hashlib.sha256(body).hexdigest()
        with self._database.reading() as session:
            known = rows.with_digest(session, rows.style_named(session, org, name), digest)
            if known is not None:
                return _resolved(ref, known), False
        wrong = findings(contract, self._assets.facts)
        if wrong:
            raise InvalidStyleError(" ".join(item["message"] for item in wrong), errors=wrong)
        with self._database.writing() as session:
            style = rows.locked_style(session, org, name, self._now())
            known = rows.with_digest(session, style, digest)
            if known is not None:
                return _resolved(ref, known), False
            row = self._next(session, style, contract, bump)
            row.body, row.digest, row.published_by = body, digest, by
            session.add(row)
            session.flush()
            if rows.number_of(row) == FIRST:
                rows.point(session, STABLE, row, by=by, reason="first version", now=self._now())
            return _resolved(ref, row), True

    def resolve(self, text: str) -> ResolvedStyle:
        """The version that a reference names.

        Raises:
            BadReferenceError: when the text is no reference.
            UnknownStyleError: where there is no such style; names those that exist.
            UnknownVersionError: where the style has none that fits; names those it has.
        """
        ref = parsed(text)
        with self._database.reading() as session:
            style = self._known_style(session, ref)
            versions = rows.versions_of(session, style)
            row = selected(ref, versions, rows.channels_of(session, style, versions))
            return _resolved(ref, row, asked=text)

    def body(self, digest: Sha256) -> bytes:
        """The bytes of a published contract, as they were hashed when it was published.

        Raises:
            UnknownBytesError: when nothing was published under the digest.
        """
        with self._database.reading() as session:
            query = select(StyleVersion.body).where(StyleVersion.digest == digest).limit(1)
            body = session.exec(query).first()
        if body is None:
            raise UnknownBytesError(f"No contract was published with sha256 {digest}.")
        return body

    def styles(self) -> list[StyleSummary]:
        """Every style that has a version, by name."""
        with self._database.reading() as session:
            found = [
                (style, rows.versions_of(session, style)) for style in rows.all_styles(session)
            ]
            return [_summary(session, style, versions) for style, versions in found if versions]

    def style(self, org: str, name: str) -> StyleDetails:
        """One style with its versions, channels and their history.

        Raises:
            BadReferenceError, UnknownStyleError: as `resolve`.
        """
        ref = parsed(f"{org}/{name}")
        with self._database.reading() as session:
            style = self._known_style(session, ref)
            versions = rows.versions_of(session, style)
            return StyleDetails(
                org=org,
                name=name,
                channels=rows.channels_of(session, style, versions),
                versions=tuple(rows.summary_of(row) for row in versions),
                moves=rows.moves_of(session, style, versions),
            )

    def move(
        self, org: str, name: str, channel: str, version: str, *, reason: str, by: str
    ) -> StyleDetails:
        """Point a channel at a version; where it points there already nothing is recorded.

        Raises:
            ChannelReservedError: for `latest`, which moves by itself, and names like versions.
            BadReferenceError, UnknownStyleError, UnknownVersionError: as `resolve`.
        """
        check_channel(channel)
        ref = parsed(f"{org}/{name}@{version}")
        with self._database.writing() as session:
            self._known_style(session, ref)
            style = rows.locked_style(session, org, name, self._now())
            versions = rows.versions_of(session, style)
            row = selected(ref, versions, {})
            rows.point(session, channel, row, by=by, reason=reason, now=self._now())
        return self.style(org, name)

    def _next(
        self, session: Session, style: Style, contract: StyleContract, bump: Bump | None
    ) -> StyleVersion:
        """A row with the next number, not yet added and without its bytes."""
        versions = rows.versions_of(session, style)
        number = _next_number(versions[0], contract, bump) if versions else FIRST
        return StyleVersion(
            style_id=rows.id_of(style),
            **number._asdict(),
            facets=facets_of(contract).model_dump(mode="json"),
            promise=list(contract.promise),
            assets=list(named_assets(contract)),
            published_at=self._now(),
        )

    def _known_style(self, session: Session, ref: StyleRef) -> Style:
        style = rows.style_named(session, ref.org, ref.name)
        if style is None:
            wanted = f"{ref.org}/{ref.name}"
            known = [f"{item.org}/{item.name}" for item in rows.all_styles(session)]
            raise UnknownStyleError(f"No style is called {wanted}.", known=nearest(wanted, known))
        return style

    def _now(self) -> str:
        return self._clock().isoformat(timespec="seconds")


def _canonical(contract: StyleContract) -> bytes:
    try:
        return canonical(contract)
    except rfc8785.CanonicalizationError as error:
        raise InvalidStyleError(f"The contract has no canonical form: {error}.") from error


def _next_number(newest: StyleVersion, contract: StyleContract, bump: Bump | None) -> Number:
    facets = Facets.model_validate(newest.facets)
    least = least_bump(facets, rows.promise_of(newest), contract)
    if bump is not None and BUMPS.index(bump) < BUMPS.index(least):
        raise BumpTooSmallError(
            f"{rows.number_of(newest)} cannot be followed by a {bump} step: what changed needs a "
            f"{least} step at least. Ask for {least!r}, or leave the step to the server."
        )
    return rows.number_of(newest).next(bump or least)


def _resolved(ref: StyleRef, row: StyleVersion, *, asked: str = "") -> ResolvedStyle:
    version = str(rows.number_of(row))
    return ResolvedStyle(
        ref=asked or f"{ref.org}/{ref.name}@{version}",
        org=ref.org,
        name=ref.name,
        version=version,
        digest=row.digest,
        facets=Facets.model_validate(row.facets),
        assets=tuple(row.assets),
    )


def _summary(session: Session, style: Style, versions: list[StyleVersion]) -> StyleSummary:
    channels = rows.channels_of(session, style, versions)
    ref = StyleRef(org=style.org, name=style.name, selector=STABLE)
    shown = selected(ref, versions, channels)
    contract = StyleContract.model_validate_json(shown.body)
    return StyleSummary(
        org=style.org,
        name=style.name,
        title=contract.title,
        description=contract.description,
        promise=contract.promise,
        channels=channels,
        versions=len(versions),
    )
