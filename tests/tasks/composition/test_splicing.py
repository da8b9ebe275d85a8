"""What is laid out over a whole clip stays with its frames when some of them are left out."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.clips import CropKey, FaceZone, Framing, Pane, SourceSpan
from schemas.units import fps
from schemas.views import crop_at
from tasks.composition.splicing import framings_along, parts_of, place_of, zones_along

FRAMES, FIRST = 200, 77
RATES = st.sampled_from(["24000/1001", "25/1", "30000/1001", "30/1", "60000/1001"])


@st.composite
def kept(draw: st.DrawFn) -> tuple[SourceSpan, ...]:
    """Spans of a clip of `FRAMES` frames."""
    edges = sorted(draw(st.sets(st.integers(0, FRAMES), min_size=2, max_size=9)))
    spans: list[SourceSpan] = []
    at = 0
    for begin, end in zip(edges[::2], edges[1::2], strict=False):
        spans.append(SourceSpan(first_frame=FIRST + begin, frame_count=end - begin, at=at))
        at += end - begin
    return tuple(spans)


def played(spans: tuple[SourceSpan, ...]) -> list[int]:
    """The clip frame of each output frame."""
    return [s.first_frame - FIRST + n for s in spans for n in range(s.frame_count)]


@st.composite
def cameras(draw: st.DrawFn) -> tuple[Framing, ...]:
    """Shots that cover the clip, with stands and pans."""
    cuts = sorted(draw(st.sets(st.integers(1, FRAMES - 1), max_size=3)))
    framings = []
    for first, end in zip([0, *cuts], [*cuts, FRAMES], strict=True):
        shot: dict[str, Any] = {"first_frame": first, "end_frame": end}
        layout = draw(st.sampled_from(["crop", "letterbox_blur", "panes"]))
        if layout == "crop":
            shot["keys"] = draw(paths(first, end))
        if layout == "panes":
            shot["panes"] = [
                Pane(x=0, y=top, width=1, height=0.5, keys=draw(paths(first, end)))
                for top in (0, 0.5)
            ]
        framings.append(Framing(layout=layout, **shot))
    return tuple(framings)


@st.composite
def paths(draw: st.DrawFn, first: int, end: int) -> tuple[CropKey, ...]:
    """Stands and pans of one camera in one shot."""
    places = draw(st.sets(st.integers(first, end - 1), max_size=4)) | {first}
    return tuple(
        CropKey(
            frame=frame,
            x=draw(st.integers(0, 60)) / 100,
            y=0,
            width=0.4,
            height=1,
            ease=draw(st.sampled_from(["hold", "smooth"])),
        )
        for frame in sorted(places)
    )


def shown(framing: Framing) -> tuple[Framing | Pane, ...]:
    """What has a camera of its own."""
    return framing.panes or ((framing,) if framing.keys else ())


@given(cameras(), kept())
@settings(max_examples=200, deadline=None)
def test_every_frame_that_is_played_is_framed_as_it_was(
    camera: tuple[Framing, ...], spans: tuple[SourceSpan, ...]
) -> None:
    moved = framings_along(camera, spans, FIRST)
    frames = played(spans)
    assert [f for item in moved for f in range(item.first_frame, item.end_frame)] == list(
        range(len(frames))
    )
    for item in moved:
        assert all(keys[0].frame == item.first_frame for keys in item.cameras)
        for frame in range(item.first_frame, item.end_frame):
            was = next(f for f in camera if f.first_frame <= frames[frame] < f.end_frame)
            assert item.layout == was.layout
            for one, other in zip(shown(was), shown(item), strict=True):
                here, there = crop_at(one, frames[frame]), crop_at(other, frame)
                assert abs(here.x - there.x) < 1e-6


@given(cameras())
@settings(deadline=None)
def test_a_clip_that_is_played_whole_keeps_its_camera(camera: tuple[Framing, ...]) -> None:
    whole = (SourceSpan(first_frame=FIRST, frame_count=FRAMES, at=0),)
    moved = framings_along(camera, whole, FIRST)
    bare = {"keys": (), "panes": ()}
    assert [f.model_copy(update=bare) for f in moved] == [f.model_copy(update=bare) for f in camera]
    for item, was in zip(moved, camera, strict=True):
        for one, other in zip(item.cameras, was.cameras, strict=True):
            assert len(one) <= len(other)


def test_a_camera_that_stands_keeps_one_key_over_our_cuts() -> None:
    key = CropKey(frame=0, x=0.3, y=0, width=0.4, height=1)
    camera = (Framing(first_frame=0, end_frame=FRAMES, keys=(key,)),)
    spans = (
        SourceSpan(first_frame=FIRST, frame_count=50, at=0),
        SourceSpan(first_frame=FIRST + 90, frame_count=60, at=50),
    )
    assert framings_along(camera, spans, FIRST)[0].keys == (key,)


def test_a_face_is_where_it_was_while_its_frames_are_played() -> None:
    spans = (
        SourceSpan(first_frame=FIRST + 10, frame_count=20, at=0),
        SourceSpan(first_frame=FIRST + 60, frame_count=40, at=20),
    )
    times = [(0, 15), (20, 70), (35, 55), (90, 200)]
    zones = [
        FaceZone(first_frame=a, end_frame=b, x=0, y=0, width=0.1, height=0.1) for a, b in times
    ]
    found = zones_along(zones, spans, FIRST)
    assert [(z.first_frame, z.end_frame) for z in found] == [(0, 5), (10, 30), (50, 60)]


@given(kept(), RATES)
def test_samples_never_drift_from_their_frames(spans: tuple[SourceSpan, ...], rate: str) -> None:
    parts, at = parts_of(spans, FIRST, rate, 48_000), 0
    for span, part in zip(spans, parts, strict=True):
        assert abs(at - Fraction(span.at * 48_000) / fps(rate)) <= Fraction(1, 2)
        begins = Fraction((span.first_frame - FIRST) * 48_000) / fps(rate)
        assert abs(part.begin - begins) <= 1
        at += part.count


@given(kept())
def test_places_are_those_of_the_frames(spans: tuple[SourceSpan, ...]) -> None:
    assert [place_of(frame, spans, FIRST) for frame in played(spans)] == list(
        range(len(played(spans)))
    )
