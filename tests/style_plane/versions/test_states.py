"""Growing old: what resolves, what is passed over, what is gone."""

from __future__ import annotations

from datetime import date

import httpx
import pytest

from schemas.base import canonical
from schemas.style.contract import StyleContract
from style_plane.errors import UnauthenticatedError, UnknownVersionError, WriteForbiddenError
from style_plane.starters.seeding import contract_of
from style_plane.versions.errors import IllegalTransitionError, VersionDiffersError, WithdrawnError
from style_plane.versions.models import State, StyleEvent
from style_plane.versions.service import Versions
from tests.style_plane.desks import ADA, CLEO, ROBOT, Desk
from tests.style_plane.people import an_actor
from tests.style_plane.styles import MAJOR, MINOR, PATCH, changed

ADMIN = an_actor("read", "publish", "administer", name="eve")
LEGAL: dict[State, set[State]] = {
    "published": {"published", "deprecated", "withdrawn"},
    "deprecated": {"published", "deprecated", "withdrawn"},
    "withdrawn": {"withdrawn"},
}
"""State to where one may ask to go; the same in the same words is harmless."""


def release(desk: Desk, name: str) -> list[str]:
    """1.0.0, 1.0.1, 1.1.0 and 2.0.0 of a style."""
    versions = []
    for patch in ({}, PATCH, MINOR, MAJOR):
        look = StyleContract.model_validate(changed(contract_of("bold"), patch))
        versions.append(desk.versions.publish(ROBOT, "acme", name, look)[0].version)
    return versions


def become(desk: Desk, name: str, version: str, state: State, **how: object) -> None:
    desk.versions.set_status(CLEO, "acme", name, version, state, reason="because", **how)  # type: ignore[arg-type]


def version(desk: Desk, name: str, selector: str) -> str:
    return desk.versions.resolve(f"acme/{name}@{selector}").version


@pytest.mark.parametrize("before", LEGAL)
@pytest.mark.parametrize("after", LEGAL)
def test_only_legal_steps_are_taken(desk: Desk, name: str, before: State, after: State) -> None:
    release(desk, name)
    become(desk, name, "1.0.0", before)
    if after in LEGAL[before]:
        become(desk, name, "1.0.0", after)
        assert desk.versions.version("acme", name, "1.0.0").status.state == after
    else:
        with pytest.raises(IllegalTransitionError):
            become(desk, name, "1.0.0", after)
        assert desk.versions.version("acme", name, "1.0.0").status.state == before


def test_withdrawing_in_other_words_is_too_late(desk: Desk, name: str) -> None:
    release(desk, name)
    become(desk, name, "1.0.0", "withdrawn")
    with pytest.raises(IllegalTransitionError):
        become(desk, name, "1.0.0", "withdrawn", successor="1.1.0")


def test_ranges_pass_over_deprecated_versions_while_a_live_one_fits(desk: Desk, name: str) -> None:
    release(desk, name)
    become(desk, name, "1.1.0", "deprecated")
    assert version(desk, name, "^1") == "1.0.1"
    assert version(desk, name, "^1.1") == "1.1.0"
    assert version(desk, name, "1.1.0") == "1.1.0"
    become(desk, name, "1.1.0", "published")
    assert version(desk, name, "^1") == "1.1.0"


def test_a_deprecated_version_says_so_where_it_is_named(desk: Desk, name: str) -> None:
    release(desk, name)
    become(desk, name, "1.0.0", "deprecated", successor="1.1.0", sunset_at=date(2031, 5, 1))
    found = desk.versions.resolve(f"acme/{name}@1.0.0")
    assert (found.state, found.successor, found.sunset_at) == (
        "deprecated",
        f"acme/{name}@1.1.0",
        "2031-05-01",
    )


def test_a_withdrawn_version_is_gone_under_every_name_but_its_bytes_stay(
    desk: Desk, name: str
) -> None:
    release(desk, name)
    digest = desk.versions.resolve(f"acme/{name}@1.0.0").digest
    become(desk, name, "1.0.0", "withdrawn", successor="1.0.1")
    for selector in ("1.0.0", "stable", f"sha256:{digest}"):
        with pytest.raises(WithdrawnError) as refused:
            version(desk, name, selector)
        assert f"acme/{name}@1.0.1" in refused.value.detail
    assert version(desk, name, "~1.0") == "1.0.1"
    assert desk.versions.contract(digest) == contract_of("bold")
    assert "1.0.0" in [item.version for item in desk.versions.style("acme", name).versions]


def test_a_range_with_nothing_but_withdrawn_versions_is_gone(desk: Desk, name: str) -> None:
    release(desk, name)
    become(desk, name, "2.0.0", "withdrawn")
    for selector in ("^2", "2.0.0"):
        with pytest.raises(WithdrawnError):
            version(desk, name, selector)


def test_an_admin_may_still_resolve_what_was_withdrawn(desk: Desk, name: str) -> None:
    release(desk, name)
    become(desk, name, "1.0.0", "withdrawn")
    ref = f"acme/{name}@1.0.0"
    found = desk.versions.resolve(ref, actor=ADMIN, allow_withdrawn=True)
    assert found.state == "withdrawn"
    with pytest.raises(WriteForbiddenError):
        desk.versions.resolve(ref, actor=CLEO, allow_withdrawn=True)
    with pytest.raises(UnauthenticatedError):
        desk.versions.resolve(ref, allow_withdrawn=True)


@pytest.mark.parametrize("successor", ["1.0.0", "1.0.1"])
def test_a_successor_is_another_version_that_is_not_withdrawn(
    desk: Desk, name: str, successor: str
) -> None:
    release(desk, name)
    become(desk, name, "1.0.1", "withdrawn")
    with pytest.raises(IllegalTransitionError):
        become(desk, name, "1.0.0", "deprecated", successor=successor)
    with pytest.raises(UnknownVersionError):
        become(desk, name, "1.0.0", "deprecated", successor="9.0.0")


def test_only_what_is_deprecated_has_a_sunset(desk: Desk, name: str) -> None:
    release(desk, name)
    with pytest.raises(IllegalTransitionError):
        become(desk, name, "1.0.0", "withdrawn", sunset_at=date(2031, 5, 1))


def test_authors_do_not_withdraw(desk: Desk, name: str) -> None:
    release(desk, name)
    with pytest.raises(WriteForbiddenError):
        desk.versions.set_status(ADA, "acme", name, "1.0.0", "withdrawn", reason="mine")


def test_listeners_hear_of_each_step_once_and_undo_it_when_they_fail(desk: Desk, name: str) -> None:
    heard: list[StyleEvent] = []

    def listen(_: object, event: StyleEvent) -> None:
        heard.append(event)
        if event.kind == "withdrawn":
            raise RuntimeError("the listener broke")

    versions = Versions(
        desk.database, desk.versions._assets, desk.versions._clock, listeners=(listen,)
    )
    versions.publish(ROBOT, "acme", name, contract_of("bold"))
    for _ in range(2):
        versions.set_status(CLEO, "acme", name, "1.0.0", "deprecated", reason="old")
    versions.set_status(CLEO, "acme", name, "1.0.0", "published", reason="not so old")
    with pytest.raises(RuntimeError):
        versions.set_status(CLEO, "acme", name, "1.0.0", "withdrawn", reason="gone")
    assert [event.kind for event in heard] == ["published", "deprecated", "restored", "withdrawn"]
    assert versions.resolve(f"acme/{name}").state == "published"


def test_a_version_from_elsewhere_keeps_its_number_and_its_bytes(desk: Desk, name: str) -> None:
    body = canonical(contract_of("bold"))
    first = desk.versions.adopt(ROBOT, "acme", name, "3.2.1", body)
    again = desk.versions.adopt(ROBOT, "acme", name, "3.2.1", body)
    assert (first[0].version, first[1], again[1]) == ("3.2.1", True, False)
    assert desk.versions.body(first[0].digest) == body
    other = canonical(contract_of("clean"))
    for number, content in (("3.2.1", other), ("3.2.2", body)):
        with pytest.raises(VersionDiffersError):
            desk.versions.adopt(ROBOT, "acme", name, number, content)
    look = StyleContract.model_validate(changed(contract_of("bold"), MINOR))
    assert desk.versions.publish(ROBOT, "acme", name, look)[0].version == "3.3.0"


def test_the_headers_of_a_deprecated_version_follow_their_standards(
    http: httpx.Client, org: str, contract: StyleContract
) -> None:
    for patch in ({}, MINOR):
        http.post(f"/api/v1/styles/{org}/look/versions", json=changed(contract, patch))
    wanted = {
        "state": "deprecated",
        "reason": "old",
        "successor": "1.1.0",
        "sunset_at": "2031-05-01",
    }
    changed_status = http.put(f"/api/v1/styles/{org}/look/versions/1.0.0/status", json=wanted)
    assert changed_status.json()["status"]["reason"] == "old"
    headers = http.get("/api/v1/resolve", params={"ref": f"{org}/look@1.0.0"}).headers
    assert headers["deprecation"].startswith("@1")
    assert headers["sunset"] == "Thu, 01 May 2031 00:00:00 GMT"
    assert headers["link"] == f'</api/v1/resolve?ref={org}/look@1.1.0>; rel="successor-version"'
    assert (
        "deprecation" not in http.get("/api/v1/resolve", params={"ref": f"{org}/look@^1"}).headers
    )


def test_a_withdrawn_version_is_410_and_needs_a_reason(
    http: httpx.Client, org: str, contract: StyleContract
) -> None:
    http.post(f"/api/v1/styles/{org}/look/versions", json=contract.model_dump(mode="json"))
    address = f"/api/v1/styles/{org}/look/versions/1.0.0/status"
    assert http.put(address, json={"state": "withdrawn", "reason": " "}).status_code == 422
    assert http.put(address, json={"state": "withdrawn", "reason": "rights"}).status_code == 200
    gone = http.get("/api/v1/resolve", params={"ref": f"{org}/look"})
    assert (gone.status_code, gone.json()["type"]) == (410, "/problems/withdrawn")
    back = http.put(address, json={"state": "published", "reason": "oops"})
    assert (back.status_code, back.json()["type"]) == (409, "/problems/illegal-transition")
    allowed = http.get("/api/v1/resolve", params={"ref": f"{org}/look", "allow_withdrawn": "true"})
    assert allowed.json()["state"] == "withdrawn"
