"""Loudness range: measured as FFmpeg measures it, and made as small as a style wants."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tasks.delivery.render.loudness import loudness_range, short_terms, weighed
from tasks.delivery.render.mixing import Samples
from tasks.delivery.render.riding import ridden
from tasks.tools.media.audio import measure_loudness, write_wav

RATE = 48_000


def talk(*levels: float, seconds: float = 6.0) -> Samples:
    """Noise in syllables at one level, in dB, after the other."""
    rng = np.random.default_rng(4)
    at = np.arange(round(seconds * RATE)) / RATE
    syllables = np.clip(np.sin(2 * np.pi * 4 * at), 0.1, 1)
    parts = [rng.normal(0, 0.2, len(at)) * syllables * 10 ** (level / 20) for level in levels]
    mono = np.concatenate(parts).astype(np.float32)
    return np.stack([mono, mono], axis=1)


def spread(samples: Samples) -> float:
    return loudness_range(short_terms(weighed(samples, RATE), RATE))


@pytest.mark.parametrize("levels", [(0, 0), (0, -8, -3), (-6, -15, 0, -11), (0, -60, -4)])
def test_the_range_is_what_ffmpeg_measures(levels: tuple[float, ...], tmp_path: Path) -> None:
    samples = talk(*levels)
    path = tmp_path / "talk.wav"
    write_wav(path, (np.clip(samples, -1, 1) * 32767).astype(np.int16), RATE)
    assert spread(samples) == pytest.approx(measure_loudness(path).range_lu, abs=0.3)


@pytest.mark.parametrize("most", [3.0, 6.0])
def test_a_wide_range_becomes_what_the_style_wants(most: float) -> None:
    samples = talk(0, -14, -4, -18, -2)
    assert spread(samples) > 12
    assert most - 1 <= spread(ridden(samples, most, RATE)) <= most + 0.3


def test_a_small_range_is_left_as_it_is() -> None:
    samples = talk(0, -3, 0)
    assert ridden(samples, 8.0, RATE) is samples


def test_silence_and_what_is_too_short_to_measure_stay() -> None:
    for samples in (np.zeros((4 * RATE, 2), dtype=np.float32), talk(0, seconds=1.5)):
        assert ridden(samples, 2.0, RATE) is samples


def test_a_pause_is_not_pumped_up() -> None:
    samples = talk(0, -70, -12)
    pause = slice(round(8 * RATE), round(10 * RATE))
    before, after = (np.abs(s[pause]).max() for s in (samples, ridden(samples, 3.0, RATE)))
    assert after <= before * 10 ** (12 / 20) * 1.001
