"""How things move: closed forms of time, so that any frame can be drawn on its own."""

from __future__ import annotations

import math
from dataclasses import dataclass

from schemas.style.subtitles import Motion

LONGEST = 0.45
"""Share of its own time that a card or overlay may spend on coming in, and on going out."""
RISE = 0.55
"""Em that `rise` travels."""
SLIDE = 1.6
"""Em that `slide` travels."""
SMALL = 0.8
"""Size at which `pop` starts."""


@dataclass(frozen=True)
class Pose:
    """How a whole card or overlay is shown at one moment."""

    alpha: float = 1.0
    dx: float = 0.0
    """Em."""
    dy: float = 0.0
    scale: float = 1.0
    shown: float = 1.0
    """Share of the letters, for `typewriter`."""

    @property
    def still(self) -> bool:
        """Whether only its opacity differs from rest."""
        return (self.dx, self.dy, self.scale, self.shown) == (0.0, 0.0, 1.0, 1.0)


REST = Pose()


def pose_at(enter: Motion, leave: Motion, now: float, start: float, end: float) -> Pose:
    """The pose `now` of something shown from `start` to `end`, all in milliseconds."""
    most = (end - start) * LONGEST
    coming, going = min(enter.duration_ms, most), min(leave.duration_ms, most)
    if now < start + coming and enter.kind != "none":
        return _pose(enter.kind, (now - start) / coming, 1.0)
    if now >= end - going and leave.kind != "none":
        return _pose(leave.kind, (end - now) / going, -1.0)
    return REST


def _pose(kind: str, part: float, side: float) -> Pose:
    """`part` is 0 when it is away and 1 at rest; it comes from `side` and leaves to the other."""
    part = min(1.0, max(0.0, part))
    eased = ease_out(part)
    away = (1.0 - eased) * side
    if kind == "rise":
        return _rounded(Pose(alpha=eased, dy=away * RISE))
    if kind == "slide":
        return _rounded(Pose(alpha=eased, dx=-away * SLIDE))
    if kind == "pop":
        size = SMALL + (1 - SMALL) * (overshoot(part) if side > 0 else eased)
        return _rounded(Pose(alpha=min(1.0, part * 2.5), scale=size))
    if kind == "typewriter":
        return _rounded(Pose(shown=part))
    return _rounded(Pose(alpha=eased))


def _rounded(pose: Pose) -> Pose:
    values = (pose.alpha, pose.dx, pose.dy, pose.scale, pose.shown)
    return Pose(*(round(value, 4) + 0.0 for value in values))


def ease_out(part: float) -> float:
    """Cubic: fast at first, still at the end."""
    return 1.0 - (1.0 - part) ** 3


def smooth(part: float) -> float:
    """Cubic smooth step, clamped."""
    part = min(1.0, max(0.0, part))
    return part * part * (3 - 2 * part)


def overshoot(part: float) -> float:
    """A damped spring: 0 to 1, a little beyond on the way."""
    if part >= 1:
        return 1.0
    return 1.0 - math.exp(-5.0 * part) * math.cos(1.5 * math.pi * part) * (1.0 - part)


def attack(now: float, start: float, length: float) -> float:
    """0 before `start`, 1 once `length` has passed; a step where there is no length."""
    if now < start:
        return 0.0
    return 1.0 if length <= 0 else smooth((now - start) / length)


def bounce(now: float, start: float, end: float, length: float, release: float) -> float:
    """A spring to 1 that settles at 0.45 while it lasts and is back at 0 `release` after `end`."""
    if now < start:
        return 0.0
    length = max(length, 1.0)
    rising = overshoot(min(1.0, (now - start) / length))
    settling = 1.0 - 0.55 * smooth((now - start - length) / length)
    leaving = 1.0 - attack(now, end, release)
    return rising * settling * leaving
