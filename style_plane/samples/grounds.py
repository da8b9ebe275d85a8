"""What captions are shown over before there is footage: a portrait, a dark, a bright, a busy picture.

All are drawn or cut by the same rules every time, so equal proofs have equal bytes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import skia

LONGER = 960
"""Pixels of a ground's longer side; whoever draws over it scales it to the frame."""
FACE = (0.44, 0.2)
"""Where the face of the photograph is, as shares of its sides."""


@lru_cache(maxsize=32)
def ground(name: str, ratio: float) -> bytes:
    """PNG of one of `GROUNDS` for frames with width / height = `ratio`.

    Raises:
        KeyError: when there is no such ground.
    """
    if name == "portrait" and (photograph := _photograph()) is not None:
        return _png(_cut(photograph, ratio))
    width, height = _size(ratio)
    surface = skia.Surface(width, height)
    _DRAWN[name](surface.getCanvas(), float(width), float(height))
    return _png(surface.makeImageSnapshot())


def _size(ratio: float) -> tuple[int, int]:
    if ratio >= 1:
        return LONGER, max(1, round(LONGER / ratio))
    return max(1, round(LONGER * ratio)), LONGER


def _png(image: skia.Image) -> bytes:
    return bytes(image.encodeToData(skia.EncodedImageFormat.kPNG, 100))


def _photograph() -> skia.Image | None:
    """A portrait in the public domain (NASA), from scikit-image; None where that is missing."""
    package = find_spec("skimage")
    folder = Path(package.origin).parent if package and package.origin else None
    if folder is None or not (folder / "data" / "astronaut.png").exists():
        return None
    return skia.Image.open(str(folder / "data" / "astronaut.png"))


def _cut(image: skia.Image, ratio: float) -> skia.Image:
    """The part around the face that has the ratio."""
    width = min(image.width(), image.height() * ratio)
    height = width / ratio
    x = min(max(0.0, FACE[0] * image.width() - width / 2), image.width() - width)
    y = min(max(0.0, FACE[1] * image.height() - height / 3), image.height() - height)
    return image.makeSubset(skia.IRect.MakeXYWH(round(x), round(y), int(width), int(height)))


def _dark(canvas: skia.Canvas, width: float, height: float) -> None:
    """A city at night, out of focus."""
    _fill(canvas, height, "#0B1020", "#05070D")
    numbers = _numbers(7)
    for _ in range(34):
        x, y = next(numbers) * width, (0.42 + 0.5 * next(numbers)) * height
        radius = (0.008 + 0.03 * next(numbers)) * max(width, height)
        color = ("#F2B05E", "#7FA6E8", "#D9596B", "#E9D9A8")[int(next(numbers) * 4)]
        _blob(canvas, x, y, radius, color, 0.10 + 0.22 * next(numbers))


def _bright(canvas: skia.Canvas, width: float, height: float) -> None:
    """A white room with daylight from one side."""
    _fill(canvas, height, "#FFFFFF", "#E6EAEC")
    reach = max(width, height)
    for x, y, size, color in (
        (0.1, 0.1, 0.7, "#FFF7E4"),
        (0.9, 0.3, 0.6, "#F1F6FA"),
        (0.4, 0.9, 0.8, "#DFE5E4"),
    ):
        _blob(canvas, x * width, y * height, size * reach, color, 0.9, soft=True)
    _bar(canvas, (0, height * 0.82, width, height * 0.18), "#D8D2C6", 0.55)


def _busy(canvas: skia.Canvas, width: float, height: float) -> None:
    """Shelves full of coloured things: the hardest ground to read on."""
    _fill(canvas, height, "#6B5138", "#3A2A1E")
    numbers = _numbers(23)
    rows = 9 if height >= width else 6
    step = height / rows
    for row in range(rows):
        x = 0.0
        while x < width:
            thick = (0.018 + 0.035 * next(numbers)) * max(width, height)
            tall = step * (0.62 + 0.3 * next(numbers))
            color = BUSY_COLORS[int(next(numbers) * len(BUSY_COLORS))]
            top = row * step + step * 0.94 - tall
            _bar(canvas, (x, top, thick * 0.92, tall), color, 1.0)
            _bar(canvas, (x, top + tall * next(numbers) * 0.8, thick * 0.92, tall * 0.1), "#FFF6DD")
            x += thick
        _bar(canvas, (0, row * step + step * 0.94, width, step * 0.06), "#20160F")


BUSY_COLORS = (
    "#D7263D", "#F4D35E", "#0E7C7B", "#F7F7F2", "#17202A", "#EE964B", "#3F88C5", "#8FBF5A",
    "#C8B6A6", "#5B3F8C",
)  # fmt: skip


def _fill(canvas: skia.Canvas, height: float, top: str, bottom: str) -> None:
    ends = [skia.Point(0, 0), skia.Point(0, height)]
    shader = skia.GradientShader.MakeLinear(ends, [_color(top), _color(bottom)])
    canvas.drawPaint(skia.Paint(Shader=shader))


def _bar(
    canvas: skia.Canvas, place: tuple[float, float, float, float], color: str, alpha: float = 1.0
) -> None:
    canvas.drawRect(skia.Rect.MakeXYWH(*place), skia.Paint(Color=_color(color, alpha)))


def _blob(
    canvas: skia.Canvas,
    x: float,
    y: float,
    radius: float,
    color: str,
    alpha: float,
    *,
    soft: bool = False,
) -> None:
    """A disc; a soft one fades to nothing at its edge."""
    colors = [_color(color, alpha), _color(color, 0.0 if soft else alpha * 0.75)]
    shader = skia.GradientShader.MakeRadial(skia.Point(x, y), radius, colors)
    canvas.drawCircle(x, y, radius, skia.Paint(Shader=shader, AntiAlias=True))


def _color(text: str, alpha: float = 1.0) -> int:
    red, green, blue = (int(text[at : at + 2], 16) for at in (1, 3, 5))
    return int(skia.ColorSetARGB(round(alpha * 255), red, green, blue))


def _numbers(start: int) -> Iterator[float]:
    """The same numbers in [0, 1) every time, well spread."""
    step = (math.sqrt(5) - 1) / 2
    value = start * step
    turn = 0
    while True:
        turn += 1
        value = (value + step + 0.1237 * (turn % 7)) % 1.0
        yield value


_DRAWN: dict[str, Callable[[skia.Canvas, float, float], None]] = {
    "portrait": _bright,  # without the photograph's package
    "dark": _dark,
    "bright": _bright,
    "busy": _busy,
}
GROUNDS = tuple(_DRAWN)
"""Names of the grounds that are always there, the portrait first."""
