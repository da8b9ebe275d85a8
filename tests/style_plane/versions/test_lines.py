"""Numbers that stay honest: in older lines, between neighbours, and where versions were withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from schemas.base import canonical
from schemas.style.contract import StyleContract
from schemas.style.refs import StyleRef
from style_plane.errors import BadReferenceError, BumpTooSmallError, UnknownVersionError
from style_plane.starters.seeding import contract_of
from style_plane.versions.errors import VersionDiffersError, WithdrawnError
from tests.style_plane.desks import ADA, BEN, CLEO, QUIETER, ROBOT, Desk
from tests.style_plane.styles import MAJOR, MINOR, PATCH, changed

FIX = {"description": "A fix of an older line."}


def look(*patches: dict[str, Any]) -> StyleContract:
    found = contract_of("bold")
    for patch in patches:
        found = StyleContract.model_validate(changed(found, patch))
    return found


def two_lines(desk: Desk, name: str) -> None:
    """1.0.0, 1.1.0 and 2.0.0."""
    for contract in (look(), look(QUIETER), look(QUIETER, MAJOR)):
        desk.versions.publish(ROBOT, "acme", name, contract)


def numbers(desk: Desk, name: str) -> list[str]:
    return [item.version for item in desk.versions.style("acme", name).versions]


def test_an_older_line_goes_on(desk: Desk, name: str) -> None:
    two_lines(desk, name)
    fix = look(QUIETER, FIX)
    for new in (True, False):
        assert desk.versions.publish(ROBOT, "acme", name, fix, line="~1.1")[1] is new
    more = look(MINOR, FIX)
    assert desk.versions.publish(ROBOT, "acme", name, more, line="^1")[0].version == "1.2.0"
    assert numbers(desk, name) == ["2.0.0", "1.2.0", "1.1.1", "1.1.0", "1.0.0"]
    assert desk.versions.resolve(f"acme/{name}@latest").version == "2.0.0"
    assert desk.versions.resolve(f"acme/{name}@^1").version == "1.2.0"
    compared = desk.versions.version("acme", name, "1.1.1").comparison
    assert compared is not None
    assert [item.pointer for item in compared.changes] == ["/description"]


def test_a_line_does_not_overtake_the_next(desk: Desk, name: str) -> None:
    two_lines(desk, name)
    with pytest.raises(VersionDiffersError, match=r"1\.1\.0"):
        desk.versions.publish(ROBOT, "acme", name, look(MINOR, FIX), line="~1.0")
    with pytest.raises(VersionDiffersError, match=r"2\.0\.0"):
        desk.versions.publish(ROBOT, "acme", name, look(MAJOR, FIX), line="^1")
    with pytest.raises(UnknownVersionError, match=r"\^3"):
        desk.versions.publish(ROBOT, "acme", name, look(FIX), line="^3")
    assert len(numbers(desk, name)) == 3


def test_a_draft_follows_an_older_line_through_its_review(desk: Desk, name: str) -> None:
    two_lines(desk, name)
    draft = desk.drafts.create(ADA, "acme", name, line="~1.1")
    assert (draft.base_version, draft.newest_version, draft.line) == ("1.1.0", "1.1.0", "~1.1")
    handed = desk.submit(desk.save(draft, FIX))
    desk.drafts.approve(BEN, draft.id, digest=handed)
    assert desk.drafts.publish(CLEO, draft.id).version == "1.1.1"
    with pytest.raises(UnknownVersionError):
        desk.drafts.create(ADA, "acme", name, line="~1.7")


@pytest.mark.parametrize(
    ("number", "patches", "fits"),
    [
        ("1.0.1", (PATCH,), True),
        ("1.0.1", (MINOR,), False),  # less than from below
        ("1.0.1", (MAJOR,), False),
        ("1.5.0", (MAJOR,), False),
        ("1.2.0", (QUIETER, PATCH), True),
        ("0.9.0", (MINOR, PATCH), False),  # 1.0.0 is a major step above, but compare what changes
        ("2.0.1", (QUIETER, MAJOR, PATCH), True),
        ("3.0.0", (FIX,), True),
    ],
)
def test_what_is_imported_stands_between_its_neighbours(
    desk: Desk, name: str, number: str, patches: tuple[dict[str, Any], ...], fits: bool
) -> None:
    two_lines(desk, name)
    body = canonical(look(*patches))
    if number == "0.9.0":
        fits = True  # a major step allows everything
    if fits:
        assert desk.versions.adopt(ROBOT, "acme", name, number, body)[0].version == number
        return
    with pytest.raises(BumpTooSmallError, match="range"):
        desk.versions.adopt(ROBOT, "acme", name, number, body)
    assert number not in numbers(desk, name)


@pytest.mark.parametrize(
    "number",
    ["9999999999.0.0", "99999999999999999999.0.0", "01.00.0", "\u0661.\u0660.\u0660", "1.0"],
)
def test_a_number_is_written_in_one_way(desk: Desk, name: str, number: str) -> None:
    with pytest.raises(BadReferenceError):
        desk.versions.adopt(ROBOT, "acme", name, number, canonical(look()))
    for selector in (number, f"^{number}", f"~{number}"):
        if selector not in ("^1.0", "~1.0"):
            with pytest.raises(ValueError, match="no style reference"):
                StyleRef.parse(f"acme/look@{selector}")


def test_latest_is_never_what_was_withdrawn(desk: Desk, name: str) -> None:
    two_lines(desk, name)
    desk.versions.set_status(CLEO, "acme", name, "2.0.0", "withdrawn", reason="rights")
    assert desk.versions.resolve(f"acme/{name}@latest").version == "1.1.0"
    assert desk.versions.style("acme", name).channels["latest"] == "1.1.0"
    for number in ("1.1.0", "1.0.0"):
        desk.versions.set_status(CLEO, "acme", name, number, "withdrawn", reason="rights")
    with pytest.raises(WithdrawnError, match=r"2\.0\.0"):
        desk.versions.resolve(f"acme/{name}@latest")


def test_what_was_withdrawn_is_not_published_again(desk: Desk, name: str) -> None:
    two_lines(desk, name)
    desk.versions.set_status(CLEO, "acme", name, "2.0.0", "withdrawn", reason="rights")
    again = look(QUIETER, MAJOR)
    publishes: tuple[Callable[[], object], ...] = (
        lambda: desk.versions.publish(ROBOT, "acme", name, again),
        lambda: desk.versions.adopt(ROBOT, "acme", name, "2.0.0", canonical(again)),
    )
    for publish in publishes:
        with pytest.raises(WithdrawnError, match="rights"):
            publish()
