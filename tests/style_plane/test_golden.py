"""What the starters look like does not change unseen."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from schemas.units import Aspect
from tests.style_plane.golden import (
    ASPECTS,
    COVERED,
    EVERY,
    FOLDER,
    PLANS,
    cover,
    cover_file,
    plan_digest,
    still,
    still_file,
)

AGAIN = "look at it; if it is meant, run python -m tests.style_plane.golden"


@pytest.mark.parametrize(("name", "aspect"), EVERY)
def test_a_starters_plan_is_the_one_that_was_looked_at(name: str, aspect: Aspect) -> None:
    known = json.loads(PLANS.read_text())
    assert plan_digest(name, aspect) == known[f"{name} {aspect}"], AGAIN


@pytest.mark.parametrize(("name", "aspect"), EVERY)
def test_a_starters_frame_is_the_one_that_was_looked_at(name: str, aspect: Aspect) -> None:
    check(still_file(name, aspect), still(name, aspect))


@pytest.mark.parametrize(("name", "aspect"), COVERED)
def test_a_starters_cover_is_the_one_that_was_looked_at(name: str, aspect: Aspect) -> None:
    check(cover_file(name, aspect), cover(name, aspect))


def check(known: Path, painted: bytes) -> None:
    """Within what other processors may round otherwise."""
    seen = cv2.imread(str(known))
    now = cv2.imdecode(np.frombuffer(painted, np.uint8), cv2.IMREAD_COLOR)
    assert seen is not None and now is not None
    assert seen.shape == now.shape
    apart = np.abs(seen.astype(int) - now.astype(int))
    assert apart.mean() < 0.2, AGAIN
    assert np.quantile(apart, 0.999) <= 8, AGAIN


def test_nothing_else_is_kept() -> None:
    kept = {path.name for path in FOLDER.iterdir()}
    stills = {still_file(name, aspect).name for name, aspect in EVERY}
    covers = {cover_file(name, aspect).name for name, aspect in COVERED}
    assert kept == stills | covers | {PLANS.name}
    assert len(ASPECTS) == 4
