"""A timeline plays the clip once, and knows where faces are in the output."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.artifacts import Ref
from schemas.clips import FaceBox, FaceTrack, FaceTracks, PreparedClip, Timeline
from schemas.style.visuals import ReframeRules
from schemas.units import Aspect
from schemas.views import crop_at, letterbox_at
from tasks.composition.reframe import crop_path
from tasks.composition.stitch import stitch, timeline_of
from tasks.stage import StageContext

NOWHERE = "0" * 64
ASPECTS = st.sampled_from(["9:16", "1:1", "16:9", "4:5"])


def clip_of(frames: int = 240) -> PreparedClip:
    nothing = Ref[object](sha256=NOWHERE, size=0, media_type="video/mp4")
    return PreparedClip.model_validate(
        {
            "clip_id": "clip-01",
            "kind": "video",
            "source": nothing,
            "rate": "30/1",
            "first_frame": 77,
            "frame_count": frames,
            "width": 1920,
            "height": 1080,
            "start_ms": 5,
            "rotation": 180,
            "seek_pts": 60,
            "audio": nothing,
            "proxy": None,
            "shots": ((0, 100), (100, frames)),
        }
    )


def faces_of(places: list[float], width: float) -> FaceTracks:
    """One face in the second shot."""
    boxes = tuple(
        FaceBox(frame=100 + 6 * n, x=x, y=0.2, width=width, height=width * 16 / 9, score=0.9)
        for n, x in enumerate(places)
    )
    track = FaceTrack(id=0, shot=1, boxes=boxes)
    return FaceTracks(clip_id="clip-01", detector="test", every=6, frame_count=240, tracks=(track,))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(0.0, 0.9), min_size=1, max_size=23),
    st.floats(0.03, 0.25),
    ASPECTS,
    st.sampled_from(["face_track", "letterbox_blur"]),
)
def test_every_face_that_is_seen_lies_in_a_zone_of_its_time(
    places: list[float], width: float, aspect: Aspect, mode: str
) -> None:
    clip, faces = clip_of(), faces_of(places, width)
    rules = ReframeRules.model_validate({"mode": mode})
    timeline = timeline_of(clip, crop_path(clip, faces, rules, aspect), faces)
    framing = timeline.framings[1]
    for box in faces.tracks[0].boxes:
        if framing.layout == "letterbox_blur":
            place = letterbox_at(1920, 1080, aspect)
            x = place.x + (box.x + box.width / 2) * place.width
            y = place.y + (box.y + box.height / 2) * place.height
        else:
            crop = crop_at(framing, box.frame)
            x = (box.x + box.width / 2 - crop.x) / crop.width
            y = (box.y + box.height / 2 - crop.y) / crop.height
        if 0 <= x <= 1 and 0 <= y <= 1:
            assert any(
                zone.first_frame <= box.frame < zone.end_frame
                and zone.x <= x <= zone.x + zone.width
                and zone.y <= y <= zone.y + zone.height
                for zone in timeline.faces
            )
    for zone in timeline.faces:
        assert 100 <= zone.first_frame < zone.end_frame <= 240
        assert 0 <= zone.x <= zone.x + zone.width <= 1.001
        assert 0 <= zone.y <= zone.y + zone.height <= 1.001


def test_a_face_that_sits_still_is_one_zone_for_the_whole_shot() -> None:
    clip, faces = clip_of(), faces_of([0.4] * 24, 0.1)
    timeline = timeline_of(clip, crop_path(clip, faces, ReframeRules(), "9:16"), faces)
    (zone,) = timeline.faces
    assert (zone.first_frame, zone.end_frame) == (100, 240)


def test_a_timeline_plays_the_recordings_frames_once(ctx: StageContext) -> None:
    clip, faces = clip_of(), faces_of([0.4], 0.1)
    path = crop_path(clip, faces, ReframeRules(), "4:5")

    made = stitch.compute(ctx, ctx.publish(clip), ctx.publish(path), ctx.publish(faces))

    timeline = ctx.load(made, Timeline)
    (span,) = timeline.spans
    assert (span.first_frame, span.frame_count, span.at) == (77, 240, 0)
    assert (timeline.start_ms, timeline.rotation, timeline.seek_pts) == (5, 180, 60)
    assert timeline.framings == path.framings
    assert (timeline.aspect, timeline.rate, timeline.frame_count) == ("4:5", "30/1", 240)
