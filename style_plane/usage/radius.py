"""What a new version would touch, in numbers and in words."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.stages import Stage
from schemas.style.compare import Comparison, compare
from schemas.style.contract import StyleContract
from schemas.style.refs import StyleRef
from style_plane.tables import StyleVersion
from style_plane.usage.models import BlastRadius
from style_plane.usage.tables import Pin
from style_plane.versions.naming import LATEST
from style_plane.versions.numbers import FIRST, Number, best
from style_plane.versions.rows import contract_of, number_of


def radius_of(
    newest: StyleVersion | None, contract: StyleContract, pins: Sequence[Pin]
) -> BlastRadius:
    """What publishing `contract` after `newest` would touch; `pins` are all of the style."""
    if newest is None:
        first = ("This is the first version: no run uses the style yet.",)
        return _radius(None, FIRST, compare(None, contract), [], 0, first)
    change = compare(contract_of(newest), contract)
    before = number_of(newest)
    after = before if change.least_bump == "none" else before.next(change.least_bump)
    touched = [pin for pin in pins if Number.parse(pin.version).major == before.major]
    following = sum(_follows(pin.ref, after) for pin in touched)
    words = _words(before, after, change, touched, following)
    return _radius(before, after, change, touched, following, words)


def _radius(
    before: Number | None,
    after: Number,
    change: Comparison,
    touched: Sequence[Pin],
    following: int,
    words: tuple[str, ...],
) -> BlastRadius:
    return BlastRadius(
        newest=str(before) if before else None,
        next=str(after),
        bump=change.least_bump,
        runs=len(touched),
        clients=len({pin.client for pin in touched}),
        following=following,
        restart_at=change.restart_at,
        words=words,
    )


def _follows(text: str, after: Number) -> bool:
    """Whether a reference would move to the new version by itself; `stable` waits for a person."""
    selector = StyleRef.parse(text).selector
    if selector[0] in "^~":
        return best(selector, [after]) is not None
    return selector == LATEST


def _words(
    before: Number, after: Number, change: Comparison, touched: Sequence[Pin], following: int
) -> tuple[str, ...]:
    if change.least_bump == "none":
        return (f"This is {before} unchanged: there is nothing to publish.",)
    if not touched:
        return (f"No run pins {before.major}.x: nothing is touched.",)
    clients = len({pin.client for pin in touched})
    said = [
        f"{_many(len(touched), 'run')} of {_many(clients, 'client')} "
        f"{_pins(len(touched))} {before.major}.x; what they made stays as it is."
    ]
    if following:
        said.append(
            f"{following} of them asked for a range or `latest` that moves to {after}: the next run "
            f"that asks the same gets it."
        )
    if after.major > before.major:
        said.append(f"Runs that ask for `^{before.major}` stay with {before.major}.x.")
    said.append(_rerun(change.restart_at))
    return tuple(said)


def _rerun(restart: Stage | None) -> str:
    if restart is None:
        return "A rerun in the new version makes nothing anew."
    if restart is Stage.ENHANCE:
        return "A rerun in the new version keeps the analysis and starts at enhance: cards change."
    return f"A rerun in the new version keeps everything before {restart.value} and starts there."


def _many(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _pins(number: int) -> str:
    return "pins" if number == 1 else "pin"
