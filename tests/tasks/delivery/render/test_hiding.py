"""Swear words are not heard, their neighbours are, and nothing clicks."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tasks.delivery.render.hiding import TONE_HZ, hidden
from tasks.delivery.render.mixing import Samples
from tasks.delivery.render.sound import master
from tasks.tools.media.encode import decode_audio
from tests.tasks.delivery.render.test_mastering import RATE, a_sound, speechlike, tone, write

SPANS = ((1000, 1400), (2000, 2100))


def part(samples: Samples, start_ms: int, end_ms: int) -> Samples:
    return samples[start_ms * RATE // 1000 : end_ms * RATE // 1000]


def level(samples: Samples) -> float:
    """Decibels of the mean power."""
    return float(10 * np.log10(np.square(samples).mean() + 1e-12))


def share(samples: Samples, hertz: float) -> float:
    """Of the power within 20 Hz of a tone."""
    power = np.abs(np.fft.rfft(samples[:, 0] * np.hanning(len(samples)))) ** 2
    at = np.fft.rfftfreq(len(samples), 1 / RATE)
    return float(power[np.abs(at - hertz) < 20].sum() / power.sum())


def test_a_muted_word_is_silent_and_the_rest_is_untouched() -> None:
    voice = tone(3, 220, 0.3)
    quiet = hidden(voice, SPANS, False, RATE)
    for start, end in SPANS:
        assert np.abs(part(quiet, start + 4, end - 4)).max() == 0
        assert level(part(quiet, start - 30, start - 5)) > -14
    assert np.array_equal(part(quiet, 0, 990), part(voice, 0, 990))
    assert hidden(voice, (), True, RATE) is voice


def test_a_bleep_is_about_as_loud_as_the_speech_and_the_word_is_gone() -> None:
    voice = speechlike(3, 0.3)
    heard = hidden(voice, SPANS, True, RATE)
    loud = level(voice[np.abs(voice[:, 0]) > 0.02])
    for start, end in SPANS:
        beep = part(heard, start + 4, end - 4)
        assert share(beep, TONE_HZ) > 0.95
        assert abs(level(beep) - loud) < 6


def test_neither_end_of_a_hidden_word_clicks() -> None:
    voice = tone(3, 220, 0.3)
    steepest = np.abs(np.diff(voice[:, 0])).max()
    assert np.abs(np.diff(hidden(voice, SPANS, False, RATE)[:, 0])).max() < 1.3 * steepest


def test_silence_stays_silent_but_for_nothing() -> None:
    assert np.abs(hidden(np.zeros((RATE, 2), np.float32), ((100, 300),), True, RATE)).max() == 0


def test_the_encoded_file_does_not_hold_the_word(tmp_path: Path) -> None:
    wav, out = write(tmp_path / "in.wav", tone(3, 220, 0.3), 2), tmp_path / "out.m4a"
    master(a_sound(hidden=SPANS), wav, 3.0, out)
    heard = decode_audio(out)
    assert level(part(heard, 1030, 1370)) < level(part(heard, 500, 900)) - 40
