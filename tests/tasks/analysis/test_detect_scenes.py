"""Cuts are found to the frame, and nothing else is taken for one."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.artifacts import MP4, WAV
from schemas.media import Loudness, Mezzanine
from schemas.scenes import Shots
from schemas.units import as_rate, frame_at, ms_at
from tasks.analysis.detect_scenes import Changes, boundaries, cover, detect_scenes, measure
from tasks.stage import StageContext
from tasks.tools.media.audio import write_silence
from tasks.tools.media.lowres import small_pictures
from tasks.tools.media.rates import STANDARD_RATES, frames_in
from tests.footage import ffmpeg
from tests.recordings import Picture, write_video

RATE = Fraction(30)
QUIET = Loudness(
    integrated_lufs=-20, true_peak_dbtp=-3, range_lu=3, threshold_lufs=-30, silent=False
)
Detect = Callable[..., Shots]


def _scene(seed: int, frames: int, *, drift: int = 1, light: float = 1.0) -> list[Picture]:
    """A blotchy picture that drifts sideways, with a patch in it that moves on its own."""
    random = np.random.default_rng(seed)
    coarse = random.integers(30, 226, (9, 24, 3), dtype=np.uint8)
    wide = cv2.resize(coarse, (320, 90), interpolation=cv2.INTER_CUBIC)
    shown = []
    for index in range(frames):
        left = 80 + int(40 * np.sin(index * drift / 40))
        picture = wide[:, left : left + 160].copy()
        row = 30 + int(12 * np.sin(index / 5))
        picture[row : row + 30, 60:90] = coarse[0, 0]
        shown.append((picture * light).astype(np.uint8))
    return shown


@pytest.fixture
def detect(ctx: StageContext, tmp_path: Path) -> Detect:
    """Run the stage over pictures."""

    def run(pictures: Sequence[Picture], rate: Fraction = RATE) -> Shots:
        write_video(tmp_path / "proxy.mp4", list(pictures), rate)
        write_silence(tmp_path / "a.wav", 100)
        duration = round(len(pictures) / rate * 1000)
        mezzanine = Mezzanine(
            source=ctx.publish_bytes(b"recording", "application/octet-stream"),
            kind="video",
            duration_ms=duration,
            audio=ctx.publish_file(tmp_path / "a.wav", WAV),
            has_speech_audio=True,
            loudness=QUIET,
            proxy=ctx.publish_file(tmp_path / "proxy.mp4", MP4),
            proxy_rate=as_rate(rate),
            width=160,
            height=90,
            rate=as_rate(rate),
        )
        found = detect_scenes.compute(ctx, ctx.publish(mezzanine))
        return ctx.load(found, Shots)

    return run


def _starts(shots: Shots, rate: Fraction = RATE) -> list[int]:
    return [frame_at(shot.start_ms, as_rate(rate)) for shot in shots.shots[1:]]


def _covers(shots: Shots) -> bool:
    edges = [shots.shots[0].start_ms, *(shot.end_ms for shot in shots.shots)]
    joined = all(a.end_ms == b.start_ms for a, b in pairwise(shots.shots))
    return joined and edges[0] == 0 and edges[-1] == shots.duration_ms and edges == sorted(edges)


@pytest.mark.parametrize("rate", [Fraction(24000, 1001), Fraction(25), RATE, Fraction(60)])
def test_every_cut_is_found_at_its_frame(detect: Detect, rate: Fraction) -> None:
    lengths = [47, 31, 60, 29, 83]
    pictures = [p for seed, n in enumerate(lengths) for p in _scene(seed, n)]
    shots = detect(pictures, rate)
    assert _starts(shots, rate) == [47, 78, 138, 167]
    assert [shot.entered_by for shot in shots.shots] == ["start", "cut", "cut", "cut", "cut"]
    assert _covers(shots)


def test_a_cut_in_the_midst_of_motion_is_found(detect: Detect) -> None:
    shots = detect(_scene(1, 50, drift=3) + _scene(2, 50, drift=3))
    assert _starts(shots) == [50]


def test_motion_is_no_cut_and_is_told(detect: Detect) -> None:
    calm, wild = detect(_scene(1, 90, drift=0)), detect(_scene(1, 90, drift=14))
    assert len(calm.shots) == len(wild.shots) == 1
    assert wild.shots[0].motion > 3 * calm.shots[0].motion > 0


@pytest.mark.parametrize("frames", [1, 2, 4])
def test_a_flash_is_no_cut(detect: Detect, frames: int) -> None:
    pictures = _scene(1, 90)
    for index in range(40, 40 + frames):
        pictures[index] = np.full_like(pictures[index], 245)
    assert _starts(detect(pictures)) == []


def test_a_jerk_of_the_camera_is_no_cut(detect: Detect) -> None:
    pictures = _scene(1, 90, drift=0)
    for index in range(45, 90):
        pictures[index] = np.roll(pictures[index], min(index - 44, 4) * 5, axis=1)
    assert _starts(detect(pictures)) == []


def test_a_caption_that_appears_is_no_cut(detect: Detect) -> None:
    pictures = _scene(1, 90, drift=0)
    for picture in pictures[45:]:
        picture[74:86, 8:150] = 250
    assert _starts(detect(pictures)) == []


def test_of_two_cuts_within_a_blink_one_counts(detect: Detect) -> None:
    shots = detect(_scene(1, 45) + _scene(2, 5) + _scene(3, 45))
    assert len(shots.shots) == 2
    assert _starts(shots)[0] in (45, 50)


def test_a_fade_through_black_is_one_boundary(detect: Detect) -> None:
    before, after = _scene(2, 60), _scene(3, 60)
    for index in range(15):
        before[-1 - index] = (before[-1 - index] * (index / 15)).astype(np.uint8)
        after[index] = (after[index] * (index / 15)).astype(np.uint8)
    shots = detect(before + [np.zeros_like(before[0])] * 12 + after)
    assert [shot.entered_by for shot in shots.shots] == ["start", "fade"]
    assert 58 <= _starts(shots)[0] <= 75


def test_a_fade_at_either_end_of_the_recording_is_no_boundary(detect: Detect) -> None:
    scene = _scene(2, 90)
    for index in range(30):
        scene[index] = (scene[index] * (index / 30)).astype(np.uint8)
        scene[-1 - index] = (scene[-1 - index] * (index / 30)).astype(np.uint8)
    assert _starts(detect(scene)) == []


def test_frames_that_are_shown_twice_hide_no_cut_and_make_none(detect: Detect) -> None:
    slow = _scene(1, 30, drift=2) + _scene(2, 30, drift=2)
    shots = detect([picture for picture in slow for _ in range(2)])
    assert _starts(shots) == [60]


def test_slides_change_at_a_cut(detect: Detect) -> None:
    pictures = [p for seed in (1, 2, 3) for p in [_scene(seed, 1)[0]] * 40]
    assert _starts(detect(pictures)) == [40, 80]


def test_sound_alone_is_one_shot(ctx: StageContext, tmp_path: Path) -> None:
    write_silence(tmp_path / "a.wav", 2500)
    mezzanine = Mezzanine(
        source=ctx.publish_bytes(b"recording", "application/octet-stream"),
        kind="audio",
        duration_ms=2500,
        audio=ctx.publish_file(tmp_path / "a.wav", WAV),
        has_speech_audio=True,
        loudness=QUIET,
        proxy=None,
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
    changes = Changes(steps, steps, steps, [False] * len(steps))
    edges = [0, *boundaries(changes, rate), len(steps)]
    assert len(edges) == 2 or all(b - a >= round(rate * 2 / 5) for a, b in pairwise(edges))


def test_nothing_to_see_gives_no_changes() -> None:
    assert measure([], RATE) == Changes()


def test_real_faces_are_cut_only_where_the_film_is(media: Path, tmp_path: Path) -> None:
    """Cuts seen by eye in recordings of people who talk and move."""
    cuts = {
        "SadTalker__WDA_AlexandriaOcasioCortez_000.mp4": [],
        "face_recognition__short_hamilton_clip.mp4": [20, 82, 211],
        "sample-videos__one-by-one-person-detection.mp4": [],
        "sample-videos__again.mkv": [],
        "sample-videos__head-pose-face-detection-female-and-male.gif": [],
        "torchcodec__nasa_13013.mp4": [240],
    }
    with (media / "faces" / "manifest.csv").open(newline="") as file:
        known = {row["file"] for row in csv.DictReader(file)}
    for name in sorted(known & set(cuts)):
        proxy = tmp_path / f"{name}.mp4"
        reduce = ["-vf", "scale=320:-2:flags=area,format=yuv420p", "-an"]
        source = ["-t", "40", "-i", str(media / "faces" / name)]
        ffmpeg(*source, *reduce, "-c:v", "libx264", "-preset", "ultrafast", str(proxy))
        changes = measure(small_pictures(proxy), Fraction(25))
        assert list(boundaries(changes, Fraction(25))) == cuts[name], name
