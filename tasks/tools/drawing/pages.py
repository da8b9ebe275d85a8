"""Draws caption pages: what rests in one layer, what changes from frame to frame in a small other.

Most frames of a page change one word or none. Only that word is drawn and blended anew.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import partial

import skia

from schemas.renders import CaptionPage, RenderPlan
from schemas.units import fps
from tasks.tools.drawing.layout import hull
from tasks.tools.drawing.motion import Pose, pose_at
from tasks.tools.drawing.outlines import Outlines
from tasks.tools.drawing.spoken import PageState, moving_plate, page_state
from tasks.tools.drawing.surface import Kept, Layer, area_of, faded, paint_area
from tasks.tools.drawing.text import TRAVEL, BlockPainter, with_pose

STATES_KEPT = 64


class CaptionPainter:
    """The pages of a plan, one at a time."""

    def __init__(self, plan: RenderPlan, outlines: Outlines) -> None:
        self.captions, self.outlines = plan.captions, outlines
        self.canvas = (plan.width, plan.height)
        self.step = float(1000 / fps(plan.rate))
        self.starts = [page.start_ms for page in plan.captions.pages]
        self.current: tuple[int, BlockPainter] | None = None
        self._states: dict[tuple[int, float], PageState] = {}
        self._whole, self._resting, self._changing = Kept(), Kept(), Kept()

    def layers(self, now: float) -> tuple[Layer, ...]:
        """The page `now`; none between pages."""
        index = bisect_right(self.starts, now) - 1
        if index < 0 or now >= self.captions.pages[index].end_ms:
            return ()
        page = self.captions.pages[index]
        pose = pose_at(self.captions.enter, self.captions.exit, now, page.start_ms, page.end_ms)
        state = self._state(index, now)
        painter = self._painter(index, page)
        if not pose.still:
            key = (index, pose, state)
            found = [self._whole.layer(key, lambda: self._moving(painter, state, pose))]
        else:
            found = self._parts(index, painter, state, now)
        return tuple(faded(layer, pose.alpha if pose.still else 1.0) for layer in found if layer)

    def _state(self, index: int, now: float) -> PageState:
        """The page's state; each frame is asked for three times in a row."""
        key = (index, round(now, 3))
        if key not in self._states:
            if len(self._states) > STATES_KEPT:
                self._states.clear()
            self._states[key] = page_state(self.captions, self.captions.pages[index], now)
        return self._states[key]

    def _painter(self, index: int, page: CaptionPage) -> BlockPainter:
        if self.current is None or self.current[0] != index:
            plate = moving_plate(self.captions)
            painter = BlockPainter(page.block, self.captions.look, self.outlines, plate)
            self.current = (index, painter)
        return self.current[1]

    def _parts(
        self, index: int, painter: BlockPainter, state: PageState, now: float
    ) -> list[Layer | None]:
        """Words that look the same a frame earlier and later rest; the others are changing."""
        before = self._state(index, now - self.step)
        after = self._state(index, now + self.step)
        changing = {
            number
            for number, word in enumerate(state.words)
            if word != before.words[number] or word != after.words[number]
        }
        glides = state.plate != before.plate or state.plate != after.plate
        if state.plate is not None and (
            glides or changing.intersection(n for n, _ in state.plate.colors)
        ):
            glides = True
            changing.update(number for number, _ in state.plate.colors)
        resting = tuple(n for n in range(len(state.words)) if n not in changing)
        moved = tuple(sorted(changing))
        under, over = (None, state.plate) if glides else (state.plate, None)
        layers = []
        for kept, words, plate, growth, plates in (
            (self._resting, resting, under, 0.0, True),
            (self._changing, moved, over, self._growth(painter), False),
        ):
            part = PageState(state.words, plate)
            key = (index, tuple((n, state.words[n]) for n in words), plate)
            layers.append(
                kept.layer(key, partial(self._part, painter, part, words, growth, plates))
            )
        return layers

    def _moving(self, painter: BlockPainter, state: PageState, pose: Pose) -> Layer | None:
        """A whole page that comes or goes."""
        box, em = painter.block.box, painter.block.em
        margin = painter.reach + self._growth(painter) + 0.3 * em
        margin += TRAVEL * em + (box.width + box.height) * 0.06
        area = area_of(box, margin, *self.canvas)
        if area is None or pose.alpha <= 0:
            return None

        def draw(canvas: skia.Canvas) -> None:
            with_pose(canvas, pose, box, em)
            painter.draw_all(canvas, state, pose.shown)

        return Layer(area, paint_area(area, draw))

    def _part(
        self,
        painter: BlockPainter,
        state: PageState,
        words: Sequence[int],
        growth: float,
        plates: bool,
    ) -> Layer | None:
        """Some words of a page that stands; with the block's plates, or above them."""
        boxes = [painter.word_box(painter.block.words[number]) for number in words]
        boxes += painter.block.plates if plates else ()
        boxes += [state.plate.box] if state.plate else []
        area = area_of(hull(boxes), painter.reach + growth, *self.canvas) if boxes else None
        if area is None:
            return None

        def draw(canvas: skia.Canvas) -> None:
            if plates:
                painter.draw_plates(canvas)
            painter.draw_words(canvas, state, words)
            painter.draw_word_plate(canvas, state)

        return Layer(area, paint_area(area, draw))

    def _growth(self, painter: BlockPainter) -> float:
        """Pixels that a popping word grows beyond its box."""
        if self.captions.emphasis.kind != "pop":
            return 0.0
        widest = max((word.width for word in painter.block.words), default=0.0)
        return max(0.0, self.captions.emphasis.scale * 1.1 - 1) * widest / 2
