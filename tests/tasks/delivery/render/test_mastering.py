"""The mix is at its loudness and under its ceiling, measured after encoding; silence stays silent."""

from __future__ import annotations

import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from schemas.sounds import Sound
from tasks.delivery.render.limiting import Master
from tasks.delivery.render.loudness import integrated, true_peak
from tasks.delivery.render.mixing import Samples
from tasks.delivery.render.sound import faded, levelled, master, treat
from tasks.tools.media.audio import measure_loudness
from tests.looks import NOWHERE

RATE = 48_000


def a_sound(**fields: Any) -> Sound:
    known: dict[str, Any] = {
        "audio": NOWHERE,
        "highpass_hz": 60,
        "compress": 0.0,
        "fade_in_ms": 20,
        "fade_out_ms": 180,
        "loudness": -14.0,
        "true_peak": -1.0,
    }
    return Sound(**(known | fields))


def tone(seconds: float, hertz: float, level: float) -> Samples:
    at = np.arange(round(seconds * RATE)) / RATE
    wave_ = level * np.sin(2 * np.pi * hertz * at)
    return np.column_stack([wave_, wave_]).astype(np.float32)


def speechlike(seconds: float, level: float) -> Samples:
    """Buzz and breath in syllables, with pauses and a few loud ones."""
    noise = np.random.default_rng(7)
    at = np.arange(round(seconds * RATE)) / RATE
    voice = sum(np.sin(2 * np.pi * 130 * n * at) / n for n in range(1, 20))
    breath = noise.normal(0, 0.3, len(at))
    syllables = np.clip(np.sin(2 * np.pi * 3.1 * at), 0, 1) * (np.sin(2 * np.pi * 0.4 * at) > -0.6)
    loud = 1 + 2 * (np.sin(2 * np.pi * 0.7 * at) > 0.97)
    mono = level * (voice + breath) * syllables * loud / 3
    return np.column_stack([mono, mono]).astype(np.float32)


def write(path: Path, samples: Samples, channels: int) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, 2, RATE, 0, "NONE", "not compressed"))
        file.writeframes((samples[:, :channels] * 32767).astype("<i2").tobytes())
    return path


@pytest.mark.parametrize(
    ("channels", "level", "target", "ceiling"), [(1, 0.02, -14, -1), (2, 0.3, -16, -1.5)]
)
def test_the_encoded_sound_is_on_target(
    tmp_path: Path, channels: int, level: float, target: float, ceiling: float
) -> None:
    wav = write(tmp_path / "in.wav", speechlike(3, level), channels)
    out = tmp_path / "out.m4a"
    told = master(a_sound(loudness=target, true_peak=ceiling, compress=0.4), wav, 3.0, out)
    found = measure_loudness(out)
    assert abs(found.integrated_lufs - target) <= 0.5
    assert found.true_peak_dbtp <= ceiling
    assert abs(found.integrated_lufs - told.integrated_lufs) <= 0.15
    assert abs(found.true_peak_dbtp - told.true_peak_dbtp) <= 0.4


def test_silence_stays_silent(tmp_path: Path) -> None:
    wav = write(tmp_path / "in.wav", np.zeros((RATE, 2), np.float32), 1)
    told = master(a_sound(), wav, 1.0, tmp_path / "out.m4a")
    assert told.silent
    assert measure_loudness(tmp_path / "out.m4a").silent


def test_a_short_that_outlasts_its_sound_ends_in_silence(tmp_path: Path) -> None:
    wav = write(tmp_path / "in.wav", tone(1, 440, 0.2), 2)
    told = master(a_sound(), wav, 2.0, tmp_path / "out.m4a")
    assert not told.silent
    assert (tmp_path / "out.m4a").stat().st_size > 1000


def test_the_same_sound_gives_the_same_bytes(tmp_path: Path) -> None:
    wav = write(tmp_path / "in.wav", speechlike(1, 0.1), 1)
    for name in ("a", "b"):
        master(a_sound(), wav, 1.0, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_full_scale_tone_has_the_loudness_of_the_standard() -> None:
    # BS.1770: a 997 Hz sine at 0 dBFS in one channel reads -3.01 LUFS; in both, 3.01 more
    assert integrated(tone(5, 997, 1.0), RATE) == pytest.approx(0.0, abs=0.05)


def test_a_peak_between_samples_is_seen() -> None:
    # a quarter of the sampling rate, 45 degrees off: samples never exceed 0.707 of the crest
    at = np.arange(RATE // 10)
    mono = 0.9 * np.sin(2 * np.pi * at / 4 + np.pi / 4)
    hidden = np.column_stack([mono, mono]).astype(np.float32)
    assert np.abs(hidden).max() < 0.65
    assert true_peak(hidden[480:-480]) > 20 * np.log10(0.85)


def test_the_limiter_leaves_what_is_under_the_ceiling_alone() -> None:
    quiet, loud = tone(0.5, 300, 0.3), tone(0.5, 300, 1.5)
    assert Master(quiet).curve(0.0, -6.0).tolist() == [1.0]
    held = loud * Master(loud).curve(0.0, -3.0)[:, None]
    assert -3.3 <= true_peak(held) <= -2.95


@pytest.mark.parametrize("ceiling", [-1.0, -9.0])
def test_a_loudness_is_reached_where_peaks_must_give_way(ceiling: float) -> None:
    """What was found in one filtering holds for the limited sound."""
    found = Master(speechlike(4, 0.05)).at(-16.0, ceiling)
    assert integrated(found, RATE) == pytest.approx(-16.0, abs=0.15)
    assert true_peak(found) <= ceiling + 0.05
    assert np.abs(found).max() > 0.5 * 10 ** (ceiling / 20)


def test_rumble_is_removed_and_voice_is_kept() -> None:
    sound = a_sound(fade_in_ms=0, fade_out_ms=0)
    rumble = treat(sound, tone(2, 20, 0.5), RATE)
    voice = treat(sound, tone(2, 300, 0.5), RATE)
    assert np.abs(rumble[RATE:]).max() < 0.08
    assert np.abs(voice[RATE:]).max() > 0.48
    off = treat(a_sound(highpass_hz=0, fade_in_ms=0, fade_out_ms=0), tone(2, 20, 0.5), RATE)
    assert np.abs(off).max() > 0.49


def test_fades_begin_and_end_at_nothing() -> None:
    result = faded(np.ones((RATE, 2), np.float32), 100, 300, RATE)
    assert np.abs(result[0]).max() < 0.01
    assert np.abs(result[-1]).max() < 0.01
    assert (result[RATE // 2] == 1).all()
    assert result[2400, 0] == pytest.approx(0.5, abs=0.01)


def test_levelling_brings_loud_and_quiet_together() -> None:
    both = np.concatenate([tone(2, 300, 0.03), tone(2, 300, 0.6)])
    levels = {}
    for amount in (0.0, 0.5, 1.0):
        mixed = levelled(both, amount, RATE) if amount else both
        levels[amount] = float(np.abs(mixed[-RATE:]).max() / np.abs(mixed[RATE // 2 : RATE]).max())
    assert levels[0.0] > 1.5 * levels[0.5] > 2 * levels[1.0]


def test_a_quiet_recording_is_levelled_as_much_as_a_loud_one() -> None:
    both = np.concatenate([tone(2, 300, 0.1), tone(2, 300, 0.6)])
    spreads = []
    for recorded in (1.0, 0.1, 0.01):
        mixed = treat(a_sound(compress=0.8), both * np.float32(recorded), RATE)
        loud, quiet = (np.abs(mixed[at : at + RATE // 2]).max() for at in (3 * RATE, RATE))
        spreads.append(float(loud / quiet))
    assert max(spreads) - min(spreads) < 0.05
    assert max(spreads) < 5


def test_a_room_without_a_voice_is_not_made_loud(tmp_path: Path) -> None:
    hiss = np.random.default_rng(4).normal(0, 0.0008, (3 * RATE, 2)).astype(np.float32)
    told = master(a_sound(), write(tmp_path / "in.wav", hiss, 2), 3.0, tmp_path / "out.m4a")
    assert told.integrated_lufs < -50
    whisper = speechlike(3, 0.004) + hiss / 8
    told = master(a_sound(), write(tmp_path / "in.wav", whisper, 2), 3.0, tmp_path / "out.m4a")
    assert told.integrated_lufs == pytest.approx(-14, abs=0.5)
