"""Renders that share one decode: each gets every frame, none waits for one that is gone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from schemas.artifacts import BINARY, Blob, Ref
from schemas.renders import RenderPlan
from schemas.spec import RenderOptions
from schemas.units import Aspect
from tasks.delivery.render import company as module
from tasks.delivery.render import local
from tasks.delivery.render.company import Company, Seat
from tasks.delivery.render.local import LocalBackend
from tests.footage import click_track, steady, write_timed
from tests.looks import a_plan, a_style, a_timeline, digest

COUNT = 60


class Reel:
    """Numbers for frames; knows how often it was decoded, and by whom each was."""

    def __init__(self, fails_at: int = COUNT) -> None:
        self.fails_at, self.begun, self.decoded = fails_at, 0, 0

    def __call__(self) -> Iterator[Any]:
        self.begun += 1
        for number in range(COUNT):
            if number == self.fails_at:
                raise OSError("the disk is gone")
            self.decoded += 1
            yield number


def taken(seat: Seat, reel: Reel, leaves_at: int = COUNT, key: str = "talk") -> list[Any]:
    found: list[Any] = []
    try:
        for number in seat.frames(key, reel):
            if len(found) == leaves_at:
                raise RuntimeError("this one failed")
            found.append(number)
    finally:
        seat.close()
    return found


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


def test_everybody_gets_every_frame_of_one_decode(threads: ThreadPoolExecutor) -> None:
    company, reel = Company(4), Reel()
    done = [threads.submit(taken, Seat(company), reel) for _ in range(4)]
    assert [one.result() for one in done] == [list(range(COUNT))] * 4
    assert (reel.begun, reel.decoded) == (1, COUNT)


def test_one_that_fails_leaves_the_others(threads: ThreadPoolExecutor) -> None:
    company, reel = Company(3), Reel()
    done = [threads.submit(taken, Seat(company), reel, at) for at in (COUNT, 20, COUNT)]
    assert done[0].result() == done[2].result() == list(range(COUNT))
    with pytest.raises(RuntimeError, match="this one failed"):
        done[1].result()
    assert reel.decoded == COUNT


def test_one_that_needs_no_frames_is_not_waited_for(
    threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ARRIVAL_SECONDS", 3600.0)
    company, reel = Company(2), Reel()
    attached = Seat(company)
    first = threads.submit(taken, Seat(company), reel)
    attached.close()
    attached.close()
    assert first.result() == list(range(COUNT))


def test_one_that_comes_late_decodes_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ARRIVAL_SECONDS", 0.01)
    company, reel = Company(2), Reel()
    assert taken(Seat(company), reel) == taken(Seat(company), reel) == list(range(COUNT))
    assert reel.begun == 2


def test_one_that_stands_still_is_left_behind_and_misses_nothing(
    threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.05)
    company, reel, go_on = Company(2), Reel(), threading.Event()

    def slow(seat: Seat) -> list[Any]:
        found = []
        for number in seat.frames("talk", reel):
            found.append(number)
            go_on.wait()
        return found

    slowly = threads.submit(slow, Seat(company))
    assert taken(Seat(company), reel) == list(range(COUNT))
    go_on.set()
    assert slowly.result() == list(range(COUNT))
    assert reel.begun == 2


def test_other_frames_are_decoded_apart(threads: ThreadPoolExecutor) -> None:
    company, reel = Company(2), Reel()
    done = [threads.submit(taken, Seat(company), reel, COUNT, key) for key in ("one", "two")]
    assert [one.result() for one in done] == [list(range(COUNT))] * 2
    assert reel.begun == 2


def test_what_cannot_be_decoded_is_told_to_all(threads: ThreadPoolExecutor) -> None:
    company, reel = Company(3), Reel(fails_at=30)
    done = [threads.submit(taken, Seat(company), reel) for _ in range(3)]
    for one in done:
        with pytest.raises(OSError, match="the disk is gone"):
            one.result()
    assert reel.begun == 1


class Studio:
    """One recording, and its renders in three aspect ratios."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, Path] = {}
        source = self._keep(write_timed(folder / "in.mp4", steady(40, Fraction(30))))
        sound = self._keep(click_track(folder / "in.wav", [0.2, 0.5], 1.5))
        aspects: tuple[Aspect, ...] = ("9:16", "1:1", "16:9")
        self.plans = {
            aspect: a_plan(
                a_style(),
                "one two",
                aspect,
                timeline=a_timeline(
                    aspect, frames=36, source=source, audio=sound, width=128, height=96
                ),
            )[0]
            for aspect in aspects
        }

    def _keep(self, path: Path) -> Ref[Blob]:
        name = digest(path)
        self.files[name] = path
        return Ref(sha256=name, size=path.stat().st_size, media_type=BINARY)

    def bytes_of(self, plan: RenderPlan, name: str, seat: Seat | None, stop_at: float = 2) -> bytes:
        def tell(done: float) -> None:
            if done > stop_at:
                raise RuntimeError("this one failed")

        workdir = self.folder / f"{name}-{plan.aspect.replace(':', 'x')}"
        workdir.mkdir()
        try:
            path, _ = LocalBackend().render(
                plan,
                RenderOptions(preset="ultrafast"),
                locate=lambda ref: self.files[ref.sha256],
                workdir=workdir,
                tell=tell,
                seat=seat,
            )
        finally:
            if seat is not None:
                seat.close()
        return path.read_bytes()


def test_aspect_ratios_made_together_are_the_same_files_and_one_failure_is_its_own(
    tmp_path: Path, threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio, opened, mastered = Studio(tmp_path), [], []
    decode, master = vars(local)["recording_frames"], local._mastered

    def counted(*arguments: Any, **more: Any) -> Any:
        opened.append(1)
        return decode(*arguments, **more)

    def heard(*arguments: Any) -> Any:
        mastered.append(1)
        return master(*arguments)

    alone = {name: studio.bytes_of(plan, "alone", None) for name, plan in studio.plans.items()}
    monkeypatch.setattr(local, "recording_frames", counted)
    monkeypatch.setattr(local, "_mastered", heard)
    company = Company(3)
    made: dict[str, Future[bytes]] = {
        name: threads.submit(
            studio.bytes_of, plan, "together", Seat(company), 0.4 if name == "1:1" else 2
        )
        for name, plan in studio.plans.items()
    }
    with pytest.raises(RuntimeError, match="this one failed"):
        made["1:1"].result()
    assert {name: made[name].result() for name in ("9:16", "16:9")} == {
        name: alone[name] for name in ("9:16", "16:9")
    }
    assert (len(opened), len(mastered)) == (1, 1)
