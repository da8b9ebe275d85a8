"""Version numbers: how they are written, what follows, and what a selector means.

How large a step must be says `schemas.style.compare`. Numbering starts at 1.0.0.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

Bump = Literal["patch", "minor", "major"]
BUMPS: tuple[Bump, ...] = ("patch", "minor", "major")


class Number(NamedTuple):
    """A semantic version, ordered by number and not by text."""

    major: int
    minor: int
    patch: int

    @classmethod
    def parse(cls, text: str) -> Number:
        """Read `1.2.3`."""
        major, minor, patch = (int(part) for part in text.split("."))
        return cls(major, minor, patch)

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    def step_from(self, before: Number) -> Bump:
        """How large the step from a lower number to this one is."""
        if self.major != before.major:
            return "major"
        return "minor" if self.minor != before.minor else "patch"

    def next(self, bump: Bump) -> Number:
        """The number after this one."""
        if bump == "major":
            return Number(self.major + 1, 0, 0)
        if bump == "minor":
            return Number(self.major, self.minor + 1, 0)
        return Number(self.major, self.minor, self.patch + 1)


FIRST = Number(1, 0, 0)


def is_range(selector: str) -> bool:
    """Whether a selector is an exact number, `^...` or `~...` and not a name or digest."""
    return selector[0] in "^~" or selector[0].isdigit()


def best(selector: str, numbers: Iterable[Number]) -> Number | None:
    """The highest number that an exact, `^` or `~` selector allows, or None."""
    return max((number for number in numbers if allows(selector, number)), default=None)


def allows(selector: str, number: Number) -> bool:
    """`^1.2` is 1.2.0 up to below 2; `~1.2` is 1.2.0 up to below 1.3."""
    if selector[0] not in "^~":
        return number == Number.parse(selector)
    wanted = tuple(int(part) for part in selector[1:].split("."))
    floor = Number(*(*wanted, 0, 0)[:3])
    fixed = 1 if selector[0] == "^" else 2
    return number >= floor and number[:fixed] == floor[:fixed]
