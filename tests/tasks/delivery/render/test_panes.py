"""Panes of a canvas: each shows to the pixel what a crop of its size would, side by side or stacked."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.clips import CropKey, Framing, Pane
from schemas.renders import RenderPlan
from schemas.units import ASPECT_SIZES, Aspect
from schemas.views import Rect, place_in
from tasks.delivery.render.panes import box_of
from tasks.delivery.render.picture import Camera
from tasks.tools.drawing.planes import planes_of
from tests.looks import a_plan, a_style, a_timeline

FRAMES = 30


def key(x: float, width: float, frame: int = 0, ease: str = "hold") -> CropKey:
    return CropKey.model_validate(
        {"frame": frame, "x": x, "y": 0.1, "width": width, "height": 0.8, "ease": ease}
    )


STILL = (key(0.02, 0.46),)
MOVING = (key(0.5, 0.4), key(0.5, 0.4, 3, "smooth"), key(0.58, 0.4, 20))
TOP = Pane(x=0, y=0, width=1, height=676 / 1350, keys=STILL)
BOTTOM = Pane(x=0, y=676 / 1350, width=1, height=674 / 1350, keys=MOVING)


def plan_of(framing: Framing, **visual: Any) -> RenderPlan:
    timeline = a_timeline("4:5", FRAMES, framings=(framing,), width=640, height=360)
    look = a_style(enabled=False, parts={"visual": visual} if visual else {})
    return a_plan(look, "one two", "4:5", timeline=timeline)[0]


def source(matrix: str = "ITU709") -> av.VideoFrame:
    """A picture with detail everywhere."""
    noise = np.random.default_rng(5).integers(0, 256, (360, 640, 3), dtype=np.uint8)
    frame = av.VideoFrame.from_ndarray(noise, "rgb24")
    frame = frame.reformat(format="yuv420p", dst_colorspace=matrix)
    frame.colorspace = {"ITU709": 1, "ITU601": 6}[matrix]
    return frame


@pytest.mark.parametrize("matrix", ["ITU709", "ITU601"])
@pytest.mark.parametrize("saturation", [1.0, 0.5])
def test_a_pane_shows_what_a_crop_of_its_size_would(matrix: str, saturation: float) -> None:
    framing = Framing(first_frame=0, end_frame=FRAMES, layout="panes", panes=(TOP, BOTTOM))
    plan = plan_of(framing, saturation=saturation)
    assert plan.picture is not None
    camera, picture = Camera(plan, plan.picture), source(matrix)
    for frame in (0, 12, FRAMES - 1):
        canvas = planes_of(camera.show(picture, frame))
        for pane, first, end in ((TOP, 0, 676), (BOTTOM, 676, 1350)):
            alone = Framing(first_frame=0, end_frame=FRAMES, keys=pane.keys)
            small = plan.model_copy(update={"height": end - first})
            only = plan.picture.model_copy(update={"framings": (alone,)})
            wanted = planes_of(Camera(small, only).show(picture, frame))
            for plane, part, half in zip(canvas, wanted, (1, 2, 2), strict=True):
                assert np.array_equal(plane[first // half : end // half], part)


@pytest.mark.parametrize("matrix", ["ITU709", "ITU601"])
def test_a_pane_that_contains_its_part_shows_it_as_a_letterbox_would(matrix: str) -> None:
    whole = CropKey(frame=0, x=0, y=0, width=1, height=1)
    above = TOP.model_copy(update={"keys": (whole,), "fit": "contain"})
    framing = Framing(first_frame=0, end_frame=FRAMES, layout="panes", panes=(above, BOTTOM))
    plan = plan_of(framing, saturation=0.5)
    assert plan.picture is not None
    picture = source(matrix)
    canvas = planes_of(Camera(plan, plan.picture).show(picture, 0))
    alone = Framing(first_frame=0, end_frame=FRAMES, layout="letterbox_blur")
    only = plan.picture.model_copy(update={"framings": (alone,)})
    small = plan.model_copy(update={"height": 676})
    wanted = planes_of(Camera(small, only).show(picture, 0))
    for plane, part in zip(canvas, wanted, strict=True):
        assert np.array_equal(plane[: part.shape[0]], part)
    place = place_in(above, Rect(x=0, y=0, width=1, height=1), (640, 360), "4:5")
    assert place.y * 1350 == pytest.approx((676 - 607.5) / 2, abs=0.01)


def test_panes_beside_each_other_meet_at_an_even_column() -> None:
    halves = [
        Pane(x=n / 2, y=0, width=0.5, height=1, keys=(key(x, 0.3),)) for n, x in enumerate((0, 0.7))
    ]
    framing = Framing(first_frame=0, end_frame=FRAMES, layout="panes", panes=tuple(halves))
    plan = plan_of(framing)
    assert plan.picture is not None
    rgb = np.full((360, 640, 3), (200, 30, 30), np.uint8)
    rgb[:, 320:] = (30, 30, 200)
    frame = av.VideoFrame.from_ndarray(rgb, "rgb24").reformat(
        format="yuv420p", dst_colorspace="ITU709"
    )
    frame.colorspace = 1
    canvas = Camera(plan, plan.picture).show(frame, 0)
    shown = canvas.reformat(format="rgb24", src_colorspace="ITU709").to_ndarray().astype(int)
    for column, color in ((0, (200, 30, 30)), (538, (200, 30, 30)), (541, (30, 30, 200))):
        assert np.abs(shown[700, column] - color).max() <= 3


@given(st.lists(st.floats(0.02, 1), min_size=1, max_size=5), st.sampled_from(list(ASPECT_SIZES)))
def test_panes_fill_the_canvas_without_gap_or_overlap(shares: list[float], aspect: Aspect) -> None:
    width, height = ASPECT_SIZES[aspect]
    edges = [0.0, *(float(n) for n in np.cumsum(shares) / sum(shares))]
    painted = np.zeros((height, width), int)
    for top, end in pairwise(edges):
        box = box_of(Pane(x=0, y=top, width=1, height=end - top, keys=STILL), width, height)
        assert all(value % 2 == 0 for value in (box.x, box.y, box.width, box.height))
        painted[box.y : box.y + box.height, box.x : box.x + box.width] += 1
    assert painted.min() == painted.max() == 1
