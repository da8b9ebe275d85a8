"""Stings at the ends, music that gives way to the voice, and a mix as loud as it should be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from schemas.artifacts import BINARY, Ref
from schemas.sounds import AddedSound, Bed
from tasks.delivery.render.mixing import (
    Added,
    Samples,
    added_sounds,
    bed_gain,
    looped,
    mixed,
    speech,
)
from tasks.delivery.render.sound import master
from tasks.errors.styles import StyleSoundError
from tasks.tools.media.encode import decode_audio
from tests.looks import digest
from tests.tasks.delivery.render.test_mastering import RATE, a_sound, speechlike, tone, write


def bed(**fields: Any) -> Bed:
    known: dict[str, Any] = {
        "audio": Ref(sha256="0" * 64, size=0, media_type=BINARY),
        "gain": 0,
        "duck": 20,
        "attack_ms": 100,
        "release_ms": 300,
        "fade_out_ms": 0,
    }
    return Bed(**(known | fields))


def sounds(path: Path, **fields: Any) -> Added:
    ref = Ref[Any](sha256=digest(path), size=path.stat().st_size, media_type=BINARY)
    made = {
        name: AddedSound(audio=ref, gain=gain) if name != "music" else bed(audio=ref, gain=gain)
        for name, gain in fields.items()
    }
    added = added_sounds(a_sound(**made), lambda found: path)
    assert added is not None
    return added


def hiss(seconds: float) -> Samples:
    return np.random.default_rng(1).normal(0, 0.1, (round(seconds * RATE), 2)).astype(np.float32)


def level(samples: Samples) -> float:
    """Decibels of the mean power."""
    return float(10 * np.log10(np.square(samples).mean() + 1e-12))


def test_nothing_is_added_by_default() -> None:
    assert added_sounds(a_sound(), lambda ref: Path("/nowhere")) is None


def test_stings_stand_at_the_ends_at_their_gain(tmp_path: Path) -> None:
    ding = write(tmp_path / "ding.wav", tone(0.5, 440, 0.5), 2)
    silence = np.zeros((2 * RATE, 2), np.float32)
    mix = mixed(silence, sounds(ding, sting_in=-6.0, sting_out=-12.0))
    first, rest, last = mix[: RATE // 2], mix[RATE // 2 : -RATE // 2], mix[-RATE // 2 :]
    assert np.abs(rest).max() == 0
    own = level(tone(0.5, 440, 0.5))
    assert level(first) == pytest.approx(own - 6, abs=0.1)
    assert level(last) == pytest.approx(own - 12, abs=0.1)


def test_a_sting_that_is_longer_than_the_clip_is_cut(tmp_path: Path) -> None:
    ding = write(tmp_path / "ding.wav", tone(3, 440, 0.5), 2)
    mix = mixed(np.zeros((RATE, 2), np.float32), sounds(ding, sting_in=0.0, sting_out=0.0))
    assert len(mix) == RATE
    assert mixed(np.zeros((0, 2), np.float32), sounds(ding, sting_in=0.0)).shape == (0, 2)


def test_music_lies_under_the_whole_clip_and_lower_under_speech(tmp_path: Path) -> None:
    music = write(tmp_path / "bed.wav", hiss(1), 2)
    voice = np.zeros((6 * RATE, 2), np.float32)
    voice[2 * RATE : 4 * RATE] = speechlike(2, 0.3)
    added = sounds(music, music=0.0)
    alone = mixed(voice, added) - voice
    before, under, after = alone[:RATE], alone[int(2.5 * RATE) : int(3.5 * RATE)], alone[-RATE:]
    assert level(before) == pytest.approx(level(hiss(1)), abs=0.5)
    assert level(under) == pytest.approx(level(before) - 20, abs=1)
    assert level(after) == pytest.approx(level(before), abs=1)


def test_music_gives_way_before_the_first_word() -> None:
    voice = np.zeros((4 * RATE, 2), np.float32)
    voice[2 * RATE : 3 * RATE] = speechlike(1, 0.3)
    gain = 20 * np.log10(bed_gain(voice, bed()))
    assert gain[int(1.7 * RATE)] > -0.1
    assert gain[2 * RATE] < -15
    slow = 20 * np.log10(bed_gain(voice, bed(release_ms=3000)))
    assert slow[int(3.5 * RATE)] < gain[int(3.5 * RATE)] - 3


def test_the_music_ends_in_silence_where_it_fades_out() -> None:
    gain = bed_gain(np.zeros((2 * RATE, 2), np.float32), bed(fade_out_ms=1000))
    assert gain[-1] < 1e-3
    assert gain[RATE - 100] == pytest.approx(1, abs=1e-3)


def test_music_is_repeated_without_a_seam() -> None:
    noise = hiss(1)
    long = looped(noise, 5 * RATE)
    assert len(long) == 5 * RATE
    parts = [level(long[at : at + RATE // 10]) for at in range(0, 5 * RATE, RATE // 10)]
    assert max(parts) - min(parts) < 2.5
    assert (looped(noise, RATE // 2) == noise[: RATE // 2]).all()


def test_a_breath_is_no_pause_and_silence_is_no_speech() -> None:
    voice = np.concatenate([speechlike(1, 0.3), np.zeros((RATE // 5, 2)), speechlike(1, 0.3)])
    hop = RATE // 100
    assert speech(voice.astype(np.float32), hop)[95:125].all()
    assert not speech(np.zeros((RATE, 2), np.float32), hop).any()


def test_the_mix_with_everything_is_on_target(tmp_path: Path) -> None:
    music = write(tmp_path / "bed.wav", tone(1, 220, 0.2), 2)
    wav = write(tmp_path / "in.wav", speechlike(3, 0.1), 1)
    added = sounds(music, music=-6.0, sting_in=-6.0, sting_out=0.0)
    told = master(a_sound(loudness=-16), wav, 3.0, tmp_path / "out.m4a", added)
    assert told.integrated_lufs == pytest.approx(-16, abs=0.5)
    assert told.true_peak_dbtp <= -1
    silent = write(tmp_path / "none.wav", np.zeros((3 * RATE, 2), np.float32), 1)
    assert not master(a_sound(), silent, 3.0, tmp_path / "two.m4a", added).silent


def test_music_lies_as_far_under_a_quiet_recording_as_under_a_loud_one(tmp_path: Path) -> None:
    """A tone that the voice does not hold tells how loud the music is in the mix."""
    music = write(tmp_path / "bed.wav", tone(1, 5000, 0.2), 2)
    heard = []
    for recorded in (0.01, 0.1, 0.6):
        wav, out = write(tmp_path / "in.wav", speechlike(4, recorded), 1), tmp_path / "out.m4a"
        master(a_sound(loudness=-16, compress=0), wav, 4.0, out, sounds(music, music=0.0))
        spectrum = np.abs(np.fft.rfft(decode_audio(out)[: 4 * RATE, 0]))
        heard.append(20 * np.log10(spectrum[4 * 4990 : 4 * 5010].max()))
    assert max(heard) - min(heard) < 1.0


def test_what_is_no_sound_is_refused_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "no.wav"
    file.write_bytes(b"this is not a sound")
    with pytest.raises(StyleSoundError, match=digest(file)):
        sounds(file, sting_in=0.0)


def test_music_comes_back_between_words_of_a_noisy_room() -> None:
    """Twenty decibels under the voice a room is no speech."""
    voice = hiss(9) * np.float32(0.1)
    for second in (0, 3, 6):
        voice[second * RATE : (second + 2) * RATE] += speechlike(2, 0.6)
    gain = 20 * np.log10(bed_gain(voice, bed()))
    assert gain[int(2.8 * RATE)] > -3
    assert gain[int(1.1 * RATE)] < -15
    assert gain[int(4.1 * RATE)] < -15
