"""Safe zones: what platforms lay over a picture. Figures drift, so they are dated data.

To renew one: measure it, change `platforms.json`, set `verified_on` to the day, and raise the revision
of `compose`, whose captions keep out of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from schemas.base import Contract
from schemas.units import Aspect, PctH, PctW

FILE = Path(__file__).parent / "platforms.json"
STALE_DAYS = 180
"""Figures older than this want to be looked at again."""


class Insets(NamedTuple):
    """What is covered at each edge, in percent of the height (top, bottom) or width."""

    top: float
    right: float
    bottom: float
    left: float


NONE = Insets(0.0, 0.0, 0.0, 0.0)


class Platform(Contract):
    """What one platform covers of a picture in one aspect ratio."""

    slug: str
    title: str
    aspect: Aspect
    top: PctH
    right: PctW
    bottom: PctH
    left: PctW
    mirrored: bool = False
    """Whether people who read from right to left see it mirrored."""
    verified_on: date
    source: str

    def insets(self, right_to_left: bool = False) -> Insets:
        """What is covered for readers of one direction."""
        if right_to_left and self.mirrored:
            return Insets(self.top, self.left, self.bottom, self.right)
        return Insets(self.top, self.right, self.bottom, self.left)

    def days_old(self, today: date) -> int:
        """Days since somebody looked; 0 where that lies ahead of `today`."""
        return max(0, (today - self.verified_on).days)


def covered(slugs: Iterable[str], aspect: Aspect) -> Insets:
    """What any of some platforms covers of a picture; nothing where none is known for the shape."""
    found = [item.insets() for item in platforms() if item.slug in slugs and item.aspect == aspect]
    return Insets(*(max(edge, default=0.0) for edge in zip(*found, strict=True))) if found else NONE


@cache
def platforms() -> tuple[Platform, ...]:
    """All that are known, in the order of the file; a slug has one entry for each aspect ratio."""
    entries = json.loads(FILE.read_text(encoding="utf-8"))["platforms"]
    return tuple(Platform.model_validate(entry) for entry in entries)
