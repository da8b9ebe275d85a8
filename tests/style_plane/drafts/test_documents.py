"""Three-way merges: properties that hold for all documents."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from style_plane.drafts.documents import changes, merged

LEAVES = st.integers(0, 3) | st.sampled_from(["a", "b"]) | st.none() | st.booleans()
KEYS = st.sampled_from(["p", "q", "r/s", "t~"])
ITEMS = st.builds(lambda name, value: {"id": name, "v": value}, KEYS, LEAVES)
VALUES = st.recursive(
    LEAVES | st.lists(ITEMS, max_size=3, unique_by=lambda item: item["id"]),
    lambda inner: st.dictionaries(KEYS, inner, max_size=3) | st.lists(inner, max_size=2),
    max_leaves=8,
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, max_size=4)


@given(DOCUMENTS, DOCUMENTS)
def test_what_only_one_side_changed_is_taken(base: dict[str, Any], new: dict[str, Any]) -> None:
    assert merged(base, new, base) == (new, ())
    assert merged(base, base, new) == (new, ())
    assert merged(base, new, new) == (new, ())


@given(DOCUMENTS, DOCUMENTS, DOCUMENTS)
def test_a_merge_without_conflicts_is_the_same_from_both_sides(
    base: dict[str, Any], ours: dict[str, Any], theirs: dict[str, Any]
) -> None:
    here, conflicts = merged(base, ours, theirs)
    there, others = merged(base, theirs, ours)
    assert {item.pointer for item in conflicts} == {item.pointer for item in others}
    if not conflicts:
        assert not list(changes(here, there))


@given(DOCUMENTS, DOCUMENTS, DOCUMENTS)
def test_a_preference_leaves_no_conflict(
    base: dict[str, Any], ours: dict[str, Any], theirs: dict[str, Any]
) -> None:
    _, conflicts = merged(base, ours, theirs)
    preferred, none = merged(base, ours, theirs, "ours")
    assert none == ()
    assert preferred == merged(base, ours, theirs)[0]
    assert bool(conflicts) or merged(base, ours, theirs, "theirs")[0] == preferred


@given(DOCUMENTS, DOCUMENTS)
def test_changes_are_empty_exactly_where_nothing_differs(
    old: dict[str, Any], new: dict[str, Any]
) -> None:
    assert list(changes(old, old)) == []
    if not list(changes(old, new)):
        assert merged(old, new, old)[0] == new


def test_overlays_merge_by_their_id() -> None:
    base = {"overlays": [{"id": "a", "z": 1}, {"id": "b", "z": 1}]}
    ours = {"overlays": [{"id": "a", "z": 2}, {"id": "b", "z": 1}, {"id": "c", "z": 9}]}
    theirs = {"overlays": [{"id": "a", "z": 1}]}
    together, conflicts = merged(base, ours, theirs)
    assert (together, conflicts) == ({"overlays": [{"id": "a", "z": 2}, {"id": "c", "z": 9}]}, ())
    clash = {"overlays": [{"id": "a", "z": 3}, {"id": "b", "z": 1}]}
    assert [item.pointer for item in merged(base, ours, clash)[1]] == ["/overlays/a/z"]
