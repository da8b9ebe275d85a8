"""A shot is shown as a person wants it, found again by its time, or it is said why that cannot be."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.base import digest_of
from schemas.clips import CropPath, FaceTrack, FaceTracks, Framing, Pane, PreparedClip, SourceSpan
from schemas.directing import LAYOUTS, Direction
from schemas.style.visuals import ReframeRules, VisualRules
from schemas.units import Aspect
from schemas.views import crop_at
from tasks.composition.directing import during, layout_of, people_of, spot_of, wishes_in
from tasks.composition.reframe import crop_path, reframe
from tasks.composition.stitch import timeline_of
from tasks.stage import StageContext
from tests.tasks.composition.test_cutting import SHOTS, two
from tests.tasks.composition.test_reframe import (
    ASPECTS,
    clip_of,
    scenes,
    still,
    style_of,
    track_of,
    tracks_of,
)
from tests.tasks.composition.test_splitting import seen, webcam

PAIR = tracks_of(track_of(still(0.2)), track_of(still(0.8), number=1))


def wish(layout: str, start_ms: int = 0, end_ms: int = 10_000, **more: Any) -> Direction:
    """Of the only shot of `clip_of()`, ten seconds at 30 frames a second."""
    asked = {"start_ms": start_ms, "end_ms": end_ms, "layout": layout}
    return Direction.model_validate(asked | more)


def shown(
    *wishes: Direction,
    tracks: FaceTracks = PAIR,
    clip: PreparedClip | None = None,
    aspect: Aspect = "9:16",
    **rules: object,
) -> CropPath:
    return crop_path(
        clip or clip_of(), tracks, ReframeRules.model_validate(rules), aspect, (), wishes
    )


def middle(path: CropPath, number: int = 0) -> float:
    crop = crop_at(path.framings[number], path.framings[number].first_frame)
    return crop.x + crop.width / 2


@pytest.mark.parametrize("rules", [{}, {"groups": "stack"}, {"mode": "center"}])
@pytest.mark.parametrize("layout", ["follow", "stack", "whole", "center"])
def test_each_layout_can_be_had_whatever_the_style_says(layout: str, rules: dict[str, Any]) -> None:
    (framing,) = shown(wish(layout), **rules).framings
    assert layout_of((framing,)) == layout
    assert (framing.wish, framing.unmet) == (layout, "")


def test_a_screen_stands_above_its_webcam_and_the_camera_cuts_to_speakers() -> None:
    (framing,) = shown(wish("split"), tracks=seen(webcam())).framings
    assert (layout_of((framing,)), framing.unmet) == ("split", "")
    clip = clip_of(shots=SHOTS)
    path = shown(wish("cut", 2000, 15_333), tracks=two(), clip=clip)
    assert [layout_of((one,)) for one in path.framings] == [
        "follow", "cut", "cut", "cut", "center",
    ]  # fmt: skip
    assert [one.wish for one in path.framings] == ["", "cut", "cut", "cut", ""]
    assert path.quality.directed == 1


def test_people_who_would_fit_into_one_crop_are_cut_and_stacked_all_the_same() -> None:
    near = two(0.45, 0.55)
    clip = clip_of(shots=SHOTS)
    usual = shown(tracks=near, clip=clip, aspect="4:5", speaker="cut", groups="stack")
    assert len(usual.framings) == 3
    cut = shown(wish("cut", 2000, 15_333), tracks=near, clip=clip, aspect="4:5")
    assert len(cut.framings) == 5
    stack = shown(wish("stack", 2000, 15_333), tracks=near, clip=clip, aspect="4:5")
    assert len(stack.framings[1].panes) == 2


@pytest.mark.parametrize(("number", "place"), [(0, 0.2), (1, 0.8)])
def test_a_person_is_followed_wherever_the_others_are(number: int, place: float) -> None:
    person = spot_of(people_of(clip_of(), PAIR, 0)[number])
    path = shown(wish("follow", person=person))
    assert middle(path) == pytest.approx(place, abs=0.05)
    assert path.quality.subject_in_frame == 1.0


@pytest.mark.parametrize(("at", "place"), [(0.62, 0.62), (0.5, 0.5), (0.0, 0.158), (1.0, 0.842)])
def test_the_camera_stands_on_a_place_as_near_as_the_edge_lets_it(at: float, place: float) -> None:
    path = shown(wish("follow", at=at))
    assert middle(path) == pytest.approx(place, abs=1e-3)
    assert path.framings[0].wish == f"follow, at {at:.2f}"
    assert path.quality.moves_per_minute == 0


def test_where_a_crop_is_as_wide_as_the_picture_every_place_is_shown() -> None:
    upright = clip_of(size=(1080, 1920))
    close = tracks_of(track_of(still(0.5), width=0.5))
    for faces in (close, tracks_of()):
        (framing,) = shown(
            wish("follow", at=0.2), tracks=faces, clip=upright, aspect="1:1"
        ).framings
        assert (framing.layout, framing.unmet) == ("crop", "")


@pytest.mark.parametrize(
    ("layout", "tracks", "aspect", "why"),
    [
        ("stack", tracks_of(track_of(still(0.3))), "9:16", "one person is seen in it"),
        ("stack", tracks_of(), "9:16", "nobody is seen in it"),
        ("stack", PAIR, "1:1", "there is no room for panes"),
        ("split", PAIR, "9:16", "no webcam stands on a screen in it"),
        ("split", seen(webcam(width=0.04)), "9:16", "its webcam is too small"),
        ("split", seen(webcam()), "16:9", "there is no room for panes"),
        ("cut", PAIR, "9:16", "nobody knows who speaks in it"),
        ("cut", tracks_of(track_of(still(0.3))), "9:16", "one person is seen in it"),
        ("follow", tracks_of(), "9:16", "nobody is seen in it"),
    ],
)
def test_what_a_shot_cannot_have_is_said_and_the_rules_decide(
    layout: str, tracks: FaceTracks, aspect: Aspect, why: str
) -> None:
    path = shown(wish(layout), tracks=tracks, aspect=aspect)
    (framing,) = path.framings
    assert (framing.wish, framing.unmet) == (layout, why)
    assert framing.drawn == shown(tracks=tracks, aspect=aspect).framings[0]
    assert (path.quality.directed, path.quality.unmet) == (0, 1)


def test_a_person_who_is_no_longer_there_is_not_taken_for_another() -> None:
    person = spot_of(people_of(clip_of(), PAIR, 0)[1])
    path = shown(wish("follow", person=person), tracks=tracks_of(track_of(still(0.2))))
    assert path.framings[0].unmet == "nobody is seen near that place"
    assert (
        shown(wish("whole"), clip=clip_of(kind="audio")).framings[0].unmet == "there is no picture"
    )


def test_whoever_is_seen_for_a_moment_is_nobody_to_stack() -> None:
    passing = track_of(still(0.8, 18), number=1)
    path = shown(wish("stack"), tracks=tracks_of(track_of(still(0.2)), passing))
    assert path.framings[0].unmet == "one person is seen in it"


def moved(first_frame: int, *shots: tuple[int, int]) -> PreparedClip:
    return clip_of(shots=shots).model_copy(update={"first_frame": first_frame})


@pytest.mark.parametrize(
    ("clip", "layouts"),
    [
        (moved(0, (0, 300), (300, 600)), ["follow", "whole"]),
        (moved(240, (0, 60), (60, 360)), ["follow", "whole"]),  # begins later
        (moved(540, (0, 60), (60, 360)), ["whole", "follow"]),  # the last two seconds of the shot
        (moved(585, (0, 15), (15, 315)), ["whole", "follow"]),  # half a second of it, and no more
        (moved(0, (0, 303), (303, 600)), ["follow", "whole"]),  # the cut is found a little later
        (moved(0, (0, 300), (300, 400), (400, 600)), ["follow", "whole", "whole"]),  # one cut more
        (moved(3000, (0, 300)), ["follow"]),
    ],
)
def test_a_shot_is_found_again_by_its_time_in_the_recording(
    clip: PreparedClip, layouts: list[str]
) -> None:
    people = [
        track_of(still(0.3, end, first), number=n, shot=n)
        for n, (first, end) in enumerate(clip.shots)
    ]
    path = shown(wish("whole", 10_000, 20_000), tracks=tracks_of(*people), clip=clip)
    assert [layout_of((framing,)) for framing in path.framings] == layouts


def test_one_ratio_s_own_wish_counts_before_that_of_all() -> None:
    wishes = wish("whole"), wish("center", aspect="9:16"), wish("auto", aspect="1:1")
    for aspect, layout in (("9:16", "center"), ("4:5", "whole"), ("1:1", "follow")):
        made = shown(*wishes, tracks=tracks_of(track_of(still(0.3))), aspect=aspect)  # type: ignore[arg-type]
        assert layout_of(made.framings) == layout


def test_without_wishes_nothing_is_otherwise_and_nothing_more_is_written() -> None:
    assert digest_of(shown()) == digest_of(shown(wish("whole", 20_000, 30_000)))
    (framing,) = shown().framings
    assert not {"wish", "unmet"} & framing.model_dump().keys()
    assert not {"directed", "unmet"} & shown().quality.model_dump().keys()


def test_what_is_wanted_outlives_our_own_cuts_and_is_told() -> None:
    """Two seconds are left out of the first shot; what stays of it is shown as it was wanted."""
    clip = moved(0, (0, 300), (300, 600))
    tracks = tracks_of(
        track_of(still(0.2)), track_of(still(0.8), number=1), track_of(still(0.5, 600, 300), shot=1)
    )
    wishes = wish("stack"), wish("stack", 10_000, 20_000)
    path = shown(*wishes, tracks=tracks, clip=clip)
    spans = (
        SourceSpan(first_frame=30, frame_count=90, at=0),
        SourceSpan(first_frame=180, frame_count=420, at=90),
    )
    framings = timeline_of(clip, path, tracks, spans).framings
    assert [(f.first_frame, f.layout) for f in framings] == [(0, "panes"), (210, "crop")]
    assert wishes_in(framings, clip.rate, met=True) == ["from 0.0 s on as somebody wants it: stack"]
    assert wishes_in(framings, clip.rate, met=False) == [
        "from 7.0 s on as the style says: somebody wants 'stack', but one person is seen in it"
    ]


def test_only_wishes_of_the_clip_and_the_ratio_are_in_the_key(ctx: StageContext) -> None:
    wishes = (
        wish("whole"),
        wish("whole", 30_000, 40_000),
        wish("stack", 5000, 8000, aspect="9:16"),
    )
    assert during(wishes, 0, 10_000, "9:16") == (wishes[0], wishes[2])
    assert during(wishes, 0, 10_000, "1:1") == wishes[:1]
    assert during(wishes, 10_000, 30_000, "9:16") == ()
    contract = ctx.publish(style_of(visual=VisualRules()))
    tall: Aspect = "9:16"
    given = (ctx.publish(clip_of()), ctx.publish(PAIR), contract, tall, "facet", None)
    made = ctx.load(reframe.compute(ctx, *given, wishes[:1]), CropPath)
    assert made.framings[0].wish == "whole"
    keys = {reframe.key("0" * 64, *given, some) for some in ((), wishes[:1], wishes[:2])}
    assert len(keys) == 3


@pytest.mark.parametrize(
    "asked",
    [
        {"layout": "stack", "at": 0.5},
        {"layout": "whole", "person": {"x": 0.2, "y": 0.2}},
        {"layout": "follow", "at": 0.5, "person": {"x": 0.2, "y": 0.2}},
        {"layout": "follow", "at": 1.2},
        {"layout": "whole", "end_ms": 0},
    ],
)
def test_a_wish_that_says_two_things_is_none(asked: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="Direction"):
        wish(**asked)


@settings(max_examples=60, deadline=None)
@given(scenes(), st.sampled_from(ASPECTS), st.sampled_from(LAYOUTS), st.booleans(), st.floats(0, 1))
def test_whatever_is_wanted_of_whatever_scene_every_crop_stays_in_the_picture(
    scene: tuple[PreparedClip, FaceTracks], aspect: Aspect, layout: str, on_place: bool, at: float
) -> None:
    clip, tracks = scene
    place = {"at": at} if on_place and layout == "follow" else {}
    path = shown(wish(layout, 0, 60_000, **place), tracks=tracks, clip=clip, aspect=aspect)
    assert path.framings[0].first_frame == 0
    assert path.framings[-1].end_frame == clip.frame_count
    for framing in path.framings:
        assert framing.wish
        assert framing.unmet or layout_of((framing,)) in (layout, "whole")
        cameras: list[Framing | Pane] = [*framing.panes] or [framing]
        for camera in cameras if framing.cameras else ():
            for at_frame in (framing.first_frame, framing.end_frame - 1):
                crop = crop_at(camera, at_frame)
                assert 0 <= crop.x <= crop.x + crop.width <= 1 + 1e-6
                assert 0 <= crop.y <= crop.y + crop.height <= 1 + 1e-6


def test_heads_that_touch_are_stacked_whole(ctx: StageContext) -> None:
    """The program would not do that: each pane shows a part of the other one's head."""
    close: tuple[FaceTrack, ...] = (
        track_of(still(0.44), width=0.1), track_of(still(0.56), number=1, width=0.1),
    )  # fmt: skip
    assert shown(tracks=tracks_of(*close), groups="stack").framings[0].layout != "panes"
    (framing,) = shown(wish("stack"), tracks=tracks_of(*close)).framings
    for pane, track in zip(framing.panes, close, strict=True):
        crop, box = crop_at(pane, 0), track.boxes[0]
        assert crop.x <= box.x and box.x + box.width <= crop.x + crop.width
        assert crop.y <= box.y and box.y + box.height <= crop.y + crop.height
