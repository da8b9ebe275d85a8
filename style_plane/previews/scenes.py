"""What stands in for footage: sample words in a language, and pictures to read them on."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import skia

from schemas.enhancement import CaptionWord
from schemas.renders import RenderPlan
from style_plane.previews.errors import PreviewRefusedError
from style_plane.previews.frames import SMOOTH
from style_plane.samples.grounds import GROUNDS, ground
from style_plane.samples.texts import SampleText, sample_text
from tasks.tools.drawing.grade import Grade

OWN = "background"
"""The style's own background, as audio-only shorts have it."""
NAMES = (*GROUNDS, OWN)


def words_of(text: SampleText) -> tuple[CaptionWord, ...]:
    """The words of a sample as captions take them; numbers are keywords."""
    return tuple(
        CaptionWord(
            text=word.text,
            start_ms=word.start_ms,
            end_ms=word.end_ms,
            keyword=any(char.isdigit() for char in word.text),
        )
        for word in text.words
    )


def text_in(language: str) -> SampleText:
    """The sample in a language; in English where there is none."""
    return sample_text(language)


def ground_of(
    plan: RenderPlan, name: str, width: int, height: int, picture: bytes | None = None
) -> skia.Image:
    """An opaque picture of the asked size, cut to fill it; `picture` where there is one.

    Raises:
        PreviewRefusedError: when there is no such ground.
    """
    if picture is not None:
        return _cut(picture, width, height)
    if name == OWN:
        return _own(plan, width, height)
    if name not in GROUNDS:
        raise PreviewRefusedError(f"There is no ground {name!r}. Take one of {', '.join(NAMES)}.")
    return _built_in(name, width, height)


def graded_as(image: skia.Image, grade: Grade) -> skia.Image:
    """A ground as footage of the style would look."""
    pixels = image.toarray(colorType=skia.kRGBA_8888_ColorType)
    rgb = np.ascontiguousarray(pixels[:, :, :3])
    shown = grade.rgb(rgb)
    if shown is rgb:
        return image
    pixels[:, :, :3] = shown
    return skia.Image.fromarray(pixels, skia.kRGBA_8888_ColorType)


@lru_cache(maxsize=32)
def _built_in(name: str, width: int, height: int) -> skia.Image:
    return _cut(ground(name, width / height), width, height)


def _own(plan: RenderPlan, width: int, height: int) -> skia.Image:
    fill = plan.background
    colors = [_color(fill.color), _color(fill.color_to or fill.color)]
    ends = [skia.Point(0, 0), skia.Point(0, height)]
    surface = _surface(width, height)
    paint = skia.Paint(Shader=skia.GradientShader.MakeLinear(ends, colors))
    surface.getCanvas().drawPaint(paint)
    return surface.makeImageSnapshot()


def _cut(data: bytes, width: int, height: int) -> skia.Image:
    """The middle of a picture, scaled until it fills the size."""
    image = skia.Image.MakeFromEncoded(skia.Data.MakeWithCopy(data))
    if image is None:
        raise PreviewRefusedError("The sample picture cannot be read. Upload it again.")
    scale = max(width / image.width(), height / image.height())
    shown_width, shown_height = image.width() * scale, image.height() * scale
    place = skia.Rect.MakeXYWH(
        (width - shown_width) / 2, (height - shown_height) / 2, shown_width, shown_height
    )
    surface = _surface(width, height)
    canvas = surface.getCanvas()
    canvas.clear(skia.ColorBLACK)
    canvas.drawImageRect(image, place, SMOOTH)
    return surface.makeImageSnapshot()


def _surface(width: int, height: int) -> skia.Surface:
    kind, alpha = skia.ColorType.kRGBA_8888_ColorType, skia.AlphaType.kPremul_AlphaType
    return skia.Surface.MakeRaster(skia.ImageInfo.Make(width, height, kind, alpha))


def _color(value: str) -> int:
    red, green, blue = (int(value[at : at + 2], 16) for at in (1, 3, 5))
    return int(skia.Color(red, green, blue))
