"""Four eyes: what is published is what others looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.style.contract import StyleContract
from style_plane.access.actor import Actor
from style_plane.access.models import Policy
from style_plane.assets.store import Assets
from style_plane.audit.chain import entries
from style_plane.drafts.errors import (
    BaseOutdatedError,
    DigestChangedError,
    DraftClosedError,
    NotApprovedError,
    StaleDraftError,
    WrongStateError,
)
from style_plane.drafts.service import Drafts
from style_plane.errors import BumpTooSmallError, InvalidStyleError, WriteForbiddenError
from style_plane.starters.seeding import contract_of
from style_plane.versions.errors import (
    NothingChangedError,
    OwnWorkError,
    ProofsFailedError,
    ProofsPendingError,
    WaiversMissingError,
)
from style_plane.versions.models import Waiver
from style_plane.versions.proving import Standing
from style_plane.versions.service import Versions
from tests.style_plane.desks import ABE, ADA, BEN, BIA, CLEO, QUIETER, ROBOT, Desk, clock
from tests.style_plane.people import an_actor
from tests.style_plane.styles import MAJOR

BOTH = an_actor("read", "draft", "approve", "publish", name="bob")


def test_a_draft_becomes_a_version_after_another_person_approved_it(desk: Desk, name: str) -> None:
    view = desk.start(name)
    digest = desk.submit(view, notes="first light")
    assert desk.drafts.get(BEN, view.id).state == "in_review"
    approved = desk.drafts.approve(BEN, view.id, digest=digest, comment="good")
    assert approved.state == "approved"
    published = desk.drafts.publish(CLEO, view.id)
    assert (published.version, published.digest) == ("1.0.0", digest)
    details = desk.versions.version("acme", name, "1.0.0")
    assert (details.notes, details.draft, details.published_by) == ("first light", view.id, "cleo")
    assert [(item.by, item.comment) for item in details.approvals] == [("ben", "good")]
    assert desk.drafts.get(ADA, view.id).published_version == "1.0.0"


def test_a_failed_proof_keeps_a_draft_from_being_published(
    desk: Desk, name: str, tmp_path: Path
) -> None:
    view = desk.start(name)
    digest = desk.submit(view)
    desk.drafts.approve(BEN, view.id, digest=digest)
    flawed = Drafts(
        desk.database,
        desk.versions,
        Assets(desk.database, tmp_path, clock),
        clock,
        prover=Told(Standing(flaws=("The proof in 9:16, en, failed: a letter.",))),
    )
    with pytest.raises(ProofsFailedError, match=r"a letter\. Correct the style"):
        flawed.publish(CLEO, view.id)
    assert desk.drafts.publish(CLEO, view.id).version == "1.0.0"


class Told:
    """Proofs that are as a test says, and whoever asked for more."""

    def __init__(self, standing: Standing) -> None:
        self.now, self.asked = standing, list[str]()

    def request(self, actor: Actor, org: str, contract: StyleContract) -> None:
        self.asked.append(actor.name)

    def standing(self, contract: StyleContract) -> Standing:
        return self.now


@pytest.mark.parametrize(
    ("standing", "asked"),
    [(Standing(painted=3, waiting=1), []), (Standing(painted=2, missing=2), ["cleo"])],
)
def test_people_wait_for_every_proof_and_automation_does_not(
    desk: Desk, name: str, tmp_path: Path, standing: Standing, asked: list[str]
) -> None:
    prover, assets = Told(standing), Assets(desk.database, tmp_path, clock)
    drafts = Drafts(desk.database, desk.versions, assets, clock, prover=prover)
    view = desk.start(f"{name[:50]}-{standing.waiting}")
    digest = desk.submit(view)
    desk.drafts.approve(BEN, view.id, digest=digest)
    with pytest.raises(ProofsPendingError) as waits:
        drafts.publish(CLEO, view.id)
    assert waits.value.details == {"painted": standing.painted, "wanted": 4}
    assert prover.asked == asked
    assert drafts.publish(ROBOT, view.id).version == "1.0.0"
    assert drafts.release(CLEO, view.id)[1] is False


def test_what_people_publish_at_once_is_proven_too(desk: Desk, name: str) -> None:
    prover = Told(Standing(missing=4))
    versions = Versions(
        desk.database,
        desk.versions._assets,
        clock,
        policy_of=lambda _: Policy(approvals=0),
        prover=prover,
    )
    contract = contract_of("bold")
    with pytest.raises(ProofsPendingError):
        versions.publish(CLEO, "acme", name, contract)
    assert prover.asked == ["cleo"]
    prover.now = Standing(flaws=("The proof in 1:1, en, failed: a letter.",))
    with pytest.raises(ProofsFailedError):
        versions.publish(CLEO, "acme", name, contract)
    prover.now = Standing(painted=4)
    assert versions.publish(CLEO, "acme", name, contract)[0].version == "1.0.0"


def test_handing_in_asks_for_the_proofs(desk: Desk, name: str) -> None:
    prover = Told(Standing(missing=4))
    drafts = Drafts(desk.database, desk.versions, desk.versions._assets, clock, prover=prover)
    drafts.submit(ADA, desk.start(name).id)
    assert prover.asked == ["ada"]


def test_publishing_twice_is_harmless(desk: Desk, name: str) -> None:
    view = desk.start(name)
    desk.publish(view)
    first = desk.drafts.release(CLEO, view.id)
    assert first[1] is False
    assert len(desk.versions.style("acme", name).versions) == 1


def test_nobody_approves_what_they_wrote_any_of(desk: Desk, name: str) -> None:
    view = desk.save(desk.start(name), QUIETER, BOTH)
    digest = desk.submit(view)
    with pytest.raises(OwnWorkError):
        desk.drafts.approve(BOTH, view.id, digest=digest)
    token = BOTH.model_copy(update={"kind": "token", "name": "token:bob-ci"})
    with pytest.raises(OwnWorkError):
        desk.drafts.approve(token, view.id, digest=digest)
    desk.drafts.approve(BEN, view.id, digest=digest)


def test_undoing_counts_as_writing(desk: Desk, name: str) -> None:
    view = desk.save(desk.start(name), QUIETER)
    desk.drafts.undo(BOTH, view.id)
    digest = desk.submit(desk.drafts.get(ADA, view.id))
    with pytest.raises(OwnWorkError):
        desk.drafts.approve(BOTH, view.id, digest=digest)


def test_an_organisation_may_let_people_approve_their_own_work(desk: Desk, name: str) -> None:
    desk.policies["acme"] = Policy(self_approval=True)
    view = desk.save(desk.start(name), QUIETER, BOTH)
    desk.drafts.approve(BOTH, view.id, digest=desk.submit(view))
    assert desk.drafts.publish(BOTH, view.id).version == "1.0.0"


def test_a_review_is_a_persons_word(desk: Desk, name: str) -> None:
    view = desk.start(name)
    digest = desk.submit(view)
    with pytest.raises(OwnWorkError):
        desk.drafts.approve(ROBOT, view.id, digest=digest)
    with pytest.raises(WriteForbiddenError):
        desk.drafts.approve(ADA, view.id, digest=digest)


def test_two_approvals_are_of_two_people(desk: Desk, name: str) -> None:
    desk.policies["acme"] = Policy(approvals=2)
    view = desk.start(name)
    digest = desk.submit(view)
    for _ in range(2):
        assert desk.drafts.approve(BEN, view.id, digest=digest).state == "in_review"
    with pytest.raises(WrongStateError):
        desk.drafts.submit(ADA, view.id)
    with pytest.raises(NotApprovedError):
        desk.drafts.publish(CLEO, view.id)
    assert desk.drafts.approve(BIA, view.id, digest=digest).state == "approved"
    assert desk.drafts.publish(CLEO, view.id).version == "1.0.0"


def test_a_policy_that_became_stricter_holds_for_what_is_approved_already(
    desk: Desk, name: str
) -> None:
    view = desk.start(name)
    desk.drafts.approve(BEN, view.id, digest=desk.submit(view))
    desk.policies["acme"] = Policy(approvals=2)
    with pytest.raises(NotApprovedError) as refused:
        desk.drafts.publish(CLEO, view.id)
    assert refused.value.details == {"approvals": 1, "needed": 2}


def test_without_a_review_policy_a_draft_is_approved_at_once(desk: Desk, name: str) -> None:
    desk.policies["acme"] = Policy(approvals=0)
    view = desk.drafts.submit(ADA, desk.start(name).id)
    assert view.state == "approved"
    assert desk.drafts.publish(CLEO, view.id).version == "1.0.0"


def test_an_edit_after_approval_voids_it(desk: Desk, name: str) -> None:
    view = desk.start(name)
    digest = desk.submit(view)
    approved = desk.drafts.approve(BEN, view.id, digest=digest)
    edited = desk.save(approved, {"description": "slipped in"})
    assert (edited.state, edited.frozen_digest) == ("draft", None)
    with pytest.raises(WrongStateError):
        desk.drafts.publish(CLEO, view.id)
    desk.submit(edited)
    with pytest.raises(NotApprovedError):
        desk.drafts.publish(CLEO, view.id)
    with pytest.raises(DigestChangedError):
        desk.drafts.approve(BEN, view.id, digest=digest)


def test_an_edit_that_is_taken_back_needs_approval_again(desk: Desk, name: str) -> None:
    view = desk.start(name)
    digest = desk.submit(view)
    approved = desk.drafts.approve(BEN, view.id, digest=digest)
    desk.save(approved, {"description": "slipped in"})
    back = desk.drafts.undo(ADA, view.id)
    assert desk.submit(back) == digest
    with pytest.raises(NotApprovedError):
        desk.drafts.publish(CLEO, view.id)


def test_changes_asked_for_give_the_draft_back_with_the_comment(desk: Desk, name: str) -> None:
    desk.policies["acme"] = Policy(approvals=2)
    view = desk.start(name)
    digest = desk.submit(view)
    desk.drafts.approve(BEN, view.id, digest=digest)
    returned = desk.drafts.request_changes(BIA, view.id, digest=digest, comment="too loud")
    assert returned.state == "draft"
    assert [(item.verdict, item.comment) for item in returned.approvals] == [
        ("approve", ""),
        ("changes", "too loud"),
    ]
    edited = desk.save(returned, QUIETER)
    assert edited.approvals == returned.approvals
    again = desk.submit(edited)
    assert desk.drafts.get(ADA, view.id).approvals == ()
    for reviewer in (BEN, BIA):
        desk.drafts.approve(reviewer, view.id, digest=again)
    assert desk.drafts.publish(CLEO, view.id).version == "1.0.0"


def test_a_draft_made_from_an_older_version_is_rebased_first(desk: Desk, name: str) -> None:
    desk.publish(desk.start(name))
    late = desk.save(desk.drafts.create(ABE, "acme", name), {"title": "Late"}, ABE)
    digest = desk.drafts.submit(ABE, late.id).frozen_digest
    assert digest is not None
    desk.drafts.approve(BEN, late.id, digest=digest)
    desk.publish(desk.save(desk.drafts.create(ADA, "acme", name), QUIETER))
    with pytest.raises(BaseOutdatedError) as refused:
        desk.drafts.publish(CLEO, late.id)
    assert refused.value.details == {"newest": "1.1.0", "base": "1.0.0"}
    rebased = desk.drafts.rebase(ABE, late.id)
    assert rebased.state == "draft"
    assert desk.publish(rebased) == "1.1.1"


def test_what_is_published_already_cannot_be_handed_in(desk: Desk, name: str) -> None:
    desk.publish(desk.start(name))
    with pytest.raises(NothingChangedError):
        desk.submit(desk.drafts.create(ADA, "acme", name))


def test_a_step_too_small_is_refused_with_the_least_that_is_honest(desk: Desk, name: str) -> None:
    desk.publish(desk.start(name))
    view = desk.save(desk.drafts.create(ADA, "acme", name), MAJOR)
    with pytest.raises(BumpTooSmallError) as refused:
        desk.submit(view, bump="minor")
    assert refused.value.details["least_bump"] == "major"
    assert desk.publish(view, bump="major") == "2.0.0"


def test_an_unfinished_draft_cannot_be_handed_in(desk: Desk, name: str) -> None:
    view = desk.save(desk.start(name), {"title": ""})
    with pytest.raises(InvalidStyleError) as refused:
        desk.submit(view)
    assert [item["pointer"] for item in refused.value.errors] == ["/title"]


def test_a_lint_that_blocks_cannot_be_waived(desk: Desk, name: str) -> None:
    view = desk.save(desk.start(name), {"brand": {"fonts": {"body": {"sha256": "0" * 64}}}})
    with pytest.raises(InvalidStyleError) as refused:
        desk.submit(view)
    assert "/brand/fonts/body" in {item["pointer"] for item in refused.value.errors}


def test_a_warning_needs_a_waiver_with_a_reason(desk: Desk, name: str) -> None:
    view = desk.save(desk.start(name), {"audio": {"loudness": -18}})
    with pytest.raises(WaiversMissingError) as refused:
        desk.submit(view)
    (warning,) = refused.value.details["findings"]
    waiver = Waiver(rule=warning["rule"], pointer=warning["pointer"], reason="for radio")
    elsewhere = Waiver(rule="C1", pointer="/subtitles/color", reason="to no avail")
    assert desk.publish(view, waivers=(waiver, elsewhere)) == "1.0.0"
    details = desk.versions.version("acme", name, "1.0.0")
    assert details.waivers == (waiver,)
    assert [item.rule for item in details.findings] == [warning["rule"]]


def test_a_draft_changed_under_the_lints_is_not_handed_in(
    desk: Desk, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = desk.start(name)
    reviewing = desk.drafts._finished

    def meanwhile(*arguments: object) -> tuple[StyleContract, int]:
        found = reviewing(*arguments)  # type: ignore[arg-type]
        desk.save(view, QUIETER)
        return found

    monkeypatch.setattr(desk.drafts, "_finished", meanwhile)
    with pytest.raises(StaleDraftError):
        desk.drafts.submit(ADA, view.id)


def test_a_service_publishes_what_was_handed_in(desk: Desk, name: str) -> None:
    view = desk.drafts.create(ROBOT, "acme", name)
    with pytest.raises(WrongStateError):
        desk.drafts.publish(ROBOT, view.id)
    desk.drafts.submit(ROBOT, view.id)
    assert desk.drafts.publish(ROBOT, view.id).version == "1.0.0"


def test_what_was_published_or_discarded_is_closed(desk: Desk, name: str) -> None:
    view = desk.start(name)
    digest = desk.submit(view)
    desk.drafts.approve(BEN, view.id, digest=digest)
    desk.drafts.publish(CLEO, view.id)
    acts = (
        lambda: desk.drafts.save(ADA, view.id, {}, if_match=view.rev),
        lambda: desk.drafts.undo(ADA, view.id),
        lambda: desk.drafts.rebase(ADA, view.id),
        lambda: desk.drafts.submit(ADA, view.id),
        lambda: desk.drafts.approve(BEN, view.id, digest=digest),
        lambda: desk.drafts.discard(ADA, view.id),
    )
    for act in acts:
        with pytest.raises(DraftClosedError):
            act()


def test_every_decision_is_in_the_audit_log(desk: Desk, name: str) -> None:
    desk.publish(desk.start(name), notes="x")
    with desk.database.reading() as session:
        found = entries(session, subject=f"acme/{name}")
    assert [(item.action, item.actor) for item in reversed(found)] == [
        ("draft.created", "ada"),
        ("draft.submitted", "ada"),
        ("draft.approved", "ben"),
        ("version.published", "cleo"),
    ]
