"""What things cover of a frame, and what covers what."""

from __future__ import annotations

from typing import NamedTuple

from schemas.renders import PixelBox, PlacedOverlay
from schemas.style.contract import StyleContract
from schemas.style.overlays import Overlay
from style_plane.lint.measure import caption_block
from style_plane.lint.scene import Scene
from tasks.tools.drawing.placement import SAFE
from tasks.tools.drawing.platforms import Insets

BACKDROP = 50.0
"""Percent of the frame from which on a picture is a ground and no thing on it."""
TOUCHING = 2.0
"""Pixels that boxes may share."""


class Extent(NamedTuple):
    """A box in percent of the frame."""

    left: float
    top: float
    right: float
    bottom: float

    def beyond(self, insets: Insets) -> dict[str, float]:
        """How far it reaches under each inset, in percent; empty where it is clear."""
        reach = {
            "top": insets.top - self.top,
            "right": self.right - (100 - insets.right),
            "bottom": self.bottom - (100 - insets.bottom),
            "left": insets.left - self.left,
        }
        return {edge: round(by, 2) for edge, by in reach.items() if by > 0.05}


def extent(scene: Scene, item: Overlay) -> Extent:
    """What an overlay covers: as laid out, or its box where that is not known."""
    placed = [one for one in scene.plan.overlays if one.source == item.id] if scene.plan else []
    if item.kind == "end_card" or not placed:
        box = item.box
        return Extent(box.x, box.y, box.x + box.width, box.y + box.height)
    width, height = scene.size
    return Extent(
        min(one.box.x for one in placed) * 100 / width,
        min(one.box.y for one in placed) * 100 / height,
        max(one.box.right for one in placed) * 100 / width,
        max(one.box.bottom for one in placed) * 100 / height,
    )


def caption_extent(style: StyleContract, scene: Scene) -> Extent:
    """The tallest and widest card where the style puts it, kept off the edges as renders do."""
    captions, inset = style.subtitles, SAFE[scene.aspect]
    top, bottom = caption_block(captions, style.pacing.max_lines, scene.aspect)
    low, high = 100 * inset.top, 100 * (1 - inset.bottom)
    shift = max(low - top, 0.0) or min(high - bottom, 0.0)
    width = min(captions.placement.box_width, 100 * (1 - 2 * inset.side))
    return Extent(50 - width / 2, top + shift, 50 + width / 2, bottom + shift)


def is_ground(scene: Scene, placed: PlacedOverlay) -> bool:
    """End cards, frames and large pictures lie under or over everything on purpose."""
    if placed.kind in ("end_card", "frame"):
        return True
    width, height = scene.size
    large = placed.box.width * placed.box.height / (width * height) * 100 > BACKDROP
    return large and placed.kind == "image"


def together(one: PlacedOverlay, other: PlacedOverlay) -> bool:
    return one.start_ms < other.end_ms and other.start_ms < one.end_ms


def shared_area(one: PixelBox, other: PixelBox) -> float:
    """Square pixels that both cover; 0 where they only touch."""
    wide = min(one.right, other.right) - max(one.x, other.x)
    high = min(one.bottom, other.bottom) - max(one.y, other.y)
    return wide * high if wide > TOUCHING and high > TOUCHING else 0.0
