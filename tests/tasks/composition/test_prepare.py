"""A clip is cut exactly: to the frame, to the sample, and rounded once."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.clips import PreparedClip
from schemas.media import SeekPoint
from schemas.units import fps, frame_at, ms_at
from tasks.composition.prepare import frames_of, prepare, seek_before, shots_of
from tasks.stage import StageContext
from tasks.tools.media.cut import pictures
from tests.recordings import Record, number_in, numbered, read_sound, scene

RATES = st.sampled_from(["24000/1001", "24/1", "25/1", "30000/1001", "30/1", "60000/1001"])


@pytest.mark.parametrize("preset", ["ultrafast", "superfast"])
@pytest.mark.parametrize("span", [(0, 900), (1234, 2900), (2003, 2036), (3000, 99_000)])
def test_a_clip_holds_exactly_the_frames_of_its_span(
    ctx: StageContext, record: Record, span: tuple[int, int], preset: str
) -> None:
    mezzanine, _ = record([numbered(n) for n in range(120)], preset=preset)

    clip = ctx.load(prepare.compute(ctx, "clip-01", *span, mezzanine), PreparedClip)

    assert clip.proxy is not None
    wanted = list(range(clip.frame_count))
    seen = [number_in(picture) for _, picture in pictures(ctx.path(clip.proxy), wanted)]
    last = min(frame_at(span[1], "30000/1001"), 120)
    assert seen == list(range(frame_at(span[0], "30000/1001"), last))


def test_a_clip_holds_exactly_the_samples_of_its_frames(ctx: StageContext, record: Record) -> None:
    mezzanine, _ = record([numbered(n) for n in range(60)])

    clip = ctx.load(prepare.compute(ctx, "clip-01", 500, 1500, mezzanine), PreparedClip)

    sound = read_sound(ctx.path(clip.audio))
    first = round(clip.first_frame * 48_000 * 1001 / 30_000)
    end = round((clip.first_frame + clip.frame_count) * 48_000 * 1001 / 30_000)
    assert [int(value) for value in sound] == [n % 30_000 for n in range(first, end)]


def test_sound_that_ends_early_goes_on_as_silence(ctx: StageContext, record: Record) -> None:
    mezzanine, _ = record([numbered(n) for n in range(31)], rate="24000/1001")

    clip = ctx.load(prepare.compute(ctx, "clip-01", 1000, 9999, mezzanine), PreparedClip)

    seconds = clip.frame_count / fps(clip.rate)
    assert len(read_sound(ctx.path(clip.audio))) == pytest.approx(48_000 * seconds, abs=1)


def test_a_recording_without_picture_is_cut_by_its_sound_alone(
    ctx: StageContext, record: Record
) -> None:
    mezzanine, _ = record([numbered(n) for n in range(60)], kind="audio")

    clip = ctx.load(prepare.compute(ctx, "clip-01", 500, 1500, mezzanine), PreparedClip)

    assert clip.proxy is None
    assert clip.shots == ((0, clip.frame_count),)


def test_what_decoding_the_source_needs_is_handed_on(ctx: StageContext, record: Record) -> None:
    pictures = [numbered(n) for n in range(120)]
    mezzanine, media = record(pictures, rotation=90, start_ms=0)

    clip = ctx.load(prepare.compute(ctx, "clip-01", 1100, 3300, mezzanine), PreparedClip)

    assert (clip.source, clip.start_ms, clip.rotation) == (media.source, 0, 90)
    (key,) = (point for point in media.seek if point.ms == 1001)
    assert clip.seek_pts == key.pts


def test_a_clip_finds_its_shots_itself(ctx: StageContext, record: Record) -> None:
    """Also where a shot is seen for a few frames only, at the clip's very ends."""
    lengths = [40, 50, 35, 45]
    mezzanine, _ = record(
        [p for seed, n in enumerate(lengths) for p in scene(seed, n)], rate="30/1"
    )

    clip = ctx.load(prepare.compute(ctx, "clip-01", 1200, 4300, mezzanine), PreparedClip)

    assert (clip.first_frame, clip.frame_count) == (36, 93)
    assert clip.shots == ((0, 4), (4, 54), (54, 89), (89, 93))


def test_the_same_span_is_cut_into_the_same_bytes(ctx: StageContext, record: Record) -> None:
    mezzanine, _ = record([numbered(n) for n in range(60)])
    assert prepare.compute(ctx, "clip-01", 500, 1500, mezzanine) == prepare.compute(
        ctx, "clip-01", 500, 1500, mezzanine
    )


@given(st.integers(0, 10**7), st.integers(0, 10**6), st.integers(1, 10**7), RATES)
def test_a_clip_lies_inside_its_recording_and_is_never_empty(
    start: int, length: int, duration: int, rate: str
) -> None:
    first, count = frames_of(start, start + length, rate, duration)
    assert count >= 1
    assert first >= 0
    assert first + count <= max(1, frame_at(duration, rate))


@given(st.lists(st.integers(-50, 500), max_size=8), st.integers(1, 400))
def test_shots_cover_a_clip_without_gap_or_overlap(starts: list[int], count: int) -> None:
    inside = shots_of(starts, count)
    assert inside[0][0] == 0
    assert inside[-1][1] == count
    assert all(a < b for a, b in inside)
    assert all(one[1] == other[0] for one, other in pairwise(inside))
    assert {start for start, _ in inside[1:]} == {s for s in starts if 0 < s < count}


@given(st.lists(st.integers(0, 60_000), max_size=20), st.integers(0, 1500), RATES)
def test_decoding_never_starts_after_the_clips_first_frame(
    times: list[int], first: int, rate: str
) -> None:
    seek = tuple(SeekPoint(ms=ms, pts=ms) for ms in sorted(times))
    pts = seek_before(seek, first, rate)
    if pts is None:
        assert all(frame_at(ms + 1, rate) > first for ms in times)
    else:
        assert frame_at(pts, rate) <= first
        assert not any(pts < ms <= ms_at(first, rate) - 2 for ms in times)
