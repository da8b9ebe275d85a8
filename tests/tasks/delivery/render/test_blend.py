"""Blending is exact to a step, and a layer that is not there changes nothing."""

from __future__ import annotations

import av
import numpy as np
import pytest

from tasks.delivery.render.blend import blend, converted
from tasks.tools.drawing.planes import Planes, planes_of
from tasks.tools.drawing.surface import Area, Layer


def a_frame(y: int, u: int, v: int) -> tuple[av.VideoFrame, Planes]:
    frame = av.VideoFrame(64, 48, "yuv420p")
    planes = planes_of(frame)
    for plane, value in zip(planes, (y, u, v), strict=True):
        plane[:] = value
    return frame, planes


def a_layer(red: float, green: float, blue: float, alpha: float) -> Layer:
    pixels = np.zeros((16, 32, 4), dtype=np.uint8)
    pixels[:] = [round(255 * alpha * c) for c in (red, green, blue)] + [round(255 * alpha)]
    return Layer(Area(8, 12, 32, 16), pixels)


def expected(red: float, green: float, blue: float) -> tuple[float, float, float]:
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return (
        16 + 219 * luma,
        128 + 224 * (blue - luma) / 1.8556,
        128 + 224 * (red - luma) / 1.5748,
    )


@pytest.mark.parametrize("alpha", [0.0, 0.2, 0.5, 0.8, 1.0])
@pytest.mark.parametrize(
    "color", [(0, 0, 0), (1, 1, 1), (1, 0, 0), (0, 1, 0), (0, 0, 1), (0.88, 0, 1), (1, 0.84, 0.04)]
)
def test_a_colour_over_a_picture_is_the_mean_of_both(
    color: tuple[float, float, float], alpha: float
) -> None:
    ground = (90, 110, 160)
    _, planes = a_frame(*ground)
    blend(planes, [converted(a_layer(*color, alpha))])
    for plane, half, under, over in zip(planes, (1, 2, 2), ground, expected(*color), strict=True):
        middle = int(plane[20 // half, 24 // half])
        assert abs(middle - (over * alpha + under * (1 - alpha))) <= 1.6
        outside = plane.copy()
        outside[12 // half : 28 // half, 8 // half : 40 // half] = under
        assert (outside == under).all()


def test_an_empty_layer_changes_no_pixel() -> None:
    frame = av.VideoFrame(64, 48, "yuv420p")
    planes = planes_of(frame)
    noise = np.random.default_rng(1)
    for plane in planes:
        plane[:] = noise.integers(0, 256, plane.shape)
    before = [plane.copy() for plane in planes]
    blend(planes, [converted(a_layer(0, 0, 0, 0))])
    assert all((old == new).all() for old, new in zip(before, planes, strict=True))


def test_layers_are_laid_in_order() -> None:
    _, planes = a_frame(100, 128, 128)
    blend(planes, [converted(a_layer(1, 1, 1, 1)), converted(a_layer(0, 0, 0, 1))])
    assert int(planes[0][20, 20]) == 16


def test_only_what_is_drawn_on_is_converted() -> None:
    layer = a_layer(1, 1, 1, 0)
    layer.pixels[5:8, 7:20] = 255
    area = converted(layer).area
    assert (area.x, area.y, area.width, area.height) == (8 + 6, 12 + 4, 14, 4)
    assert converted(a_layer(0, 0, 0, 0)).area.width == 2


def test_a_part_at_a_corner_is_blended_where_it_was_drawn() -> None:
    layer = a_layer(1, 1, 1, 0)
    layer.pixels[13:16, 29:32] = 255
    _, planes = a_frame(100, 128, 128)
    blend(planes, [converted(layer)])
    bright = np.argwhere(planes[0] == 235)
    assert (bright.min(axis=0).tolist(), bright.max(axis=0).tolist()) == ([25, 37], [27, 39])
    assert len(bright) == 9
