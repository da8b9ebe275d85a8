"""RenderPlan -> layers, for any frame on its own. Nothing is laid out here; everything is drawn."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import partial
from typing import Protocol

import skia

from schemas.artifacts import Blob, Ref
from schemas.renders import CAPTIONS_Z, PlacedOverlay, RenderPlan
from schemas.units import fps
from tasks.tools.drawing.brush import gradient, rect_of
from tasks.tools.drawing.motion import Pose, pose_at
from tasks.tools.drawing.outlines import Outlines
from tasks.tools.drawing.pages import CaptionPainter
from tasks.tools.drawing.rings import draw_ring, ring_areas
from tasks.tools.drawing.spoken import at_rest
from tasks.tools.drawing.surface import Area, Kept, Layer, area_of, faded, paint_area
from tasks.tools.drawing.text import TRAVEL, BlockPainter, with_pose
from tasks.tools.drawing.veils import VeilPainter
from tasks.tools.drawing.widgets import (
    draw_bar,
    draw_image,
    draw_wave,
    load_image,
)

BAR_STEP = 4.0
"""Pixels by which a progress bar grows."""

LoadAsset = Callable[[Ref[Blob]], bytes]


class Drawable(Protocol):
    """One independent thing on the picture."""

    def layers(self, now: float) -> tuple[Layer, ...]:
        """Its pixels `now`, in milliseconds, lowest first."""
        ...


class Painter:
    """Draws one plan. Frames may be asked for in any order; in order is fastest.

    Not to be shared between threads: each render has its own.
    """

    def __init__(self, plan: RenderPlan, load_asset: LoadAsset) -> None:
        self._ms_per_frame = 1000 / fps(plan.rate)
        outlines = Outlines(plan.fonts)
        below = [item for item in plan.overlays if item.z <= CAPTIONS_Z]
        above = [item for item in plan.overlays if item.z > CAPTIONS_Z]
        self._drawables: list[Drawable] = [
            *(_OverlayPainter(plan, item, outlines, load_asset) for item in below),
            CaptionPainter(plan, outlines),
            *(_OverlayPainter(plan, item, outlines, load_asset) for item in above),
        ]
        self._veils = VeilPainter(plan.veils, plan.width, plan.height)

    def paint(self, frame: int) -> tuple[Layer, ...]:
        """What lies over the picture at an output frame, lowest first; empty when nothing does.

        Where a layer did not change since the last call, its pixels are the same object.
        """
        now = float(frame * self._ms_per_frame)
        drawn = (layer for drawable in self._drawables for layer in drawable.layers(now))
        below, above = (self._veils.layers(frame, over) for over in ("picture", "all"))
        return (*below, *drawn, *above)


class _OverlayPainter:
    """One overlay of any kind."""

    def __init__(
        self, plan: RenderPlan, item: PlacedOverlay, outlines: Outlines, load_asset: LoadAsset
    ) -> None:
        self.item, self.levels = item, plan.levels
        self.canvas = (plan.width, plan.height)
        self.length_ms = float(plan.frame_count * 1000 / fps(plan.rate))
        self.em = item.block.em if item.block else 0.05 * min(plan.width, plan.height)
        self.block = BlockPainter(item.block, item.look, outlines) if item.block else None
        self.image = load_image(load_asset(item.image.image), item.image) if item.image else None
        self._bands = ring_areas(item.ring, *self.canvas) if item.ring else ()
        self._kept = [Kept() for _ in range(max(1, len(self._bands)))]

    def layers(self, now: float) -> tuple[Layer, ...]:
        if not self.item.start_ms <= now < self.item.end_ms:
            return ()
        pose = self._pose(now)
        drawn = replace(pose, alpha=1.0) if pose.still else pose
        state: Hashable = (drawn, self._phase(now))
        layers = [
            kept.layer(state, partial(self._layer, drawn, now, area))
            for kept, area in zip(self._kept, self._areas(drawn), strict=False)
        ]
        alpha = pose.alpha if pose.still else 1.0
        return tuple(faded(layer, alpha) for layer in layers if layer)

    def _phase(self, now: float) -> float:
        """What moves by itself: the wave always, the bar in steps."""
        if self.item.wave is not None:
            return now
        if self.item.bar is not None:
            return round(now / self.length_ms * self.item.bar.box.width / BAR_STEP) * BAR_STEP
        return 0.0

    def _pose(self, now: float) -> Pose:
        item = self.item
        pose = pose_at(item.enter, item.exit, now, item.start_ms, item.end_ms)
        if item.backdrop is not None:  # it fills the canvas: it can only fade, it has no edge
            return Pose(alpha=min(pose.alpha, pose.shown))
        return pose

    def _layer(self, pose: Pose, now: float, area: Area | None) -> Layer | None:
        if area is None or pose.alpha * self.item.opacity <= 0:
            return None
        return Layer(area, paint_area(area, lambda canvas: self._draw(canvas, pose, now)))

    def _areas(self, pose: Pose) -> tuple[Area | None, ...]:
        """Where it is drawn: all around it, or along its border while that stands still."""
        return self._bands if self._bands and pose.still else (self._area(pose),)

    def _area(self, pose: Pose) -> Area | None:
        box, shadow = self.item.box, self.item.look.shadow
        margin = self.block.reach + 0.3 * self.em if self.block and self.block.block.words else 2.0
        if shadow is not None:
            reach = 1.6 * shadow.blur + max(abs(shadow.dx), abs(shadow.dy))
            margin = max(margin, reach * self.em + 2)
        if not pose.still:
            margin += TRAVEL * self.em + (box.width + box.height) * 0.06
        return area_of(box, margin, *self.canvas)

    def _draw(self, canvas: skia.Canvas, pose: Pose, now: float) -> None:
        item, box = self.item, self.item.box
        shown = Pose(pose.alpha * item.opacity, pose.dx, pose.dy, pose.scale, pose.shown)
        with_pose(canvas, shown, box, self.em)
        if item.backdrop is not None:
            canvas.drawRect(rect_of(box), gradient(item.backdrop, box, upright=True))
        if self.block is not None:
            self.block.draw_all(canvas, at_rest(self.block.block.words), pose.shown)
        if self.image is not None and item.image is not None:
            draw_image(canvas, self.image, item.image, item.look.shadow, self.em)
        if item.ring is not None:
            draw_ring(canvas, item.ring)
        if item.bar is not None:
            draw_bar(canvas, item.bar, self._phase(now))
        if item.wave is not None and self.levels is not None:
            draw_wave(canvas, item.wave, self.levels, now)
