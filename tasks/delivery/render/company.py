"""What the renders of one clip share while they are made at the same time: one decode, one sound."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import av

from schemas.media import Loudness

Frames = Iterator[av.VideoFrame]
DEPTH = 8
"""Frames by which one render may be ahead of another."""
ARRIVAL_SECONDS = 10.0
"""How long the first waits for the others before it begins without them."""
PATIENCE_SECONDS = 60.0
"""How long they wait for one that takes no frame any more; then it goes on by itself."""


class Company:
    """The renders of one clip in several aspect ratios, each in a thread of its own.

    None depends on another: one that fails, attaches to a former result or comes late is not waited
    for, and one that is left behind decodes for itself.
    """

    def __init__(self, size: int) -> None:
        """`size`: how many seats will be taken and closed again."""
        self._awaited = size
        self._change = threading.Condition()
        self._mastering = threading.Lock()
        self._reels: dict[str, _Reel] = {}
        self._sounds: dict[str, tuple[bytes, Loudness]] = {}

    def reel(self, seat: Seat, key: str, decode: Callable[[], Frames]) -> _Reel | None:
        """The frames under `key`, once everybody is there; None where they have begun already."""
        with self._change:
            self.seen(seat)
            if key not in self._reels:
                self._reels[key] = _Reel(decode(), self._change)
            reel = self._reels[key]
            if reel.begun:
                return None
            reel.waiting[seat] = deque()
            self._change.wait_for(lambda: reel.begun or self._awaited <= 0, ARRIVAL_SECONDS)
            reel.begun = True
            self._change.notify_all()
            return reel

    def seen(self, seat: Seat) -> None:
        """Nobody waits for this one's arrival any more."""
        with self._change:
            self._awaited -= not seat.seen
            seat.seen = True
            self._change.notify_all()

    def left(self, seat: Seat) -> None:
        """No frame is kept for this one any more."""
        with self._change:
            self.seen(seat)
            for reel in self._reels.values():
                reel.without(seat)

    def sound(self, key: str, path: Path, master: Callable[[], Loudness]) -> Loudness:
        """What `master` writes to `path`, or another's sound under the same key, copied there."""
        with self._mastering:
            if key in self._sounds:
                data, loudness = self._sounds[key]
                path.write_bytes(data)
                return loudness
            loudness = master()
            self._sounds[key] = (path.read_bytes(), loudness)
            return loudness


class Seat:
    """One render's place in the company. Close it, whatever became of the render."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self.sound = company.sound
        self.seen = False

    def frames(self, key: str, decode: Callable[[], Frames]) -> Frames:
        """All frames that `decode` gives, decoded once for everybody who asks under the same key.

        They are shared: do not write into them.
        """
        given, reel = 0, self._company.reel(self, key, decode)
        while reel is not None:
            try:
                frame = reel.next(self)
            except _LeftBehindError:
                break
            if frame is None:
                return
            yield frame
            given += 1
        yield from islice(decode(), given, None)

    def close(self) -> None:
        self._company.left(self)


class _LeftBehindError(Exception):
    """The others went on without it."""


class _Reel:
    """Frames that are decoded once, by whoever needs the next one first."""

    def __init__(self, source: Frames, change: threading.Condition) -> None:
        self._source, self._change = source, change
        self.waiting: dict[Seat, deque[av.VideoFrame]] = {}
        """Frames that each has still to take."""
        self.begun = False
        self._busy, self._over = False, False
        self._error: Exception | None = None

    def next(self, seat: Seat) -> av.VideoFrame | None:
        """The next frame for one of them; None after the last.

        Raises:
            _LeftBehindError: when the others no longer wait for it.
            MediaToolError: when it cannot be decoded; then all are told so.
        """
        with self._change:
            while not self._is_turn(seat):
                mine = self.waiting[seat]
                if mine:
                    self._change.notify_all()
                    return mine.popleft()
                if self._error is not None:
                    raise self._error
                if self._over:
                    return None
                if not self._change.wait(PATIENCE_SECONDS) and not self._busy:
                    self._leave_behind()
            self._busy = True
        return self._decoded(seat)

    def _is_turn(self, seat: Seat) -> bool:
        """Whether it has to decode the next frame itself."""
        if seat not in self.waiting:
            raise _LeftBehindError
        ended = self._over or self._error is not None
        room = all(len(frames) < DEPTH for frames in self.waiting.values())
        return not (self.waiting[seat] or ended or self._busy) and room

    def _decoded(self, seat: Seat) -> av.VideoFrame | None:
        frame, error = None, None
        try:
            frame = next(self._source, None)
        except Exception as wrong:  # noqa: BLE001  raised here and in every other render
            error = wrong
        with self._change:
            self._busy, self._error = False, error
            self._over = frame is None
            for other, frames in self.waiting.items():
                if other is not seat and frame is not None:
                    frames.append(frame)
            self._change.notify_all()
        if error is not None:
            raise error
        return frame

    def _leave_behind(self) -> None:
        for seat in [seat for seat, frames in self.waiting.items() if len(frames) >= DEPTH]:
            del self.waiting[seat]
        self._change.notify_all()

    def without(self, seat: Seat) -> None:
        self.waiting.pop(seat, None)
