"""Black borders are found to the pixel, and nothing else is taken for one."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tasks.tools.media.borders import SOFT, Area, active_area

HEIGHT, WIDTH = 180, 320
Luma = NDArray[np.uint8]


def noise(seed: int, low: int = 40, high: int = 220) -> Luma:
    return np.random.default_rng(seed).integers(low, high, (HEIGHT, WIDTH), dtype=np.uint8)


def bordered(area: Area, seed: int = 0, *, black: int = 16) -> Luma:
    """A picture inside black that flickers by a few levels, as codecs leave it."""
    picture = np.random.default_rng(seed).integers(black, black + 6, (HEIGHT, WIDTH), np.uint8)
    part = slice(area.top, area.bottom), slice(area.left, area.right)
    picture[part] = noise(seed)[part]
    return picture


@pytest.mark.parametrize(
    "area",
    [
        Area(40, 0, 280, HEIGHT),  # an old film
        Area(0, 22, WIDTH, 158),  # a wide one
        Area(60, 30, 300, 170),  # a window
        Area(0, 0, 310, HEIGHT),  # on one side
    ],
)
def test_what_is_inside_the_borders_is_found(area: Area) -> None:
    found = active_area([bordered(area, seed) for seed in range(4)])
    soft = [SOFT if edge not in (0, WIDTH, HEIGHT) else 0 for edge in area]
    assert found == Area(
        area.left + soft[0], area.top + soft[1], area.right - soft[2], area.bottom - soft[3]
    )


def test_a_picture_that_fills_the_frame_has_none() -> None:
    assert active_area([noise(seed) for seed in range(3)]) is None
    assert active_area([]) is None


def test_a_black_picture_has_none() -> None:
    assert active_area([np.full((HEIGHT, WIDTH), 16, np.uint8)]) is None


def test_a_stage_that_fades_into_the_dark_is_all_picture() -> None:
    across = np.abs(np.linspace(-1, 1, WIDTH))
    light = np.clip(120 * (1 - 1.6 * across), 0, None) + 16
    assert active_area([np.tile(light, (HEIGHT, 1)).astype(np.uint8)]) is None


def test_somebody_in_front_of_black_is_no_window() -> None:
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    person = (columns - 160) ** 2 / 60**2 + (rows - 110) ** 2 / 80**2 < 1
    assert active_area([np.where(person, 150, 17).astype(np.uint8)]) is None


def test_what_is_written_on_a_border_belongs_to_the_picture() -> None:
    picture = bordered(Area(0, 22, WIDTH, 158))
    picture[164:174, 100:220] = 235
    found = active_area([picture])
    assert found is not None
    assert (found.top, found.bottom) == (22 + SOFT, HEIGHT)


def test_a_picture_in_the_middle_of_much_black_is_left() -> None:
    assert active_area([bordered(Area(120, 60, 200, 120))]) is None
