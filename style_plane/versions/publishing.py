"""How a contract becomes a version: one row, one number, one record of its release."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

import rfc8785
from sqlmodel import Session

from schemas.base import canonical
from schemas.style.compare import Comparison, compare
from schemas.style.contract import StyleContract, named_assets
from schemas.style.facets import facets_of
from schemas.units import Sha256
from style_plane.errors import BumpTooSmallError, InvalidStyleError
from style_plane.lint.finding import Finding
from style_plane.tables import Style, StyleVersion
from style_plane.versions import rows
from style_plane.versions.models import Approval, Waiver
from style_plane.versions.numbers import BUMPS, FIRST, Bump, Number
from style_plane.versions.tables import Release


@dataclass(frozen=True, kw_only=True)
class Publication:
    """What is to be published, checked already but for what only the database knows."""

    contract: StyleContract
    body: bytes
    """Canonical; what is hashed, kept and served."""
    bump: Bump | None = None
    """None takes the least step that is honest."""
    number: Number | None = None
    """Where a version comes from another plane, the number that it has there."""
    notes: str = ""
    findings: tuple[Finding, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    approvals: tuple[Approval, ...] = ()
    draft: int | None = None

    @property
    def digest(self) -> Sha256:
        """sha256 of the body."""
        return hashlib.sha256(self.body).hexdigest()


def body_of(contract: StyleContract) -> bytes:
    """The canonical bytes of a contract.

    Raises:
        InvalidStyleError: where it has none, such as for a number beyond 2**53.
    """
    try:
        return canonical(contract)
    except rfc8785.CanonicalizationError as error:
        raise InvalidStyleError(f"The contract has no canonical form: {error}.") from error


def digest_of_contract(contract: StyleContract) -> Sha256:
    """The digest that a contract has when it is published.

    Raises:
        InvalidStyleError: as `body_of`.
    """
    return hashlib.sha256(body_of(contract)).hexdigest()


@lru_cache(maxsize=256)
def compared(old: bytes | None, new: bytes) -> Comparison:
    """What lies between two published or publishable bodies; without an old one all is new."""
    before = None if old is None else StyleContract.model_validate_json(old)
    return compare(before, StyleContract.model_validate_json(new))


def same_version(
    session: Session, style: Style | None, publication: Publication
) -> StyleVersion | None:
    """The version that has this content already, or None.

    A newest version that differs only in fields that were added to the contract since, all at
    their defaults, has this content too.
    """
    known = rows.with_digest(session, style, publication.digest)
    if known is not None or style is None:
        return known
    newest = next(iter(rows.versions_of(session, style)), None)
    if newest is None or compared(rows.body_of(newest), publication.body).changes:
        return None
    return newest


def add(
    session: Session, style: Style, publication: Publication, *, by: str, now: str
) -> StyleVersion:
    """Write the next version of a style that the caller holds.

    Raises:
        BumpTooSmallError: when the asked step is smaller than the change.
    """
    newest = next(iter(rows.versions_of(session, style)), None)
    comparison = compared(None if newest is None else rows.body_of(newest), publication.body)
    number = publication.number or next_number(newest, publication)
    row = StyleVersion(
        style_id=rows.id_of(style),
        **number._asdict(),
        digest=publication.digest,
        body=publication.body,
        facets=facets_of(publication.contract).model_dump(mode="json"),
        promise=list(publication.contract.promise),
        assets=list(named_assets(publication.contract)),
        published_by=by,
        published_at=now,
    )
    session.add(row)
    session.flush()
    session.add(_release(rows.id_of(row), publication, comparison))
    session.flush()
    return row


def next_number(newest: StyleVersion | None, wanted: Publication) -> Number:
    """The number that follows; the first is 1.0.0.

    Raises:
        BumpTooSmallError: when the asked step is smaller than the change.
    """
    return FIRST if newest is None else rows.number_of(newest).next(next_bump(newest, wanted))


def next_bump(newest: StyleVersion | None, wanted: Publication) -> Bump:
    """The step that publishing takes: the asked one, or the least that is honest.

    Raises:
        BumpTooSmallError: when the asked step is smaller than the change.
    """
    if newest is None:
        return "major"
    comparison = compared(rows.body_of(newest), wanted.body)
    least: Bump = "patch" if comparison.least_bump == "none" else comparison.least_bump
    if wanted.bump is None or BUMPS.index(wanted.bump) >= BUMPS.index(least):
        return wanted.bump or least
    why = f" ({'; '.join(comparison.breaking)})" if comparison.breaking else ""
    raise BumpTooSmallError(
        f"{rows.number_of(newest)} cannot be followed by a {wanted.bump} step: what changed needs "
        f"a {least} step at least{why}. Ask for {least!r}, or leave the step to the server.",
        details={"least_bump": least, "breaking": list(comparison.breaking)},
    )


def _release(version_id: int, publication: Publication, comparison: Comparison) -> Release:
    return Release(
        version_id=version_id,
        draft_id=publication.draft,
        notes=publication.notes,
        comparison=comparison.model_dump(mode="json"),
        findings=[item.model_dump(mode="json") for item in publication.findings],
        waivers=[item.model_dump(mode="json") for item in publication.waivers],
        approvals=[item.model_dump(mode="json") for item in publication.approvals],
    )
