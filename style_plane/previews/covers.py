"""Pictures of published styles over a photograph, by the painter that draws the shorts.

Kept in a folder by contract digest, aspect ratio and engine; the folder may be emptied at any time.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path

from schemas.renders import ENGINE
from schemas.style.contract import StyleContract
from schemas.units import ASPECT_SIZES, Aspect, Sha256, slug_of
from style_plane.errors import UnknownBytesError
from style_plane.previews.models import Shot
from style_plane.previews.studio import Shelf, Studio

HEIGHT = 960
"""Pixels of an upright picture; the others get the same share of their output."""
COVER = "-cover"
"""What an address adds for the short's cover."""
ASPECTS: dict[str, Aspect] = {slug_of(aspect): aspect for aspect in ASPECT_SIZES}
ContractOf = Callable[[Sha256], StyleContract]


class Covers:
    """Draws each picture once; one at a time, so that the API stays quick meanwhile."""

    def __init__(self, contract_of: ContractOf, shelf: Shelf, folder: Path) -> None:
        """`contract_of` reads a published contract, or raises `UnknownBytesError`."""
        self._contract_of, self._folder = contract_of, folder
        self._studio = Studio(shelf)
        self._turn = asyncio.Lock()

    async def picture(self, digest: Sha256, shot: Shot) -> bytes:
        """WebP of a published contract, as `shot_of` asks for it.

        Raises:
            UnknownBytesError: when nothing was published under the digest.
        """

        def draw() -> bytes:
            return self._studio.still(self._contract_of(digest), shot).data

        return await self._kept(f"{digest}-{_slug(shot)}-{ENGINE}.webp", draw)

    async def heat(self, one: Sha256, other: Sha256, shot: Shot) -> bytes:
        """Where two published contracts differ, as PNG.

        Raises:
            UnknownBytesError: as `picture`, for either.
        """

        def draw() -> bytes:
            pair = self._contract_of(one), self._contract_of(other)
            return self._studio.heat(*pair, shot).data

        return await self._kept(f"{one}-{other}-{_slug(shot)}-{ENGINE}.png", draw)

    async def _kept(self, name: str, draw: Callable[[], bytes]) -> bytes:
        path = self._folder / name
        if not path.exists():
            async with self._turn:  # whoever waits here holds no thread
                if not path.exists():
                    _write(path, await asyncio.to_thread(draw))
        return await asyncio.to_thread(path.read_bytes)


def shot_of(aspect: Aspect, *, cover: bool = False) -> Shot:
    """What a picture shows: a moment of the short, or its cover."""
    width, _ = ASPECT_SIZES[aspect]
    return Shot(aspect=aspect, cover=cover, width=round(width * HEIGHT / max(ASPECT_SIZES["9:16"])))


def shot_named(name: str, suffix: str) -> Shot:
    """What `9x16.webp` or `9x16-cover.webp` asks for.

    Raises:
        UnknownBytesError: when it names no aspect ratio.
    """
    slug = name.removesuffix(suffix)
    aspect = ASPECTS.get(slug.removesuffix(COVER))
    if aspect is None:
        raise UnknownBytesError(f"{name!r} is none of {', '.join(ASPECTS)}.")
    return shot_of(aspect, cover=slug.endswith(COVER))


def _slug(shot: Shot) -> str:
    return slug_of(shot.aspect) + (COVER if shot.cover else "")


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
    Path(file.name).replace(path)
