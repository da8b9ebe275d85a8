"""How much of a flow goes on at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Slots:
    """A number of slots, of which somebody may need several at once."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._free = asyncio.Semaphore(count)
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def taken(self, wanted: int) -> AsyncIterator[None]:
        """`wanted` slots, or all that there are; whoever asked first gets them first."""
        held = min(wanted, self.count)
        async with self._turn:  # nobody holds a part of what it needs while another does the same
            for _ in range(held):
                await self._free.acquire()
        try:
            yield
        finally:
            for _ in range(held):
                self._free.release()
