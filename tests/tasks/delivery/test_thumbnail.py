"""The cover is a good frame: sharp, with a face, nothing half-drawn; and small enough."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np

from schemas.artifacts import MP4, Ref
from schemas.clips import CropKey, FaceZone, Framing, Pane, SourceSpan
from schemas.media import Loudness
from schemas.outputs import RenderedShort, Thumbnail
from schemas.renders import RenderPlan
from schemas.style.cover import cover_of
from schemas.style.overlays import Box, Span
from schemas.style.visuals import VisualRules
from tasks.delivery.judging import Look, best_look, choices, look_at
from tasks.delivery.thumbnail import LARGEST, jpeg, thumbnail
from tasks.stage import StageContext
from tests.footage import steady, write_timed
from tests.looks import a_plan, a_style, a_timeline, an_overlay
from tests.recordings import Picture

QUIET = Loudness(integrated_lufs=-14, true_peak_dbtp=-1, range_lu=3, threshold_lufs=-24)


def texture(blur: float, seed: int = 3) -> Picture:
    noise = np.random.default_rng(seed).integers(0, 256, (96, 128, 3)).astype(np.uint8)
    return np.asarray(cv2.GaussianBlur(noise, (0, 0), blur), np.uint8) if blur else noise


def rendered(ctx: StageContext, pictures: list[Picture]) -> Ref[RenderedShort]:
    path = write_timed(
        ctx.workdir / "a.mp4", steady(len(pictures), Fraction(30)), pictures=pictures
    )
    short = RenderedShort(
        clip_id="clip-01",
        aspect="9:16",
        video=ctx.publish_file(path, MP4),
        plan_digest="0" * 64,
        engine="test",
        width=128,
        height=96,
        rate="30/1",
        frame_count=len(pictures),
        seconds=len(pictures) / 30,
        loudness=QUIET,
    )
    return ctx.publish(short)


def a_quiet_plan(frames: int, **facts: object) -> RenderPlan:
    timeline = a_timeline(frames=frames, **facts)  # type: ignore[arg-type]
    return a_plan(a_style(enabled=False), timeline=timeline)[0]


def test_the_sharpest_frame_is_taken(ctx: StageContext) -> None:
    pictures = [texture(3)] * 60
    pictures[29:33] = [texture(0.6)] * 4
    plan = ctx.publish(a_quiet_plan(60))
    found = ctx.load(thumbnail.compute(ctx, rendered(ctx, pictures), plan), Thumbnail)
    assert 29 <= found.frame <= 32
    image = cv2.imdecode(np.frombuffer(ctx.store.read(found.image), np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    assert image.shape == (96, 128, 3)
    assert "sharpness" in found.reason


def test_the_choice_is_the_same_every_time(ctx: StageContext) -> None:
    pictures = [texture(1, seed) for seed in range(20)]
    short, plan = rendered(ctx, pictures), ctx.publish(a_quiet_plan(20))
    assert thumbnail.compute(ctx, short, plan) == thumbnail.compute(ctx, short, plan)


def test_a_face_counts_more_than_sharpness() -> None:
    known = {"exposure": 0.8, "settled": True, "captioned": False}
    sharp = Look(frame=1, sharpness=6.0, face=0.0, **known)  # type: ignore[arg-type]
    seen = Look(frame=2, sharpness=4.5, face=1.0, **known)  # type: ignore[arg-type]
    best, reason = best_look([sharp, seen])
    assert best is seen
    assert "a face is in view" in reason


def test_cuts_pans_and_end_cards_are_avoided() -> None:
    keys = (
        CropKey(frame=0, x=0, y=0, width=0.5, height=1),
        CropKey(frame=40, x=0, y=0, width=0.5, height=1, ease="smooth"),
        CropKey(frame=70, x=0.5, y=0, width=0.5, height=1),
    )
    framings = (
        Framing(first_frame=0, end_frame=120, keys=keys),
        Framing(first_frame=120, end_frame=200, keys=keys[:1]),
    )
    card = an_overlay(
        "end_card",
        text="bye",
        box=Box(x=10, y=10, width=80, height=20),
        span=Span(anchor="clip_end", duration_ms=1500),
    )
    style = a_style(overlays=(card,), enabled=False)
    plan, _ = a_plan(style, timeline=a_timeline(frames=200, framings=framings))
    grey = np.full((36, 64), 120, np.uint8)
    settled = {
        frame: look_at(grey, frame, plan).settled for frame in (2, 20, 55, 90, 118, 122, 140, 190)
    }
    assert settled == {
        2: False, 20: True, 55: False, 90: True, 118: False, 122: False, 140: True, 190: False
    }  # fmt: skip


def test_a_frame_that_fills_the_short_is_preferred() -> None:
    framings = (
        Framing(first_frame=0, end_frame=100, layout="letterbox_blur"),
        Framing(
            first_frame=100,
            end_frame=200,
            keys=(CropKey(frame=100, x=0.3, y=0, width=0.316, height=1),),
        ),
    )
    plan, _ = a_plan(a_style(enabled=False), timeline=a_timeline(frames=200, framings=framings))
    grey = np.full((36, 64), 120, np.uint8)
    looks = [look_at(grey, frame, plan) for frame in (50, 150)]
    assert best_look(looks)[0].frame == 150


def test_frames_under_a_transition_are_avoided() -> None:
    visual = VisualRules.model_validate(
        {
            "transitions": {
                "open": {"kind": "fade", "duration_ms": 2000},
                "join": {"kind": "crossfade", "duration_ms": 600},
            }
        }
    )
    spans = (
        SourceSpan(first_frame=0, frame_count=100, at=0),
        SourceSpan(first_frame=150, frame_count=100, at=100),
    )
    style = a_style(enabled=False, parts={"visual": visual})
    plan, _ = a_plan(style, timeline=a_timeline(frames=200, spans=spans))
    grey = np.full((36, 64), 120, np.uint8)
    settled = {n: look_at(grey, n, plan).settled for n in (20, 59, 60, 99, 101, 117, 118)}
    assert settled == {
        20: False, 59: False, 60: True, 99: True, 101: False, 117: False, 118: True
    }  # fmt: skip


def test_a_pan_in_one_of_two_panes_is_avoided() -> None:
    stands = CropKey(frame=0, x=0, y=0, width=0.5, height=1)
    keys = (
        stands,
        CropKey(frame=40, x=0, y=0, width=0.5, height=1, ease="smooth"),
        CropKey(frame=70, x=0.5, y=0, width=0.5, height=1),
    )
    panes = tuple(
        Pane(x=0, y=top, width=1, height=0.5, keys=shown)
        for top, shown in ((0, (stands,)), (0.5, keys))
    )
    framing = Framing(first_frame=0, end_frame=120, layout="panes", panes=panes)
    plan, _ = a_plan(a_style(enabled=False), timeline=a_timeline(frames=120, framings=(framing,)))
    grey = np.full((36, 64), 120, np.uint8)
    assert [look_at(grey, frame, plan).settled for frame in (20, 55, 90)] == [True, False, True]


def test_where_a_face_is_it_alone_is_judged() -> None:
    zone = FaceZone(first_frame=0, end_frame=30, x=0.5, y=0.5, width=0.5, height=0.5)
    plan = a_quiet_plan(30, faces=(zone,))
    picture = np.full((360, 202), 128, np.uint8)
    picture[:180, :101] = np.random.default_rng(1).integers(0, 256, (180, 101))
    assert look_at(picture, 15, plan).sharpness == 0.0


def test_a_picture_that_does_not_compress_still_fits() -> None:
    noise = np.random.default_rng(5).integers(0, 256, (1920, 1080, 3)).astype(np.uint8)
    assert len(jpeg(av.VideoFrame.from_ndarray(noise, format="rgb24"))) <= LARGEST


def test_paths_are_not_part_of_the_picture(tmp_path: Path) -> None:
    frame = av.VideoFrame.from_ndarray(texture(1), format="rgb24")
    assert jpeg(frame) == jpeg(frame)


CARD = an_overlay(
    "title",
    text="NOW",
    color="#FF0000FF",
    plate={"shape": "block", "color": "#00FF00FF"},
    span=Span(anchor="cover"),
    box=Box(x=10, y=60, width=80, height=30),
)


def test_a_cover_is_drawn_over_the_source_without_captions(ctx: StageContext) -> None:
    grey = [np.full((96, 128, 3), 110, np.uint8)] * 30
    source = write_timed(ctx.workdir / "source.mp4", steady(30, Fraction(30)), pictures=grey)
    shown = a_timeline("1:1", frames=30, source=ctx.publish_file(source, MP4), width=128, height=96)
    style = cover_of(a_style(overlays=(CARD,)))
    assert style is not None
    cover = a_plan(style, "one two", "1:1", timeline=shown)[0]
    bright = [np.full((96, 128, 3), 240, np.uint8)] * 30
    plan = ctx.publish(a_quiet_plan(30))
    found = thumbnail.compute(ctx, rendered(ctx, bright), plan, ctx.publish(cover))
    data = ctx.store.read(ctx.load(found, Thumbnail).image)
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    assert image.shape == (1080, 1080, 3)
    assert abs(image[:500].astype(int) - 110).max() < 8  # of the source, not of the short
    plate = image[660:960, 110:970].astype(int)
    assert (plate[..., 1] - plate[..., 2] > 150).mean() > 0.02
    assert (plate[..., 2] - plate[..., 1] > 100).any()


def test_a_face_under_the_covers_words_counts_for_little() -> None:
    style = cover_of(a_style(overlays=(CARD,)))
    assert style is not None
    cover = a_plan(style, "one two")[0]
    (box,) = (item.box for item in cover.overlays)
    low = FaceZone(first_frame=0, end_frame=30, x=0.4, y=box.y / 1920, width=0.2, height=0.1)
    high = FaceZone(first_frame=30, end_frame=60, x=0.4, y=0.1, width=0.2, height=0.1)
    plan = a_quiet_plan(60, faces=(low, high))
    luma = np.full((360, 202), 128, np.uint8)
    looks = [look_at(luma, number, plan, cover) for number in (15, 45)]
    assert [look.covered for look in looks] == [True, False]
    assert best_look(looks)[0].frame == 45
    assert "partly under words" in best_look(looks[:1])[1]


def test_others_show_something_else_and_are_nearly_as_good() -> None:
    known = {"sharpness": 5.0, "exposure": 0.8, "face": 1.0, "settled": True, "captioned": True}

    def look(frame: int, level: int, **facts: object) -> Look:
        return Look(**(known | {"frame": frame, "glance": (level,) * 48} | facts))  # type: ignore[arg-type]

    looks = [look(1, 90), look(2, 92), look(3, 140), look(4, 200, settled=False), look(5, 220)]
    assert [one.frame for one in choices(looks, 3)] == [1, 5, 3]
    assert [one.frame for one in choices(looks[:2], 3)] == [1]


def test_a_short_of_two_scenes_offers_both(ctx: StageContext) -> None:
    dark = np.asarray(texture(1) // 3, np.uint8)
    plan = ctx.publish(a_quiet_plan(60))
    found = thumbnail.compute(ctx, rendered(ctx, [texture(1)] * 30 + [dark] * 30), plan)
    made = ctx.load(found, Thumbnail)
    assert len(made.others) == 1
    assert ctx.store.read(made.others[0]) != ctx.store.read(made.image)


def test_a_face_under_a_hook_counts_for_little() -> None:
    card = an_overlay(
        "title",
        text="NOW",
        box=Box(x=10, y=10, width=80, height=20),
        span=Span(anchor="clip_start", duration_ms=1000),
    )
    zone = FaceZone(first_frame=0, end_frame=90, x=0.3, y=0.15, width=0.3, height=0.2)
    plan, _ = a_plan(
        a_style(overlays=(card,), enabled=False), timeline=a_timeline(frames=90, faces=(zone,))
    )
    luma = np.full((360, 202), 128, np.uint8)
    assert [look_at(luma, number, plan).covered for number in (15, 60)] == [True, False]
