"""Slots: never more at once than there are, and nobody waits for ever for several of them."""

from __future__ import annotations

import asyncio

from flows.slots import Slots, fitting


async def test_who_needs_several_gets_them_together_and_more_than_there_are_means_all() -> None:
    slots, held, most = Slots(3), 0, []

    async def work(wanted: int) -> None:
        nonlocal held
        async with slots.taken(wanted):
            held += min(wanted, 3)
            most.append(held)
            await asyncio.sleep(0)
            held -= min(wanted, 3)

    await asyncio.wait_for(asyncio.gather(*(work(n % 5 + 1) for n in range(40))), timeout=20)
    assert max(most) == 3
    assert held == 0


def test_large_pictures_and_little_memory_leave_room_for_fewer() -> None:
    full_hd, ultra_hd = 1920 * 1080, 3840 * 2160
    assert fitting(100, full_hd) == 1
    assert fitting(4096, full_hd) >= 8
    assert fitting(4096, ultra_hd) < fitting(4096, full_hd)
    assert fitting(64_000, ultra_hd) > 64
