"""Mezzanine -> Shots: hard cuts exact to the frame, and fades through black."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from schemas.artifacts import Ref
from schemas.media import Mezzanine
from schemas.scenes import Shot, Shots
from schemas.stages import Stage
from schemas.units import fps, ms_at
from tasks.stage import StageContext, stage
from tasks.tools.media.lowres import LUMA, Small, small_pictures
from tasks.tools.media.rates import frames_in

SHORTEST_S = 0.4
"""Of two boundaries closer than this the weaker one is left out."""
FLASH_S = 0.2
"""What is back to its former look after this time was a flash."""
NOTICEABLE = 5.0
"""Least difference of a cut: mean luma difference plus mean chroma difference, 0 to 255."""
WIDESPREAD = 0.25
"""Least part of the picture that a cut changes: a caption that appears is no cut."""
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
STILL = 0.05
"""Differences up to this are repeated frames, which say nothing about motion."""
BLACK = 22.0
"""Mean luma up to this, with hardly any structure, is black (which is 16)."""
FLAT = 3.0
TELL_EVERY = 500
Entry = Literal["cut", "fade"]


@stage(Stage.DETECT_SCENES, revision=1)
def detect_scenes(ctx: StageContext, mezzanine: Ref[Mezzanine]) -> Ref[Shots]:
    """Cover the recording with shots; sound alone is one shot."""
    media = ctx.load(mezzanine, Mezzanine)

    if media.proxy is None or media.proxy_rate is None:
        whole = Shot(index=0, start_ms=0, end_ms=media.duration_ms, entered_by="start")
        return ctx.publish(Shots(duration_ms=media.duration_ms, shots=(whole,)))
    rate = media.proxy_rate
    total = frames_in(media.duration_ms, fps(rate))
    pictures = _telling(small_pictures(ctx.path(media.proxy)), total, ctx.progress)
    changes = measure(pictures, fps(rate))
    shots = cover(changes, boundaries(changes, fps(rate)), rate, media.duration_ms)

    return ctx.publish(Shots(duration_ms=media.duration_ms, shots=shots))


def _telling(
    pictures: Iterator[Small], total: int, tell: Callable[[float], None]
) -> Iterator[Small]:
    for index, picture in enumerate(pictures):
        if index % TELL_EVERY == 0:
            tell(index / total)
        yield picture


@dataclass
class Changes:
    """What is kept of each frame; all lists have one entry a frame."""

    step: list[float] = field(default_factory=list)
    """Difference from the frame before; 0 for the first."""
    lasting: list[float] = field(default_factory=list)
    """Least difference of this frame from those of `FLASH_S` before it, and of the frame before
    it from those that follow; 0 where the step is small or local."""
    motion: list[float] = field(default_factory=list)
    """Luma part of `step`."""
    black: list[bool] = field(default_factory=list)


def measure(pictures: Iterable[Small], rate: Fraction) -> Changes:
    """Compare every frame with its neighbours; only a few pictures are held at a time."""
    lag = max(2, round(FLASH_S * rate))
    window: deque[Small] = deque(maxlen=2 * lag + 2)
    found = Changes()
    for picture in _padded(pictures, lag + 1, lag):
        window.append(picture)
        if len(window) < 2 * lag + 2:
            continue
        before, now = window[lag], window[lag + 1]
        step, luma = _difference(before, now)
        lasting = 0.0
        if step >= NOTICEABLE and _spread(before, now) >= WIDESPREAD:
            others = [(window[k], now) for k in range(lag)]
            others += [(before, window[-1 - k]) for k in range(lag)]
            lasting = min(step, *(_difference(a, b)[0] for a, b in others))
        found.step.append(step)
        found.lasting.append(lasting)
        found.motion.append(luma)
        light = now[:LUMA]
        found.black.append(bool(light.mean() <= BLACK and light.std() <= FLAT))
    return found


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
    cuts = _cuts(changes)
    dark = _fades(changes.black, cuts)
    chosen: dict[int, Entry] = {(start + end) // 2: "fade" for start, end in dark}
    for frame in sorted(cuts, key=lambda frame: (-changes.lasting[frame], frame)):
        in_fade = any(start - 1 <= frame <= end + 1 for start, end in dark)
        if not in_fade and all(abs(frame - other) >= apart for other in chosen):
            chosen[frame] = "cut"
    last = len(changes.step) - apart
    return {frame: chosen[frame] for frame in sorted(chosen) if apart <= frame <= last}


def _cuts(changes: Changes) -> list[int]:
    """Frames that differ lastingly, and far more than the motion around them lets expect."""
    step = np.asarray(changes.step)
    changed = np.flatnonzero(step > STILL)
    found = []
    for place, frame in enumerate(changed):
        if changes.lasting[frame] < NOTICEABLE:
            continue
        sides = changed[max(0, place - NEIGHBOURS) : place], changed[place + 1 :][:NEIGHBOURS]
        motion = _quartile(step[np.concatenate(sides)])
        stands_out = step[frame] >= OVER_MOTION * motion and changes.lasting[frame] >= 2 * motion
        beside = step[np.concatenate((sides[0][-2:], sides[1][:2]))]
        spared = 1 if step[frame] >= CLEAR else 0
        rival = max(sorted(beside.tolist())[: len(beside) - spared], default=0.0)
        if stands_out and step[frame] >= ALONE * rival:
            found.append(int(frame))
    return found


def _quartile(values: NDArray[np.float64]) -> float:
    """The upper quartile, 0 of nothing: a flash or a second cut nearby does not raise it."""
    return float(np.percentile(values, 75)) if len(values) else 0.0


def _fades(black: list[bool], cuts: list[int]) -> list[tuple[int, int]]:
    """Black stretches (first frame, end) inside the recording that are entered or left slowly."""
    edges = np.flatnonzero(np.diff(np.asarray([False, *black, False], dtype=np.int8)))
    known = set(cuts)
    found = []
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        inside = start > 0 and end < len(black) and end - start > 1
        if inside and not (start in known and end in known):
            found.append((start, end))
    return found


def cover(
    changes: Changes, starts: dict[int, Entry], rate: str, duration_ms: int
) -> tuple[Shot, ...]:
    """Shots without gap or overlap; their times give back the exact frames."""
    frames = [0, *starts]
    times = [*(ms_at(frame, rate) for frame in frames), duration_ms]
    ends = [*frames[1:], len(changes.motion)]
    return tuple(
        Shot(
            index=index,
            start_ms=times[index],
            end_ms=times[index + 1],
            entered_by=starts.get(frame, "start"),
            motion=_mean(changes.motion[frame + 1 : end]),
        )
        for index, (frame, end) in enumerate(zip(frames, ends, strict=True))
    )


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0
