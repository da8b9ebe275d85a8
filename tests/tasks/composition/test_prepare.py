"""A clip is cut exactly: to the frame, to the sample, and rounded once."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.clips import PreparedClip
from schemas.media import SeekPoint
from schemas.scenes import Shot, Shots
from schemas.units import fps, frame_at, ms_at
from tasks.composition.prepare import frames_of, prepare, seek_before, shots_inside
from tasks.stage import StageContext
from tasks.tools.media.cut import pictures
from tests.recordings import Record, number_in, numbered, read_sound

RATES = st.sampled_from(["24000/1001", "24/1", "25/1", "30000/1001", "30/1", "60000/1001"])


@pytest.mark.parametrize("preset", ["ultrafast", "superfast"])
@pytest.mark.parametrize("span", [(0, 900), (1234, 2900), (2003, 2036), (3000, 99_000)])
def test_a_clip_holds_exactly_the_frames_of_its_span(
    ctx: StageContext, record: Record, span: tuple[int, int], preset: str
) -> None:
    mezzanine, shots, _ = record([numbered(n) for n in range(120)], preset=preset)

    clip = ctx.load(prepare.compute(ctx, "clip-01", *span, mezzanine, shots), PreparedClip)

    assert clip.proxy is not None
    wanted = list(range(clip.frame_count))
    seen = [number_in(picture) for _, picture in pictures(ctx.path(clip.proxy), wanted)]
    last = min(frame_at(span[1], "30000/1001"), 120)
    assert seen == list(range(frame_at(span[0], "30000/1001"), last))


def test_a_clip_holds_exactly_the_samples_of_its_frames(ctx: StageContext, record: Record) -> None:
    mezzanine, shots, _ = record([numbered(n) for n in range(60)])

    clip = ctx.load(prepare.compute(ctx, "clip-01", 500, 1500, mezzanine, shots), PreparedClip)

    sound = read_sound(ctx.path(clip.audio))
    first = round(clip.first_frame * 48_000 * 1001 / 30_000)
    end = round((clip.first_frame + clip.frame_count) * 48_000 * 1001 / 30_000)
    assert [int(value) for value in sound] == [n % 30_000 for n in range(first, end)]


def test_sound_that_ends_early_goes_on_as_silence(ctx: StageContext, record: Record) -> None:
    mezzanine, shots, _ = record([numbered(n) for n in range(31)], rate="24000/1001")

    clip = ctx.load(prepare.compute(ctx, "clip-01", 1000, 9999, mezzanine, shots), PreparedClip)

    seconds = clip.frame_count / fps(clip.rate)
    assert len(read_sound(ctx.path(clip.audio))) == pytest.approx(48_000 * seconds, abs=1)


def test_a_recording_without_picture_is_cut_by_its_sound_alone(
    ctx: StageContext, record: Record
) -> None:
    mezzanine, shots, _ = record([numbered(n) for n in range(60)], kind="audio")

    clip = ctx.load(prepare.compute(ctx, "clip-01", 500, 1500, mezzanine, shots), PreparedClip)

    assert clip.proxy is None
    assert clip.shots == ((0, clip.frame_count),)


def test_what_decoding_the_source_needs_is_handed_on(ctx: StageContext, record: Record) -> None:
    mezzanine, shots, media = record([numbered(n) for n in range(120)], cuts=(40, 90))

    clip = ctx.load(prepare.compute(ctx, "clip-01", 1100, 3300, mezzanine, shots), PreparedClip)

    assert (clip.source, clip.start_ms, clip.rotation) == (media.source, 40, 90)
    assert clip.seek_pts == 30 * 512
    assert clip.shots == ((0, 7), (7, 57), (57, 66))


def test_the_same_span_is_cut_into_the_same_bytes(ctx: StageContext, record: Record) -> None:
    mezzanine, shots, _ = record([numbered(n) for n in range(60)])
    assert prepare.compute(ctx, "clip-01", 500, 1500, mezzanine, shots) == prepare.compute(
        ctx, "clip-01", 500, 1500, mezzanine, shots
    )


@given(st.integers(0, 10**7), st.integers(0, 10**6), st.integers(1, 10**7), RATES)
def test_a_clip_lies_inside_its_recording_and_is_never_empty(
    start: int, length: int, duration: int, rate: str
) -> None:
    first, count = frames_of(start, start + length, rate, duration)
    assert count >= 1
    assert first >= 0
    assert first + count <= max(1, frame_at(duration, rate))


@given(
    st.lists(st.integers(1, 20_000), max_size=8), st.integers(0, 400), st.integers(1, 400), RATES
)
def test_shots_cover_a_clip_without_gap_or_overlap(
    cuts: list[int], first: int, count: int, rate: str
) -> None:
    edges = [0, *sorted(set(cuts)), 30_000]
    shots = Shots(
        duration_ms=30_000,
        shots=tuple(
            Shot(index=i, start_ms=a, end_ms=b) for i, (a, b) in enumerate(pairwise(edges))
        ),
    )
    inside = shots_inside(shots, rate, first, count)
    assert inside[0][0] == 0
    assert inside[-1][1] == count
    assert all(a < b for a, b in inside)
    assert all(one[1] == other[0] for one, other in pairwise(inside))


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
