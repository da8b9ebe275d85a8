"""Soft shadows that are kept fall where the blurred outline itself would."""

from __future__ import annotations

import numpy as np
import pytest
import skia

from tasks.tools.drawing.shades import Thrown, shade_of, shadows
from tasks.tools.drawing.surface import Area, Pixels, paint_area

AREA = Area(32, 48, 320, 200)
REST = Area(80, 90, 180, 120)
MIDDLE = (170.0, 150.0)
RED = "#C0203099"


def outline(canvas: skia.Canvas) -> None:
    """A bar with a soft edge."""
    blur = skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 5)
    paint = skia.Paint(AntiAlias=True, Color=skia.Color(0xC0, 0x20, 0x30, 0x99), MaskFilter=blur)
    canvas.drawRect(skia.Rect.MakeLTRB(110, 120, 230, 180), paint)


def drawn(scale: float) -> Pixels:
    """The same without anything kept."""

    def grown(canvas: skia.Canvas) -> None:
        canvas.translate(*MIDDLE)
        canvas.scale(scale, scale)
        canvas.translate(-MIDDLE[0], -MIDDLE[1])
        outline(canvas)

    return paint_area(AREA, grown)


def thrown(scale: float = 1.0, alpha: float = 1.0, x: float = MIDDLE[0]) -> Thrown:
    return Thrown(shade_of(REST, outline), x, MIDDLE[1], scale, alpha)


@pytest.mark.parametrize("scale", [0.8, 1.0, 1.07, 1.4])
def test_a_shadow_grows_as_its_outline_does(scale: float) -> None:
    kept = shadows([thrown(scale)], RED, AREA).astype(int)
    apart = np.abs(kept - drawn(scale))  # it falls on whole pixels, and Skia's own blur has steps
    assert np.quantile(apart, 0.99) <= 10
    assert apart.mean() < 0.4
    assert kept[..., 3].max() == drawn(scale)[..., 3].max()


def test_a_shadow_fades_with_what_throws_it() -> None:
    whole, half = (shadows([thrown(alpha=alpha)], RED, AREA)[..., 3] for alpha in (1.0, 0.5))
    assert abs(int(half.max()) - int(whole.max()) / 2) <= 1


def test_two_shadows_cover_more_than_one_and_never_all() -> None:
    one, two = (shadows([thrown()] * count, RED, AREA)[..., 3] / 255 for count in (1, 2))
    assert np.abs(two - (1 - (1 - one) ** 2)).max() < 0.01
    assert two.max() < 1


def test_what_lies_outside_of_the_area_is_left_out() -> None:
    beside = Area(AREA.x + AREA.width // 2, AREA.y, AREA.width, AREA.height)
    here, there = shadows([thrown()], RED, AREA), shadows([thrown()], RED, beside)
    assert (here[:, AREA.width // 2 :] == there[:, : AREA.width // 2]).all()
    far = Area(900, 900, 64, 64)
    assert not shadows([thrown()], RED, far).any()
