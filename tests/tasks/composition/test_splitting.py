"""A screen above its webcam: nothing that is to be read is cut away, and the speaker stays whole."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from schemas.base import digest_of
from schemas.clips import CropPath, FaceTrack, FaceTracks, Inset, PreparedClip
from schemas.style.visuals import ReframeRules
from schemas.units import ASPECT_SIZES, Aspect
from schemas.views import crop_at, views_at
from tasks.composition.reframe import crop_path
from tasks.composition.stitch import timeline_of
from tests.tasks.composition.test_reframe import clip_of, still, track_of, tracks_of

SPLIT = ReframeRules(screens="split")


def webcam(**facts: Any) -> Inset:
    """At the lower right, a quarter as wide as the picture, with text beside and above it."""
    known = {
        "shot": 0,
        "track": 0,
        "x": 0.75,
        "y": 0.7,
        "width": 0.25,
        "height": 0.3,
        "above_and_below": 0.2,
        "beside": 0.2,
        "confidence": 0.95,
    }
    return Inset(**(known | facts))


def speaker(width: float = 0.07) -> FaceTrack:
    track = track_of(still(0.87), width=width)
    boxes = tuple(box.model_copy(update={"y": 0.78}) for box in track.boxes)
    return track.model_copy(update={"boxes": boxes})


def seen(inset: Inset, face: FaceTrack | None = None) -> FaceTracks:
    return tracks_of(face or speaker()).model_copy(update={"insets": (inset,)})


def path_of(
    tracks: FaceTracks, aspect: Aspect = "9:16", clip: PreparedClip | None = None
) -> CropPath:
    return crop_path(clip or clip_of(), tracks, SPLIT, aspect)


@pytest.mark.parametrize("aspect", ["9:16", "4:5"])
def test_the_screen_stands_whole_above_the_webcam(aspect: Aspect) -> None:
    path = path_of(seen(webcam()), aspect)
    (framing,) = path.framings
    above, below = framing.panes
    (screen, place), _ = views_at(framing, 0, (1920, 1080), aspect)
    assert (screen.x, screen.y, screen.width, screen.height) == (0, 0, 1, 1)
    wide, high = ASPECT_SIZES[aspect]
    assert place.width * wide / (place.height * high) == pytest.approx(16 / 9, rel=0.01)
    assert place.y >= above.y
    assert place.y + place.height <= below.y + 1e-6
    assert framing.confidence == 0.95
    assert path.quality.subject_in_frame == 1.0


@pytest.mark.parametrize(
    ("facts", "part"),
    [
        ({"above_and_below": 0.01}, (0, 0, 0.744, 1)),
        ({"beside": 0.01}, (0, 0, 1, 0.694)),
        ({"x": 0, "above_and_below": 0}, (0.256, 0, 0.744, 1)),
        ({"y": 0, "beside": 0}, (0, 0.306, 1, 0.694)),
        ({"x": 0.45, "above_and_below": 0.0}, (0, 0, 1, 1)),
        ({}, (0, 0, 1, 1)),
    ],
)
def test_the_webcams_side_goes_where_nothing_stands_on_it(
    facts: dict[str, float], part: tuple[float, ...]
) -> None:
    (framing,) = path_of(seen(webcam(**facts))).framings
    key = framing.panes[0].keys[0]
    assert (key.x, key.y, key.width, key.height) == pytest.approx(part, abs=1e-6)


@pytest.mark.parametrize("aspect", ["9:16", "4:5"])
@pytest.mark.parametrize("width", [0.04, 0.07, 0.11])
def test_the_webcams_crop_stays_in_it_and_keeps_the_head(aspect: Aspect, width: float) -> None:
    inset, face = webcam(), speaker(width)
    (framing,) = path_of(seen(inset, face), aspect).framings
    pane = framing.panes[1]
    wide, high = ASPECT_SIZES[aspect]
    for box in face.boxes:
        crop = crop_at(pane, box.frame)
        assert inset.x - 1e-5 <= crop.x
        assert crop.x + crop.width <= inset.x + inset.width + 1e-5
        assert inset.y - 1e-5 <= crop.y
        assert crop.y + crop.height <= inset.y + inset.height + 1e-5
        assert crop.x <= box.x <= box.x + box.width <= crop.x + crop.width
        assert crop.y <= box.y
        assert min(1.0, box.y + box.height) <= crop.y + crop.height + 0.002
        ratio = crop.width * 1920 / (crop.height * 1080)
        assert ratio == pytest.approx(wide / (pane.height * high), rel=0.01)
        assert pane.height * high / (crop.height * 1080) <= 4.01


def test_where_the_webcam_is_too_small_or_the_output_not_tall_the_picture_is_whole() -> None:
    assert path_of(seen(webcam())).framings[0].layout == "panes"
    small = seen(webcam(x=0.9, width=0.1, y=0.85, height=0.15))
    assert path_of(small).framings[0].layout == "letterbox_blur"
    assert path_of(seen(webcam()), "1:1").framings[0].layout == "letterbox_blur"
    tiny = clip_of(size=(640, 360))
    assert path_of(seen(webcam()), clip=tiny).framings[0].layout == "letterbox_blur"
    assert path_of(seen(webcam()), "16:9").framings[0].layout == "crop"


def test_only_who_asks_for_it_gets_it_and_only_where_there_is_one() -> None:
    with_inset, without = seen(webcam()), tracks_of(speaker())
    follow = [crop_path(clip_of(), seen, ReframeRules(), "9:16") for seen in (with_inset, without)]
    assert follow[0] == follow[1]
    assert follow[0].framings[0].layout == "crop"
    assert path_of(without) == follow[0]
    centre = ReframeRules(screens="split", mode="center")
    assert crop_path(clip_of(), with_inset, centre, "9:16").framings[0].layout == "crop"
    assert "insets" not in without.model_dump(mode="json")
    assert digest_of(without) != digest_of(with_inset)


def test_captions_are_told_of_the_speaker_below_and_on_the_screen() -> None:
    tracks = seen(webcam())
    path = path_of(tracks)
    zones = timeline_of(clip_of(), path, tracks).faces
    seam = path.framings[0].panes[1].y
    below = [zone for zone in zones if zone.y >= seam - 0.011]
    above = [zone for zone in zones if zone.y + zone.height <= seam + 0.011]
    assert below and above
    assert len(below) + len(above) == len(zones)
    (_, place), _ = views_at(path.framings[0], 0, (1920, 1080), "9:16")
    box = tracks.tracks[0].boxes[0]
    middle = place.y + (box.y + box.height / 2) * place.height
    assert above[0].y < middle < above[0].y + above[0].height


def test_of_a_round_webcam_only_what_lies_in_the_circle_is_shown() -> None:
    circle = webcam(x=0.8, y=0.66, width=0.14, height=0.14 * 16 / 9, round=True)
    sharp = clip_of(size=(3840, 2160))
    (framing,) = path_of(seen(circle, speaker(0.05)), clip=sharp).framings
    below = framing.panes[1].keys[0]
    middle, radius = (0.87 * 3840, (0.66 + 0.07 * 16 / 9) * 2160), 0.07 * 3840
    for x in (below.x, below.x + below.width):
        for y in (below.y, below.y + below.height):
            assert np.hypot(x * 3840 - middle[0], y * 2160 - middle[1]) <= radius
