"""Joined sounds: every sample from its place, and no click where two parts meet."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tasks.tools.media.splice import FADE_MS, Part, spliced

RATE = 48_000
HALF = FADE_MS * RATE // 2000


def ramp(count: int, channels: int = 1) -> NDArray[np.int16]:
    """Each sample says its number, modulo 30,000; channels differ by their sign."""
    mono = (np.arange(count) % 30_000).astype(np.int16)
    return np.stack([mono, -mono][:channels], axis=1)


@given(
    st.lists(st.tuples(st.integers(0, 9000), st.integers(0, 5000)), min_size=1, max_size=6),
    st.sampled_from([1, 2]),
)
@settings(deadline=None)
def test_every_sample_is_its_own_but_around_joins(
    gaps: list[tuple[int, int]], channels: int
) -> None:
    parts, at = [], 0
    for gap, count in gaps:
        parts.append(Part(at + gap, count))
        at += gap + count
    source = ramp(at + 500, channels)
    wanted = np.concatenate([source[p.begin : p.begin + p.count] for p in parts])
    joined = spliced(source, parts)
    assert joined.shape == wanted.shape
    far = np.ones(len(wanted), bool)
    place = 0
    for part in parts[:-1]:
        place += part.count
        far[max(0, place - HALF) : place + HALF] = False
    assert (joined[far] == wanted[far]).all()


def test_parts_that_touch_are_not_faded() -> None:
    source = ramp(9000)
    parts = [Part(0, 3000), Part(3000, 3000), Part(6000, 3000)]
    assert (spliced(source, parts) == source).all()


def test_beyond_the_end_is_silence() -> None:
    assert spliced(ramp(100), [Part(50, 100)])[:, 0].tolist() == [*range(50, 100), *[0] * 50]
    assert spliced(ramp(100), []).shape == (0, 1)


@pytest.mark.parametrize("hertz", [50, 440, 3000])
def test_a_join_in_a_tone_makes_no_step(hertz: int) -> None:
    at = np.arange(3 * RATE) / RATE
    tone = np.round(9000 * np.sin(2 * np.pi * hertz * at)).astype(np.int16)[:, None]
    parts = [Part(0, 20_011), Part(50_021, 20_007), Part(99_999, 20_000)]
    joined = spliced(tone, parts)[:, 0].astype(int)
    raw = np.concatenate([tone[p.begin : p.begin + p.count] for p in parts])[:, 0].astype(int)
    usual = np.abs(np.diff(tone[:, 0].astype(int))).max()
    # the fade itself turns at most from one end of the wave to the other, over its length
    fade = 2 * 9000 * np.pi / 2 / (2 * HALF)
    assert np.abs(np.diff(joined)).max() <= usual + fade + 2
    assert hertz > 440 or np.abs(np.diff(raw)).max() > 4 * (usual + fade)
    assert np.abs(joined).max() <= 9001


def test_a_join_in_noise_is_never_louder_than_what_is_around_it() -> None:
    noise = np.random.default_rng(3).standard_normal((3 * RATE, 1))
    source = np.round(300 * noise).astype(np.int16)
    parts = [Part(0, 30_000), Part(60_000, 30_000), Part(100_000, 30_000)]
    joined = spliced(source, parts)[:, 0].astype(float)
    joins = np.cumsum([p.count for p in parts])[:-1]
    for join, _ in pairwise([*joins, 0]):
        inside = np.sqrt(np.mean(joined[join - HALF : join + HALF] ** 2))
        around = np.sqrt(np.mean(joined[join - 4800 : join + 4800] ** 2))
        assert 0.6 * around < inside < 1.1 * around
