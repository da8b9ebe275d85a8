"""The life of a draft as a machine: any acts in any order, held against a small model."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from style_plane.access.actor import Actor
from style_plane.access.models import Policy
from style_plane.errors import PlaneError
from tests.style_plane.desks import ABE, ADA, BEN, BIA, CLEO, Desk

WRITERS = st.sampled_from([ADA, ABE])
REVIEWERS = st.sampled_from([BEN, BIA])


class DraftLife(RuleBasedStateMachine):
    """Two approvals are needed. The model knows the state, the content and who agreed to it."""

    desk: Desk
    count = 0

    @initialize()
    def begin(self) -> None:
        DraftLife.count += 1
        self.desk.policies["acme"] = Policy(approvals=2)
        self.view = self.desk.start(f"life-{DraftLife.count}")
        self.state, self.agreed = "draft", set[str]()
        self.seen = ""

    @contextmanager
    def only_from(self, *states: str) -> Iterator[None]:
        """The act is refused, without a trace, from every other state."""
        if self.state in states:
            yield
            return
        before = self.desk.drafts.get(ADA, self.view.id)
        with pytest.raises(PlaneError) as refused:
            yield
        assert refused.value.status == 409
        assert self.desk.drafts.get(ADA, self.view.id) == before

    @rule(who=WRITERS, text=st.integers())
    def save(self, who: Actor, text: int) -> None:
        before = self.desk.drafts.get(ADA, self.view.id)
        document = {**before.document, "description": f"number {text}"}
        with self.only_from("draft", "in_review", "approved"):
            after = self.desk.drafts.save(who, self.view.id, document, if_match=before.rev)
            if after.rev != before.rev:
                self.state, self.agreed = "draft", set()

    @rule()
    def submit(self) -> None:
        with self.only_from("draft"):
            self.seen = self.desk.submit(self.view)
            self.state, self.agreed = "in_review", set()

    @rule(who=REVIEWERS)
    def approve(self, who: Actor) -> None:
        with self.only_from("in_review", "approved"):
            self.desk.drafts.approve(who, self.view.id, digest=self.seen or "0" * 64)
            self.agreed.add(who.name)
            self.state = "approved" if len(self.agreed) == 2 else "in_review"

    @rule(who=REVIEWERS)
    def ask_for_changes(self, who: Actor) -> None:
        with self.only_from("in_review", "approved"):
            self.desk.drafts.request_changes(
                who, self.view.id, digest=self.seen or "0" * 64, comment="no"
            )
            self.state, self.agreed = "draft", set()

    @rule()
    def publish(self) -> None:
        with self.only_from("approved", "published"):
            published = self.desk.drafts.publish(CLEO, self.view.id)
            assert published.digest == self.seen
            self.state = "published"

    @precondition(lambda self: self.state == "draft")
    @rule()
    def discard(self) -> None:
        self.desk.drafts.discard(ADA, self.view.id)
        self.state = "discarded"

    @invariant()
    def the_draft_is_where_the_model_is(self) -> None:
        view = self.desk.drafts.get(ADA, self.view.id)
        assert view.state == self.state
        frozen = self.state in ("in_review", "approved", "published")
        assert view.frozen_digest == (self.seen if frozen else None)
        if frozen:
            assert view.digest == view.frozen_digest


def test_no_order_of_acts_publishes_what_two_people_did_not_approve(desk: Desk) -> None:
    machine = type("Life", (DraftLife,), {"desk": desk})
    quick = settings(
        max_examples=8,
        stateful_step_count=15,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=quick)
