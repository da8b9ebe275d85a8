"""What laying out overlays needs at hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from schemas.enhancement import EnhancedClip
from schemas.style.contract import StyleContract
from schemas.style.overlays import Overlay
from schemas.style.slots import slot_values
from tasks.tools.drawing.clock import Clock
from tasks.tools.drawing.fonts import FontBook


@dataclass
class Desk:
    """One short in one aspect ratio while it is laid out."""

    style: StyleContract
    clip: EnhancedClip
    book: FontBook
    assets: Mapping[str, Path]
    """Files of pictures by sha256."""
    width: int
    """Canvas pixels."""
    height: int
    length_ms: int
    clock: Clock
    warnings: list[str]

    @property
    def slots(self) -> dict[str, str]:
        """What stands in each slot of the style; empty where nothing was filled in."""
        return slot_values(self.style.slots, self.clip.slots)

    def vmin(self, size: float) -> float:
        """Pixels of a size in percent of the shorter side."""
        return size / 100 * min(self.width, self.height)

    def em(self, item: Overlay) -> float:
        """Pixels of an overlay's em."""
        return self.vmin(item.size)


def part_of(align: str) -> float:
    """Share of the free room that lies before what is aligned."""
    ends = {"left": 0.0, "top": 0.0, "center": 0.5, "middle": 0.5, "right": 1.0, "bottom": 1.0}
    return ends[align]
