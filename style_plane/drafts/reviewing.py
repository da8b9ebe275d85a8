"""From a finished draft to a version: handed in, looked at by others, published."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session

from schemas.style.contract import StyleContract
from schemas.style.refs import ResolvedStyle
from schemas.units import Sha256
from style_plane.access.actor import Actor, Permission
from style_plane.access.models import Policy
from style_plane.drafts import rows
from style_plane.drafts.base import DraftsBase
from style_plane.drafts.checks import (
    check_base,
    check_reviewer,
    check_state,
    check_votes,
)
from style_plane.drafts.documents import finished
from style_plane.drafts.errors import DigestChangedError, StaleDraftError
from style_plane.drafts.models import DraftView
from style_plane.drafts.shown import approval_model, submission_model, view_of
from style_plane.drafts.tables import ApprovalRow, DraftRow, SubmissionRow
from style_plane.lint.finding import Finding
from style_plane.versions.errors import NothingChangedError, OwnWorkError
from style_plane.versions.linting import check_errors, check_waivers, examine, glance, used
from style_plane.versions.models import Waiver
from style_plane.versions.numbers import Bump
from style_plane.versions.proving import check_proven
from style_plane.versions.publishing import Publication, body_of, next_bump, same_version
from style_plane.versions.rows import number_of, style_named


class Reviewing(DraftsBase):
    """What authors, reviewers and publishers do with a finished draft."""

    def lint(self, actor: Actor, draft_id: int) -> tuple[Finding, ...]:
        """What the lints say of a draft as it is now, without painting frames.

        Raises:
            UnknownDraftError: where there is none.
            InvalidStyleError: when it is not finished.
        """
        contract = self._finished(actor, draft_id)[0]
        return glance(contract, self._assets, self._clock().date())

    def examine(self, actor: Actor, draft_id: int) -> tuple[Finding, ...]:
        """Everything that the lints say of a draft as it is now: what `submit` will hold against it.

        Raises:
            UnknownDraftError, InvalidStyleError: as `lint`.
        """
        contract = self._finished(actor, draft_id)[0]
        return examine(contract, self._assets, self._clock().date(), actor.who)

    def submit(
        self,
        actor: Actor,
        draft_id: int,
        *,
        bump: Bump | None = None,
        notes: str = "",
        waivers: tuple[Waiver, ...] = (),
    ) -> DraftView:
        """Freeze a finished draft under its digest and hand it in for review.

        Where the organisation asks for no approval it is approved at once. Its proofs are asked for.

        Raises:
            InvalidStyleError: when it is not finished, or a lint blocks.
            WaiversMissingError: when a warning has no reason.
            WrongStateError: when it is in review already.
            BaseOutdatedError: when somebody published since; rebase it first.
            NothingChangedError: when its content is published already.
            BumpTooSmallError: when `bump` is smaller than the change.
            StaleDraftError: when it was changed while the lints looked at it.
            TooManyRequestsError: when too many drafts are being looked at.
        """
        contract, rev = self._finished(actor, draft_id, "draft")
        found = examine(contract, self._assets, self._clock().date(), actor.who)
        check_errors(found)
        check_waivers(found, waivers)
        wanted = Publication(
            contract=contract,
            body=body_of(contract),
            bump=bump,
            notes=notes,
            findings=found,
            waivers=used(waivers, found),
        )
        with self._writing(actor, draft_id, "draft") as (session, draft, policy):
            check_state(draft, "draft")
            if draft.rev != rev:
                raise StaleDraftError("The draft was changed just now.", details={"rev": draft.rev})
            handed = self._submission(session, actor, draft, wanted)
            session.add(handed)
            draft.state = "in_review" if policy.approvals else "approved"
            draft.updated_at = self._now()
            session.add(draft)
            session.flush()
            self._record(session, actor, "submitted", draft, digest=handed.digest, bump=handed.bump)
            org, view = draft.org, view_of(session, draft, policy.approvals)
        self._prover.request(actor, org, contract)
        return view

    def approve(
        self, actor: Actor, draft_id: int, *, digest: Sha256, comment: str = ""
    ) -> DraftView:
        """Agree to what was handed in; with enough of these it may be published.

        Raises:
            WrongStateError: when it is not in review.
            DigestChangedError: when what was looked at is not what is in review.
            OwnWorkError: when the actor wrote some of it, or is no person.
        """
        with self._writing(actor, draft_id, "approve") as (session, draft, policy):
            handed = self._in_review(session, draft, digest)
            check_reviewer(session, actor, draft, self_approval=policy.self_approval)
            votes = rows.agreeing(rows.approvals_on(session, handed))
            if actor.person not in votes:
                self._say(session, actor, handed, "approve", comment)
                votes = rows.agreeing(rows.approvals_on(session, handed))
                draft.state = "approved" if len(votes) >= policy.approvals else "in_review"
                draft.updated_at = self._now()
                session.add(draft)
                self._record(session, actor, "approved", draft, digest=digest, comment=comment)
            return view_of(session, draft, policy.approvals)

    def objection(self, actor: Actor, draft_id: int) -> str:
        """Why a draft is not for this actor to approve, whatever their role; empty where it is.

        Raises:
            UnknownDraftError: where there is none.
        """
        policy = self._policy(actor, draft_id, "read")
        with self._database.reading() as session:
            draft = rows.draft_at(session, draft_id)
            try:
                check_reviewer(session, actor, draft, self_approval=policy.self_approval)
            except OwnWorkError as error:
                return error.detail
        return ""

    def request_changes(
        self, actor: Actor, draft_id: int, *, digest: Sha256, comment: str
    ) -> DraftView:
        """Give what was handed in back to its authors; approvals of it count no more.

        Raises:
            WrongStateError, DigestChangedError: as `approve`.
        """
        with self._writing(actor, draft_id, "approve") as (session, draft, policy):
            handed = self._in_review(session, draft, digest)
            check_reviewer(session, actor, draft, self_approval=True)
            self._say(session, actor, handed, "changes", comment)
            draft.state, draft.updated_at = "draft", self._now()
            session.add(draft)
            self._record(session, actor, "returned", draft, digest=digest, comment=comment)
            return view_of(session, draft, policy.approvals)

    def publish(self, actor: Actor, draft_id: int) -> ResolvedStyle:
        """Publish what was approved; as `release`."""
        return self.release(actor, draft_id)[0]

    def release(self, actor: Actor, draft_id: int) -> tuple[ResolvedStyle, bool]:
        """Publish what was approved, in one transaction; the second value is False for a retry.

        A service publishes without approvals.

        Raises:
            WrongStateError: when it was not handed in.
            NotApprovedError: when approvals are missing.
            BaseOutdatedError: when somebody published since; rebase it and hand it in again.
            DigestChangedError: when its bytes are not those that were approved any more.
            AssetsMissingError: when a file that it names is gone.
            ProofsFailedError: when one of its proofs failed.
            ProofsPendingError: when a person publishes it before all of them are painted.
        """
        self._check_proofs(actor, draft_id)
        with self._writing(actor, draft_id, "publish") as (session, draft, policy):
            ref = f"{draft.org}/{draft.name}@{draft.published_version}"
            if draft.state != "published":
                return self._release(session, actor, draft, policy), True
        return self._versions.resolve(ref), False

    def _release(
        self, session: Session, actor: Actor, draft: DraftRow, policy: Policy
    ) -> ResolvedStyle:
        check_state(draft, "approved", "in_review")
        handed = self._handed(session, draft)
        check_votes(session, actor, draft, handed, policy)
        check_base(session, draft)
        wanted = self._publication(session, draft, handed)
        published, new = self._versions.add(session, actor, draft.org, draft.name, wanted)
        if not new:
            raise NothingChangedError(f"This is published already, as {published.version}.")
        draft.state, draft.published_version = "published", published.version
        draft.updated_at = self._now()
        session.add(draft)
        return published

    def _check_proofs(self, actor: Actor, draft_id: int) -> None:
        """Whoever repeats what is done, or may not yet, is told that instead."""
        contract, _ = self._finished(actor, draft_id, "publish")
        with self._database.reading() as session:
            draft = rows.draft_at(session, draft_id)
            org, state = draft.org, draft.state
        if state in ("approved", "in_review"):
            check_proven(self._prover, actor, org, contract)

    def _finished(
        self, actor: Actor, draft_id: int, permission: Permission = "read"
    ) -> tuple[StyleContract, int]:
        """The style that a draft is, and the revision that says so."""
        with self._database.reading() as session:
            draft = rows.draft_at(session, draft_id)
            actor.require(permission, draft.org)
            if permission == "draft":
                check_state(draft, "draft")
            document = rows.document_of(session, draft, rows.current(session, draft))
            return finished(document), draft.rev

    def _submission(
        self,
        session: Session,
        actor: Actor,
        draft: DraftRow,
        wanted: Publication,
    ) -> SubmissionRow:
        """What is handed in, checked against what the style has published."""
        newest = check_base(session, draft)
        style = style_named(session, draft.org, draft.name)
        wanted = replace(wanted, line=draft.line)
        known = same_version(session, style, wanted)
        if known is not None:
            raise NothingChangedError(
                f"{draft.org}/{draft.name}@{number_of(known)} says the same. Change something first."
            )
        return SubmissionRow(
            draft_id=rows.id_of(draft),
            rev=draft.rev,
            digest=wanted.digest,
            bump=next_bump(newest, wanted),
            notes=wanted.notes,
            waivers=[item.model_dump(mode="json") for item in wanted.waivers],
            findings=[item.model_dump(mode="json") for item in wanted.findings],
            submitted_by=actor.name,
            at=self._now(),
        )

    def _in_review(self, session: Session, draft: DraftRow, digest: Sha256) -> SubmissionRow:
        """What reviewers look at, when it is what this one looked at."""
        check_state(draft, "in_review", "approved")
        handed = self._handed(session, draft)
        if handed.digest != digest:
            raise DigestChangedError(
                f"Draft {draft.id} is in review with sha256 {handed.digest}. Look at that first.",
                details={"digest": handed.digest},
            )
        return handed

    def _handed(self, session: Session, draft: DraftRow) -> SubmissionRow:
        handed = rows.submission_of(session, draft)
        if handed is None:
            raise ValueError(f"draft {draft.id} is {draft.state} and was never handed in")
        return handed

    def _say(
        self, session: Session, actor: Actor, handed: SubmissionRow, verdict: str, comment: str
    ) -> None:
        row = ApprovalRow(
            submission_id=rows.id_of(handed),
            digest=handed.digest,
            verdict=verdict,
            comment=comment,
            approver=actor.name,
            person=actor.person or 0,
            at=self._now(),
        )
        session.add(row)
        session.flush()

    def _publication(self, session: Session, draft: DraftRow, handed: SubmissionRow) -> Publication:
        """What was handed in, as the bytes that were approved."""
        submission = submission_model(handed)
        contract = finished(rows.document_of(session, draft, rows.current(session, draft)))
        body = body_of(contract)
        wanted = Publication(
            contract=contract,
            body=body,
            bump=submission.bump,
            notes=submission.notes,
            findings=submission.findings,
            waivers=submission.waivers,
            approvals=tuple(map(approval_model, rows.approvals_on(session, handed))),
            draft=draft.id,
            line=draft.line,
        )
        if wanted.digest != handed.digest:
            raise DigestChangedError(
                f"The bytes of draft {draft.id} are not those that were approved: the contract "
                f"has fields that it had not then. Hand it in again."
            )
        return wanted
