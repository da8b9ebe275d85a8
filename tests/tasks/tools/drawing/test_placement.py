"""Where captions stand over a whole short: clear of faces, and calm."""

from __future__ import annotations

from itertools import pairwise

from schemas.clips import FaceZone, Framing
from schemas.renders import PixelBox, RenderPlan
from schemas.style.subtitles import Placement
from schemas.units import ms_at
from tests.looks import RATE, a_plan, a_style, a_timeline

SHOT, LEAD = 36, 9
"""Frames: a card of four words to a shot, after the first 300 ms."""


def shots(*seen: tuple[float, float] | None) -> RenderPlan:
    """A short of so many shots; in each a face from one height to another, or none."""
    ends = [LEAD + (n + 1) * SHOT for n in range(len(seen))]
    spans = list(zip([0, *ends], ends, strict=False))
    framings = [Framing(first_frame=a, end_frame=b, layout="none") for a, b in spans]
    faces = [
        FaceZone(first_frame=a, end_frame=b, x=0.2, y=face[0], width=0.6, height=face[1] - face[0])
        for face, (a, b) in zip(seen, spans, strict=True)
        if face
    ]
    timeline = a_timeline(frames=ends[-1], faces=faces, framings=framings)
    text = " ".join(["so", "it", "goes", "on"] * len(seen))
    return a_plan(a_style(), text=text, timeline=timeline)[0]


def bottoms(plan: RenderPlan) -> list[float]:
    return [round(page.block.box.bottom) for page in plan.captions.pages]


def jumps(plan: RenderPlan) -> int:
    return sum(one != other for one, other in pairwise(bottoms(plan)))


def uncovered(plan: RenderPlan) -> bool:
    zones = [
        (ms_at(zone.first_frame, RATE), ms_at(zone.end_frame, RATE), zone) for zone in plan.faces
    ]
    return all(
        end <= page.start_ms
        or start >= page.end_ms
        or page.block.box.bottom <= zone.y * plan.height
        or page.block.box.y >= (zone.y + zone.height) * plan.height
        for page in plan.captions.pages
        for start, end, zone in zones
    )


LOW, HIGH = (0.6, 0.85), (0.2, 0.45)


def test_cameras_that_cut_to_and_fro_do_not_throw_captions_about() -> None:
    usual = bottoms(shots(None))[0]
    plan = shots(LOW, HIGH, LOW, HIGH, LOW, HIGH)
    assert uncovered(plan)
    assert jumps(plan) == 0
    assert bottoms(plan)[0] != usual


def test_for_one_face_captions_leave_their_place_and_come_back() -> None:
    usual = bottoms(shots(None))[0]
    plan = shots(*[HIGH] * 8, LOW, *[HIGH] * 8)
    assert uncovered(plan)
    assert jumps(plan) == 2
    assert bottoms(plan)[0] == bottoms(plan)[-1] == usual


def test_faces_that_leave_no_common_place_are_still_not_covered() -> None:
    plan = shots((0.07, 0.5), (0.5, 0.86), (0.07, 0.5), (0.5, 0.86))
    assert uncovered(plan)
    assert jumps(plan) >= 3


def test_captions_move_out_of_what_a_platform_covers_even_where_nothing_is_in_their_way() -> None:
    low = Placement(offset=16)
    plain, _ = a_plan(a_style(placement=low))
    held, _ = a_plan(a_style(parts={"platforms": ("reels",)}, placement=low))
    assert all(page.block.box.bottom > 0.8 * 1920 for page in plain.captions.pages)
    room = PixelBox(x=0, y=0.14 * 1920, width=1080, height=0.51 * 1920)
    for page in held.captions.pages:
        assert room.bottom - 60 < page.block.box.bottom <= room.bottom + 1
