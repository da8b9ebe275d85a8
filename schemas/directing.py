"""How people want single shots shown: kept for a recording, read by every later run of it.

A shot is known by its time in the recording: numbers of clips and shots change from run to run.
"""

from __future__ import annotations

from typing import Literal, Self, get_args

from pydantic import model_validator

from schemas.base import Contract
from schemas.units import Aspect, Fine, Ms, Share

Layout = Literal["follow", "stack", "split", "cut", "whole", "center"]
"""One crop that follows somebody; people one above the other; a screen above its webcam; hard cuts
to whoever speaks; the whole picture on a blurred fill; the middle of the picture."""
LAYOUTS: tuple[Layout, ...] = get_args(Layout)
SAME_MS = 1000
"""Two spans that share so much belong to one shot, as do those that share half of the shorter one."""


class Spot(Contract):
    """Where the middle of somebody's face mostly was in a shot, as shares of the upright picture."""

    x: Fine
    y: Fine


class Direction(Contract):
    """How a person wants one shot shown."""

    start_ms: Ms
    """Of the shot as that person saw it, in the recording."""
    end_ms: Ms
    """Exclusive."""
    aspect: Aspect | None = None
    """None: in every aspect ratio that has no direction of its own."""
    layout: Layout | Literal["auto"]
    """`auto` leaves one aspect ratio to the program where the others are directed."""
    person: Spot | None = None
    """Whom to follow; None is whoever leads the shot."""
    at: Share | None = None
    """Where to stand instead: the crop's middle, as a share of the picture's width."""

    @model_validator(mode="after")
    def _follows_one_thing(self) -> Self:
        if self.end_ms <= self.start_ms:
            raise ValueError("a shot ends behind its start")
        if self.layout != "follow" and (self.person or self.at is not None):
            raise ValueError(f"{self.layout!r} follows no person and no place; 'follow' does")
        if self.person and self.at is not None:
            raise ValueError("either a person is followed or a place")
        return self

    @property
    def words(self) -> str:
        """As it is shown to people: `stack`, `follow, at 0.62`."""
        if self.person is not None:
            return f"{self.layout}, the person at {self.person.x:.2f}"
        return self.layout if self.at is None else f"{self.layout}, at {self.at:.2f}"

    def shares(self, start_ms: int, end_ms: int) -> int:
        """Milliseconds that a shot has in common with the directed one; 0 where it is another."""
        shared = min(end_ms, self.end_ms) - max(start_ms, self.start_ms)
        shorter = min(end_ms - start_ms, self.end_ms - self.start_ms)
        return shared if shared > 0 and (shared >= SAME_MS or 2 * shared >= shorter) else 0


class Directions(Contract):
    """All shots of one recording that people have directed, by time; at most one for each shot and
    aspect ratio, and one for all of them."""

    source_sha256: str
    items: tuple[Direction, ...] = ()
