"""Overlays that are not text: images, the progress bar, the waveform."""

from __future__ import annotations

import skia

from schemas.renders import Bar, PixelBox, PlacedImage, Wave
from schemas.sounds import Levels
from schemas.style.subtitles import Shadow
from tasks.errors.styles import StyleImageError
from tasks.tools.drawing.brush import color_of, filling, mixed, plate_path, rect_of

QUIET = 0.07
"""Share of the box's height that a silent bar keeps: the wave is a line, never nothing."""
SLIMNESS = 0.56
"""Share of the room between bars that a bar takes."""


def load_image(data: bytes, placed: PlacedImage) -> skia.Image:
    """A logo at the size it is drawn in; scaled once, with mipmaps.

    Raises:
        StyleImageError: when the bytes are no picture.
    """
    image = skia.Image.MakeFromEncoded(skia.Data.MakeWithCopy(data))
    if image is None:
        raise StyleImageError(placed.image.sha256)
    return image


def draw_image(
    canvas: skia.Canvas, image: skia.Image, placed: PlacedImage, shadow: Shadow | None, em: float
) -> None:
    """The image, or its part, in its box, over its own shadow."""
    paint = skia.Paint(AntiAlias=True)
    if shadow is not None:
        sigma = shadow.blur * em / 2
        paint.setImageFilter(
            skia.ImageFilters.DropShadow(
                shadow.dx * em, shadow.dy * em, sigma, sigma, color_of(shadow.color)
            )
        )
    options = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
    box = rect_of(placed.box)
    if placed.part is None and placed.radius <= 0:
        canvas.drawImageRect(image, box, options, paint)
        return
    canvas.saveLayer(None, paint)
    canvas.clipPath(plate_path([placed.box], placed.radius), skia.ClipOp.kIntersect, True)
    canvas.drawImageRect(image, _shown(image, placed), box, options)
    canvas.restore()


def _shown(image: skia.Image, placed: PlacedImage) -> skia.Rect:
    """What of the image is drawn, in its own pixels."""
    part = placed.part
    if part is None:
        return skia.Rect.MakeWH(image.width(), image.height())
    return skia.Rect.MakeXYWH(
        part.x * image.width(),
        part.y * image.height(),
        part.width * image.width(),
        part.height * image.height(),
    )


def draw_bar(canvas: skia.Canvas, bar: Bar, done: float) -> None:
    """A track and the pixels of it that are behind us."""
    box = bar.box
    radius = box.height / 2 if box.x > 0 else 0.0
    track = plate_path([box], radius)
    canvas.drawPath(track, filling(bar.track))
    canvas.save()
    canvas.clipPath(track, skia.ClipOp.kIntersect, True)
    covered = PixelBox(x=box.x, y=box.y, width=min(box.width, max(0.01, done)), height=box.height)
    canvas.drawPath(plate_path([covered], radius), filling(bar.color))
    canvas.restore()


def draw_wave(canvas: skia.Canvas, wave: Wave, levels: Levels, now_ms: float) -> None:
    """Bars drift to the left past the middle; those near it stand tallest."""
    box = wave.box
    pitch = box.width / wave.bars
    position = now_ms / 1000 * levels.per_second
    first = int(position) - wave.bars // 2 - 1
    for index in range(first, first + wave.bars + 3):
        x = box.x + box.width / 2 + (index - position) * pitch
        edge = min(1.0, max(0.0, min(x - box.x, box.right - x) / (3 * pitch)))
        if edge <= 0:
            continue
        height = box.height * max(QUIET, _level(levels, index)) * (0.35 + 0.65 * edge)
        width = pitch * SLIMNESS
        bar = PixelBox(
            x=x - width / 2, y=box.y + (box.height - height) / 2, width=width, height=height
        )
        heard = min(1.0, max(0.0, position - index + 0.5))
        paint = filling(mixed(wave.ahead, wave.color, heard))
        paint.setAlphaf(paint.getAlphaf() * edge)
        canvas.drawPath(plate_path([bar], width / 2), paint)


def _level(levels: Levels, index: int) -> float:
    """Smoothed over its neighbours; silence outside of the sound."""
    values = levels.values
    near = [values[i] if 0 <= i < len(values) else 0 for i in (index - 1, index, index + 1)]
    return (near[0] + 2 * near[1] + near[2]) / 400
