"""Puts the starters into the plane at every start; what is there already stays as it is.

To add a starter: write its contract as `NAME.json` here, its fonts into `fonts.py`, and add NAME to
`STARTERS`. A starter that changed since the last release becomes the next version of its style.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from schemas.style.contract import StyleContract
from schemas.style.refs import ResolvedStyle
from style_plane.access.actor import Actor
from style_plane.assets.store import Assets
from style_plane.starters.fonts import FONTS, font_path
from style_plane.versions.errors import WithdrawnError
from style_plane.versions.naming import STABLE
from style_plane.versions.service import Versions

ORG = "reelwright"
STARTERS = ("bold", "clean", "studio", "karaoke")
SEEDER = Actor.service("reelwright")
"""Who published them, in the history."""
HERE = Path(__file__).parent


def seed(versions: Versions, assets: Assets) -> tuple[ResolvedStyle, ...]:
    """Publish every starter; those whose content is published already are left alone.

    A new version takes over `stable` only where nobody but the seeder ever moved it. One that
    somebody withdrew stays so.
    """
    for path in _files():
        assets.add(path.read_bytes())
    seeded = []
    for name in STARTERS:
        with suppress(WithdrawnError):
            seeded.append(_seed_one(versions, name))
    return tuple(seeded)


def contract_of(name: str) -> StyleContract:
    """The contract of a starter."""
    return StyleContract.model_validate_json((HERE / f"{name}.json").read_bytes())


def _seed_one(versions: Versions, name: str) -> ResolvedStyle:
    published, new = versions.publish(SEEDER, ORG, name, contract_of(name))
    if new:
        moves = [move for move in versions.style(ORG, name).moves if move.channel == STABLE]
        if all(move.by == SEEDER.name for move in moves):
            reason = "came with a release"
            versions.move(SEEDER, ORG, name, STABLE, published.version, reason=reason)
    return published


def _files() -> Iterator[Path]:
    """Fonts from their packages, pictures from this folder."""
    yield from (font_path(name) for name in FONTS)
    yield from sorted(HERE.glob("*.png"))
