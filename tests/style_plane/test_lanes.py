"""Heavy work of one person leaves threads for everybody else."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from style_plane.access.errors import TooManyRequestsError
from style_plane.assets import guard
from style_plane.depth import DEEPEST, too_deep
from style_plane.lanes import Lane
from tests.style_plane.assets.uploads import png


def outcomes(lane: Lane, callers: list[str], release: threading.Event) -> list[str]:
    """What became of callers who come one after the other while all who work go on working."""

    def work(who: str) -> str:
        try:
            with lane.held(who):
                release.wait(20)
                return "done"
        except TooManyRequestsError as error:
            assert int(error.headers["retry-after"]) >= 1
            return "refused"

    with ThreadPoolExecutor(len(callers)) as pool:
        running = []
        for who in callers:
            running.append(pool.submit(work, who))
            time.sleep(0.02)
        release.set()
        return [item.result() for item in running]


def test_one_person_takes_no_more_than_their_share() -> None:
    lane = Lane("at work", at_once=2, waiting=8, each=4)
    found = outcomes(lane, ["ada"] * 7 + ["ben"], threading.Event())
    assert found == ["done"] * 4 + ["refused"] * 3 + ["done"]


def test_only_few_wait_at_all() -> None:
    lane = Lane("at work", at_once=1, waiting=2, each=9)
    found = outcomes(lane, ["", "a", "b", "c", ""], threading.Event())
    assert found == ["done"] * 3 + ["refused"] * 2
    assert outcomes(lane, ["a", "b"], threading.Event()) == ["done", "done"]  # and it is free again


def test_nobody_waits_for_ever() -> None:
    lane = Lane("at work", at_once=1, waiting=1, each=2, seconds=0.05)
    with lane.held("ada"), pytest.raises(TooManyRequestsError, match="busy"), lane.held("ben"):
        pass
    with lane.held("ben"):
        pass


def test_uploads_go_through_a_lane(monkeypatch: pytest.MonkeyPatch) -> None:
    narrow = Lane("reading uploads", at_once=1, waiting=0, each=1)
    monkeypatch.setattr(guard, "READING", narrow)
    with narrow.held("ben"), pytest.raises(TooManyRequestsError, match="uploads"):
        guard.guarded_take(png(), "ada")
    assert guard.guarded_take(png(), "ada").asset.facts.kind == "image"


def nested(depth: int) -> dict[str, object]:
    document: dict[str, object] = {}
    for level in range(depth - 1):
        document = {"a": document} if level % 2 else {"a": [document]}
    return document


@pytest.mark.parametrize(
    ("value", "deep"),
    [
        ({}, False),
        ({"a": [1, {"b": None}]}, False),
        (nested(20), False),
        (nested(200), True),
        (nested(5000), True),
        ([[]] * 1000, False),
    ],
)
def test_depth_is_counted_without_recursion(value: object, deep: bool) -> None:
    assert too_deep(value) is deep
    at_most: object = "leaf"
    for _ in range(DEEPEST):
        at_most = [at_most]
    assert not too_deep(at_most)
    assert too_deep([at_most])
