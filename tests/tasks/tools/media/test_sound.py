"""How loud a file is, and samples as numbers."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from tasks.errors.recordings import MediaToolError
from tasks.tools.media.audio import (
    measure_loudness,
    wav_length,
    wav_samples,
    write_silence,
    write_wav,
)
from tests.footage import ffmpeg


@pytest.fixture
def tone(tmp_path: Path) -> Path:
    """Three seconds of 997 Hz at -20 dBFS in both channels: -20 LUFS by EBU Tech 3341, near enough."""
    path = tmp_path / "tone.wav"
    wave = "0.1*sin(997*2*PI*t)"
    ffmpeg("-f", "lavfi", "-i", f"aevalsrc='{wave}|{wave}':s=48000:d=3", str(path))
    return path


def test_a_known_tone_has_its_known_loudness(tone: Path) -> None:
    found = measure_loudness(tone)
    assert found.integrated_lufs == pytest.approx(-20.0, abs=0.15)
    assert found.true_peak_dbtp == pytest.approx(-20.0, abs=0.15)
    assert found.threshold_lufs == pytest.approx(-30.0, abs=0.2)
    assert not found.silent


def test_silence_is_silent_and_its_numbers_are_finite(tmp_path: Path) -> None:
    write_silence(tmp_path / "s.wav", 2500)
    found = measure_loudness(tmp_path / "s.wav")
    assert found.silent
    assert all(math.isfinite(value) for value in found.model_dump().values())


def test_sound_shorter_than_the_meters_window_is_measured_without_a_failure(
    tmp_path: Path,
) -> None:
    write_silence(tmp_path / "s.wav", 50)
    assert measure_loudness(tmp_path / "s.wav").silent


def test_a_file_without_sound_cannot_be_measured(tmp_path: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", "testsrc=d=1:s=64x64", str(tmp_path / "v.mp4"))
    with pytest.raises(MediaToolError, match="Measuring the loudness"):
        measure_loudness(tmp_path / "v.mp4")


def test_written_samples_are_read_back(tmp_path: Path) -> None:
    samples = np.arange(-500, 500, dtype=np.int16).reshape(-1, 2)
    write_wav(tmp_path / "w.wav", samples)
    assert wav_length(tmp_path / "w.wav") == 500
    read, rate = wav_samples(tmp_path / "w.wav", first=10, count=20)
    assert rate == 48_000
    assert np.array_equal(read, samples[10:30])


def test_a_slice_beyond_the_end_is_what_is_there(tmp_path: Path) -> None:
    samples = np.ones((100, 1), np.int16)
    write_wav(tmp_path / "w.wav", samples)
    assert len(wav_samples(tmp_path / "w.wav", first=90, count=50)[0]) == 10
    assert len(wav_samples(tmp_path / "w.wav", first=500)[0]) == 0


def test_silence_is_as_long_as_it_was_asked_for(tmp_path: Path) -> None:
    write_silence(tmp_path / "s.wav", 2345)
    assert wav_length(tmp_path / "s.wav") == 2345 * 48
