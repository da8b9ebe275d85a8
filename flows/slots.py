"""How much of a flow goes on at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

OWN_MIB = 400
"""Of a run that works on nothing: Python, Prefect, models."""
PART_MIB = 220
"""Of a clip that is looked at or rendered, without the source's pictures."""
PICTURES = 20
"""Pictures of the source that a decoder and whoever waits for it hold."""
BYTES_A_PIXEL = 3
"""4:2:0 with ten bits."""


def fitting(memory_mib: int, pixels: int) -> int:
    """How many parts that decode a picture of so many pixels fit into memory; at least one."""
    needed = PART_MIB + PICTURES * BYTES_A_PIXEL * pixels / (1 << 20)
    return max(1, int((memory_mib - OWN_MIB) / needed))


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
