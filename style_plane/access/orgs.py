"""Organisations and their policies, and the very first of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from style_plane.access import passwords, rows
from style_plane.access.actor import Actor
from style_plane.access.errors import BadNameError, NameTakenError, SetupClosedError
from style_plane.access.models import Account, NewOrg, Org, Policy
from style_plane.access.policy import default_policy
from style_plane.access.tables import MembershipRow, OrgRow, PersonRow
from style_plane.audit.chain import record
from style_plane.database import Database
from style_plane.drafts.tables import DraftRow
from style_plane.errors import WriteForbiddenError
from style_plane.tables import Style

RESERVED = frozenset({"reelwright"})
"""Where the styles that come with Reelwright are."""


class Orgs:
    """Everything about organisations but their people."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        cost: passwords.Cost = passwords.COST,
    ) -> None:
        self._database, self._clock, self._cost = database, clock, cost
        self._begun = False

    def setup_needed(self) -> bool:
        """Whether there is nobody yet; once false, always false."""
        if not self._begun:
            with self._database.reading() as session:
                self._begun = rows.anybody(session)
        return not self._begun

    def create_first(self, org: NewOrg, account: Account) -> None:
        """The first organisation and its admin, in one step that works once.

        Raises:
            SetupClosedError: when there is somebody already.
            WeakPasswordError, BadNameError: say what to change.
        """
        passwords.check(account.password, account.login)
        rows.check_login(account.login)
        hashed = passwords.hashed(account.password, self._cost)
        with self._database.writing() as session:
            rows.alone(session)
            if rows.anybody(session):
                raise SetupClosedError("This style plane has people already; sign in.")
            row = self._added(session, org)
            person = PersonRow(
                login=account.login,
                name=account.name,
                home=rows.known_id(row),
                password=hashed,
                created_at=row.created_at,
            )
            session.add(person)
            session.flush()
            admin = self._joined(session, row, person)
            at, subject = row.created_at, org.slug
            record(session, at=at, actor=admin, action="plane.set-up", subject=subject)

    def create(self, actor: Actor, org: NewOrg) -> Org:
        """Another organisation; a person who makes one is its first admin.

        A slug under which styles are published or drafted already is the plane's to give: whoever
        became its admin could withdraw them.

        Raises:
            UnauthenticatedError, WriteForbiddenError: unless an admin somewhere asks.
            NameTakenError, BadNameError: when the slug cannot be used.
        """
        _require_admin_somewhere(actor)
        with self._database.writing() as session:
            rows.alone(session)
            if actor.kind != "service" and _has_styles(session, org.slug):
                raise NameTakenError(
                    f"There are styles under {org.slug!r} already. Only the plane itself may give "
                    f"them an organisation: use REELWRIGHT_STYLE_PLANE_TOKEN, or another name."
                )
            row = self._added(session, org)
            if actor.person is not None:
                self._joined(session, row, session.get_one(PersonRow, actor.person))
            at, subject = row.created_at, org.slug
            record(session, at=at, actor=actor, action="organisation.created", subject=subject)
            return _org(row)

    def of(self, actor: Actor) -> list[Org]:
        """The organisations that somebody belongs to, by slug; all for the plane itself."""
        query = select(OrgRow).order_by(col(OrgRow.slug))
        with self._database.reading() as session:
            return [_org(row) for row in session.exec(query) if actor.may("read", row.slug)]

    def get(self, actor: Actor, org: str) -> Org:
        """One organisation.

        Raises:
            UnauthenticatedError, WriteForbiddenError: unless a member asks.
            UnknownOrgError: where there is none.
        """
        actor.require("read", org)
        with self._database.reading() as session:
            return _org(rows.org_named(session, org))

    def policy(self, org: str) -> Policy:
        """How an organisation wants its styles published; the default for one without people."""
        with self._database.reading() as session:
            row = rows.find_org(session, org)
            return Policy.model_validate(row.policy) if row else default_policy(org)

    def set_policy(self, actor: Actor, org: str, policy: Policy) -> Org:
        """From now on; drafts that were approved under the old policy are counted anew.

        Raises:
            UnauthenticatedError, WriteForbiddenError: unless an admin asks.
            UnknownOrgError: where there is none.
        """
        actor.require("administer", org)
        with self._database.writing() as session:
            rows.alone(session)
            row = rows.org_named(session, org)
            before, row.policy = row.policy, policy.model_dump(mode="json")
            session.add(row)
            if before != row.policy:
                at, change = rows.stamp(self._clock()), {"old": before, "new": row.policy}
                action, subject = "policy.changed", org
                record(session, at=at, actor=actor, action=action, subject=subject, **change)
            return _org(row)

    def _added(self, session: Session, org: NewOrg) -> OrgRow:
        if org.slug in RESERVED:
            raise BadNameError(f"{org.slug!r} keeps the styles that come with Reelwright.")
        if rows.find_org(session, org.slug) is not None:
            raise NameTakenError(f"There is an organisation {org.slug!r} already.")
        row = OrgRow(
            slug=org.slug,
            title=org.title,
            policy=Policy().model_dump(mode="json"),
            created_at=rows.stamp(self._clock()),
        )
        session.add(row)
        session.flush()
        return row

    @staticmethod
    def _joined(session: Session, org: OrgRow, person: PersonRow) -> Actor:
        number = rows.known_id(person)
        session.add(MembershipRow(org_id=rows.known_id(org), person_id=number, roles=["admin"]))
        session.flush()
        return Actor(kind="person", name=person.login, person=number)


def _require_admin_somewhere(actor: Actor) -> None:
    if any("administer" in held for held in actor.grants.values()):
        return
    actor.require_known()
    raise WriteForbiddenError(f"{actor.name} is admin of no organisation; an admin can add one.")


def _has_styles(session: Session, slug: str) -> bool:
    owned: tuple[Any, ...] = (Style.org, DraftRow.org)
    return any(session.exec(select(org).where(org == slug).limit(1)).first() for org in owned)


def _org(row: OrgRow) -> Org:
    return Org(slug=row.slug, title=row.title, policy=Policy.model_validate(row.policy))
