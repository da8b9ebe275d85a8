"""Draws a `TextBlock`: plates, then shadows, then strokes, then fills."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property

import skia

from schemas.renders import PixelBox, PlacedWord, TextBlock, TextLook
from schemas.style.subtitles import Plate
from tasks.tools.drawing.brush import draw_plates, filling, plate_path, shadowing, stroking
from tasks.tools.drawing.motion import Pose
from tasks.tools.drawing.outlines import Outlines, letters
from tasks.tools.drawing.shades import SOFT_PX, Shade, Thrown, shade_of, shadows
from tasks.tools.drawing.spoken import PageState, WordState, swept_parts
from tasks.tools.drawing.surface import Area, Pixels, around, raster

SMOOTH = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
TRAVEL = 2.2
"""Em around a block that its entrance or exit may reach."""


class BlockPainter:
    """One block. What is costly to draw at rest is drawn once and kept."""

    def __init__(
        self, block: TextBlock, look: TextLook, outlines: Outlines, word_plate: Plate | None = None
    ) -> None:
        self.block, self.look, self.outlines = block, look, outlines
        self.word_plate = word_plate
        self._sprites: dict[int, tuple[Area, skia.Image]] = {}
        self._shades: dict[int, Shade] = {}

    @cached_property
    def lines(self) -> tuple[tuple[int, ...], ...]:
        """Words that share a baseline, top line first."""
        words = self.block.words
        baselines = sorted({word.baseline for word in words})
        return tuple(
            tuple(n for n, word in enumerate(words) if word.baseline == at) for at in baselines
        )

    @property
    def reach(self) -> float:
        """Pixels that stroke and shadow go beyond glyphs and plates."""
        em, look = self.block.em, self.look
        reach = look.stroke.width + 1.6 * look.stroke.blur if look.stroke else 0.0
        if look.shadow:
            reach += max(abs(look.shadow.dx), abs(look.shadow.dy)) + 1.6 * look.shadow.blur
        return reach * em + 2

    def word_box(self, word: PlacedWord, scale: float = 1.0) -> PixelBox:
        """A word with room for what hangs over its advance, above capitals and below the line."""
        em, cap = self.block.em, self.block.cap_height
        width, height = (word.width + 0.24 * em) * scale, (cap + 0.62 * em) * scale
        return PixelBox(
            x=word.x + word.width / 2 - width / 2,
            y=word.baseline - cap / 2 - height / 2,
            width=width,
            height=height,
        )

    def draw_plates(self, canvas: skia.Canvas) -> None:
        """The plates of the block."""
        draw_plates(canvas, self.block.plates, self.look.plate, self.look.shadow, self.block.em)

    def draw_word_plate(self, canvas: skia.Canvas, state: PageState) -> None:
        """Over the words: the plate, and on it, cut to its shape, the words that it touches."""
        found = state.plate
        if found is None or self.word_plate is None:
            return
        em = self.block.em
        draw_plates(canvas, [found.box], self.word_plate, None, em)
        canvas.save()
        canvas.clipPath(
            plate_path([found.box], self.word_plate.radius * em), skia.ClipOp.kIntersect, True
        )
        for index, color in found.colors:
            how = replace(state.words[index], color=color, swept=0.0)
            self._draw_fill(canvas, self.block.words[index], how, 1.0)
        canvas.restore()

    def shadows(self, state: PageState, chosen: Sequence[int], area: Area) -> Pixels | None:
        """What lies under some words: the soft shadows of those that move; None where there are none."""
        look = self.look.shadow
        moving = [n for n in chosen if state.words[n].lifted]
        if look is None or not self._soft or not moving:
            return None
        return shadows([self._thrown(n, state.words[n]) for n in moving], look.color, area)

    @cached_property
    def _soft(self) -> bool:
        """Whether shadows have no edge that half the size would lose."""
        shadow = self.look.shadow
        soft = shadow is not None and shadow.blur * self.block.em >= SOFT_PX
        return soft and not self.block.plates

    def _thrown(self, index: int, how: WordState) -> Thrown:
        word = self.block.words[index]
        if index not in self._shades:
            path = self.outlines.word(word)
            area = around(self.word_box(word), self.reach)
            self._shades[index] = shade_of(area, lambda on: self._draw_shadow(on, path, 1.0))
        return Thrown(
            self._shades[index], *_middle(word, self.block.cap_height), how.scale, how.alpha
        )

    def draw_words(self, canvas: skia.Canvas, state: PageState, chosen: Sequence[int]) -> None:
        """Some words where they stand, without what `shadows` gives: all shadows and strokes lie under
        all fills."""
        for index in chosen:
            if state.words[index].still:
                self._draw_sprite(canvas, index)
        for index in chosen:
            self._draw_word(canvas, index, state.words[index])

    def _draw_sprite(self, canvas: skia.Canvas, index: int) -> None:
        """A word's shadow and stroke at rest; blurred once, then kept."""
        if index not in self._sprites:
            word = self.block.words[index]
            area = around(self.word_box(word), self.reach)
            path = self.outlines.word(word)

            def draw(under: skia.Canvas) -> None:
                self._draw_shadow(under, path, 1.0)
                self._draw_stroke(under, path, 1.0)

            self._sprites[index] = (area, raster(area, draw))
        area, sprite = self._sprites[index]
        canvas.drawImage(sprite, area.x, area.y)

    def draw_all(self, canvas: skia.Canvas, state: PageState, shown: float = 1.0) -> None:
        """All of it as vectors, sharp at any size and between pixels.

        `shown` is the share of letters that a typewriter has written.
        """
        self.draw_plates(canvas)
        drawn = self._typed(state, shown)
        for word, how, part in drawn:
            with _sized(canvas, word, how.scale, self.block.cap_height):
                self._draw_shadow(canvas, self.outlines.word(word, part), how.alpha)
                self._draw_stroke(canvas, self.outlines.word(word, part), how.alpha)
        for word, how, part in drawn:
            self._draw_fill(canvas, word, how, part)
        if shown >= 1:
            self.draw_word_plate(canvas, state)

    def _typed(self, state: PageState, shown: float) -> list[tuple[PlacedWord, WordState, float]]:
        """The words that show, each with the share of its letters that do."""
        left = shown * sum(letters(word) for word in self.block.words)
        drawn = []
        for word, how in zip(self.block.words, state.words, strict=True):
            count = max(1, letters(word))
            part = 1.0 if shown >= 1 else min(1.0, max(0.0, left / count))
            left -= count
            if part > 0 and how.alpha > 0:
                drawn.append((word, how, part))
        return drawn

    def _draw_word(self, canvas: skia.Canvas, index: int, how: WordState) -> None:
        """One word; what is under it too, unless that was drawn with the others'."""
        word = self.block.words[index]
        if how.alpha <= 0:
            return
        path = self.outlines.word(word)
        if not how.still:
            with _sized(canvas, word, how.scale, self.block.cap_height):
                if not self._soft:
                    self._draw_shadow(canvas, path, how.alpha)
                self._draw_stroke(canvas, path, how.alpha)
        self._draw_fill(canvas, word, how, 1.0)

    def _draw_shadow(self, canvas: skia.Canvas, path: skia.Path, alpha: float) -> None:
        em, stroke, shadow = self.block.em, self.look.stroke, self.look.shadow
        if shadow is None or self.block.plates:
            return
        paint = shadowing(shadow, em)
        paint.setAlphaf(paint.getAlphaf() * alpha)
        if stroke is not None:
            paint.setStyle(skia.Paint.kStrokeAndFill_Style)
            paint.setStrokeWidth(2 * stroke.width * em)
            paint.setStrokeJoin(skia.Paint.kRound_Join)
        canvas.save()
        canvas.translate(shadow.dx * em, shadow.dy * em)
        canvas.drawPath(path, paint)
        canvas.restore()

    def _draw_stroke(self, canvas: skia.Canvas, path: skia.Path, alpha: float) -> None:
        if self.look.stroke is None or self.look.stroke.width <= 0:
            return
        paint = stroking(self.look.stroke, self.block.em)
        paint.setAlphaf(paint.getAlphaf() * alpha)
        canvas.drawPath(path, paint)

    def _draw_fill(
        self, canvas: skia.Canvas, word: PlacedWord, how: WordState, shown: float
    ) -> None:
        path = self.outlines.word(word, shown)
        with _sized(canvas, word, how.scale, self.block.cap_height):
            paint = filling(how.color)
            paint.setAlphaf(paint.getAlphaf() * how.alpha)
            canvas.drawPath(path, paint)
            for image, box in self.outlines.pictures(word, shown):
                canvas.drawImageRect(image, box, SMOOTH, paint)
            if how.swept > 0:
                self._draw_sweep(canvas, word, path, how)

    def _draw_sweep(
        self, canvas: skia.Canvas, word: PlacedWord, path: skia.Path, how: WordState
    ) -> None:
        em = self.block.em
        canvas.save()
        swept = skia.Path()
        for left, right in swept_parts(word, how.swept, em):
            swept.addRect(
                skia.Rect.MakeLTRB(left, word.baseline - 2 * em, right, word.baseline + em)
            )
        canvas.clipPath(swept, skia.ClipOp.kIntersect, True)
        canvas.drawPath(path, filling(how.sweep_color))
        canvas.restore()


def _middle(word: PlacedWord, cap_height: float) -> tuple[float, float]:
    """The point around which a word grows."""
    return word.x + word.width / 2, word.baseline - cap_height / 2


@contextmanager
def _sized(
    canvas: skia.Canvas, word: PlacedWord, scale: float, cap_height: float
) -> Iterator[None]:
    """Everything drawn inside is larger or smaller around the word's middle."""
    canvas.save()
    if scale != 1:
        x, y = _middle(word, cap_height)
        canvas.translate(x, y)
        canvas.scale(scale, scale)
        canvas.translate(-x, -y)
    yield
    canvas.restore()


def with_pose(canvas: skia.Canvas, pose: Pose, box: PixelBox, em: float) -> None:
    """Everything drawn from here on stands in the pose, around the middle of the box."""
    if pose.alpha < 1:
        canvas.saveLayerAlpha(None, round(pose.alpha * 255))
    if pose.still:
        return
    x, y = box.x + box.width / 2, box.y + box.height / 2
    canvas.translate(x + pose.dx * em, y + pose.dy * em)
    canvas.scale(pose.scale, pose.scale)
    canvas.translate(-x, -y)
