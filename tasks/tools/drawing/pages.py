"""Draws caption pages: for each line what rests in one layer, what changes in a small other.

Most frames of a page change one word or none. Only that word is drawn and converted anew.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import partial

import skia

from schemas.renders import CaptionPage, RenderPlan
from schemas.style.subtitles import Motion
from schemas.units import fps
from tasks.tools.drawing.layout import hull
from tasks.tools.drawing.motion import Pose, pose_at
from tasks.tools.drawing.outlines import Outlines
from tasks.tools.drawing.spoken import PageState, moving_plate, page_state
from tasks.tools.drawing.surface import Kept, Layer, area_of, faded, paint_area
from tasks.tools.drawing.text import TRAVEL, BlockPainter, with_pose

STATES_KEPT = 64
NO_MOTION = Motion(kind="none", duration_ms=0)


class CaptionPainter:
    """The pages of a plan, one at a time."""

    def __init__(self, plan: RenderPlan, outlines: Outlines) -> None:
        self.captions, self.outlines = plan.captions, outlines
        self.canvas = (plan.width, plan.height)
        self.step = float(1000 / fps(plan.rate))
        self.starts = [page.start_ms for page in plan.captions.pages]
        self.current: tuple[int, BlockPainter] | None = None
        self._states: dict[tuple[int, float], PageState] = {}
        self._whole, self._plates = Kept(), Kept()
        self._lines: dict[tuple[int, bool], Kept] = {}

    def layers(self, now: float) -> tuple[Layer, ...]:
        """The page `now`; none between pages."""
        index = bisect_right(self.starts, now) - 1
        if index < 0 or now >= self.captions.pages[index].end_ms:
            return ()
        page = self.captions.pages[index]
        leave = NO_MOTION if self._is_followed(index) else self.captions.exit
        pose = pose_at(self.captions.enter, leave, now, page.start_ms, page.end_ms)
        state = self._state(index, now)
        painter = self._painter(index, page)
        if not pose.still:
            key = (index, pose, state)
            found = [self._whole.layer(key, lambda: self._moving(painter, state, pose))]
        else:
            found = self._parts(index, painter, state, now)
        return tuple(faded(layer, pose.alpha if pose.still else 1.0) for layer in found if layer)

    def _is_followed(self, index: int) -> bool:
        """Whether the next page comes at once: then this one is whole while its last word is spoken."""
        end = self.captions.pages[index].end_ms
        return any(start - end < self.step for start in self.starts[index + 1 : index + 2])

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
        """Plates, then for each line what rests and what changes.

        Words that stand as they are laid out and look the same a frame earlier and later rest; the
        others change, and with them what the word plate touches while one of both changes.
        """
        before = self._state(index, now - self.step)
        after = self._state(index, now + self.step)
        changing = {
            number
            for number, word in enumerate(state.words)
            if word.lifted or word != before.words[number] or word != after.words[number]
        }
        touched = {number for number, _ in state.plate.colors} if state.plate else set()
        glides = state.plate != before.plate or state.plate != after.plate
        if glides or touched & changing:
            changing |= touched
        layers = [self._plates.layer(index, partial(self._plated, painter))]
        for line, words in enumerate(painter.lines):
            for resting in (True, False):
                chosen = tuple(n for n in words if (n not in changing) == resting)
                plate = state.plate if touched & set(chosen) else None
                kept = self._lines.setdefault((line, resting), Kept())
                key = (index, tuple((n, state.words[n]) for n in chosen), plate)
                part = PageState(state.words, plate)
                layers.append(kept.layer(key, partial(self._part, painter, part, chosen)))
        return layers

    def _plated(self, painter: BlockPainter) -> Layer | None:
        """The block's own plates."""
        if not painter.block.plates:
            return None
        area = area_of(hull(painter.block.plates), painter.reach, *self.canvas)
        return Layer(area, paint_area(area, painter.draw_plates)) if area else None

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

    def _part(self, painter: BlockPainter, state: PageState, words: Sequence[int]) -> Layer | None:
        """Some words of one line, and the word plate where it lies on them."""
        shown = [number for number in words if state.words[number].alpha > 0]
        if not shown:
            return None
        boxes = [
            painter.word_box(painter.block.words[number], state.words[number].scale)
            for number in shown
        ]
        boxes += [state.plate.box] if state.plate else []
        area = area_of(hull(boxes), painter.reach * 1.1, *self.canvas)
        if area is None:
            return None

        def draw(canvas: skia.Canvas) -> None:
            painter.draw_words(canvas, state, words)
            painter.draw_word_plate(canvas, state)

        return Layer(area, paint_area(area, draw, painter.shadows(state, words, area)))

    def _growth(self, painter: BlockPainter) -> float:
        """Pixels that a popping word grows beyond its box."""
        if self.captions.emphasis.kind != "pop":
            return 0.0
        widest = max((word.width for word in painter.block.words), default=0.0)
        return max(0.0, self.captions.emphasis.scale * 1.1 - 1) * widest / 2
