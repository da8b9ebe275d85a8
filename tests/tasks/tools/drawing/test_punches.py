"""The camera leans in on what matters, never over a cut, and faces are told how large they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.clips import CropKey, FaceZone, Framing
from schemas.renders import Picture, Punch
from schemas.style.visuals import VisualRules
from schemas.views import Rect
from tasks.delivery.render.punching import leaned_in, zoom_at
from tests.looks import a_clip, a_plan, a_style, a_timeline


def picture(visual: VisualRules, **timeline: object) -> Picture:
    style = a_style(parts={"visual": visual})
    given = a_timeline(frames=90, **timeline)  # type: ignore[arg-type]
    clip = a_clip("one two three four five six seven")
    words = tuple(word.model_copy(update={"keyword": n == 4}) for n, word in enumerate(clip.words))
    plan, _ = a_plan(style, text="one two three four five six seven", timeline=given, words=words)
    assert plan.picture is not None
    return plan.picture


def test_no_punch_by_default() -> None:
    assert picture(VisualRules()).punches == ()


def test_the_first_frame_is_closest_and_the_camera_settles() -> None:
    (punch,) = picture(VisualRules(punch_in=1.3)).punches
    zooms = [zoom_at(punch, frame) for frame in range(punch.first_frame, punch.end_frame)]
    assert zooms[0] == pytest.approx(1.3)
    assert zooms == sorted(zooms, reverse=True)
    assert zooms[-1] < 1.001


def test_a_marked_card_is_leaned_in_on_while_it_stands() -> None:
    (punch,) = picture(VisualRules(punch_in=1.2, punch_on="keywords")).punches
    assert (punch.first_frame, punch.end_frame) == (45, 72)
    assert zoom_at(punch, 45) == 1
    assert zoom_at(punch, 58) == pytest.approx(1.2)
    assert zoom_at(punch, 71) < 1.01


def test_a_punch_ends_at_a_cut_and_letterboxed_shots_have_none() -> None:
    whole = (CropKey(frame=0, x=0, y=0, width=1, height=1),)
    cut = (
        Framing(first_frame=0, end_frame=20, keys=whole),
        Framing(first_frame=20, end_frame=90, layout="letterbox_blur"),
    )
    (punch,) = picture(VisualRules(punch_in=1.3), framings=cut).punches
    assert punch.end_frame == 20
    keywords = VisualRules(punch_in=1.3, punch_on="keywords")
    assert picture(keywords, framings=cut).punches == ()


def test_it_leans_to_the_largest_face_and_tells_how_large_that_is() -> None:
    small = FaceZone(first_frame=0, end_frame=90, x=0.1, y=0.1, width=0.1, height=0.1)
    large = FaceZone(first_frame=0, end_frame=90, x=0.5, y=0.3, width=0.2, height=0.2)
    timeline = a_timeline(frames=90, faces=(small, large))
    style = a_style(parts={"visual": VisualRules(punch_in=1.5)})
    plan, _ = a_plan(style, timeline=timeline)
    assert plan.picture is not None
    (punch,) = plan.picture.punches
    assert (punch.x, punch.y) == (0.6, 0.4)
    assert plan.faces[1].width == pytest.approx(0.3)
    assert plan.faces[1].x + plan.faces[1].width / 2 == pytest.approx(0.6)


@given(st.floats(1, 1.5), st.floats(0, 1), st.floats(0, 1), st.integers(0, 59), st.floats(0.1, 1))
def test_the_closer_crop_lies_in_the_cameras_own(
    scale: float, x: float, y: float, frame: int, size: float
) -> None:
    punch = Punch(first_frame=0, end_frame=60, ease_in=8, ease_out=8, scale=scale, x=x, y=y)
    own = Rect(x=0.2, y=0.1, width=size, height=size)
    closer, leans = leaned_in(own, (punch,), frame)
    assert leans
    slack = 1e-9
    assert own.x - slack <= closer.x
    assert own.y - slack <= closer.y
    assert closer.x + closer.width <= own.x + own.width + slack
    assert closer.y + closer.height <= own.y + own.height + slack
    # the point that it leans to keeps its place in the output
    point = own.x + own.width * punch.x
    assert (point - closer.x) / closer.width == pytest.approx(punch.x, abs=1e-6)
    assert leaned_in(own, (punch,), 60) == (own, False)
