"""Token buckets, with a clock of our own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import RequestFactory
from pydantic import ValidationError

from style_plane.access import limits
from style_plane.access.errors import TooManyRequestsError
from style_plane.access.limits import Limits, Rate, client_of
from style_plane.settings import PlaneSettings
from tests.style_plane.access.conftest import Clock

SLOW = Rate(burst=3, per_minute=6)


def test_a_burst_passes_and_then_one_at_a_time(clock: Clock) -> None:
    buckets = Limits(clock.seconds)
    assert [buckets.take("x", "ada", SLOW) for _ in range(4)] == [0, 0, 0, pytest.approx(10)]
    clock.move(seconds=9)
    assert buckets.take("x", "ada", SLOW) == pytest.approx(1)
    clock.move(seconds=1.001)
    assert buckets.take("x", "ada", SLOW) == 0
    assert buckets.take("x", "ada", SLOW) > 0


def test_one_does_not_use_up_what_another_has(clock: Clock) -> None:
    buckets = Limits(clock.seconds)
    for _ in range(5):
        buckets.take("x", "ada", SLOW)
    assert buckets.take("x", "ben", SLOW) == 0
    assert buckets.take("y", "ada", SLOW) == 0


def test_what_is_given_back_can_be_taken_again(clock: Clock) -> None:
    buckets = Limits(clock.seconds)
    for _ in range(20):
        assert buckets.take("x", "ada", SLOW) == 0
        buckets.give_back("x", "ada", SLOW)


@given(
    rate=st.builds(Rate, st.integers(1, 20).map(float), st.integers(1, 600).map(float)),
    waits=st.lists(st.floats(0, 20), min_size=1, max_size=60),
)
def test_never_more_than_the_burst_and_what_came_back(rate: Rate, waits: list[float]) -> None:
    clock = Clock()
    buckets, start, taken = Limits(clock.seconds), clock.seconds(), 0
    for wait in waits:
        clock.move(seconds=wait)
        taken += buckets.take("x", "ada", rate) == 0
    most = rate.burst + (clock.seconds() - start) * rate.per_minute / 60
    assert taken <= most + 1e-6


def test_many_at_once_do_not_get_around_it(clock: Clock) -> None:
    buckets = Limits(clock.seconds)
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: buckets.take("x", "ada", SLOW), range(200)))
    assert waits.count(0) == 3


def test_memory_stays_bounded_whoever_asks(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_BUCKETS", 50)
    buckets = Limits(clock.seconds)
    for number in range(500):
        clock.move(seconds=0.01)
        buckets.take("x", f"client {number}", SLOW)
    assert len(buckets) <= 50


def test_waiting_is_said_in_whole_seconds() -> None:
    assert TooManyRequestsError("Slow down.", 0.2).headers == {"retry-after": "1"}
    assert TooManyRequestsError("Slow down.", 10.01).headers == {"retry-after": "11"}


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.9", "198.51.100.7", "203.0.113.9"),  # a stranger says what it likes
        ("10.0.0.7", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.7", "1.2.3.4, 198.51.100.7, 192.168.4.2", "198.51.100.7"),
        ("10.0.0.7", "", "10.0.0.7"),
        ("2001:db8:1:2:3::4", "", "2001:db8:1:2::"),
        ("10.0.0.7", "2001:db8:1:2:3::4", "2001:db8:1:2::"),
        ("10.0.0.7", "no address", "no address"),
        ("::1", "", "::1"),
    ],
)
def test_only_a_trusted_proxy_says_who_asks(peer: str, forwarded: str, client: str) -> None:
    settings = PlaneSettings(trusted_proxies="10.0.0.7, 192.168.4.0/24")
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    asked = RequestFactory(app=Litestar([])).get("/", headers=headers)
    asked.app.state.settings = settings
    asked.scope["client"] = (peer, 4711)
    assert client_of(asked) == client


def test_a_proxy_is_an_address_or_a_network() -> None:
    with pytest.raises(ValidationError, match="proxy"):
        PlaneSettings(trusted_proxies="proxy.example")
