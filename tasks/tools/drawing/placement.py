"""Where a caption block stands: as the style says, unless that covers a face or an overlay."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from schemas.renders import PixelBox
from schemas.style.subtitles import Placement
from schemas.units import Aspect
from tasks.tools.drawing.platforms import covered

STEP = 0.02
"""Share of the height between two places that are tried."""
GAP = 0.012
"""Share of the height that stays free between captions and overlays."""
JUMP_S = 3.0
"""Seconds in the other half of the picture that one jump of the captions is worth."""
COVER_S = 20.0
"""And that a second is worth for which a whole card lies on a face."""
Block = tuple[PixelBox, int, int]
"""What a card covers, and when, in milliseconds."""


@dataclass(frozen=True)
class Insets:
    """Shares of the frame that captions stay out of."""

    top: float
    bottom: float
    side: float


SAFE: dict[Aspect, Insets] = {
    "9:16": Insets(top=0.07, bottom=0.14, side=0.05),
    "4:5": Insets(top=0.04, bottom=0.05, side=0.04),
    "1:1": Insets(top=0.04, bottom=0.05, side=0.04),
    "16:9": Insets(top=0.04, bottom=0.06, side=0.04),
}
"""Platforms lay names and buttons over the ends of a vertical picture; elsewhere a margin."""


@dataclass(frozen=True)
class Obstacle:
    """Something that captions had better not cover, for part of the time."""

    box: PixelBox
    start_ms: float
    end_ms: float
    weight: float


FACE_WEIGHT = 1.0
OVERLAY_WEIGHT = 8.0
"""Text on text cannot be read; text on a face can."""


def safe_area(aspect: Aspect, width: int, height: int) -> PixelBox:
    """The canvas without what platforms cover, and without a margin."""
    inset = SAFE[aspect]
    return PixelBox(
        x=inset.side * width,
        y=inset.top * height,
        width=(1 - 2 * inset.side) * width,
        height=(1 - inset.top - inset.bottom) * height,
    )


def room_to_move(
    aspect: Aspect, width: int, height: int, platforms: Iterable[str] = ()
) -> PixelBox:
    """The safe area without what the platforms of a style cover above and below."""
    safe, inset = safe_area(aspect, width, height), covered(platforms, aspect)
    top = max(safe.y, inset.top / 100 * height)
    bottom = min(safe.bottom, (1 - inset.bottom / 100) * height)
    return safe.model_copy(update={"y": top, "height": max(0.0, bottom - top)})


def home(placement: Placement, height: float, canvas: int, safe: PixelBox) -> float:
    """Top edge of a block of `height` where the style wants it, kept inside the safe area."""
    offset = placement.offset / 100 * canvas
    wanted = {
        "top": offset,
        "middle": (canvas - height) / 2 + offset,
        "bottom": canvas - offset - height,
    }[placement.anchor]
    return _inside(wanted, height, safe)


def _inside(top: float, height: float, safe: PixelBox) -> float:
    return max(safe.y, min(top, safe.bottom - height))


@dataclass(frozen=True)
class Stretch:
    """What is shown between two cuts of the camera: captions that keep one place."""

    blocks: Sequence[Block]
    seams: Sequence[float] = ()
    """Heights where panes meet."""

    @property
    def seconds(self) -> float:
        return sum(end - start for _, start, end in self.blocks) / 1000


def shifts_of(
    stretches: Sequence[Stretch], obstacles: Sequence[Obstacle], safe: PixelBox, canvas: int
) -> list[float]:
    """Pixels downwards for each stretch: where each covers least, and with few jumps between them.

    Two cameras that cut to and fro must not throw captions about. A stretch may stand where those
    beside it do, unless it would cover more than a sliver there, or captions would be away from the
    style's place for long: see `JUMP_S` and `COVER_S`.
    """
    own = [best_shift(item, obstacles, safe, canvas) for item in stretches]
    if len(set(own)) < 2:
        return own
    tried = sorted({*own, *_steps(canvas)}, key=lambda shift: (abs(shift), shift))
    costs = [
        _costs(item, best, tried, obstacles, safe, canvas)
        for item, best in zip(stretches, own, strict=True)
    ]
    return [tried[at] for at in _steadiest(costs)]


def _costs(
    item: Stretch,
    best: float,
    tried: Sequence[float],
    obstacles: Sequence[Obstacle],
    safe: PixelBox,
    canvas: int,
) -> list[float]:
    """What a stretch costs at each shift, in seconds in the other half of the picture."""
    costs = []
    for shift in tried:
        fits = shift == best or all(_within(box, shift, safe) for box, _, _ in item.blocks)
        away = min(1.0, 2 * abs(shift) / canvas) * item.seconds
        covered = COVER_S * _covering(item, shift, obstacles, canvas) if fits else math.inf
        costs.append(away + covered)
    return costs


def _steadiest(costs: Sequence[Sequence[float]]) -> list[int]:
    """Which shift each stretch has: the least sum of costs and jumps; ties go to the nearer shift."""
    best, came = list(costs[0]), []
    for row in costs[1:]:
        nearest = min(range(len(best)), key=best.__getitem__)
        jumped = best[nearest] + JUMP_S
        came.append([at if best[at] <= jumped else nearest for at in range(len(row))])
        best = [min(best[at], jumped) + cost for at, cost in enumerate(row)]
    path = [min(range(len(best)), key=best.__getitem__)]
    for row in reversed(came):
        path.append(row[path[-1]])
    return path[::-1]


def best_shift(item: Stretch, obstacles: Sequence[Obstacle], safe: PixelBox, canvas: int) -> float:
    """Pixels downwards that free all blocks of a stretch best, 0 if they are free.

    Tried: the style's place, the nearest one inside `safe`, the middle of each seam, the mirror image
    in the other half, then ever farther from the first. The first that covers nothing wins, or else
    the one that covers least.
    """
    best, cost = 0.0, math.inf
    for shift in dict.fromkeys(_shifts(item, safe, canvas)):
        if any(not _within(box, shift, safe) for box, _, _ in item.blocks):
            continue
        covered = _covering(item, shift, obstacles, canvas)
        if covered < cost - 1e-9:
            best, cost = shift, covered
        if covered == 0:
            break
    return best


def _shifts(item: Stretch, safe: PixelBox, canvas: int) -> Iterator[float]:
    box = item.blocks[0][0]
    yield 0.0
    yield from (_inside(other.y, other.height, safe) - other.y for other, _, _ in item.blocks)
    middle = box.y + box.height / 2
    for seam in sorted(item.seams, key=lambda seam: (abs(seam - middle), seam)):
        yield seam - middle
    yield _inside(canvas - box.bottom, box.height, safe) - box.y
    yield from _steps(canvas)


def _steps(canvas: int) -> Iterator[float]:
    """The style's place, and ever farther from it."""
    step = STEP * canvas
    yield 0.0
    for number in range(1, round(1 / STEP)):
        yield -number * step
        yield number * step


def _within(box: PixelBox, shift: float, safe: PixelBox) -> bool:
    return box.y + shift >= safe.y - 1 and box.bottom + shift <= safe.bottom + 1


def _covering(item: Stretch, shift: float, obstacles: Sequence[Obstacle], canvas: int) -> float:
    """How much is covered for how long: seconds for which a whole card lies on a face."""
    return sum(_covered(block, shift, obstacles, canvas) for block in item.blocks)


def _covered(block: Block, shift: float, obstacles: Sequence[Obstacle], canvas: int) -> float:
    box, start, end = block
    total = 0.0
    for item in obstacles:
        ms = min(end, item.end_ms) - max(start, item.start_ms)
        if ms <= 0:
            continue
        gap = GAP * canvas if item.weight == OVERLAY_WEIGHT else 0.0
        wide = min(box.right, item.box.right) - max(box.x, item.box.x)
        high = min(box.bottom + shift, item.box.bottom) - max(box.y + shift, item.box.y) + gap
        if wide > 0 and high > 0:
            total += wide * high * item.weight * ms
    return total / (1000 * max(1.0, box.width * box.height))
