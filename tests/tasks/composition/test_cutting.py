"""A shot in which two talk is cut from speaker to speaker, where the style wants it and it is known."""

from __future__ import annotations

from itertools import pairwise

import pytest

from schemas.clips import CropPath, FaceTrack, FaceTracks, Inset, Timeline
from schemas.speakers import Diarization, Turn
from schemas.style.visuals import ReframeRules, VisualRules
from schemas.units import Aspect
from schemas.views import crop_at
from tasks.composition.reframe import crop_path, reframe
from tasks.composition.stitch import stitch, timeline_of
from tasks.stage import StageContext
from tests.tasks.composition.test_reframe import (
    NOWHERE,
    clip_of,
    still,
    style_of,
    track_of,
    tracks_of,
)

SHOTS = ((0, 60), (60, 460), (460, 520))
CHANGES = (60, 200, 340)
"""Where the left one, the right one and the left one again begin to speak in the second shot."""
CUT = ReframeRules(speaker="cut")


def talker(number: int, place: float, spoken: list[tuple[int, int]], **more: float) -> FaceTrack:
    seen = track_of(still(place, 460, 60), number=number, shot=1, **more)
    mouth = tuple(
        0.09 if any(a <= box.frame < b for a, b in spoken) else 0.012 for box in seen.boxes
    )
    return seen.model_copy(update={"mouth": mouth})


def two(left: float = 0.2, right: float = 0.8, *, silent: bool = False) -> FaceTracks:
    """One face in the first shot, two that talk in the second, nobody in the third."""
    tracks = (
        track_of(still(0.5, 60), number=0),
        talker(1, left, [] if silent else [(60, 200), (340, 460)]),
        talker(2, right, [] if silent else [(200, 340)]),
    )
    heard = ((60, 196), (200, 336), (340, 460))
    return tracks_of(*tracks, frames=520).model_copy(update={"heard": heard})


def shown(faces: FaceTracks, rules: ReframeRules = CUT, aspect: Aspect = "9:16") -> CropPath:
    return crop_path(clip_of(shots=SHOTS), faces, rules, aspect)


@pytest.mark.parametrize("aspect", ["9:16", "4:5", "1:1"])
def test_the_camera_cuts_to_who_speaks_and_covers_the_clip(aspect: Aspect) -> None:
    path = shown(two(), aspect=aspect)
    edges = [(framing.first_frame, framing.end_frame) for framing in path.framings]
    assert edges == [(0, 60), (60, 196), (196, 336), (336, 460), (460, 520)]
    subjects = [framing.subject for framing in path.framings]
    assert subjects[1:4] == ["face 1, speaking", "face 2, speaking", "face 1, speaking"]
    for framing, place in zip(path.framings[1:4], (0.2, 0.8, 0.2), strict=True):
        assert framing.layout == "crop"
        assert framing.keys[0].frame == framing.first_frame
        crop = crop_at(framing, framing.first_frame)
        assert crop.x < place - 0.04 < place + 0.04 < crop.x + crop.width
    assert path.quality.subject_in_frame == 1.0
    assert path.quality.moves_per_minute == 0


def test_without_the_rule_or_a_speaker_the_shot_is_one() -> None:
    faces = two()
    assert len(shown(faces, ReframeRules()).framings) == 3
    assert shown(two(silent=True)) == shown(two(silent=True), ReframeRules())
    unmeasured = faces.model_copy(
        update={"tracks": tuple(t.model_copy(update={"mouth": ()}) for t in faces.tracks)}
    )
    assert shown(unmeasured) == shown(unmeasured, ReframeRules())


def test_two_who_fit_one_crop_are_shown_together() -> None:
    assert shown(two(0.45, 0.55)) == shown(two(0.45, 0.55), ReframeRules())
    assert len(shown(two(), aspect="16:9").framings) == 3


def test_a_bystander_is_not_cut_to() -> None:
    faces = two()
    small = talker(2, 0.8, [(200, 340)], width=0.02)
    alone = faces.model_copy(update={"tracks": (*faces.tracks[:2], small)})
    assert len(shown(alone).framings) == 3


def test_a_speaker_who_turns_away_is_shown_where_they_were() -> None:
    faces = two()
    away = faces.tracks[2]
    kept = [n for n, box in enumerate(away.boxes) if not 250 <= box.frame < 270]
    seen = away.model_copy(
        update={
            "boxes": tuple(away.boxes[n] for n in kept),
            "mouth": tuple(away.mouth[n] for n in kept),
        }
    )
    path = shown(faces.model_copy(update={"tracks": (*faces.tracks[:2], seen)}))
    assert path.framings[2].keys == shown(faces).framings[2].keys


def test_faces_are_where_each_part_of_the_shot_shows_them(ctx: StageContext) -> None:
    clip, faces = clip_of(shots=SHOTS), two()
    path = shown(faces)
    given = (ctx.publish(clip), ctx.publish(path), ctx.publish(faces))
    made = ctx.load(stitch.compute(ctx, *given), Timeline)
    assert made == timeline_of(clip, path, faces)
    assert made.framings == path.framings
    second = [zone for zone in made.faces if 60 <= zone.first_frame < 460]
    assert [(zone.first_frame, zone.end_frame) for zone in second] == [
        (60, 196),
        (196, 336),
        (336, 460),
    ]
    assert all(zone.x < 0.5 < zone.x + zone.width for zone in second)


def test_the_stage_cuts_at_the_words_of_the_diarization(ctx: StageContext) -> None:
    style = style_of(visual=VisualRules(reframe=CUT))
    times = ((2000, 6500, "a"), (6900, 11_200, "b"), (11_400, 15_400, "a"))
    said = Diarization(
        provider="labels",
        speakers=("a", "b"),
        turns=tuple(
            Turn(speaker_id=who, start_time=a, end_time=b, confidence_score=1)
            for a, b, who in times
        ),
    )
    refs = (ctx.publish(clip_of(shots=SHOTS)), ctx.publish(two()), ctx.publish(style))
    made = reframe.compute(ctx, *refs, "9:16", "facet", ctx.publish(said))
    starts = [framing.first_frame for framing in ctx.load(made, CropPath).framings]
    assert starts == [0, 60, 207 - 4, 342 - 4, 460]
    keys = {
        reframe.key(NOWHERE, *refs, "9:16", "facet", ref)
        for ref in (ctx.publish(said), ctx.publish(said.model_copy(update={"turns": ()})))
    }
    assert len(keys) == 2
    assert all(b - a >= 36 for a, b in pairwise(starts))


def test_who_speaks_goes_before_a_stack_which_stays_where_nobody_knows() -> None:
    both, stack = ReframeRules(speaker="cut", groups="stack"), ReframeRules(groups="stack")
    assert shown(two(), both) == shown(two())
    unknown = shown(two(silent=True), both)
    assert unknown == shown(two(silent=True), stack)
    assert len(unknown.framings[1].panes) == 2


def test_a_screen_with_a_webcam_is_split_and_not_cut() -> None:
    webcam = Inset(
        shot=1,
        track=2,
        x=0.75,
        y=0.15,
        width=0.25,
        height=0.35,
        above_and_below=0,
        beside=0.5,
        confidence=1,
    )
    screen = two().model_copy(update={"insets": (webcam,)})
    split = ReframeRules(speaker="cut", screens="split")
    assert shown(screen, split) == shown(screen, ReframeRules(screens="split"))
    assert shown(screen) == shown(two())
