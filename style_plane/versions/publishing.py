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
from style_plane.errors import BumpTooSmallError, InvalidStyleError, UnknownVersionError
from style_plane.lint.finding import Finding
from style_plane.tables import Style, StyleVersion
from style_plane.versions import rows
from style_plane.versions.errors import VersionDiffersError
from style_plane.versions.models import Approval, Waiver
from style_plane.versions.numbers import BUMPS, FIRST, Bump, Number, allows
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
    line: str | None = None
    """`^1` or `~1.4`: it follows the newest version of these, and not the newest of all."""
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

    The version that it would follow has this content too where it differs only in fields that were
    added to the contract since, all at their defaults.

    Raises:
        UnknownVersionError: when its line has no version.
    """
    known = rows.with_digest(session, style, publication.digest)
    if known is not None or style is None:
        return known
    before = followed(rows.versions_of(session, style), publication)
    if before is None or compared(rows.body_of(before), publication.body).changes:
        return None
    return before


def followed(versions: list[StyleVersion], publication: Publication) -> StyleVersion | None:
    """The version that a publication comes after: of its line, below its number, or the newest.

    Raises:
        UnknownVersionError: when its line has no version.
    """
    number, line = publication.number, publication.line
    if number is not None:
        return next((row for row in versions if rows.number_of(row) < number), None)
    return newest_of(versions, line)


def newest_of(versions: list[StyleVersion], line: str | None) -> StyleVersion | None:
    """The newest version, or the newest of a line; `versions` are ordered so.

    Raises:
        UnknownVersionError: when the line has none.
    """
    found = next((row for row in versions if not line or allows(line, rows.number_of(row))), None)
    if found is None and line:
        exist = tuple(str(rows.number_of(row)) for row in versions)
        raise UnknownVersionError(f"No version of the style is of {line}.", known=exist)
    return found


def add(
    session: Session, style: Style, publication: Publication, *, by: str, now: str
) -> StyleVersion:
    """Write the next version of a style that the caller holds.

    Raises:
        BumpTooSmallError: when the asked step is smaller than the change, also the step to the
            next version above.
        VersionDiffersError: when its line goes on already where it would stand.
    """
    versions = rows.versions_of(session, style)
    before = followed(versions, publication)
    comparison = compared(None if before is None else rows.body_of(before), publication.body)
    number = publication.number or next_number(before, publication)
    check_place(versions, number, publication.body)
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


def check_place(versions: list[StyleVersion], number: Number, body: bytes) -> None:
    """Whether content may stand under a number, between the versions below and above it.

    Raises:
        VersionDiffersError: when the number is taken.
        BumpTooSmallError: when a step, from below or to above, is smaller than the change.
    """
    below = next((row for row in versions if rows.number_of(row) < number), None)
    above = next((row for row in reversed(versions) if rows.number_of(row) > number), None)
    if any(rows.number_of(row) == number for row in versions):
        raise VersionDiffersError(
            f"{number} is published already. Follow the newest version of its line instead."
        )
    if below is not None:
        change = compared(rows.body_of(below), body)
        _check_step(rows.number_of(below), number, change)
    if above is not None:
        change = compared(body, rows.body_of(above))
        _check_step(number, rows.number_of(above), change)


def _check_step(before: Number, after: Number, change: Comparison) -> None:
    step, least = after.step_from(before), change.least_bump
    if least == "none" or BUMPS.index(step) >= BUMPS.index(least):
        return
    why = f" ({'; '.join(change.breaking)})" if change.breaking else ""
    raise BumpTooSmallError(
        f"From {before} to {after} is a {step} step, and what changes between them needs a {least} "
        f"step at least{why}: whoever follows a range would get more than it promises.",
        details={"least_bump": least, "breaking": list(change.breaking)},
    )


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
