"""Dips at jump cuts never flash too often, by the measure that styles are held against."""

from __future__ import annotations

import numpy as np
import pytest

from schemas.style.transitions import JoinTransition
from schemas.units import frame_at
from schemas.veils import Veil
from style_plane.lint.colors import luminances
from style_plane.lint.frames import LARGE, MOST, Light, _flashing
from tasks.composition.tightening import LEAST_KEPT_MS
from tasks.tools.drawing.transitions import Join, dips_of

RATE, FRAMES = "30/1", 150
APART = frame_at(LEAST_KEPT_MS, RATE)
"""Cuts of ours are never closer."""
CARDS = 30 // (MOST - 1)
"""Frames of a card and of the pause after it: as many flashes as dips leave room for."""


def lights(veils: tuple[Veil, ...], ground: int, color: int, carded: bool) -> Light:
    """Luminance of a point over time, which a card of half opacity may cover."""
    shares = [max((veil.share_at(n) for veil in veils), default=0.0) for n in range(FRAMES)]
    values = np.array([ground * (1 - share) + color * share for share in shares])
    if carded:
        on = np.arange(FRAMES) % CARDS < CARDS // 2
        values = np.where(on, (values + 255 - ground) / 2, values)
    grey = np.repeat(values[:, None, None], 3, axis=2).astype(np.uint8)
    return luminances(grey).astype(np.float32)


@pytest.mark.parametrize("carded", [False, True])
@pytest.mark.parametrize(("ground", "color"), [(0, 255), (255, 0)])
@pytest.mark.parametrize("duration", [60, 200, 600])
def test_as_many_cuts_as_there_may_be_do_not_flash(
    duration: int, ground: int, color: int, carded: bool
) -> None:
    joins = tuple(Join(at, APART, APART) for at in range(APART, FRAMES, APART))
    dips = dips_of(JoinTransition(kind="dip", duration_ms=duration), joins, RATE)
    assert len(dips) > 2
    assert _flashing(lights((), ground, color, carded), MOST - 1) == 0
    assert _flashing(lights(dips, ground, color, carded), MOST) == 0


def test_dips_that_nobody_holds_apart_would() -> None:
    dips = tuple(
        Veil(
            first_frame=at,
            end_frame=at + 4,
            rise=2,
            fall=2,
            color="#FFFFFFFF",
            over="picture",
        )
        for at in range(0, FRAMES, 6)
    )
    assert _flashing(lights(dips, 0, 255, False), MOST) > LARGE
