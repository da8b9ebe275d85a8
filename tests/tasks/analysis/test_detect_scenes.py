"""Cuts are found to the frame, and nothing else is taken for one."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.artifacts import MP4, WAV, Ref
from schemas.media import Loudness, Mezzanine
from schemas.scenes import Shots
from schemas.units import as_rate, fps, frame_at, ms_at
from tasks.analysis import detect_scenes as stage_module
from tasks.analysis.detect_scenes import cover, detect_scenes
from tasks.stage import StageContext
from tasks.tools.media.audio import write_silence
from tasks.tools.media.changes import Changes, boundaries, measure
from tasks.tools.media.lowres import LUMA, Reducer
from tasks.tools.media.rates import STANDARD_RATES, frames_in
from tests.footage import ffmpeg
from tests.normalized import normalized
from tests.recordings import Picture, scene, write_video

RATE = Fraction(30)
QUIET = Loudness(
    integrated_lufs=-20, true_peak_dbtp=-3, range_lu=3, threshold_lufs=-30, silent=False
)
Detect = Callable[..., Shots]


@pytest.fixture
def detect(ctx: StageContext, tmp_path: Path) -> Detect:
    """Run the stage over pictures; `x264` are its parameters where key frames matter."""

    def run(pictures: Sequence[Picture], rate: Fraction = RATE, x264: str = "") -> Shots:
        write_video(tmp_path / "in.mp4", list(pictures), rate, x264=x264)
        found = detect_scenes.compute(
            ctx, _mezzanine(ctx, tmp_path / "in.mp4", len(pictures), rate)
        )
        return ctx.load(found, Shots)

    return run


def _mezzanine(ctx: StageContext, path: Path, frames: int, rate: Fraction) -> Ref[Mezzanine]:
    write_silence(path.with_suffix(".wav"), 100)
    return ctx.publish(
        Mezzanine(
            source=ctx.publish_file(path, MP4),
            kind="video",
            duration_ms=round(frames / rate * 1000),
            audio=ctx.publish_file(path.with_suffix(".wav"), WAV),
            has_speech_audio=True,
            loudness=QUIET,
            width=160,
            height=90,
            rate=as_rate(rate),
        )
    )


def _starts(shots: Shots, rate: Fraction = RATE) -> list[int]:
    return [frame_at(shot.start_ms, as_rate(rate)) for shot in shots.shots[1:]]


def _covers(shots: Shots) -> bool:
    edges = [shots.shots[0].start_ms, *(shot.end_ms for shot in shots.shots)]
    joined = all(a.end_ms == b.start_ms for a, b in pairwise(shots.shots))
    return joined and edges[0] == 0 and edges[-1] == shots.duration_ms and edges == sorted(edges)


@pytest.mark.parametrize("rate", [Fraction(24000, 1001), Fraction(25), RATE, Fraction(60)])
def test_every_cut_is_found_at_its_frame(detect: Detect, rate: Fraction) -> None:
    lengths = [47, 31, 60, 29, 83]
    pictures = [p for seed, n in enumerate(lengths) for p in scene(seed, n)]
    shots = detect(pictures, rate)
    assert _starts(shots, rate) == [47, 78, 138, 167]
    assert [shot.entered_by for shot in shots.shots] == ["start", "cut", "cut", "cut", "cut"]
    assert _covers(shots)


def test_a_cut_in_the_midst_of_motion_is_found(detect: Detect) -> None:
    shots = detect(scene(1, 50, drift=3) + scene(2, 50, drift=3))
    assert _starts(shots) == [50]


def test_motion_is_no_cut_and_is_told(detect: Detect) -> None:
    calm, wild = detect(scene(1, 90, drift=0)), detect(scene(1, 90, drift=14))
    assert len(calm.shots) == len(wild.shots) == 1
    assert wild.shots[0].motion > 3 * calm.shots[0].motion > 0


@pytest.mark.parametrize("standing", [20, 75])
def test_slides_that_stand_are_cut_where_they_change(standing: int) -> None:
    slides = [np.full(2 * LUMA * 3 // 4, 40 + 50 * (n % 3), np.uint8) for n in range(5)]
    changes = measure((slide for slide in slides for _ in range(standing)), RATE)
    assert list(boundaries(changes, RATE)) == [n * standing for n in range(1, 5)]


@pytest.mark.parametrize("repeats", [3, 6, 10])
def test_few_pictures_a_second_are_no_slides(repeats: int) -> None:
    (still,) = scene(1, 1)
    reduced = Reducer()
    moving = [
        reduced(av.VideoFrame.from_ndarray(np.roll(still, 9 * n, axis=1), format="rgb24"))
        for n in range(12)
    ]
    changes = measure((picture for picture in moving for _ in range(repeats)), RATE)
    assert max(changes.lasting) > 20
    assert boundaries(changes, RATE) == {}


@pytest.mark.parametrize("frames", [1, 2, 4])
def test_a_flash_is_no_cut(detect: Detect, frames: int) -> None:
    pictures = scene(1, 90)
    for index in range(40, 40 + frames):
        pictures[index] = np.full_like(pictures[index], 245)
    assert _starts(detect(pictures)) == []


def test_a_jerk_of_the_camera_is_no_cut(detect: Detect) -> None:
    pictures = scene(1, 90, drift=0)
    for index in range(45, 90):
        pictures[index] = np.roll(pictures[index], min(index - 44, 4) * 5, axis=1)
    assert _starts(detect(pictures)) == []


def test_a_caption_that_appears_is_no_cut(detect: Detect) -> None:
    pictures = scene(1, 90, drift=0)
    for picture in pictures[45:]:
        picture[74:86, 8:150] = 250
    assert _starts(detect(pictures)) == []


def _screen(webcam: tuple[int, int, int, int] | None, look: int) -> Picture:
    """A still slide, and a webcam in which somebody sways: left, top, width, height."""
    picture = np.full((90, 160, 3), 240, np.uint8)
    picture[12:78:8, 12:100] = 60
    if webcam:
        left, top, wide, high = webcam
        picture[top : top + high, left : left + wide] = (70, 80, 110)
        at = left + wide // 2 - 6 + look // 4 % 3
        picture[top + 6 : top + high, at : at + 12] = (190, 150, 120)
    return picture


def test_a_webcam_that_comes_or_goes_is_a_cut_and_a_banner_is_none() -> None:
    reduced = Reducer()
    webcam, banner = (116, 58, 40, 30), (20, 74, 120, 12)

    def cuts(*parts: tuple[int, int, int, int] | None) -> list[int]:
        shown = [_screen(part, look) for part in parts for look in range(45)]
        small = [reduced(av.VideoFrame.from_ndarray(one, format="rgb24")) for one in shown]
        return list(boundaries(measure(small, RATE), RATE))

    assert cuts(None, webcam, None) == [45, 90]
    assert cuts(webcam, (4, 4, 40, 30)) == [45]
    assert cuts(None, banner, None) == []


def test_of_two_cuts_within_a_blink_one_counts(detect: Detect) -> None:
    shots = detect(scene(1, 45) + scene(2, 5) + scene(3, 45))
    assert len(shots.shots) == 2
    assert _starts(shots)[0] in (45, 50)


def test_a_fade_through_black_is_one_boundary(detect: Detect) -> None:
    before, after = scene(2, 60), scene(3, 60)
    for index in range(15):
        before[-1 - index] = (before[-1 - index] * (index / 15)).astype(np.uint8)
        after[index] = (after[index] * (index / 15)).astype(np.uint8)
    shots = detect(before + [np.zeros_like(before[0])] * 12 + after)
    assert [shot.entered_by for shot in shots.shots] == ["start", "fade"]
    assert 58 <= _starts(shots)[0] <= 75


def _mixed(one: Picture, other: Picture, share: float) -> Picture:
    return np.asarray(one * (1 - share) + other * share, np.uint8)


@pytest.mark.parametrize("frames", [6, 15, 30, 60])
def test_a_dissolve_is_one_boundary_in_its_middle(detect: Detect, frames: int) -> None:
    before, after = scene(2, 60 + frames, drift=0), scene(3, 60 + frames, drift=0)
    over = [_mixed(before[60 + n], after[n], (n + 0.5) / frames) for n in range(frames)]
    shots = detect(before[:60] + over + after[frames:])
    assert [shot.entered_by for shot in shots.shots] == ["start", "fade"]
    assert abs(_starts(shots)[0] - 60 - frames / 2) <= max(2, frames / 5)


@pytest.mark.parametrize("level", [16, 128, 245])
@pytest.mark.parametrize("frames", [8, 15, 24])
def test_a_dip_to_a_colour_is_one_boundary(detect: Detect, level: int, frames: int) -> None:
    before, after = scene(2, 60), scene(3, 60)
    colour = np.full_like(before[0], level)
    half = frames // 2
    for n in range(half):
        before[60 - half + n] = _mixed(before[60 - half + n], colour, (n + 1) / half)
        after[n] = _mixed(colour, after[n], (n + 1) / half)
    shots = detect(before + after)
    assert [shot.entered_by for shot in shots.shots] == ["start", "fade"]
    assert abs(_starts(shots)[0] - 60) <= 2


def test_what_changes_slowly_and_stays_the_same_is_no_boundary(detect: Detect) -> None:
    """Light that is turned up, a camera that pans and one that zooms in."""
    lit = [
        _mixed(p, np.zeros_like(p), min(0.7, n / 45)) for n, p in enumerate(scene(1, 90, drift=0))
    ]
    (wide,) = scene(4, 1)
    panned = [[np.roll(wide, speed * n, axis=1) for n in range(90)] for speed in (1, 2, 4, 7)]
    zoomed = [_zoomed(wide, 1 + n / 90) for n in range(90)]
    assert [_starts(detect(shown)) for shown in (lit, *panned, zoomed)] == [[]] * 6


def _zoomed(picture: Picture, factor: float) -> Picture:
    height, width = picture.shape[:2]
    wide, high = round(width / factor), round(height / factor)
    left, top = (width - wide) // 2, (height - high) // 2
    part = picture[top : top + high, left : left + wide]
    return np.asarray(cv2.resize(part, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def test_a_fade_at_either_end_of_the_recording_is_no_boundary(detect: Detect) -> None:
    shown = scene(2, 90)
    for index in range(30):
        shown[index] = (shown[index] * (index / 30)).astype(np.uint8)
        shown[-1 - index] = (shown[-1 - index] * (index / 30)).astype(np.uint8)
    assert _starts(detect(shown)) == []


def test_frames_that_are_shown_twice_hide_no_cut_and_make_none(detect: Detect) -> None:
    slow = scene(1, 30, drift=2) + scene(2, 30, drift=2)
    shots = detect([picture for picture in slow for _ in range(2)])
    assert _starts(shots) == [60]


def test_slides_change_at_a_cut(detect: Detect) -> None:
    pictures = [p for seed in (1, 2, 3) for p in [scene(seed, 1)[0]] * 40]
    assert _starts(detect(pictures)) == [40, 80]


SPARSE = ("keyint=45:scenecut=0", "keyint=250:min-keyint=250:scenecut=0", "keyint=120", "keyint=1")
"""Key frames at fixed places, hardly any, where x264 wants them, and nothing else."""


@pytest.mark.parametrize("x264", SPARSE)
def test_cuts_are_found_wherever_the_key_frames_lie(detect: Detect, x264: str) -> None:
    lengths = [47, 31, 160, 29, 150, 64]
    pictures = [p for seed, n in enumerate(lengths) for p in scene(seed, n)]
    assert _starts(detect(pictures, x264=x264)) == [47, 78, 238, 267, 417]


def test_a_look_away_between_two_key_frames_is_found(detect: Detect) -> None:
    """Both key frames around it show the same: the size of what lies between them tells."""
    pictures = scene(1, 160, drift=0)
    pictures[75:100] = scene(5, 25, drift=0)
    shots = detect(pictures, x264="keyint=60:min-keyint=60:scenecut=0")
    assert _starts(shots) == [75, 100]


def test_what_is_still_is_not_decoded(detect: Detect, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of sixty seconds with one cut only what lies around the cut and at the end."""
    looked = []
    decode = vars(stage_module)["recording_frames"]

    def counted(*args: object, first_frame: int, count: int, **more: object) -> object:
        looked.append((first_frame, first_frame + count))
        return decode(*args, first_frame=first_frame, count=count, **more)

    monkeypatch.setattr(stage_module, "recording_frames", counted)
    pictures = [p for seed in (1, 2) for p in scene(seed, 30, drift=0) * 15]
    shots = detect(pictures, x264="keyint=60:min-keyint=60:scenecut=0")
    assert _starts(shots) == [450]
    assert looked == [(420, 504), (840, 900)]


def test_a_stream_without_index_is_looked_at_as_well(ctx: StageContext, tmp_path: Path) -> None:
    """MPEG-TS only guesses where a seek ends."""
    lengths = [47, 131, 160, 29]
    pictures = [p for seed, n in enumerate(lengths) for p in scene(seed, n)]
    write_video(tmp_path / "in.mp4", pictures, RATE, x264="keyint=60:min-keyint=60:scenecut=0")
    ffmpeg("-i", str(tmp_path / "in.mp4"), "-c", "copy", str(tmp_path / "in.ts"))
    mezzanine = normalized(ctx, tmp_path / "in.ts")
    shots = ctx.load(detect_scenes.compute(ctx, ctx.publish(mezzanine)), Shots)
    assert _starts(shots) == [47, 178, 338]


def test_a_stretch_that_cannot_be_decoded_is_told(ctx: StageContext, tmp_path: Path) -> None:
    """A file that breaks off: nothing of its last ten seconds is there."""
    write_video(tmp_path / "in.mp4", scene(1, 60) + scene(2, 60), RATE)
    shots = detect_scenes.compute(ctx, _mezzanine(ctx, tmp_path / "in.mp4", 420, RATE))
    assert _starts(ctx.load(shots, Shots)) == [60]


def test_sound_alone_is_one_shot(ctx: StageContext, tmp_path: Path) -> None:
    write_silence(tmp_path / "a.wav", 2500)
    mezzanine = Mezzanine(
        source=ctx.publish_bytes(b"recording", "application/octet-stream"),
        kind="audio",
        duration_ms=2500,
        audio=ctx.publish_file(tmp_path / "a.wav", WAV),
        has_speech_audio=True,
        loudness=QUIET,
    )
    shots = ctx.load(detect_scenes.compute(ctx, ctx.publish(mezzanine)), Shots)
    assert [(shot.start_ms, shot.end_ms, shot.entered_by) for shot in shots.shots] == [
        (0, 2500, "start")
    ]


@given(
    st.sampled_from(STANDARD_RATES),
    st.integers(1, 20_000),
    st.sets(st.integers(1, 10**6), max_size=20),
)
def test_shot_times_give_back_the_exact_frames(rate: Fraction, ms: int, wanted: set[int]) -> None:
    frames = frames_in(ms, rate)
    starts = {frame % frames: "cut" for frame in wanted if frame % frames}
    changes = Changes(motion=[0.0] * frames)
    shots = cover(changes, dict(sorted(starts.items())), as_rate(rate), ms)  # type: ignore[arg-type]
    assert [frame_at(shot.start_ms, as_rate(rate)) for shot in shots] == [0, *sorted(starts)]
    assert all(ms_at(frame, as_rate(rate)) <= ms + 9 for frame in starts)


@given(st.lists(st.floats(0, 120), min_size=1, max_size=200), st.sampled_from(STANDARD_RATES))
def test_no_shot_is_shorter_than_a_glance(steps: list[float], rate: Fraction) -> None:
    steps[0] = 0.0
    changes = Changes(steps, steps, steps, [False] * len(steps), [(0, len(steps))])
    edges = [0, *boundaries(changes, rate), len(steps)]
    assert len(edges) == 2 or all(b - a >= round(rate * 2 / 5) for a, b in pairwise(edges))


def test_nothing_to_see_gives_no_changes() -> None:
    assert measure([], RATE) == Changes()


def test_real_faces_are_cut_only_where_the_film_is(ctx: StageContext, media: Path) -> None:
    """Cuts seen by eye in recordings of people who talk and move; the first one of the last recording is
    a dissolve of a second. One begins with 25 frames of sound alone."""
    cuts = {
        "SadTalker__WDA_AlexandriaOcasioCortez_000.mp4": [],
        "face_recognition__short_hamilton_clip.mp4": [45, 107, 236],
        "sample-videos__one-by-one-person-detection.mp4": [],
        "sample-videos__again.mkv": [],
        "sample-videos__head-pose-face-detection-female-and-male.gif": [],
        "torchcodec__nasa_13013.mp4": [137, 202],
    }
    with (media / "faces" / "manifest.csv").open(newline="") as file:
        known = {row["file"] for row in csv.DictReader(file)}
    for name in sorted(known & set(cuts)):
        mezzanine = normalized(ctx, media / "faces" / name)
        shots = ctx.load(detect_scenes.compute(ctx, ctx.publish(mezzanine)), Shots)
        assert _starts(shots, fps(mezzanine.rate)) == cuts[name], name
