"""Where a picture changes for good: hard cuts exact to the frame, fades, dips and dissolves."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain
from math import inf
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from tasks.tools.media.blends import REACHES_S, mixed, parted
from tasks.tools.media.flags import runs_of
from tasks.tools.media.lowres import LUMA, Small
from tasks.tools.media.windows import STILL as STANDING
from tasks.tools.media.windows import window_between

SHORTEST_S = 0.4
"""Of two boundaries closer than this the weaker one is left out."""
FLASH_S = 0.2
"""What is back to its former look after this time was a flash."""
NOTICEABLE = 5.0
"""Least difference of a cut: mean luma difference plus mean chroma difference, 0 to 255."""
WIDESPREAD = 0.25
"""Least part of the picture that a cut changes: a caption that appears is no cut."""
PARTLY = 1.5
"""Least difference where only a window comes or goes."""
CHANGED_BY = 10
"""Luma difference from which a spot counts as changed."""
OVER_MOTION = 3.0
"""How many times a cut differs more than the motion around it."""
ALONE = 2.0
"""How many times a cut differs more than the two changes on each side: a jerk of the camera takes
several frames."""
CLEAR = 20.0
"""From here on one of the four may be as large: a cut that was blended over two frames."""
NEIGHBOURS = 15
"""Changes on each side that say how much motion there is."""
CONTEXT_S = 0.8
"""Seconds beyond a stretch that are enough to judge the frames at its ends."""
STILL = 0.05
"""Differences up to this are repeated frames."""
REPEATED_S = 0.35
"""Of a source with few frames a second: what is repeated so long says nothing about motion. What goes on
is a picture that stands, such as a slide."""
BLACK = 22.0
"""Mean luma up to this, with hardly any structure, is black (which is 16)."""
FLAT = 3.0
Entry = Literal["cut", "fade"]


@dataclass
class Changes:
    """What is kept of each frame; all lists have one entry a frame."""

    step: list[float] = field(default_factory=list)
    """Difference from the frame before; 0 for the first."""
    lasting: list[float] = field(default_factory=list)
    """Least difference of this frame from those of `FLASH_S` before it, and of the frame before
    it from those that follow; 0 where nothing is cut."""
    motion: list[float] = field(default_factory=list)
    """Luma part of `step`."""
    black: list[bool] = field(default_factory=list)
    seen: list[tuple[int, int]] = field(default_factory=list)
    """First frame and end of each stretch that was looked at, in order; of all others nothing is
    known but that they hold no cut."""
    mixed: list[float] = field(default_factory=list)
    """How much weaker than itself the stronger of the pictures around it is in this frame, where it
    is a mixture of them; 0 where it is none."""

    @classmethod
    def unseen(cls, frames: int) -> Self:
        """Of a recording that nobody has looked at yet."""
        zeros = [0.0] * frames
        return cls(zeros, zeros.copy(), zeros.copy(), [False] * frames, mixed=zeros.copy())

    def enter(self, first: int, part: Changes) -> None:
        """Enter what was seen from frame `first` on, as far as the recording goes."""
        end = min(len(self.step), first + len(part.step))
        for whole, piece in (
            (self.step, part.step),
            (self.lasting, part.lasting),
            (self.motion, part.motion),
            (self.mixed, part.mixed),
        ):
            whole[first:end] = piece[: end - first]
        self.black[first:end] = part.black[: end - first]
        if end > first:
            self.seen.append((first, end))


def measure(pictures: Iterable[Small], rate: Fraction) -> Changes:
    """Compare every frame with its neighbours; only a few pictures are held at a time."""
    lag, reaches = max(2, round(FLASH_S * rate)), [max(2, round(s * rate)) for s in REACHES_S]
    far = max(reaches)
    window: deque[Small] = deque(maxlen=2 * far + 2)
    found = Changes()
    for picture in _padded(pictures, far + 1, far):
        window.append(picture)
        if len(window) < 2 * far + 2:
            continue
        before, now = window[far], window[far + 1]
        step, luma = _difference(before, now)
        earlier = [window[far - k] for k in range(1, lag + 1)]
        later = [window[far + 1 + k] for k in range(1, lag + 1)]
        lasting, least = 0.0, _least(earlier[-1], before, now, later[-1])
        if step >= least:
            others = [(other, now) for other in earlier] + [(before, other) for other in later]
            lasting = min(step, *(_difference(a, b)[0] for a, b in others))
        found.step.append(step)
        found.lasting.append(lasting if lasting >= least else 0.0)
        found.motion.append(luma)
        found.black.append(is_black(now))
        sides = [] if alike(window[1], window[-1]) else reaches
        found.mixed.append(
            max((mixed(window[far + 1 - k], now, window[far + 1 + k]) for k in sides), default=0.0)
        )
    if found.step:
        found.seen.append((0, len(found.step)))
    return found


def _least(earlier: Small, before: Small, now: Small, later: Small) -> float:
    """From which difference on two successive pictures are cut apart: in most of the picture, or, where
    it stands still, in a window alone."""
    step = _difference(before, now)[0]
    if step >= NOTICEABLE and _spread(before, now) >= WIDESPREAD:
        return NOTICEABLE
    if step >= PARTLY and window_between(before, now):
        still = max(_difference(earlier, before)[0], _difference(now, later)[0])
        return PARTLY if still <= STANDING else inf
    return inf


def alike(one: Small, other: Small) -> bool:
    """Whether two pictures differ by less than a cut does."""
    return _difference(one, other)[0] < NOTICEABLE or _spread(one, other) < WIDESPREAD


def is_black(picture: Small) -> bool:
    """Whether there is hardly any light and hardly any structure."""
    light = picture[:LUMA]
    return bool(light.mean() <= BLACK and light.std() <= FLAT)


def _padded(pictures: Iterable[Small], before: int, after: int) -> Iterator[Small]:
    """The pictures with the first and the last one repeated; none stays none."""
    source = iter(pictures)
    last = next(source, None)
    if last is None:
        return
    for picture in chain([last] * before, [last], source):
        last = picture
        yield picture
    yield from [last] * after


def _difference(one: Small, other: Small) -> tuple[float, float]:
    """Of luma and chroma together, and of luma alone."""
    apart = np.maximum(one, other) - np.minimum(one, other)
    luma = float(apart[:LUMA].mean())
    return luma + float(apart[LUMA:].mean()), luma


def _spread(one: Small, other: Small) -> float:
    """Part of the picture whose luma has changed."""
    light, other_light = one[:LUMA], other[:LUMA]
    apart = np.maximum(light, other_light) - np.minimum(light, other_light)
    return float((apart > CHANGED_BY).mean())


def boundaries(changes: Changes, rate: Fraction) -> dict[int, Entry]:
    """First frame of every shot but the first one, in order, and how it is entered."""
    apart = max(1, round(SHORTEST_S * rate))
    cuts = [
        first + frame
        for first, end in changes.seen
        for frame in _cuts(changes.step[first:end], changes.lasting[first:end], rate)
    ]
    dark = _fades(changes.black, cuts)
    chosen: dict[int, Entry] = {(start + end) // 2: "fade" for start, end in dark}
    for frame in sorted(cuts, key=lambda frame: (-changes.lasting[frame], frame)):
        in_fade = any(start - 1 <= frame <= end + 1 for start, end in dark)
        if not in_fade and all(abs(frame - other) >= apart for other in chosen):
            chosen[frame] = "cut"
    for start, end, frame in parted(changes.mixed, apart):
        known = any(start - apart <= other <= end + apart for other in chosen)
        if not known:
            chosen[frame] = "fade"
    last = len(changes.step) - apart
    return {frame: chosen[frame] for frame in sorted(chosen) if apart <= frame <= last}


def _cuts(steps: Sequence[float], lasting: Sequence[float], rate: Fraction) -> list[int]:
    """Frames that differ lastingly, and far more than the motion around them lets expect."""
    step = np.asarray(steps)
    told = _telling(step, round(REPEATED_S * rate))
    found = []
    for place, frame in enumerate(told):
        if lasting[frame] <= 0:
            continue
        sides = told[max(0, place - NEIGHBOURS) : place], told[place + 1 :][:NEIGHBOURS]
        motion = _quartile(step[np.concatenate(sides)])
        stands_out = step[frame] >= OVER_MOTION * motion and lasting[frame] >= 2 * motion
        beside = step[np.concatenate((sides[0][-2:], sides[1][:2]))]
        spared = 1 if step[frame] >= CLEAR else 0
        rival = max(sorted(beside.tolist())[: len(beside) - spared], default=0.0)
        if stands_out and step[frame] >= ALONE * rival:
            found.append(int(frame))
    return found


def _telling(step: NDArray[np.float64], repeated: int) -> NDArray[np.int64]:
    """Frames that say how much motion there is: those that change, and those that still do not after so
    many repeated ones."""
    told = step > STILL
    for start, end in runs_of(~told):
        told[start + repeated : end] = True
    return np.flatnonzero(told)


def _quartile(values: NDArray[np.float64]) -> float:
    """The upper quartile, 0 of nothing: a flash or a second cut nearby does not raise it."""
    return float(np.percentile(values, 75)) if len(values) else 0.0


def _fades(black: list[bool], cuts: list[int]) -> list[tuple[int, int]]:
    """Black stretches (first frame, end) inside the recording that are entered or left slowly."""
    known = set(cuts)
    found = []
    for start, end in runs_of(np.asarray(black, dtype=np.bool_)):
        inside = start > 0 and end < len(black) and end - start > 1
        if inside and not (start in known and end in known):
            found.append((start, end))
    return found
