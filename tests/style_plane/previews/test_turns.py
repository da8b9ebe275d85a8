"""Of each caller's kind of work only the newest is done."""

from __future__ import annotations

import asyncio
import threading

import pytest

from style_plane.previews.errors import SupersededError
from style_plane.previews.turns import Turns


async def test_whoever_types_gets_the_newest_picture_only() -> None:
    turns, busy, done = Turns(), threading.Event(), list[int]()
    first = asyncio.create_task(turns.run("other", "still", lambda _: busy.wait(5)))
    await asyncio.sleep(0.02)
    asked = [
        asyncio.create_task(turns.run("ada", "still", lambda _, n=number: done.append(n)))  # type: ignore[misc]
        for number in range(5)
    ]
    await asyncio.sleep(0.02)
    busy.set()
    results = await asyncio.gather(*asked, return_exceptions=True)
    await first
    assert [type(item) for item in results] == [SupersededError] * 4 + [type(None)]
    assert done == [4]
    turns.close()


async def test_callers_and_kinds_do_not_supersede_each_other() -> None:
    turns = Turns()
    pairs = [("ada", "still"), ("ben", "still"), ("ada", "heat")]
    results = await asyncio.gather(*(turns.run(*pair, lambda _: 1) for pair in pairs))
    assert results == [1, 1, 1]
    turns.close()


async def test_long_work_hears_that_its_caller_asked_for_something_else() -> None:
    turns, started, seen = Turns(), threading.Event(), threading.Event()

    def film(stale: object) -> str:
        assert callable(stale)
        started.set()
        while not stale():
            seen.wait(0.005)
        return "given up"

    long = asyncio.create_task(turns.run("ada", "film", film))
    await asyncio.to_thread(started.wait, 5)
    await turns.run("ada", "still", lambda _: None)
    assert await long == "given up"
    turns.close()


async def test_an_error_reaches_the_one_who_asked() -> None:
    turns = Turns()

    def broken(_: object) -> None:
        raise ValueError("no such colour")

    with pytest.raises(ValueError, match="no such colour"):
        await turns.run("ada", "still", broken)
    assert await turns.run("ada", "still", lambda _: 2) == 2
    turns.close()
