"""Colours over the whole canvas, as layers: fades at a short's ends, dips at its cuts."""

from __future__ import annotations

from typing import Literal

import numpy as np

from schemas.units import Color
from schemas.veils import Veil
from tasks.tools.drawing.surface import Area, Layer, Pixels, faded

OPAQUE = 255


class VeilPainter:
    """Draws the veils of a plan. A colour's pixels are made when it is shown, and dropped after."""

    def __init__(self, veils: tuple[Veil, ...], width: int, height: int) -> None:
        self._veils, self._area = veils, Area(0, 0, width, height)
        self._known: dict[Color, Layer] = {}

    def layers(self, frame: int, over: Literal["picture", "all"]) -> tuple[Layer, ...]:
        """The veils at a frame that lie under captions and overlays, or above them; lowest first."""
        shown = [veil for veil in self._veils if veil.first_frame <= frame < veil.end_frame]
        self._known = {veil.color: self._layer(veil.color) for veil in shown}
        return tuple(
            faded(self._known[veil.color], veil.share_at(frame) * int(veil.color[7:], 16) / OPAQUE)
            for veil in shown
            if veil.over == over
        )

    def _layer(self, color: Color) -> Layer:
        return self._known.get(color) or Layer(self._area, self._pixels(color), flat=True)

    def _pixels(self, color: Color) -> Pixels:
        red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
        pixels = np.empty((self._area.height, self._area.width, 4), np.uint8)
        pixels[:] = (red, green, blue, OPAQUE)
        return pixels
