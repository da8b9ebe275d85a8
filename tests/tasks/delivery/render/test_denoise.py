"""Steady noise becomes quieter, whatever its colour; speech stays what and where it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from tasks.delivery.render.denoise import denoised
from tasks.delivery.render.mixing import Samples
from tasks.delivery.render.sound import read_wav
from tests.footage import ffmpeg
from tests.tasks.delivery.render.test_mastering import speechlike

RATE = 48_000
Noise = Callable[[int], npt.NDArray[np.float64]]


def white(count: int) -> npt.NDArray[np.float64]:
    return np.random.default_rng(1).standard_normal(count)


def pink(count: int) -> npt.NDArray[np.float64]:
    bands = np.fft.rfft(white(count))
    shaped = bands / np.sqrt(np.maximum(1, np.arange(len(bands))))
    return np.asarray(np.fft.irfft(shaped, count))


def hum(count: int) -> npt.NDArray[np.float64]:
    at = np.arange(count) / RATE
    return np.asarray(
        np.sum([np.sin(2 * np.pi * 50 * n * at) / n for n in (1, 2, 3, 5, 7)], axis=0)
    )


def noisy(clean: Samples, noise: Noise, below: float) -> Samples:
    """Speech with a noise that is so many dB less powerful."""
    added = noise(len(clean))
    added *= np.sqrt(np.square(clean).mean()) * 10 ** (-below / 20) / added.std()
    return (clean + added[:, None]).astype(np.float32)


def fidelity(clean: Samples, other: Samples) -> float:
    """How far what is not the speech lies below it, in dB, whatever its level (SI-SDR)."""
    share = float((clean * other).sum() / np.square(clean).sum())
    rest = np.square(other - share * clean).sum()
    return float(10 * np.log10(np.square(share * clean).sum() / rest))


def level(samples: Samples) -> float:
    return float(10 * np.log10(np.square(samples).mean() + 1e-20))


@pytest.mark.parametrize("noise", [white, pink, hum])
def test_noise_is_quieter_in_pauses_and_under_speech(noise: Noise) -> None:
    clean = speechlike(8.0, 0.3)
    heard = noisy(clean, noise, 15)
    made = denoised(heard, 12)
    pause = np.convolve(np.abs(clean[:, 0]), np.ones(9600), "same") < 1e-6
    assert pause.any()
    assert -13 <= level(made[pause]) - level(heard[pause]) <= -5
    assert fidelity(clean, made) >= fidelity(clean, heard) + 2


def test_what_has_no_noise_stays_what_it_was() -> None:
    clean = speechlike(8.0, 0.3)
    assert fidelity(clean, denoised(clean, 12)) > 25


def test_it_is_as_long_and_in_place_for_both_ears() -> None:
    """A click on one side, in noise: at the same sample, on the same side."""
    heard = noisy(speechlike(2.0, 0.1)[: 2 * RATE - 77], white, 20)
    heard[50_000, 0] += 1.0
    made = denoised(heard, 12)
    assert made.shape == heard.shape
    assert int(np.abs(made[:, 0]).argmax()) == 50_000
    assert np.abs(made[49_900:50_100, 1]).max() < 0.5 * np.abs(made[50_000, 0])


@pytest.mark.parametrize("count", [0, 100, 3000, RATE])
def test_silence_and_scraps_stay(count: int) -> None:
    silent = np.zeros((count, 2), np.float32)
    assert not denoised(silent, 12).any()
    assert denoised(silent, 12).shape == silent.shape


def test_without_reduction_nothing_is_touched() -> None:
    samples = speechlike(1.0, 0.3)
    assert denoised(samples, 0) is samples


def test_real_speech_in_a_room_gets_clearer(media: Path, tmp_path: Path) -> None:
    wav = tmp_path / "speech.wav"
    source = media / "speech" / "faster-whisper__multilingual.mp3"
    ffmpeg("-i", str(source), "-t", "15", "-ar", "48000", "-ac", "2", str(wav))
    clean = read_wav(wav, 15 * RATE)
    heard = noisy(clean, pink, 10)
    assert fidelity(clean, denoised(heard, 12)) >= fidelity(clean, heard) + 2
    assert fidelity(clean, denoised(clean, 12)) > 30
