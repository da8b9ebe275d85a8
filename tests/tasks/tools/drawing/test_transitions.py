"""Where transitions lie: at the ends, at cuts of ours, never over another cut; and what is drawn."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.base import canonical
from schemas.clips import CropKey, Framing, SourceSpan, Timeline
from schemas.renders import Punch, RenderPlan
from schemas.style.contract import StyleContract
from schemas.style.cover import cover_of
from schemas.style.cuts import CutRules
from schemas.style.overlays import Span
from schemas.style.visuals import VisualRules
from schemas.units import frame_at
from schemas.veils import Dissolve, Veil
from tasks.tools.drawing.painter import Painter
from tests.looks import a_plan, a_style, a_timeline, an_overlay

WHOLE = CropKey(frame=0, x=0, y=0, width=1, height=1)


def spans_of(*counts: int) -> tuple[SourceSpan, ...]:
    """So many frames each, with fifty left out between any two."""
    starts = [sum(counts[:n]) for n in range(len(counts))]
    return tuple(
        SourceSpan(first_frame=at + 50 * n, frame_count=count, at=at)
        for n, (at, count) in enumerate(zip(starts, counts, strict=True))
    )


def cut_timeline(*counts: int, **facts: Any) -> Timeline:
    return a_timeline(frames=sum(counts), spans=spans_of(*counts), **facts)


def moving(cuts: CutRules | None = None, **transitions: dict[str, Any]) -> StyleContract:
    visual = VisualRules.model_validate({"transitions": transitions})
    return a_style(parts={"visual": visual, "cuts": cuts or CutRules()})


def planned(style: StyleContract, timeline: Timeline) -> RenderPlan:
    return a_plan(style, timeline=timeline)[0]


def shares(veil: Veil | Dissolve) -> list[float]:
    return [veil.share_at(frame) for frame in range(veil.first_frame, veil.end_frame)]


def layers_at(plan: RenderPlan, frame: int) -> list[Any]:
    """Colour and opacity of the flat layers, lowest first."""
    painter = Painter(plan, lambda ref: b"")
    found = [layer for layer in painter.paint(frame) if layer.flat]
    return [(tuple(layer.pixels[0, 0].tolist()), layer.opacity) for layer in found]


def test_a_style_without_transitions_has_the_plan_that_it_had() -> None:
    plan = planned(moving(), cut_timeline(40, 50))
    assert plan.veils == ()
    assert b"veils" not in canonical(plan)
    assert b"dissolves" not in canonical(plan)


def test_a_fade_begins_with_the_colour_alone_and_goes_in_equal_steps() -> None:
    plan = planned(moving(open={"kind": "fade", "duration_ms": 200}), a_timeline())
    (veil,) = plan.veils
    assert shares(veil) == pytest.approx([1, 5 / 6, 4 / 6, 3 / 6, 2 / 6, 1 / 6])
    assert layers_at(plan, 0) == [((0, 0, 0, 255), 1.0)]
    assert layers_at(plan, 3) == [((0, 0, 0, 255), 0.5)]
    assert layers_at(plan, 6) == []


def test_a_fade_ends_on_the_colour_alone_behind_whatever_is_held() -> None:
    style = moving(close={"kind": "fade", "duration_ms": 200, "color": "{color.accent}"})
    held = style.visual.model_copy(update={"end_hold_ms": 3000})
    plan = planned(style.model_copy(update={"visual": held}), a_timeline(frames=90))
    assert plan.frame_count > 100
    (veil,) = plan.veils
    assert shares(veil) == pytest.approx([1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6, 1])
    assert veil.end_frame == plan.frame_count
    assert layers_at(plan, plan.frame_count - 1) == [((0xFF, 0xD6, 0x0A, 255), 1.0)]


def test_fades_leave_room_for_each_other() -> None:
    long = {"kind": "fade", "duration_ms": 3000}
    plan = planned(moving(open=long, close=long), a_timeline(frames=30))
    first, last = plan.veils
    assert first.end_frame <= last.first_frame
    assert planned(moving(open=long), a_timeline(frames=1)).veils == ()


def test_a_colour_that_lets_the_picture_through_covers_so_much_of_it() -> None:
    style = moving(open={"kind": "fade", "duration_ms": 200, "color": "#FF000080"})
    plan = planned(style, a_timeline())
    assert layers_at(plan, 0) == [((255, 0, 0, 255), pytest.approx(128 / 255))]
    assert layers_at(plan, 3) == [((255, 0, 0, 255), pytest.approx(64 / 255))]


def test_a_dip_is_darkest_on_both_sides_of_the_cut() -> None:
    plan = planned(moving(join={"kind": "dip"}), cut_timeline(40, 50))
    (veil,) = plan.veils
    assert (veil.first_frame, veil.end_frame) == (37, 43)
    assert shares(veil) == pytest.approx([1 / 3, 2 / 3, 1, 1, 2 / 3, 1 / 3])


def test_a_dip_lies_under_captions_and_overlays_and_a_fade_over_all() -> None:
    fade = {"kind": "fade", "duration_ms": 3000}
    style = moving(open=fade, join={"kind": "dip", "color": "#FFFFFFFF"})
    mark = an_overlay("text", text="Here")
    plan = planned(style.model_copy(update={"overlays": (mark,)}), cut_timeline(20, 70))
    flat = [layer.flat for layer in Painter(plan, lambda ref: b"").paint(20)]
    assert len(flat) == 4  # the dip, the overlay, captions, the fade
    assert flat == [True, False, False, True]


def test_dips_are_a_second_apart_whatever_is_cut() -> None:
    counts = [15, 14, 13, 20, 12, 40, 16, 60]
    plan = planned(moving(join={"kind": "dip", "color": "#FFFFFFFF"}), cut_timeline(*counts))
    middles = [(veil.first_frame + veil.end_frame) // 2 for veil in plan.veils]
    joins = {span.at for span in spans_of(*counts)[1:]}
    assert len(middles) > 2
    assert set(middles) < joins
    assert all(after - before >= 30 for before, after in pairwise(middles))


def test_a_crossfade_follows_the_cut_and_never_shows_one_picture_alone() -> None:
    plan = planned(moving(join={"kind": "crossfade"}), cut_timeline(40, 50))
    assert plan.picture is not None
    (dissolve,) = plan.picture.dissolves
    assert (dissolve.first_frame, dissolve.end_frame) == (40, 46)
    assert shares(dissolve) == pytest.approx([n / 7 for n in (6, 5, 4, 3, 2, 1)])
    assert plan.veils == ()


def test_beside_other_cuts_it_is_half_as_long_as_there_is_room() -> None:
    """Cuts of ours, and those of the recording."""
    framings = tuple(
        Framing(first_frame=first, end_frame=end, keys=(WHOLE,))
        for first, end in ((0, 50), (50, 120))
    )
    long = {"kind": "crossfade", "duration_ms": 600}
    plan = planned(moving(join=long), cut_timeline(30, 12, 78, framings=framings))
    assert plan.picture is not None
    found = [(one.first_frame, one.end_frame) for one in plan.picture.dissolves]
    assert found == [(30, 36), (42, 46)]
    dip = moving(join={"kind": "dip", "duration_ms": 600})
    (veil,) = planned(dip, cut_timeline(30, 78, framings=framings)).veils
    assert (veil.first_frame, veil.end_frame) == (21, 39)
    (veil,) = planned(dip, cut_timeline(42, 78, framings=framings)).veils
    assert (veil.first_frame, veil.end_frame) == (38, 46)


def test_a_punch_begins_closer_and_is_over_in_its_time() -> None:
    plan = planned(moving(join={"kind": "punch"}), cut_timeline(40, 50))
    assert plan.picture is not None
    (punch,) = plan.picture.punches
    assert (punch.first_frame, punch.end_frame, punch.ease_in, punch.ease_out) == (40, 46, 0, 6)
    assert punch.scale > 1


def test_a_punch_stays_out_of_the_way_of_a_camera_that_is_closer_anyway() -> None:
    style = moving(CutRules(silences="tighten", punch_in=1.1), join={"kind": "punch"})
    plan = planned(style, cut_timeline(40, 40, 40))
    assert plan.picture is not None
    held, settling = plan.picture.punches
    assert (held.first_frame, held.end_frame, held.scale) == (40, 80, 1.1)
    assert (settling.first_frame, settling.end_frame) == (80, 86)


def test_letterboxed_shots_have_no_punch() -> None:
    whole = (Framing(first_frame=0, end_frame=90, layout="letterbox_blur"),)
    plan = planned(moving(join={"kind": "punch"}), cut_timeline(40, 50, framings=whole))
    assert plan.picture is not None
    assert plan.picture.punches == ()


def test_times_sound_and_captions_stay_what_they_are() -> None:
    fade = {"kind": "fade"}
    every = moving(open=fade, close=fade, join={"kind": "crossfade"})
    one, other = (planned(style, cut_timeline(40, 50)) for style in (moving(), every))
    assert other.frame_count == one.frame_count
    assert other.sound == one.sound
    assert other.captions == one.captions


def test_a_short_without_a_picture_has_fades_and_nothing_at_its_cuts() -> None:
    style = moving(open={"kind": "fade"}, join={"kind": "dip"})
    plan = planned(style, cut_timeline(40, 50, kind="audio", width=0, height=0))
    assert [veil.over for veil in plan.veils] == ["all"]


def test_a_cover_stands_still_and_is_not_faded() -> None:
    card = an_overlay("title", span=Span(anchor="cover"))
    style = moving(open={"kind": "fade", "duration_ms": 3000})
    cover = cover_of(style.model_copy(update={"overlays": (card,)}))
    assert cover is not None
    assert planned(cover, a_timeline()).veils == ()


def test_the_pixels_of_a_veil_are_the_same_object_while_it_lasts() -> None:
    painter = Painter(planned(moving(open={"kind": "fade"}), a_timeline()), lambda ref: b"")
    one, other = (painter.paint(frame)[-1] for frame in (1, 2))
    assert one.pixels is other.pixels
    assert one.opacity > other.opacity
    assert one.pixels.shape == (1920, 1080, 4)
    assert np.ptp(one.pixels.reshape(-1, 4), axis=0).max() == 0


LENGTHS = st.lists(st.integers(1, 60), min_size=2, max_size=8)


@settings(max_examples=40)
@given(
    LENGTHS,
    st.sampled_from(["dip", "crossfade", "punch"]),
    st.integers(60, 600),
    st.sampled_from([5, 30]),
    st.lists(st.integers(1, 200), max_size=3),
)
def test_no_transition_reaches_over_another_or_over_a_cut(
    counts: list[int], kind: str, duration: int, rate: int, cuts: list[int]
) -> None:
    edges = [0, *sorted({cut for cut in cuts if cut < sum(counts)}), sum(counts)]
    framings = tuple(
        Framing(first_frame=first, end_frame=end, keys=(WHOLE,)) for first, end in pairwise(edges)
    )
    timeline = cut_timeline(*counts, framings=framings, rate=f"{rate}/1")
    plan = planned(moving(join={"kind": kind, "duration_ms": duration}), timeline)
    assert plan.picture is not None
    placed: list[Veil | Dissolve | Punch] = [*plan.veils, *plan.picture.dissolves]
    placed += plan.picture.punches
    for one, other in pairwise(placed):
        assert one.end_frame <= other.first_frame
    joins = {span.at for span in timeline.spans[1:]}
    for one in placed:
        inside = range(one.first_frame + 1, one.end_frame)
        assert one.end_frame - one.first_frame <= max(2, frame_at(duration, f"{rate}/1") + 1)
        assert not any(edge in inside and edge not in joins for edge in edges)
    assert plan.frame_count == sum(counts)
