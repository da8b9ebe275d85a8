"""Previews for whoever edits: nothing is stored, and nobody waits for what is out of date."""

from __future__ import annotations

from schemas.style.contract import StyleContract
from style_plane.previews.models import Shot, Still
from style_plane.previews.studio import Shelf, Studio
from style_plane.previews.turns import Turns


class Previews:
    """Pictures and films of any contract, painted one at a time.

    `caller` tells those who type apart, such as a person and their draft.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._studio, self._turns = Studio(shelf), Turns()

    async def still(
        self, caller: str, contract: StyleContract, shot: Shot, picture: bytes | None = None
    ) -> Still:
        """One moment as WebP, over an uploaded `picture` or the shot's ground.

        Raises:
            PreviewRefusedError: when a file of the style or the ground is missing or unreadable.
            SupersededError: when the caller asked for a newer still of this aspect ratio meanwhile.
        """
        kind = f"still {shot.aspect}"
        return await self._turns.run(
            caller, kind, lambda _: self._studio.still(contract, shot, picture)
        )

    async def film(
        self, caller: str, contract: StyleContract, shot: Shot, picture: bytes | None = None
    ) -> Still:
        """Two seconds as MP4.

        Raises:
            PreviewRefusedError: as `still`.
            SupersededError: when the caller asked for anything newer meanwhile.
        """
        return await self._turns.run(
            caller, "film", lambda stale: self._studio.film(contract, shot, stale, picture)
        )

    async def heat(
        self, caller: str, one: StyleContract, other: StyleContract, shot: Shot
    ) -> Still:
        """Where two styles differ, as PNG.

        Raises:
            PreviewRefusedError, SupersededError: as `still`.
        """
        kind = f"heat {shot.aspect}"
        return await self._turns.run(caller, kind, lambda _: self._studio.heat(one, other, shot))

    def close(self) -> None:
        """Paint no more."""
        self._turns.close()
