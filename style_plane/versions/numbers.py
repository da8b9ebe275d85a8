"""Version numbers: what a selector means, and how large the next step must be.

patch: no facet changed, nothing has to be made anew; minor: composition changed; major: the plan
facet changed or an aspect ratio is no longer promised. Numbering starts at 1.0.0.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from schemas.style.contract import StyleContract
from schemas.style.facets import Facets, facets_of
from schemas.units import Aspect

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

    def next(self, bump: Bump) -> Number:
        """The number after this one."""
        if bump == "major":
            return Number(self.major + 1, 0, 0)
        if bump == "minor":
            return Number(self.major, self.minor + 1, 0)
        return Number(self.major, self.minor, self.patch + 1)


FIRST = Number(1, 0, 0)


def least_bump(facets: Facets, promised: tuple[Aspect, ...], new: StyleContract) -> Bump:
    """The smallest honest step from the newest version to `new`.

    `facets` are those stored with the newest version, `promised` its aspect ratios. Only what it
    promised is compared: an aspect ratio more is minor, whatever it looks like.
    """
    if not set(promised) <= set(new.promise):
        return "major"
    same_ground = facets_of(new.model_copy(update={"promise": promised}))
    if same_ground.plan != facets.plan:
        return "major"
    grew = set(promised) < set(new.promise)
    return "minor" if grew or same_ground != facets else "patch"


def is_range(selector: str) -> bool:
    """Whether a selector is an exact number, `^...` or `~...` and not a name or digest."""
    return selector[0] in "^~" or selector[0].isdigit()


def best(selector: str, numbers: Iterable[Number]) -> Number | None:
    """The highest number that an exact, `^` or `~` selector allows, or None."""
    return max((number for number in numbers if _allows(selector, number)), default=None)


def _allows(selector: str, number: Number) -> bool:
    """`^1.2` is 1.2.0 up to below 2; `~1.2` is 1.2.0 up to below 1.3."""
    if selector[0] not in "^~":
        return number == Number.parse(selector)
    wanted = tuple(int(part) for part in selector[1:].split("."))
    floor = Number(*(*wanted, 0, 0)[:3])
    fixed = 1 if selector[0] == "^" else 2
    return number >= floor and number[:fixed] == floor[:fixed]
