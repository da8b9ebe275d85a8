"""Filters by their spectrum give what a sample after the other gives."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import signal

from tasks.delivery.render.filters import LEAST_SPAN, filtered, rumble
from tasks.delivery.render.loudness import between, weighed

RATE = 48_000


def noise(count: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Noise that stands off zero, as bad recordings do."""
    return (0.2 + np.random.default_rng(5).normal(0, 0.1, (count, 2))).astype(np.float32)


@pytest.mark.parametrize("hertz", [1, 20, 60, 200])
@pytest.mark.parametrize("count", [0, 1, 1000, LEAST_SPAN, 3 * LEAST_SPAN + 77])
def test_rumble_is_taken_out_as_butterworth_does(hertz: int, count: int) -> None:
    samples = noise(count)
    sections = signal.butter(2, hertz, "highpass", fs=RATE, output="sos")
    wanted = signal.sosfilt(sections, samples, axis=0) if count else samples
    found = filtered(samples, rumble(hertz, RATE))
    assert found.shape == samples.shape
    assert np.abs(found - wanted).max(initial=0) < 2e-6


def test_silence_stays_exactly_silent() -> None:
    silent = np.zeros((LEAST_SPAN, 2), np.float32)
    assert not filtered(silent, rumble(60, RATE)).any()
    assert not weighed(silent, RATE).any()


def test_what_follows_a_click_is_silent_enough_to_be_amplified() -> None:
    """A second after it nothing is left that a hundred decibels would make heard."""
    samples = np.zeros((2 * RATE, 2), np.float32)
    samples[100:150] = 0.9
    assert np.abs(filtered(samples, rumble(60, RATE))[RATE:]).max() < 1e-12
    assert weighed(samples, RATE)[RATE:].max() < 1e-20


def test_a_peak_between_samples_is_that_of_fourfold_oversampling() -> None:
    samples = noise(6000)
    fine = np.abs(signal.resample_poly(samples, 4, 1, axis=0)).max(axis=1)
    wanted = fine.reshape(-1, 4).max(axis=1)[1000:5000]
    assert np.abs(between(samples, 1000, 5000) - wanted).max() < 1e-6
