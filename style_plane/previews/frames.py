"""Layers over a ground, at the size of a preview.

The layers are the production painter's, at full size; only the whole picture is made smaller, so a
preview shows what a short will show.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import skia

from schemas.renders import RenderPlan
from schemas.units import Sha256
from tasks.tools.drawing.painter import Painter
from tasks.tools.drawing.surface import Layer

Pixels = npt.NDArray[np.uint8]
SMOOTH = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
HALVED = skia.SamplingOptions(skia.FilterMode.kLinear)
"""Down to half the size every pixel still counts, at half the cost."""


class Screen:
    """Shows frames of one plan over one ground. Frames in order are fastest."""

    def __init__(self, plan: RenderPlan, painter: Painter, ground: skia.Image) -> None:
        """`ground` has the size of the picture to make: the plan's proportions to the next pixel."""
        self._plan, self._painter, self._ground = plan, painter, ground
        self._surface = skia.Surface.MakeRaster(
            skia.ImageInfo.Make(
                ground.width(),
                ground.height(),
                skia.ColorType.kRGBA_8888_ColorType,
                skia.AlphaType.kPremul_AlphaType,
            )
        )
        self._images: dict[int, tuple[Pixels, skia.Image]] = {}

    def frame(self, number: int) -> skia.Image:
        """One output frame as a picture."""
        layers = self._painter.paint(number)
        self._images = {id(layer.pixels): self._image(layer) for layer in layers}
        canvas = self._surface.getCanvas()
        canvas.save()
        canvas.drawImage(self._ground, 0, 0)
        scale = self._ground.width() / self._plan.width
        canvas.scale(scale, self._ground.height() / self._plan.height)
        sampling = HALVED if scale >= 0.5 else SMOOTH
        for layer in layers:
            _, image = self._images[id(layer.pixels)]
            paint = skia.Paint(Alphaf=layer.opacity)
            canvas.drawImage(image, layer.area.x, layer.area.y, sampling, paint)
        canvas.restore()
        return self._surface.makeImageSnapshot()

    def pixels(self, number: int) -> Pixels:
        """The same as an array: height x width x 4, opaque RGBA."""
        array = self.frame(number).toarray(colorType=skia.kRGBA_8888_ColorType)
        return np.ascontiguousarray(array)

    def _image(self, layer: Layer) -> tuple[Pixels, skia.Image]:
        """A layer's image. While its pixels stay the same object, so does what was scaled from it."""
        known = self._images.get(id(layer.pixels))
        if known is not None:
            return known
        kind, alpha = skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType
        return layer.pixels, skia.Image.fromarray(layer.pixels, kind, alpha, copy=False)


def layers_digest(painter: Painter, frames: Iterable[int]) -> Sha256:
    """sha256 over the layers of some frames: place, opacity and every byte of every pixel.

    Two processes that paint the same plan get the same digest.
    """
    total = hashlib.sha256()
    for number in frames:
        _count(total, number, painter.paint(number))
    return total.hexdigest()


def _count(total: hashlib._Hash, number: int, layers: Sequence[Layer]) -> None:
    total.update(f"frame {number}: {len(layers)}\n".encode())
    for layer in layers:
        area = layer.area
        head = f"{area.x} {area.y} {area.width} {area.height} {layer.opacity!r}\n"
        total.update(head.encode())
        total.update(layer.pixels.tobytes())
