"""How often something may be asked for: token buckets in memory, for one process.

A bucket holds some tokens, each act takes one, and they come back evenly. A full bucket is like
none at all, so full ones are forgotten.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

from style_plane.access.errors import TooManyRequestsError
from style_plane.settings import PlaneSettings

MOST_BUCKETS = 20_000


class Rate(NamedTuple):
    """So many at once, and so many come back in a minute."""

    burst: float
    per_minute: float


class _Bucket(NamedTuple):
    tokens: float
    at: float


class Limits:
    """All buckets; `clock` gives seconds that never go back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: dict[tuple[str, str], tuple[Rate, _Bucket]] = {}
        self._lock = threading.Lock()

    def take(self, what: str, who: str, rate: Rate) -> float:
        """Take a token where there is one. Seconds until there is one again; 0 when it was taken."""
        with self._lock:
            bucket = self._now(what, who, rate)
            missing = self._missing(bucket.tokens, rate)
            if not missing:
                self._forget()
                left = bucket._replace(tokens=bucket.tokens - 1)
                self._buckets[what, who] = (rate, left)
            return missing

    def give_back(self, what: str, who: str, rate: Rate) -> None:
        """Put a token back that turned out not to be spent."""
        with self._lock:
            bucket = self._now(what, who, rate)
            more = bucket._replace(tokens=min(rate.burst, bucket.tokens + 1))
            self._buckets[what, who] = (rate, more)

    def __len__(self) -> int:
        return len(self._buckets)

    def _now(self, what: str, who: str, rate: Rate) -> _Bucket:
        now = self._clock()
        _, bucket = self._buckets.get((what, who), (rate, _Bucket(rate.burst, now)))
        return _filled(bucket, rate, now)

    @staticmethod
    def _missing(tokens: float, rate: Rate) -> float:
        return 0.0 if tokens >= 1 else (1 - tokens) * 60 / rate.per_minute

    def _forget(self) -> None:
        """Keep the memory bounded: full buckets first, then those that were asked longest ago."""
        if len(self._buckets) < MOST_BUCKETS:
            return
        now = self._clock()
        full = [
            key
            for key, (rate, bucket) in self._buckets.items()
            if _filled(bucket, rate, now).tokens >= rate.burst
        ]
        oldest = sorted(self._buckets, key=lambda key: self._buckets[key][1].at)
        for key in full or oldest[: MOST_BUCKETS // 10]:
            del self._buckets[key]


def _filled(bucket: _Bucket, rate: Rate, now: float) -> _Bucket:
    back = (now - bucket.at) * rate.per_minute / 60
    return _Bucket(min(rate.burst, bucket.tokens + back), now)


def limited(
    what: str, *, per_minute: float, burst: float | None = None
) -> Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], None]:
    """A guard that lets each client's address ask so often; `burst` is as much as a minute's worth.

    Raises, when it is asked:
        TooManyRequestsError: 429; say so in the handler's `responses`.
    """
    rate = Rate(per_minute if burst is None else burst, per_minute)

    def guard(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        limits: Limits = connection.app.state.limits
        missing = limits.take(what, client_of(connection), rate)
        if missing:
            raise TooManyRequestsError(f"Too many requests ({what}) from here.", missing)

    return guard


def client_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The address that asks; what it forwards is believed of `trusted_proxies` only.

    Of an IPv6 address the first half: whoever has one has all that begin with it.
    """
    settings: PlaneSettings = connection.app.state.settings
    address = connection.client.host if connection.client else ""
    forwarded = connection.headers.get("x-forwarded-for", "")
    for before in reversed([item.strip() for item in forwarded.split(",") if item.strip()]):
        if not settings.trusts(address):
            break
        address = before
    return _first_half(address)


def _first_half(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if found.version == 4 or found.is_loopback:
        return str(found)
    return str(ipaddress.ip_network((found, 64), strict=False).network_address)
