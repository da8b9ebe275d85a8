"""Covers: a published style over a photograph, drawn by the painter that draws the shorts.

Kept in a folder by contract digest, aspect ratio and engine; the folder may be emptied at any time.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path

from schemas.renders import ENGINE
from schemas.style.contract import StyleContract
from schemas.units import ASPECT_SIZES, Aspect, Sha256
from style_plane.previews.models import Shot
from style_plane.previews.studio import Shelf, Studio

HEIGHT = 960
"""Pixels of an upright cover; the others get the same share of their output."""
ContractOf = Callable[[Sha256], StyleContract]


class Covers:
    """Draws each picture once; one at a time, so that the API stays quick meanwhile."""

    def __init__(self, contract_of: ContractOf, shelf: Shelf, folder: Path) -> None:
        """`contract_of` reads a published contract, or raises `UnknownBytesError`."""
        self._contract_of, self._folder = contract_of, folder
        self._studio = Studio(shelf)
        self._turn = asyncio.Lock()

    async def picture(self, digest: Sha256, aspect: Aspect) -> bytes:
        """WebP of a published contract in one aspect ratio.

        Raises:
            UnknownBytesError: when nothing was published under the digest.
        """
        shot = shot_of(aspect)

        def draw() -> bytes:
            return self._studio.still(self._contract_of(digest), shot).data

        return await self._kept(f"{digest}-{_slug(aspect)}-{ENGINE}.webp", draw)

    async def heat(self, one: Sha256, other: Sha256, aspect: Aspect) -> bytes:
        """Where two published contracts differ, as PNG.

        Raises:
            UnknownBytesError: as `picture`, for either.
        """
        shot = shot_of(aspect)

        def draw() -> bytes:
            pair = self._contract_of(one), self._contract_of(other)
            return self._studio.heat(*pair, shot).data

        return await self._kept(f"{one}-{other}-{_slug(aspect)}-{ENGINE}.png", draw)

    async def _kept(self, name: str, draw: Callable[[], bytes]) -> bytes:
        path = self._folder / name
        if not path.exists():
            async with self._turn:  # whoever waits here holds no thread
                if not path.exists():
                    _write(path, await asyncio.to_thread(draw))
        return await asyncio.to_thread(path.read_bytes)


def shot_of(aspect: Aspect) -> Shot:
    """What a cover shows."""
    width, _ = ASPECT_SIZES[aspect]
    return Shot(aspect=aspect, width=round(width * HEIGHT / max(ASPECT_SIZES["9:16"])))


def _slug(aspect: Aspect) -> str:
    return aspect.replace(":", "x")


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
    Path(file.name).replace(path)
