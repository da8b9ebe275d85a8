"""Publishing: by automation at once, by people after a review."""

from __future__ import annotations

import json
from dataclasses import replace

from pydantic import ValidationError
from sqlmodel import Session

from schemas.base import canonical
from schemas.style.contract import StyleContract, named_assets
from schemas.style.refs import ResolvedStyle
from style_plane.access.actor import Actor
from style_plane.access.models import Policy
from style_plane.errors import InvalidStyleError
from style_plane.tables import Style, StyleVersion
from style_plane.versions import rows
from style_plane.versions.channels import point
from style_plane.versions.errors import ReviewNeededError, VersionDiffersError
from style_plane.versions.linting import (
    check_assets,
    check_errors,
    check_waivers,
    examine,
    glance,
    waived,
)
from style_plane.versions.models import Approval, Status
from style_plane.versions.naming import STABLE, parsed
from style_plane.versions.numbers import Bump, Number
from style_plane.versions.proving import check_proven
from style_plane.versions.publishing import Publication, add, body_of, same_version
from style_plane.versions.reading import Reading, withdrawn
from style_plane.versions.shown import resolved_of
from style_plane.versions.states import statuses
from style_plane.versions.told import tell


class Releasing(Reading):
    """How versions come into being."""

    def publish(
        self,
        actor: Actor,
        org: str,
        name: str,
        contract: StyleContract,
        *,
        bump: Bump | None = None,
        notes: str = "",
        waive: str = "",
        line: str | None = None,
    ) -> tuple[ResolvedStyle, bool]:
        """Publish a contract as the next version; the second value says whether it is new.

        The number is the least that is honest, or larger where `bump` asks for it; with a `line`
        (`^1`, `~1.4`) it follows the newest version of that. The same contract again gives the
        version that it has already. Automation (a service) publishes always: no frames are painted
        for it, and its warnings count as waived. People and their tokens may only where the
        organisation asks for no approval, or for one that they may give to their own work; `waive`
        is the reason for which they accept the warnings, and the proofs must be painted: those that
        are not there are asked for.

        Raises:
            BadReferenceError: when org or name cannot be a name.
            ReviewNeededError: when the organisation wants a draft to be reviewed.
            InvalidStyleError: with everything that is wrong with the contract.
            WaiversMissingError: when there are warnings and no reason.
            BumpTooSmallError: when `bump` is smaller than the change.
            ProofsFailedError, ProofsPendingError: as `check_proven`, for people.
            UnknownVersionError, VersionDiffersError: when the line has no version, or has the next.
            WithdrawnError: when this very content was withdrawn.
        """
        parsed(f"{org}/{name}")
        self._check_direct(actor, org)
        body = body_of(contract)
        wanted = Publication(contract=contract, body=body, bump=bump, notes=notes, line=line)
        known = self._known(org, name, wanted)
        if known:
            return known, False
        checked = self._checked(actor, org, wanted, waive)
        if actor.kind != "service":
            check_proven(self._prover, actor, org, contract)
        with self._database.writing() as session:
            return self.add(session, actor, org, name, checked)

    def adopt(
        self, actor: Actor, org: str, name: str, version: str, body: bytes, *, notes: str = ""
    ) -> tuple[ResolvedStyle, bool]:
        """Take over a version of another plane under the number that it has there.

        `body` is kept byte for byte. The second value is False where it was here already. What was
        proven there needs no proofs here; the lints look at it again.

        Raises:
            ReviewNeededError, BadReferenceError: as `publish`.
            InvalidStyleError: when the body is no contract in canonical form, or the lints refuse.
            VersionDiffersError: when the number, or the content, is here with another partner.
            BumpTooSmallError: when the number is too near to those of its neighbours here.
            AssetsMissingError: when files that it names are not here.
            WithdrawnError: when it was withdrawn here.
        """
        parsed(f"{org}/{name}@{version}")
        self._check_direct(actor, org)
        contract = _contract_in(body)
        number = Number.parse(version)
        wanted = Publication(contract=contract, body=body, number=number, notes=notes)
        checked = self._checked(actor, org, wanted, f"came with {version}")
        with self._database.writing() as session:
            return self.add(session, actor, org, name, checked)

    def add(
        self, session: Session, actor: Actor, org: str, name: str, publication: Publication
    ) -> tuple[ResolvedStyle, bool]:
        """Publish what was checked, as part of the caller's transaction; call it last.

        Raises:
            BumpTooSmallError, VersionDiffersError, AssetsMissingError, WithdrawnError: as `publish`
                and `adopt`.
        """
        now = self._now()
        style = rows.locked_style(session, org, name, now)
        known = _there(session, style, publication)
        if known is not None:
            return _known(session, style, known), False
        check_assets(session, named_assets(publication.contract))
        first = not rows.versions_of(session, style)
        row = add(session, style, publication, by=actor.name, now=now)
        if first:
            point(session, STABLE, row, by=actor.name, reason="first version", now=now)
        tell(
            session,
            self._listeners,
            actor,
            "published",
            style,
            row,
            now=now,
            digest=row.digest,
            draft=publication.draft,
            approved_by=[item.by for item in publication.approvals],
            waived=len(publication.waivers),
        )
        return resolved_of(style, row, Status()), True

    def _checked(self, actor: Actor, org: str, wanted: Publication, waive: str) -> Publication:
        """With what the lints say of it, and every warning waived.

        Raises:
            InvalidStyleError, WaiversMissingError: as `publish`.
        """
        trusted = actor.kind == "service"
        today = self._clock().date()
        if trusted:
            found = glance(wanted.contract, self._assets, today)
        else:
            found = examine(wanted.contract, self._assets, today, actor.who)
        check_errors(found)
        waive = waive or ("published by automation" if trusted else "")
        waivers = waived(found, waive) if waive else ()
        check_waivers(found, waivers)
        agreed = self._own_approval(actor, org, wanted)
        return replace(wanted, findings=found, waivers=waivers, approvals=agreed)

    def _known(self, org: str, name: str, wanted: Publication) -> ResolvedStyle | None:
        """The version that has this content, found without the write lock and the lints."""
        with self._database.reading() as session:
            style = rows.style_named(session, org, name)
            row = same_version(session, style, wanted)
            if style is None or row is None:
                return None
            return _known(session, style, row)

    def _check_direct(self, actor: Actor, org: str) -> None:
        actor.require("publish", org)
        policy = self._policy_of(org)
        if actor.kind == "service" or not policy.approvals or _approves_alone(actor, org, policy):
            return
        people = "one person" if policy.approvals == 1 else f"{policy.approvals} people"
        raise ReviewNeededError(
            f"{org} publishes what {people} approved. Make a draft, hand it in for review, and "
            f"publish it from there."
        )

    def _own_approval(self, actor: Actor, org: str, wanted: Publication) -> tuple[Approval, ...]:
        """What whoever publishes alone says by that, where the organisation asks for a word."""
        policy = self._policy_of(org)
        if actor.kind == "service" or not policy.approvals:
            return ()
        comment, at = "published directly", self._now()
        digest, by = wanted.digest, actor.name
        return (Approval(by=by, verdict="approve", digest=digest, comment=comment, at=at),)


def _approves_alone(actor: Actor, org: str, policy: Policy) -> bool:
    """Whether one approval is enough, and the actor may give it to their own work."""
    alone = policy.approvals == 1 and policy.self_approval
    return alone and actor.person is not None and actor.may("approve", org)


def _known(session: Session, style: Style, row: StyleVersion) -> ResolvedStyle:
    """What is here already.

    Raises:
        WithdrawnError: when it was withdrawn: then it is not to be used again.
    """
    status = statuses(session, style).get(rows.id_of(row), Status())
    if status.state == "withdrawn":
        raise withdrawn(style, row, status)
    return resolved_of(style, row, status)


def _there(session: Session, style: Style, wanted: Publication) -> StyleVersion | None:
    """The version that this would be again, or None.

    Raises:
        VersionDiffersError: when it has its number from elsewhere, and that is not free.
    """
    if wanted.number is None:
        return same_version(session, style, wanted)
    same = rows.with_digest(session, style, wanted.digest)
    here = [row for row in rows.versions_of(session, style) if rows.number_of(row) == wanted.number]
    if same is not None and here == [same]:
        return same
    if same is None and not here:
        return None
    taken = same or here[0]
    raise VersionDiffersError(
        f"{style.org}/{style.name}@{rows.number_of(taken)} is here with sha256 {taken.digest}; it "
        f"cannot also come as {wanted.number} with sha256 {wanted.digest}. Import it under another "
        f"name."
    )


def _contract_in(body: bytes) -> StyleContract:
    try:
        contract = StyleContract.model_validate_json(body)
        if canonical(json.loads(body)) == body:
            return contract
    except (ValidationError, ValueError) as error:
        raise InvalidStyleError(f"The bytes are no style contract: {error}.") from error
    raise InvalidStyleError("The bytes are not in canonical form (RFC 8785).")
