"""Writing drafts: nothing is overwritten unseen, everything can be taken back."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from style_plane.drafts.errors import (
    DraftClosedError,
    NothingToUndoError,
    RebaseConflictError,
    StaleDraftError,
    UnknownDraftError,
)
from style_plane.errors import UnauthenticatedError, WriteForbiddenError
from style_plane.starters.seeding import contract_of
from tests.style_plane.desks import ABE, ADA, BEN, QUIETER, ROBOT, Desk
from tests.style_plane.people import an_actor
from tests.style_plane.styles import MAJOR


def test_a_draft_of_a_new_style_starts_with_a_blank_that_could_be_published(
    desk: Desk, name: str
) -> None:
    view = desk.drafts.create(ADA, "acme", name)
    assert (view.problems, view.rev, view.state) == ((), 1, "draft")
    assert view.base_version is None
    assert (view.can_undo, view.can_redo) == (False, False)


def test_a_draft_starts_from_the_newest_version_and_is_held_against_it(
    desk: Desk, name: str
) -> None:
    assert desk.publish(desk.start(name)) == "1.0.0"
    view = desk.drafts.create(ADA, "acme", name)
    assert view.base_version == "1.0.0"
    assert view.comparison is not None
    assert view.comparison.least_bump == "none"
    assert desk.save(view, QUIETER).comparison.least_bump == "minor"  # type: ignore[union-attr]


def test_a_draft_may_start_from_another_style_under_its_own_name(desk: Desk, name: str) -> None:
    view = desk.drafts.create(ADA, "acme", name, base="reelwright/karaoke@^1")
    karaoke = contract_of("karaoke").model_dump(mode="json")
    assert view.document == karaoke | {"title": name.replace("-", " ").capitalize()}
    assert view.base_version is None


def test_an_unfinished_document_is_kept_with_what_it_lacks(desk: Desk, name: str) -> None:
    view = desk.save(desk.start(name), {"title": "", "overlays": [{"id": "a"}], "zip": 1})
    pointers = {item.pointer for item in view.problems}
    assert {"/title", "/overlays/0/kind", "/zip"} <= pointers
    assert (view.digest, view.comparison) == (None, None)
    assert desk.drafts.get(ADA, view.id) == view


def test_the_same_document_again_is_no_step(desk: Desk, name: str) -> None:
    view = desk.start(name)
    assert desk.save(view, {}) == view


def test_saving_over_what_one_has_not_seen_is_refused_and_says_what_changed(
    desk: Desk, name: str
) -> None:
    first = desk.start(name)
    second = desk.save(first, {"description": "Ada's"})
    with pytest.raises(StaleDraftError) as refused:
        desk.save(first, {"description": "Abe's"}, ABE)
    details = refused.value.details
    assert details["rev"] == second.rev
    assert details["document"] == second.document
    assert [(item["pointer"], item["new"]) for item in details["changes"]] == [
        ("/description", "Ada's")
    ]
    assert desk.drafts.get(ADA, first.id).document == second.document


def test_a_late_save_is_merged_where_both_touched_different_fields(desk: Desk, name: str) -> None:
    first = desk.start(name)
    desk.save(first, {"description": "Ada's"})
    mine = {**first.document, "title": "Abe's"}
    view = desk.drafts.save(ABE, first.id, mine, if_match=first.rev, merge=True)
    assert (view.document["title"], view.document["description"]) == ("Abe's", "Ada's")
    clash = {**first.document, "title": "Eve's"}
    with pytest.raises(StaleDraftError) as refused:
        desk.drafts.save(ADA, first.id, clash, if_match=first.rev, merge=True)
    assert [item["pointer"] for item in refused.value.details["conflicts"]] == ["/title"]


def test_a_patch_changes_what_it_names(desk: Desk, name: str) -> None:
    view = desk.start(name)
    patched = desk.drafts.patch(ADA, view.id, {"subtitles": {"size": 7.3}}, if_match=view.rev)
    assert patched.document["subtitles"] == {**view.document["subtitles"], "size": 7.3}
    with pytest.raises(StaleDraftError):
        desk.drafts.patch(ADA, view.id, {"title": "x"}, if_match=view.rev)


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(st.sampled_from(["save", "undo", "redo"]), max_size=12))
def test_undo_and_redo_walk_through_what_was_written(desk: Desk, steps: list[str]) -> None:
    """Against the textbook: a list of states and a place in it."""
    view = desk.start("walk")
    states, place = [view.document], 0
    for count, step in enumerate(steps):
        if step == "save":
            view = desk.save(view, {"description": f"step {count}"})
            states, place = [*states[: place + 1], view.document], place + 1
        elif step == "undo" and place:
            view, place = desk.drafts.undo(ADA, view.id), place - 1
        elif step == "redo" and place + 1 < len(states):
            view, place = desk.drafts.redo(ADA, view.id), place + 1
        else:
            with pytest.raises(NothingToUndoError):
                (desk.drafts.undo if step == "undo" else desk.drafts.redo)(ADA, view.id)
        assert view.document == states[place]
        assert (view.can_undo, view.can_redo) == (place > 0, place + 1 < len(states))


def test_every_step_is_kept_with_its_author(desk: Desk, name: str) -> None:
    view = desk.save(desk.start(name), QUIETER, ABE)
    desk.drafts.undo(ADA, view.id)
    steps = desk.drafts.history(ADA, view.id)
    assert [(step.rev, step.act, step.author) for step in steps] == [
        (3, "undone", "ada"),
        (2, "saved", "abe"),
        (1, "created", "ada"),
    ]
    assert desk.drafts.get(ADA, view.id).authors == ("ada", "abe")


def test_a_rebase_brings_in_what_others_published(desk: Desk, name: str) -> None:
    desk.publish(desk.start(name))
    mine = desk.save(desk.drafts.create(ADA, "acme", name), {"title": "Mine"})
    desk.publish(desk.save(desk.drafts.create(ADA, "acme", name), QUIETER))
    assert desk.drafts.get(ADA, mine.id).newest_version == "1.1.0"
    view = desk.drafts.rebase(ADA, mine.id)
    assert view.base_version == "1.1.0"
    assert (view.document["title"], view.document["audio"]["loudness"]) == ("Mine", -15)
    assert not view.can_undo
    assert desk.publish(view) == "1.1.1"


def test_a_rebase_asks_where_both_changed_one_field(desk: Desk, name: str) -> None:
    desk.publish(desk.start(name))
    mine = desk.save(desk.drafts.create(ADA, "acme", name), {"audio": {"loudness": -14.5}})
    desk.publish(desk.save(desk.drafts.create(ADA, "acme", name), QUIETER))
    with pytest.raises(RebaseConflictError) as refused:
        desk.drafts.rebase(ADA, mine.id)
    assert refused.value.details["conflicts"] == [
        {"pointer": "/audio/loudness", "base": -14, "ours": -14.5, "theirs": -15}
    ]
    view = desk.drafts.rebase(ADA, mine.id, prefer="ours")
    assert (view.document["audio"]["loudness"], view.base_version) == (-14.5, "1.1.0")


def test_a_rebase_onto_the_same_version_is_nothing(desk: Desk, name: str) -> None:
    view = desk.start(name, MAJOR)
    assert desk.drafts.rebase(ADA, view.id) == view


def test_a_discarded_draft_is_read_only_and_out_of_the_list(desk: Desk, name: str) -> None:
    view = desk.start(name)
    assert [item.id for item in desk.drafts.list(ADA, "acme", name)] == [view.id]
    for _ in range(2):
        desk.drafts.discard(ADA, view.id)
    assert desk.drafts.list(ADA, "acme", name) == ()
    assert [item.state for item in desk.drafts.list(ADA, "acme", name, closed=True)] == [
        "discarded"
    ]
    with pytest.raises(DraftClosedError):
        desk.save(view, QUIETER)
    assert desk.drafts.get(ADA, view.id).document == view.document


def test_drafts_are_for_those_who_may(desk: Desk, name: str) -> None:
    view = desk.start(name)
    stranger = an_actor("read", "draft", org="globex", name="zoe")
    nobody = type(stranger).nobody()
    with pytest.raises(WriteForbiddenError):
        desk.save(view, QUIETER, BEN)
    with pytest.raises(WriteForbiddenError):
        desk.drafts.get(stranger, view.id)
    with pytest.raises(UnauthenticatedError):
        desk.drafts.get(nobody, view.id)
    with pytest.raises(WriteForbiddenError):
        desk.drafts.create(stranger, "acme", name)
    assert desk.drafts.list(stranger, "acme") == ()
    assert desk.drafts.list(ROBOT, "acme", name) != ()


@pytest.mark.parametrize("number", [0, -1, 10**30])
def test_a_number_without_draft_is_not_found(desk: Desk, number: int) -> None:
    with pytest.raises(UnknownDraftError):
        desk.drafts.get(ROBOT, number)
