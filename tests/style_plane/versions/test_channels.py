"""Names that move: told, written down, and where it is wanted agreed to by a second person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from schemas.base import canonical
from schemas.style.contract import StyleContract
from style_plane.access.models import Policy
from style_plane.audit.service import Audit
from style_plane.errors import ChannelReservedError, WriteForbiddenError
from style_plane.starters.seeding import contract_of
from style_plane.versions.errors import (
    MoveWaitingError,
    NoSuchChannelError,
    NoSuchRequestError,
    OwnWorkError,
    RequestOutdatedError,
    ReviewNeededError,
    WaiversMissingError,
    WithdrawnError,
)
from style_plane.versions.models import StyleDetails
from tests.style_plane.desks import BEN, CLEO, QUIETER, ROBOT, Desk
from tests.style_plane.people import an_actor
from tests.style_plane.styles import MAJOR, PATCH, changed

ALONE, ASKING = Policy(moves_need_approval=False), Policy()
CAROL_AS_CLEO = an_actor("read", "approve", name="cleo")
CAROL = an_actor("read", "publish", "approve", name="carol")


def release(desk: Desk, name: str, *patches: dict[str, Any]) -> None:
    for patch in patches or ({}, PATCH, MAJOR):
        look = StyleContract.model_validate(changed(contract_of("bold"), patch))
        desk.versions.publish(ROBOT, "acme", name, look)


def history(desk: Desk, name: str, channel: str) -> list[tuple[str | None, str | None]]:
    moves = desk.versions.style("acme", name).moves
    return [(move.from_version, move.to_version) for move in moves if move.channel == channel]


def test_a_move_is_undone_by_moving_back(desk: Desk, name: str) -> None:
    desk.policies["acme"] = ALONE
    release(desk, name)
    desk.versions.move(CLEO, "acme", name, "stable", "2.0.0", reason="go")
    details, moved = desk.versions.undo_move(CLEO, "acme", name, "stable", reason="too soon")
    assert moved
    assert details.channels["stable"] == "1.0.0"
    assert history(desk, name, "stable") == [
        ("2.0.0", "1.0.0"),
        ("1.0.0", "2.0.0"),
        (None, "1.0.0"),
    ]


def test_what_never_moved_cannot_go_back(desk: Desk, name: str) -> None:
    desk.policies["acme"] = ALONE
    release(desk, name)
    with pytest.raises(NoSuchChannelError):
        desk.versions.undo_move(CLEO, "acme", name, "stable", reason="x")
    with pytest.raises(NoSuchChannelError):
        desk.versions.undo_move(CLEO, "acme", name, "spring-26", reason="x")


def test_a_campaign_can_be_removed_and_come_back(desk: Desk, name: str) -> None:
    desk.policies["acme"] = ALONE
    release(desk, name)
    desk.versions.move(CLEO, "acme", name, "spring-26", "1.0.1", reason="begins")
    details, gone = desk.versions.remove_channel(CLEO, "acme", name, "spring-26", reason="ended")
    assert gone
    assert "spring-26" not in details.channels
    with pytest.raises(NoSuchChannelError):
        desk.versions.remove_channel(CLEO, "acme", name, "spring-26", reason="again")
    desk.versions.move(CLEO, "acme", name, "spring-26", "2.0.0", reason="rerun")
    assert history(desk, name, "spring-26") == [(None, "2.0.0"), ("1.0.1", None), (None, "1.0.1")]


@pytest.mark.parametrize("channel", ["latest", "stable"])
def test_what_every_style_has_cannot_be_removed(desk: Desk, name: str, channel: str) -> None:
    release(desk, name)
    with pytest.raises(ChannelReservedError):
        desk.versions.remove_channel(CLEO, "acme", name, channel, reason="x")


def test_no_channel_moves_to_what_was_withdrawn(desk: Desk, name: str) -> None:
    release(desk, name)
    desk.versions.set_status(CLEO, "acme", name, "2.0.0", "withdrawn", reason="rights")
    with pytest.raises(WithdrawnError):
        desk.versions.move(CLEO, "acme", name, "stable", "2.0.0", reason="go")


def test_latest_does_not_go_back_for_a_lower_number(desk: Desk, name: str) -> None:
    release(desk, name)
    look = StyleContract.model_validate(changed(contract_of("bold"), QUIETER))
    desk.versions.adopt(ROBOT, "acme", name, "1.1.0", canonical(look))
    assert desk.versions.resolve(f"acme/{name}@latest").version == "2.0.0"


def test_where_it_is_wanted_stable_moves_when_another_person_agrees(desk: Desk, name: str) -> None:
    desk.policies["acme"] = ASKING
    release(desk, name)
    for _ in range(2):
        details, moved = desk.versions.move(CAROL, "acme", name, "stable", "2.0.0", reason="go")
        assert not moved
        assert details.channels["stable"] == "1.0.0"
    (waiting,) = details.waiting
    assert (waiting.by, waiting.from_version, waiting.to_version) == ("carol", "1.0.0", "2.0.0")
    with pytest.raises(MoveWaitingError):
        desk.versions.move(CLEO, "acme", name, "stable", "1.0.1", reason="no, this")
    with pytest.raises(OwnWorkError):
        desk.versions.approve_move(CAROL, "acme", name, waiting.id)
    with pytest.raises(OwnWorkError):
        desk.versions.approve_move(ROBOT, "acme", name, waiting.id)
    with pytest.raises(WriteForbiddenError):
        desk.versions.approve_move(CLEO, "acme", name, waiting.id)
    agreed = desk.versions.approve_move(BEN, "acme", name, waiting.id, comment="fine")
    assert agreed.channels["stable"] == "2.0.0"
    assert agreed.waiting == ()
    assert (agreed.moves[0].by, agreed.moves[0].reason) == ("carol", "go")
    with pytest.raises(NoSuchRequestError):
        desk.versions.approve_move(BEN, "acme", name, waiting.id)


def test_a_move_is_refused_by_an_approver_or_taken_back_by_who_asked(desk: Desk, name: str) -> None:
    desk.policies["acme"] = ASKING
    release(desk, name)
    for refuser in (BEN, CLEO):
        details, _ = desk.versions.move(CLEO, "acme", name, "stable", "2.0.0", reason="go")
        number = details.waiting[0].id
        with pytest.raises(WriteForbiddenError):
            other = an_actor("read", "publish", name="otto")
            desk.versions.refuse_move(other, "acme", name, number)
        left = desk.versions.refuse_move(refuser, "acme", name, number, comment="no")
        assert (left.waiting, left.channels["stable"]) == ((), "1.0.0")


def test_a_request_is_outdated_when_the_channel_moved_meanwhile(desk: Desk, name: str) -> None:
    desk.policies["acme"] = ASKING
    release(desk, name)
    details, _ = desk.versions.move(CLEO, "acme", name, "stable", "2.0.0", reason="go")
    desk.versions.move(ROBOT, "acme", name, "stable", "1.0.1", reason="automation")
    with pytest.raises(RequestOutdatedError):
        desk.versions.approve_move(BEN, "acme", name, details.waiting[0].id)


def test_a_campaign_begins_moves_and_ends_when_another_person_agrees(desk: Desk, name: str) -> None:
    """Nobody is told otherwise unless the organisation said so."""
    assert ASKING.moves_need_approval
    release(desk, name)
    acts: tuple[Callable[[], tuple[StyleDetails, bool]], ...] = (
        lambda: desk.versions.move(CLEO, "acme", name, "spring-26", "1.0.1", reason="begins"),
        lambda: desk.versions.move(CLEO, "acme", name, "spring-26", "2.0.0", reason="grows"),
        lambda: desk.versions.undo_move(CLEO, "acme", name, "spring-26", reason="too much"),
        lambda: desk.versions.remove_channel(CLEO, "acme", name, "spring-26", reason="over"),
    )
    for act in acts:
        before = desk.versions.style("acme", name).channels
        details, done = act()
        assert (done, details.channels) == (False, before)
        (waiting,) = act()[0].waiting  # asked again, it waits once
        with pytest.raises(OwnWorkError):
            desk.versions.approve_move(CAROL_AS_CLEO, "acme", name, waiting.id)
        assert desk.versions.approve_move(BEN, "acme", name, waiting.id).channels != before
    assert history(desk, name, "spring-26") == [
        ("1.0.1", None),
        ("2.0.0", "1.0.1"),
        ("1.0.1", "2.0.0"),
        (None, "1.0.1"),
    ]
    log = Audit(desk.database).list(ROBOT, subject=f"acme/{name}", action="channel.")
    assert [(item.action, item.actor) for item in log][:2] == [
        ("channel.removed", "ben"),
        ("channel.requested", "cleo"),
    ]
    assert log[0].detail["asked_by"] == "cleo"


def test_a_removal_waits_for_nothing_else(desk: Desk, name: str) -> None:
    release(desk, name)
    desk.versions.move(ROBOT, "acme", name, "spring-26", "1.0.1", reason="begins")
    desk.versions.remove_channel(CLEO, "acme", name, "spring-26", reason="over")
    with pytest.raises(MoveWaitingError):
        desk.versions.move(CLEO, "acme", name, "spring-26", "2.0.0", reason="no, this")
    (waiting,) = desk.versions.style("acme", name).waiting
    assert (waiting.from_version, waiting.to_version) == ("1.0.1", None)
    desk.versions.move(ROBOT, "acme", name, "spring-26", "2.0.0", reason="automation")
    with pytest.raises(RequestOutdatedError):
        desk.versions.approve_move(BEN, "acme", name, waiting.id)


def test_automation_needs_no_second_person(desk: Desk, name: str) -> None:
    release(desk, name)
    assert desk.versions.move(ROBOT, "acme", name, "stable", "2.0.0", reason="go")[1]


def test_people_publish_directly_only_where_no_review_is_wanted(desk: Desk, name: str) -> None:
    look = contract_of("bold")
    for refused in (
        Policy(),
        Policy(self_approval=True),  # Cleo may not approve, so not her own work either
        Policy(approvals=2, self_approval=True),
    ):
        desk.policies["acme"] = refused
        with pytest.raises(ReviewNeededError):
            desk.versions.publish(CLEO, "acme", name, look)
        with pytest.raises(ReviewNeededError):
            desk.versions.adopt(CLEO, "acme", name, "1.0.0", canonical(look))
    desk.policies["acme"] = Policy(approvals=2, self_approval=True)
    with pytest.raises(ReviewNeededError):
        desk.versions.publish(CAROL, "acme", name, look)
    desk.policies["acme"] = Policy(self_approval=True)
    assert desk.versions.publish(CAROL, "acme", name, look)[0].version == "1.0.0"
    (own,) = desk.versions.version("acme", name, "1.0.0").approvals
    assert (own.by, own.verdict) == ("carol", "approve")
    desk.policies["acme"] = Policy(approvals=0)
    assert desk.versions.publish(CLEO, "acme", name, look)[0].version == "1.0.0"
    loud = StyleContract.model_validate(changed(look, {"audio": {"loudness": -18}}))
    with pytest.raises(WaiversMissingError):
        desk.versions.publish(CLEO, "acme", name, loud)
    assert desk.versions.publish(CLEO, "acme", name, loud, waive="radio")[0].version == "1.1.0"
    found = desk.versions.version("acme", name, "1.1.0")
    assert {item.reason for item in found.waivers} == {"radio"}
    assert found.approvals == ()
