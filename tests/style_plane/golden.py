"""Every starter in every aspect ratio as it was last looked at: plans by digest, stills as pictures; so
too the covers of those that put something on them.

`python -m tests.style_plane.golden` makes them anew in `looked_at/`; look at them before you commit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from schemas.base import digest_of
from schemas.style.cover import cover_of
from schemas.style.resolve import resolve
from schemas.units import Aspect
from style_plane.starters import seeding
from style_plane.starters.seeding import STARTERS, contract_of
from tasks.tools.drawing.proof import paint_still, sample_plan

FOLDER = Path(__file__).parent / "looked_at"
PLANS = FOLDER / "plans.json"
ASPECTS: tuple[Aspect, ...] = ("9:16", "1:1", "16:9", "4:5")
EVERY = [(name, aspect) for name in STARTERS for aspect in ASPECTS]
WIDTH = 270
COVERED = [(name, aspect) for name, aspect in EVERY if cover_of(resolve(contract_of(name), aspect))]


def still_file(name: str, aspect: Aspect) -> Path:
    return FOLDER / f"{name}_{aspect.replace(':', 'x')}.png"


def still(name: str, aspect: Aspect) -> bytes:
    """PNG of sample words in the starter's look, over its own background."""
    return paint_still(contract_of(name), aspect, _files(), _files(), width=WIDTH)


def cover_file(name: str, aspect: Aspect) -> Path:
    return FOLDER / f"{name}_{aspect.replace(':', 'x')}_cover.png"


def cover(name: str, aspect: Aspect) -> bytes:
    """PNG of the starter's cover with the sample's title, over its own background."""
    style = cover_of(resolve(contract_of(name), aspect))
    assert style is not None
    return paint_still(style, aspect, _files(), _files(), width=WIDTH)


def plan_digest(name: str, aspect: Aspect) -> str:
    """Of the plan that the still is painted from: all words, boxes, times and outlines. What is at its
    default is left out, so that a field that a plan gains moves nothing."""
    plan = sample_plan(contract_of(name), aspect, _files(), _files())
    return digest_of(plan.model_dump(mode="json", exclude_defaults=True))


def _files() -> dict[str, Path]:
    """Fonts and pictures of the starters by their sha256."""
    return {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in seeding._files()}


def _plans() -> Iterator[tuple[str, str]]:
    for name, aspect in EVERY:
        yield f"{name} {aspect}", plan_digest(name, aspect)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, aspect in EVERY:
        still_file(name, aspect).write_bytes(still(name, aspect))
    for name, aspect in COVERED:
        cover_file(name, aspect).write_bytes(cover(name, aspect))
    PLANS.write_text(json.dumps(dict(_plans()), indent=1) + "\n")


if __name__ == "__main__":
    main()
