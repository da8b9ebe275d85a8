"""Pins added up: by version, by client, by day."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from style_plane.usage.models import ClientUsage, StyleUsage, VersionUsage
from style_plane.usage.rows import Settled
from style_plane.usage.tables import Pin
from style_plane.versions.numbers import Number

RECENT = timedelta(days=30)
K = TypeVar("K", bound=Hashable)


def style_usage(
    org: str, name: str, pins: Sequence[Pin], ended: Settled, now: datetime
) -> StyleUsage:
    """Everything about a style's pins, which come newest first."""
    versions = [_version(key, rows, ended, now) for key, rows in _by(pins, _version_of).items()]
    clients = [_client(key, rows, now) for key, rows in _by(pins, lambda pin: pin.client).items()]
    return StyleUsage(
        org=org,
        name=name,
        runs=len(pins),
        runs_30_days=_recent(pins, now),
        versions=tuple(sorted(versions, key=_number, reverse=True)),
        clients=tuple(sorted(clients, key=lambda item: (-item.runs, item.client))),
        days=_days(pins, now),
    )


def no_usage(version: str) -> VersionUsage:
    """A version that no run has reported."""
    return VersionUsage(
        version=version, runs=0, runs_30_days=0, clients=0, overridden=0, delivered=0, failed=0
    )


def _version(version: str, pins: list[Pin], ended: Settled, now: datetime) -> VersionUsage:
    outputs = [ended.get(pin.run_id, (0, 0)) for pin in pins]
    return VersionUsage(
        version=version,
        runs=len(pins),
        runs_30_days=_recent(pins, now),
        clients=len({pin.client for pin in pins}),
        overridden=sum(pin.effective_digest != pin.digest for pin in pins),
        delivered=sum(delivered for delivered, _ in outputs),
        failed=sum(failed for _, failed in outputs),
        last_at=pins[0].reported_at,
    )


def _client(client: str, pins: list[Pin], now: datetime) -> ClientUsage:
    versions = sorted({Number.parse(pin.version) for pin in pins}, reverse=True)
    return ClientUsage(
        client=client,
        runs=len(pins),
        runs_30_days=_recent(pins, now),
        versions=tuple(str(number) for number in versions),
        last_at=pins[0].reported_at,
    )


def _days(pins: Sequence[Pin], now: datetime) -> tuple[int, ...]:
    days = [(now - timedelta(days=back)).date().isoformat() for back in range(RECENT.days)]
    reported = [pin.reported_at[:10] for pin in pins]
    return tuple(reported.count(day) for day in reversed(days))


def _recent(pins: Iterable[Pin], now: datetime) -> int:
    since = (now - RECENT).isoformat(timespec="seconds")
    return sum(pin.reported_at >= since for pin in pins)


def _by(pins: Iterable[Pin], key: Callable[[Pin], K]) -> dict[K, list[Pin]]:
    found: dict[K, list[Pin]] = {}
    for pin in pins:
        found.setdefault(key(pin), []).append(pin)
    return found


def _version_of(pin: Pin) -> str:
    return pin.version


def _number(item: VersionUsage) -> Number:
    return Number.parse(item.version)
