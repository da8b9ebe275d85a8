"""Where a caption block stands: as the style says, unless that covers a face or an overlay."""

from __future__ import annotations

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


def best_shift(
    blocks: Sequence[tuple[PixelBox, int, int]],
    obstacles: Sequence[Obstacle],
    safe: PixelBox,
    canvas: int,
    seams: Sequence[float] = (),
) -> float:
    """Pixels downwards that free all of `blocks` (box, start_ms, end_ms) best, 0 if they are free.

    Tried: the style's place, the middle of each of `seams` (heights where panes meet), the mirror
    image in the other half, then ever farther from the first. The first that covers nothing wins, or
    else the one that covers least.
    """
    best, cost = 0.0, float("inf")
    for shift in _shifts(blocks[0][0], safe, canvas, seams):
        if any(not _within(box, shift, safe) for box, _, _ in blocks):
            continue
        covered = sum(_covered(block, shift, obstacles, canvas) for block in blocks)
        if covered < cost - 1e-9:
            best, cost = shift, covered
        if covered == 0:
            break
    return best


def _shifts(box: PixelBox, safe: PixelBox, canvas: int, seams: Sequence[float]) -> Iterator[float]:
    yield 0.0
    for seam in sorted(seams, key=lambda seam: (abs(seam - box.y - box.height / 2), seam)):
        yield seam - box.height / 2 - box.y
    yield _inside(canvas - box.bottom, box.height, safe) - box.y
    step = STEP * canvas
    for number in range(1, round(1 / STEP)):
        yield -number * step
        yield number * step


def _within(box: PixelBox, shift: float, safe: PixelBox) -> bool:
    if shift == 0:
        return True
    return box.y + shift >= safe.y - 1 and box.bottom + shift <= safe.bottom + 1


def _covered(
    block: tuple[PixelBox, int, int], shift: float, obstacles: Sequence[Obstacle], canvas: int
) -> float:
    box, start, end = block
    total = 0.0
    for item in obstacles:
        if item.start_ms >= end or item.end_ms <= start:
            continue
        gap = GAP * canvas if item.weight == OVERLAY_WEIGHT else 0.0
        wide = min(box.right, item.box.right) - max(box.x, item.box.x)
        high = min(box.bottom + shift, item.box.bottom) - max(box.y + shift, item.box.y) + gap
        if wide > 0 and high > 0:
            total += wide * high * item.weight
    return total
