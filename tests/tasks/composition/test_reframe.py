"""The camera: inside the picture, exact in shape, never across a cut, and with the subject."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.artifacts import WAV, Ref
from schemas.clips import CropPath, FaceBox, FaceTrack, FaceTracks, PreparedClip
from schemas.style.contract import AspectPatch, Brand, FontFace, StyleContract
from schemas.style.visuals import ReframeRules, VisualRules
from schemas.units import ASPECT_SIZES, Aspect
from schemas.views import crop_at
from tasks.composition.reframe import crop_path, reframe
from tasks.composition.takes import largest_crop
from tasks.stage import StageContext

ASPECTS: tuple[Aspect, ...] = get_args(Aspect)
SIZES = ((1920, 1080), (1280, 720), (1080, 1920), (1000, 1000), (4096, 1716), (641, 479))
NOWHERE = "0" * 64


def clip_of(
    *,
    size: tuple[int, int] = (1920, 1080),
    shots: tuple[tuple[int, int], ...] = ((0, 300),),
    kind: str = "video",
) -> PreparedClip:
    return PreparedClip.model_validate(
        {
            "clip_id": "clip-01",
            "kind": kind,
            "source": Ref(sha256=NOWHERE, size=0, media_type="video/mp4"),
            "rate": "30/1",
            "first_frame": 0,
            "frame_count": shots[-1][1],
            "width": size[0],
            "height": size[1],
            "audio": Ref(sha256=NOWHERE, size=0, media_type=WAV),
            "proxy": None,
            "shots": shots,
        }
    )


def track_of(
    path: list[tuple[int, float]], *, number: int = 0, shot: int = 0, width: float = 0.08
) -> FaceTrack:
    """A face at the given centres (frame, x), a third down, square on a 16:9 picture."""
    height = width * 16 / 9
    boxes = tuple(
        FaceBox(frame=f, x=x - width / 2, y=0.25, width=width, height=height, score=0.9)
        for f, x in path
    )
    return FaceTrack(id=number, shot=shot, boxes=boxes)


def tracks_of(*tracks: FaceTrack, frames: int = 300) -> FaceTracks:
    return FaceTracks(
        clip_id="clip-01", detector="test", every=6, frame_count=frames, tracks=tracks
    )


def still(x: float, end: int = 300, first: int = 0) -> list[tuple[int, float]]:
    return [(frame, x) for frame in range(first, end, 6)]


def style_of(accent: str = "#FF0000FF", **parts: Any) -> StyleContract:
    return StyleContract(
        title="Test",
        brand=Brand(
            palette={"accent": accent}, fonts={"body": FontFace(sha256=NOWHERE, family="None")}
        ),
        **parts,
    )


def shown(*tracks: FaceTrack, aspect: Aspect = "9:16", **rules: object) -> CropPath:
    return crop_path(clip_of(), tracks_of(*tracks), ReframeRules.model_validate(rules), aspect)


@st.composite
def scenes(draw: st.DrawFn) -> tuple[PreparedClip, FaceTracks]:
    """Clips of any shape, with any shots, and faces anywhere that jump about."""
    lengths = draw(st.lists(st.integers(1, 200), min_size=1, max_size=4))
    edges = [sum(lengths[:n]) for n in range(len(lengths) + 1)]
    shots = tuple(pairwise(edges))
    clip = clip_of(size=draw(st.sampled_from(SIZES)), shots=shots)
    tracks: list[FaceTrack] = []
    for shot, (first, end) in enumerate(shots):
        for _ in range(draw(st.integers(0, 3))):
            frames = range(first, end, 6)
            middle = draw(st.floats(0, 1))
            sway = draw(st.sampled_from([0.0, 0.02, 0.3, 1.0]))
            offsets = st.floats(middle - sway, middle + sway)
            places = draw(st.lists(offsets, min_size=1, max_size=len(frames)))
            width = draw(st.sampled_from([0.02, 0.05, 0.1, 0.3, 0.7]))
            path = list(zip(frames, places, strict=False))
            tracks.append(track_of(path, number=len(tracks), shot=shot, width=width))
    return clip, tracks_of(*tracks, frames=edges[-1])


@settings(max_examples=100, deadline=None)
@given(
    scenes(),
    st.sampled_from(ASPECTS),
    st.sampled_from(["face_track", "center", "letterbox_blur"]),
    st.integers(200, 2000),
    st.integers(300, 5000),
    st.floats(1, 3),
)
def test_a_crop_stays_in_the_frame_keeps_its_shape_and_never_moves_over_a_cut(
    scene: tuple[PreparedClip, FaceTracks],
    aspect: Aspect,
    mode: str,
    ease: int,
    hold: int,
    zoom: float,
) -> None:
    clip, tracks = scene
    rules = ReframeRules.model_validate(
        {"mode": mode, "ease_ms": ease, "min_hold_ms": hold, "max_zoom": zoom}
    )
    path = crop_path(clip, tracks, rules, aspect)
    assert [(f.first_frame, f.end_frame) for f in path.framings] == list(clip.shots)
    wide, high = ASPECT_SIZES[aspect]
    largest = largest_crop(clip.width, clip.height, aspect)
    for framing in path.framings:
        if framing.layout != "crop":
            assert framing.keys == ()
            continue
        assert framing.keys[0].frame == framing.first_frame
        assert all(a.frame < b.frame for a, b in pairwise(framing.keys))
        assert framing.keys[-1].frame < framing.end_frame
        assert framing.keys[-1].ease == "hold"
        for frame in range(framing.first_frame, framing.end_frame):
            crop = crop_at(framing, frame)
            assert 0 <= crop.x <= crop.x + crop.width <= 1 + 1e-9
            assert 0 <= crop.y <= crop.y + crop.height <= 1 + 1e-9
            pixels = crop.width * clip.width / (crop.height * clip.height)
            assert pixels == pytest.approx(wide / high, rel=2e-5)
            assert crop.width >= largest[0] / rules.max_zoom - 2e-6
    assert crop_path(clip, tracks, rules, aspect) == path


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("aspect", ASPECTS)
def test_the_largest_crop_touches_two_edges(size: tuple[int, int], aspect: Aspect) -> None:
    width, height = largest_crop(*size, aspect)
    assert max(width, height) == 1.0
    wide, high = ASPECT_SIZES[aspect]
    exact = Fraction(wide * size[1], high * size[0])
    assert width / height == pytest.approx(float(exact), rel=1e-5)


def test_without_a_face_the_camera_stands_in_the_middle() -> None:
    (framing,) = shown().framings
    (key,) = framing.keys
    assert key.x == pytest.approx((1 - key.width) / 2, abs=1e-6)
    assert framing.subject == "centre"
    assert framing.confidence < 0.5


def test_a_speaker_who_sits_still_gets_one_position() -> None:
    path = [(frame, 0.7 + 0.004 * (frame % 3)) for frame in range(0, 300, 6)]
    (framing,) = shown(track_of(path)).framings
    (key,) = framing.keys
    assert key.x + key.width / 2 == pytest.approx(0.704, abs=0.01)


def test_one_wild_sight_does_not_move_the_camera() -> None:
    path = [(frame, 0.2 if frame == 120 else 0.6) for frame in range(0, 300, 6)]
    (framing,) = shown(track_of(path)).framings
    assert len(framing.keys) == 1


def test_a_short_excursion_is_waited_out() -> None:
    path = [(f, 0.8 if 120 <= f < 132 else 0.4) for f in range(0, 300, 6)]
    assert len(shown(track_of(path)).framings[0].keys) == 1


def test_a_speaker_who_moves_over_is_followed_by_one_eased_pan() -> None:
    path = shown(track_of([*still(0.3, 150), *still(0.7, 300, 150)]), ease_ms=600)
    (framing,) = path.framings
    assert [key.ease for key in framing.keys] == ["hold", "smooth", "hold"]
    assert framing.keys[2].frame - framing.keys[1].frame == 18
    assert framing.keys[1].frame < 150 < framing.keys[2].frame
    assert path.quality.still_frames == pytest.approx(1 - 18 / 300, abs=1e-3)
    assert path.quality.moves_per_minute == 6.0


def test_the_camera_holds_as_long_as_the_style_asks() -> None:
    restless = [(f, 0.3 if (f // 60) % 2 else 0.65) for f in range(0, 300, 6)]
    moves = {
        hold: sum(
            k.ease == "smooth" for k in shown(track_of(restless), min_hold_ms=hold).framings[0].keys
        )
        for hold in (300, 5000)
    }
    assert moves[300] >= 3
    assert moves[5000] <= 1


def test_two_equal_people_who_do_not_fit_are_shown_whole() -> None:
    (framing,) = shown(track_of(still(0.15)), track_of(still(0.85), number=1)).framings
    assert framing.layout == "letterbox_blur"


def test_two_people_who_fit_are_shown_together() -> None:
    (framing,) = shown(
        track_of(still(0.45), width=0.06), track_of(still(0.58), number=1, width=0.06)
    ).framings
    (key,) = framing.keys
    assert framing.subject == "faces 0, 1"
    assert key.x < 0.42
    assert key.x + key.width > 0.61


def test_the_larger_of_two_people_who_do_not_fit_is_followed() -> None:
    (framing,) = shown(
        track_of(still(0.2), width=0.05), track_of(still(0.75), number=1, width=0.12)
    ).framings
    assert framing.layout == "crop"
    assert framing.subject == "face 1"


def test_a_face_larger_than_any_crop_is_shown_whole() -> None:
    (framing,) = shown(track_of(still(0.5), width=0.4)).framings
    assert framing.layout == "letterbox_blur"


def test_a_close_portrait_in_a_wide_output_is_shown_whole() -> None:
    clip = clip_of(size=(1080, 1920))
    close = tracks_of(track_of(still(0.5), width=0.25))
    assert close.tracks[0].boxes[0].height > largest_crop(1080, 1920, "16:9")[1]
    (framing,) = crop_path(clip, close, ReframeRules(), "16:9").framings
    assert framing.layout == "letterbox_blur"


def test_a_person_who_turns_away_and_back_is_followed_all_the_time() -> None:
    before, after = track_of(still(0.3, 120)), track_of(still(0.72, 300, 180), number=1)
    path = shown(before, after)
    assert path.framings[0].subject == "face 0, 1"
    assert path.quality.subject_in_frame == 1.0


def test_modes_that_do_not_follow_do_not() -> None:
    person = track_of(still(0.8))
    (centre,) = shown(person, mode="center").framings
    (whole,) = shown(person, mode="letterbox_blur").framings
    assert centre.keys[0].x == pytest.approx((1 - centre.keys[0].width) / 2, abs=1e-6)
    assert (whole.layout, whole.keys) == ("letterbox_blur", ())


@pytest.mark.parametrize("mode", ["face_track", "center", "letterbox_blur"])
def test_a_picture_of_the_outputs_shape_is_shown_whole(mode: str) -> None:
    (framing,) = shown(track_of(still(0.8)), aspect="16:9", mode=mode).framings
    (key,) = framing.keys
    assert (framing.layout, key.x, key.y, key.width, key.height) == ("crop", 0, 0, 1, 1)


def test_an_upright_picture_in_a_wide_output_keeps_its_width_and_the_headroom() -> None:
    clip = clip_of(size=(1080, 1920))
    path = crop_path(clip, tracks_of(track_of(still(0.5), width=0.1)), ReframeRules(), "16:9")
    (key,) = path.framings[0].keys
    assert (key.x, key.width) == (0, 1)
    head = 0.25 - 0.35 * 0.1 * 16 / 9
    assert (head - key.y) / key.height == pytest.approx(0.14, abs=0.01)


def test_a_far_face_is_brought_nearer_within_the_styles_limit() -> None:
    far = track_of(still(0.5), width=0.03)
    near, steady = (shown(far, max_zoom=zoom).framings[0].keys[0] for zoom in (1.35, 1.0))
    assert near.height == pytest.approx(1 / 1.35, abs=1e-3)
    assert near.width / near.height == pytest.approx(steady.width / steady.height, rel=1e-4)
    assert steady.height == 1.0


def test_sound_alone_has_no_camera() -> None:
    clip = clip_of(size=(0, 0), kind="audio")
    (framing,) = crop_path(clip, tracks_of(), ReframeRules(), "9:16").framings
    assert (framing.layout, framing.keys) == ("none", ())


def test_the_stage_reads_the_rules_of_its_aspect_ratio(ctx: StageContext) -> None:
    style = style_of(
        visual=VisualRules(reframe=ReframeRules(mode="center")),
        aspects={"1:1": AspectPatch(visual={"reframe": {"mode": "letterbox_blur"}})},
    )
    given_to = (ctx.publish(clip_of()), ctx.publish(tracks_of()), ctx.publish(style))
    layouts = {
        aspect: ctx.load(reframe.compute(ctx, *given_to, aspect, "facet"), CropPath).framings[0]
        for aspect in ASPECTS
    }
    assert layouts["9:16"].layout == "crop"
    assert layouts["1:1"].layout == "letterbox_blur"


def test_a_change_of_colour_does_not_move_the_camera(ctx: StageContext) -> None:
    clip, tracks = ctx.publish(clip_of()), ctx.publish(tracks_of())
    keys = set()
    for color in ("#FF0000FF", "#00FF00FF"):
        style = style_of(color)
        keys.add(reframe.key(NOWHERE, clip, tracks, ctx.publish(style), "9:16", "facet"))
    assert len(keys) == 1
